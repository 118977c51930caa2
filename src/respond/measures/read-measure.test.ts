import { describe, expect, test } from 'vitest';
import type { MeasureAction } from '../../core/incident/measure-action.ts';
import { approvalFor } from './approval.ts';
import type { MeasurePlace } from './measure-place.ts';
import { longestMs, readMeasure, usualMs } from './read-measure.ts';

const bakery = { id: 'bakery', name: 'Bakkerij “Het <b>Brood</b>”' };
const place: MeasurePlace = {
  incidentTenant: 'bakery',
  customer: (name) => (name === 'bakery' ? bakery : undefined),
  ownerOfAccount: (account) => (account === '1001' ? bakery : undefined),
  asset: (name) => (name === 'sbc' ? { id: 'a1', tenant: 'bakery', name: 'SBC' } : undefined),
  pbx: (name) => (name === 'pbx' ? { id: 'p1', name: 'PBX' } : undefined),
  trunkGroups: { 'carrier-b': ['sip:198.51.100.2:5080;transport=tcp', 'sip:198.51.100.3'] },
};
const read = (action: MeasureAction, given: Record<string, string>, at = place) => readMeasure(action, given, at);
const must = (action: MeasureAction, given: Record<string, string>, at = place) => {
  const outcome = read(action, given, at);
  if (!outcome.ok) throw new Error(outcome.reason.en);
  return outcome.value;
};

describe('what a wish means', () => {
  test.each([
    [
      'block-source',
      { address: '203.0.113.7' },
      { parts: [{ kind: 'block', value: '203.0.113.7' }], what: '203.0.113.7' },
    ],
    ['block-source', { address: '2001:DB8::1' }, { parts: [{ kind: 'block', value: '2001:db8::1' }] }],
    [
      'block-network',
      { network: '203.0.113.0/25' },
      { parts: [{ kind: 'block', value: '203.0.113.0/25' }], wide: undefined },
    ],
    ['block-network', { network: 'as64500' }, { parts: [{ kind: 'policy', subject: 'AS64500' }], tenant: 'provider' }],
    [
      'block-country',
      { country: 'ru', customer: 'bakery' },
      {
        tenant: 'bakery',
        parts: [
          {
            ...{ kind: 'attack-mode', mode: 'refuse-countries', countries: ['RU'] },
            scope: { level: 'customer', tenant: 'bakery', site: '', asset: '' },
          },
        ],
      },
    ],
    [
      'shield-management',
      { asset: 'sbc' },
      {
        wide: undefined,
        parts: [
          {
            ...{ kind: 'attack-mode', mode: 'management-closed', countries: [] },
            scope: { level: 'asset', tenant: 'bakery', site: '', asset: 'a1' },
          },
        ],
      },
    ],
    [
      'block-account',
      { account: '1001' },
      {
        tenant: 'bakery',
        parts: [
          { kind: 'stop', tenant: 'bakery', payer: '1001', reach: 'outgoing', divertTo: '', hangUp: true },
          { kind: 'registration', tenant: 'bakery', account: '1001', source: '' },
        ],
      },
    ],
    [
      'divert-calls',
      { customer: 'bakery', direction: 'in', number: '+31 20 555 01 00', to: '+31612345678' },
      {
        parts: [
          {
            ...{ kind: 'divert', tenant: 'bakery', payer: '31205550100', reach: 'incoming', hangUp: false },
            divertTo: 'sip:+31612345678@198.51.100.2:5080;transport=tcp',
          },
        ],
      },
    ],
    [
      'divert-calls',
      { customer: 'bakery', direction: 'out', to: 'carrier-b' },
      {
        parts: [
          {
            ...{ kind: 'divert', tenant: 'bakery', payer: '', reach: 'passing', hangUp: false },
            divertTo: 'sip:198.51.100.2:5080;transport=tcp',
          },
        ],
      },
    ],
  ] as const)('%s %o', (action, given, expected) => {
    expect(must(action, given)).toMatchObject(expected);
  });

  test.each([
    ['block-source', { address: '203.0.113.0/24' }],
    ['block-source', { address: '' }],
    ['block-network', { network: 'AS0' }],
    ['block-network', { network: 'AS4294967296' }],
    ['block-country', { country: 'XX' }],
    ['block-country', { country: 'RU', customer: 'nobody' }],
    ['block-account', { account: '1002', customer: '' }],
    ['block-account', { account: 'a\nb' }],
    ['stop-international', {}],
    ['shield-management', { asset: 'toaster' }],
    ['divert-calls', { customer: 'bakery', direction: 'up', to: 'carrier-b' }],
    ['divert-calls', { customer: 'bakery', direction: 'in', to: '112' }],
    ['divert-calls', { customer: 'bakery', direction: 'in', to: 'sip:112@198.51.100.2' }],
    ['divert-calls', { customer: 'bakery', direction: 'in', to: 'sip:%31%31%32@198.51.100.2' }],
    ['divert-calls', { customer: 'bakery', direction: 'in', to: '+31112' }],
    ...[
      ...[
        'sip:112;phone-context=+31@x.nl',
        'sip:112;user=phone@x.nl',
        'sip:112:p@x.nl',
        'sip:112?@x.nl',
        'sip:1-1-2@x.nl',
      ],
      ...[
        'sip:0031112@x.nl',
        'sip:112',
        'sip:*112#@x.nl',
        'sip:+31612345678;x=y@x.nl',
        'sip:+31612345678@x.nl?Route=y',
        '+3580112',
      ],
    ].map((to) => ['divert-calls', { customer: 'bakery', direction: 'in', to }] as const),
    ['divert-calls', { customer: 'bakery', direction: 'in', to: 'sip:a>\r\nX: y@h' }],
    ['divert-calls', { customer: 'bakery', direction: 'in', to: '+31612345678@carrier-c' }],
    ['hang-up', { customer: 'bakery', destination: 'Narnia' }],
    ['block-source', { address: '203.0.113.7', hours: '169' }],
    ['block-source', { address: '203.0.113.7', hours: '0' }],
    ['block-source', { address: '203.0.113.7', hours: '1e3' }],
  ] as const)('%s %o is refused with a sentence', (action, given) => {
    const outcome = read(action, given, action === 'block-account' ? { ...place, incidentTenant: 'provider' } : place);
    expect(outcome.ok ? outcome.value : outcome.reason.nl).toMatch(/\.$|\?$/);
  });

  test('a text is in one language', () => {
    const given = { customer: 'bakery', account: '1001', destination: 'GM', call: 'abc' };
    const { sentence } = must('hang-up', given);
    expect(sentence.nl).toMatch(/\(account 1001, gesprek abc\) naar Gambia worden opgehangen/);
    expect(sentence.en).toMatch(/\(account 1001, call abc\) to Gambia are hung up/);
    const { what, wide } = must('stop-international', { customer: 'bakery' });
    expect(what).not.toMatch(/internation|buitenland/i);
    expect(wide?.nl).toMatch(/iemand anders moet akkoord gaan/);
  });

  test('it always ends', () => {
    expect(must('block-source', { address: '203.0.113.7' }).lastsMs).toBe(usualMs);
    expect(must('block-source', { address: '203.0.113.7', hours: '168' }).lastsMs).toBe(longestMs);
    expect(must('block-source', { address: '203.0.113.7', hours: '0.5' }).lastsMs).toBe(1_800_000);
    expect(must('hang-up', { customer: 'bakery' }).lastsMs).toBe(0);
  });
});

describe('who has to agree', () => {
  const incident = (severity: 'high' | 'critical', coordinator = 'user:1') =>
    ({
      severity,
      roles: [{ role: 'coordinator', person: { id: coordinator, name: 'C' }, from: 0, until: undefined }],
    }) as const;
  const proved = { id: 'user:1', proved: true };
  const needs = (
    action: MeasureAction,
    given: Record<string, string>,
    ...rest: [ReturnType<typeof incident>, typeof proved]
  ) => approvalFor(must(action, given), {}, ...rest) !== undefined;

  test('a second person for what is wide; nobody for one address or account', () => {
    const at = [incident('high'), proved] as [ReturnType<typeof incident>, typeof proved];
    expect(needs('block-source', { address: '203.0.113.7' }, ...at)).toBe(false);
    expect(needs('block-network', { network: '203.0.113.0/24' }, ...at)).toBe(false);
    expect(needs('block-network', { network: '203.0.112.0/23' }, ...at)).toBe(true);
    expect(needs('block-network', { network: '2001:db8::/48' }, ...at)).toBe(false);
    expect(needs('block-network', { network: '2001:db8::/47' }, ...at)).toBe(true);
    expect(needs('block-country', { country: 'RU', customer: 'bakery' }, ...at)).toBe(true);
    expect(needs('stop-international', { customer: 'bakery' }, ...at)).toBe(true);
    expect(needs('divert-calls', { customer: 'bakery', direction: 'out', to: 'carrier-b' }, ...at)).toBe(true);
    expect(
      needs('divert-calls', { customer: 'bakery', direction: 'out', to: 'carrier-b', number: '1001' }, ...at),
    ).toBe(false);
    expect(needs('hang-up', { customer: 'bakery' }, ...at)).toBe(true);
    expect(needs('hang-up', { customer: 'bakery', account: '1001' }, ...at)).toBe(false);
  });

  test('a critical incident is left to its coordinator with a second factor, and to nobody else', () => {
    const wish = { customer: 'bakery' };
    expect(needs('stop-international', wish, incident('critical'), proved)).toBe(false);
    expect(needs('stop-international', wish, incident('critical'), { ...proved, proved: false })).toBe(true);
    expect(needs('stop-international', wish, incident('critical', 'user:2'), proved)).toBe(true);
  });

  test('as it is set', () => {
    const one = must('block-source', { address: '203.0.113.7' });
    expect(approvalFor(one, { 'block-source': 'always' }, incident('high'), proved)).toBeDefined();
    const wide = must('stop-international', { customer: 'bakery' });
    expect(approvalFor(wide, { 'stop-international': 'never' }, incident('high'), proved)).toBeUndefined();
  });
});
