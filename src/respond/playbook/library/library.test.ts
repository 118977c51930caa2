import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../core/incident/incident.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import { checkPlaybook, isSound } from '../check/check-playbook.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { buildPlaybook } from '../testing/build-playbook.ts';
import { graphView, variablesView } from '../view/graph-view.ts';
import { diffPlaybooks } from './diff-playbooks.ts';
import { incidentValues } from './incident-values.ts';
import { copyOf, newPlaybook, nextModified } from './new-playbook.ts';
import { playbookHead } from './playbook-head.ts';
import { suggestTypes } from './suggest.ts';

const at = Date.UTC(2026, 2, 1);
let last = 0;
const uuid = () => `00000000-0000-4000-8000-${(++last).toString(16).padStart(12, '0')}`;
const how = { uuid, author: uuid(), at };
const incident = {
  ...{
    id: 'i',
    number: 7,
    tenant: 'acme',
    title: 'T',
    severity: 'high',
    classification: 'availability/outage',
    drill: false,
  },
  ...{ roles: [], alerts: [], impact: { customers: [], assets: ['sbc-1'] } },
  traits: {
    addresses: ['192.0.2.1', '192.0.2.2'],
    accounts: ['2001'],
    assets: [],
    rules: ['sip-brute-force'],
    networks: [],
  },
} as unknown as Incident;

describe('a new playbook', () => {
  test.each(['nl', 'en', ''] as const)('can be run from the first moment (%s)', (language) => {
    const made = newPlaybook({ name: 'x', type: 'toll-fraud', language }, how);
    expect(readPlaybook(made).ok).toBe(true);
    expect(isSound(checkPlaybook(made))).toBe(true);
    expect(playbookHead(made)).toMatchObject({ type: 'toll-fraud', language, steps: 1 });
  });
  test('a copy is another one, not signed by whoever signed the first', () => {
    const first = { ...buildPlaybook([{ kind: 'ask', name: 'a' }]), signatures: [{}] } as Playbook;
    const copy = copyOf(first, 'mine', how);
    expect(copy).toMatchObject({ name: 'mine', derived_from: [first.id], workflow: first.workflow });
    expect(copy.id).not.toBe(first.id);
    expect(copy).not.toHaveProperty('signatures');
  });
  test('a version is newer than the one before, also when the clock ran back', () => {
    expect(nextModified(undefined, at)).toBe('2026-03-01T00:00:00.000Z');
    expect(nextModified('2026-01-01T00:00:00Z', at)).toBe('2026-03-01T00:00:00.000Z');
    expect(nextModified('2027-01-01T00:00:00Z', at)).toBe('2027-01-01T00:00:00.001Z');
  });
});

test('what differs is told step by step, and nothing else', () => {
  const before = buildPlaybook([
    { kind: 'ask', name: 'a' },
    { kind: 'ask', name: 'b' },
  ]);
  const [a, b] = Object.keys(before.workflow).filter((id) => id.startsWith('action'));
  const { [a]: gone, ...rest } = before.workflow;
  const after = {
    ...before,
    name: 'other',
    modified: '2027-01-01T00:00:00Z',
    workflow: { ...rest, [b]: { ...rest[b], delay: 5 }, 'end--x': { type: 'end' } },
  } as Playbook;
  expect(diffPlaybooks(before, before)).toEqual([]);
  const told = diffPlaybooks(before, after).map(({ step, kind, path }) => [step, kind, path]);
  expect(told).toHaveLength(4);
  expect(told).toEqual(
    expect.arrayContaining([
      ['', 'changed', 'name'],
      [b, 'added', 'delay'],
      ['end--x', 'added', ''],
      [a, 'removed', ''],
    ]),
  );
  expect(diffPlaybooks(before, after).find(({ step }) => step === a)?.stepName).toBe(gone.name);
});

test('an incident fills in what it knows one value of, where the playbook wants it from outside and of that type', () => {
  const external = { type: 'string', external: true } as const;
  const playbook = buildPlaybook([{ kind: 'ask', name: 'a' }], {
    ...{
      __customer__: external,
      __account__: external,
      __attacker__: { type: 'ipv4-addr', external: true },
      __asset__: external,
    },
    ...{
      __addresses__: external,
      __severity__: { type: 'string' },
      __title__: { type: 'integer', external: true },
      __rule__: { ...external, constant: true, value: 'x' },
    },
  });
  expect(incidentValues(playbook, incident)).toEqual({
    __customer__: 'acme',
    __account__: '2001',
    __asset__: 'sbc-1',
    __addresses__: '192.0.2.1,192.0.2.2',
  });
  expect(
    variablesView(playbook, { __attacker__: '192.0.2.1' })
      .filter(({ needed }) => needed)
      .map(({ name }) => name),
  ).toEqual([...['__customer__', '__account__', '__asset__', '__addresses__', '__title__']]);
});

test('what fits goes by class first, then by rules', () => {
  expect(suggestTypes(incident).map(({ type, fit }) => [type, fit])).toEqual([
    ['sbc-pbx-outage', 100],
    ['carrier-outage', 80],
    ['hacked-account', 70],
    ['supplier-incident', 60],
  ]);
  expect(
    suggestTypes({ ...incident, classification: 'other/undetermined', traits: { ...incident.traits, rules: [] } }),
  ).toEqual([]);
});

test('a drawing has each step once, with ways, faults and where it stands; a draft too', () => {
  const sound = buildPlaybook([
    { kind: 'parallel', branches: [[{ kind: 'do', name: 'a' }], [{ kind: 'ask', name: 'b' }]] },
  ]);
  const parallel = Object.keys(sound.workflow).find((id) => id.startsWith('parallel')) as string;
  const { steps } = graphView(sound, []);
  expect(steps.map(({ id }) => id).sort()).toEqual(Object.keys(sound.workflow).sort());
  expect(steps.find(({ id }) => id === parallel)?.next.map(({ label, known }) => [label, known])).toEqual([
    ...[
      ['next_steps.0', true],
      ['next_steps.1', true],
      ['on_success', true],
    ],
  ]);
  expect(steps.filter(({ name }) => name !== '').map(({ name, does }) => [name, does])).toEqual([
    ['a', 'automatic'],
    ['b', 'task'],
  ]);
  const action = steps.find(({ name }) => name === 'a')?.id as string;
  const extensions = { 'extension-definition--3f4f3fd6-9f0c-4a55-8f0e-5d2b7c9a4e10': { x: 4, y: 8.5 } };
  const moved = {
    ...sound,
    workflow: { ...sound.workflow, [action]: { ...sound.workflow[action], step_extensions: extensions } },
  } as Playbook;
  expect(graphView(moved, []).steps.find(({ id }) => id === action)?.at).toEqual({ x: 4, y: 8.5 });
  const broken = {
    ...sound,
    workflow: { ...sound.workflow, [parallel]: { ...sound.workflow[parallel], on_success: 'end--x' } },
  } as Playbook;
  const drawn = graphView(broken, checkPlaybook(broken)).steps.find(({ id }) => id === parallel);
  expect(drawn?.next.at(-1)).toEqual({ label: 'on_success', to: 'end--x', known: false });
  expect(drawn?.faults.length).toBeGreaterThan(0);
});
