import { expect, test } from 'vitest';
import { guardsOf } from './guards.ts';

const nothing = {
  policy: { allowlist: [], ownNetworks: [], operators: [] },
  ownership: { addresses: [] },
  peers: [],
  callSources: [],
  hosts: new Map(),
};

test('each way of being spared is a guard of its kind, single addresses bare', () => {
  const guards = guardsOf({
    policy: {
      allowlist: [{ value: '203.0.113.7/32', note: 'office' }],
      ownNetworks: ['192.0.2.0/24'],
      operators: [{ address: '198.51.100.9', until: 5 }],
    },
    ownership: {
      addresses: [
        { tenant: 'one', range: '198.51.100.0/28', asset: '', shared: false },
        { tenant: 'one', range: '203.0.113.99', asset: 'trunk-1', shared: true },
      ],
    },
    peers: [{ id: 'sbc', networks: ['2001:db8::/64'] }],
    callSources: [
      { name: 'PBX', setup: { host: '203.0.113.20', url: '', peers: [] } },
      { name: '3CX', setup: { host: '', url: 'https://[2001:db8:1::5]:5001/x', peers: ['203.0.113.21'] } },
      { name: 'named', setup: { host: 'pbx.example.net', url: '', peers: [] } },
      { name: 'lost', setup: { host: 'nowhere.example.net', url: '', peers: [] } },
    ],
    hosts: new Map([
      ['pbx.example.net', ['203.0.113.30']],
      ['nowhere.example.net', []],
    ]),
  });
  expect(guards.map(({ kind, range, detail, until }) => [kind, range, detail, until])).toEqual([
    ['allowlist', '203.0.113.7', 'office', 0],
    ['own-network', '192.0.2.0/24', '', 0],
    ['trunk', '2001:db8::/64', 'sbc', 0],
    ['trunk', '203.0.113.20', 'PBX', 0],
    ['trunk', '2001:db8:1::5', '3CX', 0],
    ['trunk', '203.0.113.21', '3CX', 0],
    ['trunk', '203.0.113.30', 'named', 0],
    ['operator', '198.51.100.9', '', 5],
    ['customer-network', '198.51.100.0/28', 'one', 0],
    ['trunk', '203.0.113.99', 'one', 0],
  ]);
});

test('of two for the same address the later end counts, and one without an end most', () => {
  const ends = (...untils: number[]) =>
    guardsOf({
      ...nothing,
      policy: { ...nothing.policy, operators: untils.map((until) => ({ address: '203.0.113.1', until })) },
    }).map(({ until }) => until);
  expect(ends(5, 9, 7)).toEqual([9]);
  expect(ends(5, 0, 7)).toEqual([0]);
});
