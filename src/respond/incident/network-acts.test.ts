import { expect, test } from 'vitest';
import type { Decision, DecisionState } from '../../core/decision.ts';
import type { EnforcerState } from '../../core/decision-record.ts';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import type { Incident } from '../../core/incident/incident.ts';
import type { DecisionStep, NetworkFacts } from '../../core/incident/on-network.ts';
import { actOnIncident } from './act.ts';
import { networkNews } from './network-acts.ts';
import { openFromAlert } from './open-incident.ts';

const now = Date.parse('2026-11-23T14:00:00Z');
const by = { id: 'system', name: 'Belwacht' };
const alert: AlertLink = {
  ...{ alert: 'a1', tenant: 'bakker', rule: 'sip-brute-force', severity: 'high', address: '203.0.113.9', network: 0 },
  ...{ account: '', asset: '', start: now - 60_000, end: now, sentence: { nl: 'raadt', en: 'guesses' }, drill: false },
};

function opened(): Incident {
  const result = openFromAlert('i', alert, alert.sentence, 'nl', { by, at: now, now });
  if (!result.ok) throw new Error('not opened');
  return result.value.incident;
}

function block(
  state: DecisionState,
  parts: {
    readonly enforcers?: readonly EnforcerState[];
    readonly steps?: readonly DecisionState[];
    readonly alert?: string;
  } = {},
): NetworkFacts {
  const decision: Decision = {
    ...{ id: 'd1', tenant: 'bakker', action: 'block', scope: 'ip', value: '203.0.113.9', from: now - 50_000 },
    ...{ until: now + 3_600_000, reason: { nl: 'reden', en: 'reason' }, author: 'rule:sip-brute-force' },
    ...{ alert: parts.alert ?? 'a1', rule: 'sip-brute-force', offence: 1, state },
    guards: state === 'held' ? [{ guard: 'allowlist', passed: false, detail: '=secret partner' }] : [],
  };
  const steps: readonly DecisionStep[] = (parts.steps ?? ['asked', state]).map((one, i) => ({
    ...{ at: now - 40_000 + i * 1000, state: one, author: '', authorName: '', detail: '' },
  }));
  const record = { decision, tenantName: 'Bakker', authorName: 'sip-brute-force', country: '', asName: '' };
  return {
    blocks: [{ record: { ...record, enforcers: parts.enforcers ?? [] }, steps }],
    stops: [],
    attacks: [],
    messages: [],
  };
}

const said = (state: EnforcerState['state'], real = true, error = ''): EnforcerState => ({
  ...{ enforcer: 'firewall', real, state, at: now - 30_000, error },
});
const texts = (facts: NetworkFacts, incident = opened()) =>
  networkNews(incident, facts, now).lines.map(({ text, internal }) => `${internal ? '(internal) ' : ''}${text.en}`);

test('a block of an alert is told once asked and once per enforcer, and is a measure of nobody', () => {
  const facts = block('in-force', { enforcers: [said('in-force')] });
  expect(texts(facts)).toEqual([
    'Block of 203.0.113.9 until 2026-11-23 15:00 UTC asked: reason',
    'firewall confirms: 203.0.113.9 is blocked.',
  ]);
  const { acts, lines } = networkNews(opened(), facts, now);
  expect(acts).toMatchObject([
    { act: { act: 'add-measure', measure: { kind: 'block', decision: 'd1', owner: undefined } } },
  ]);
  expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
});

test('the measure comes and goes with what it stands for, however often that is looked at', () => {
  let incident = opened();
  const settle = (facts: NetworkFacts) => {
    for (const { act, by: who, at } of networkNews(incident, facts, now).acts) {
      const moved = actOnIncident(incident, act, { by: who, at, now });
      if (!moved.ok) throw new Error(moved.reason.texts[0].en);
      incident = moved.value.incident;
    }
    return incident.measures.map(({ undoneAt }) => undoneAt === undefined);
  };
  expect(settle(block('asked', { steps: ['asked'] }))).toEqual([true]);
  expect(settle(block('in-force'))).toEqual([true]);
  expect(settle(block('expired', { steps: ['asked', 'in-force', 'expired'] }))).toEqual([false]);
  expect(settle(block('expired', { steps: ['asked', 'in-force', 'expired'] }))).toEqual([false]);
});

test('what was held back, only reported or failed is no measure; guards and errors of machines are for the provider', () => {
  expect(texts(block('held', { steps: ['held'] }))).toEqual([
    '(internal) Block of 203.0.113.9 not carried out, a guard holds it back: allowlist (=secret partner)',
  ]);
  expect(networkNews(opened(), block('held'), now).acts).toEqual([]);
  expect(texts(block('reported', { steps: ['reported'] }))[0]).toContain('Report only');
  expect(networkNews(opened(), block('reported'), now).acts).toEqual([]);
  expect(
    texts(block('failed', { steps: ['asked', 'failed'], enforcers: [said('failed', true, 'nft: gone')] })),
  ).toContain('(internal) firewall could not block 203.0.113.9: nft: gone');
  expect(texts(block('in-force', { enforcers: [said('in-force', false)] }))[1]).toContain(
    'on trial, holds nothing back',
  );
});

test('a block of another alert that no measure names is nothing of this incident', () => {
  const facts = block('in-force', { alert: 'other' });
  expect(networkNews(opened(), facts, now).acts).toEqual([]);
  expect(texts(facts)).toEqual([]);
});

test('whether messages about its alerts arrived is told once, to the provider only', () => {
  const sent = {
    id: 'm1',
    channel: 'mail',
    address: 'noc@example.net',
    delivered: true,
    error: '',
    at: now,
    rule: 'r',
  };
  const messages = [sent, { ...sent, id: 'm2', delivered: false, error: '550 no such user' }];
  expect(texts({ blocks: [], stops: [], attacks: [], messages })).toEqual([
    '(internal) Message about r delivered by mail to noc@example.net.',
    '(internal) Message about r did not reach noc@example.net by mail: 550 no such user',
  ]);
});
