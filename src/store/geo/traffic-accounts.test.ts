import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Event } from '../../core/event.ts';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { alert, batch, event, noon, openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
const today = noon - (noon % 86_400_000);
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser']) await it.store.tenants.insert({ id, name: id, timeZone: 'Europe/Amsterdam' });
});
afterAll(() => it?.close());
beforeEach(() => it.database.ownerPool.query('truncate geo_traffic, geo_traffic_hour, alert; delete from event'));

const good = (parts: Partial<TrafficDelta>): TrafficDelta => ({
  ...{ hour: noon, slot: 0, tenant: 'bakker', asset: '', service: 'registration', address: '203.0.113.7' },
  ...{ country: 'NL', account: '100', outcome: 'good', asNumber: 64_500, hosting: false, count: 1, denied: 0 },
  lastSeen: noon,
  ...parts,
});
const save = (...traffic: TrafficDelta[]) => it.store.batches.saveBatch(batch({ traffic }));

/** Of a row that was put in; fails for one that was not. */
function idOf(made: object): string {
  expect(made).toMatchObject({ id: expect.any(String) });
  return (made as { id: string }).id;
}

test('accounts are at the site that is written down: their own, that of their asset, or that of their network', async () => {
  const { customers } = it.store;
  const site = async (name: string) => {
    const address = { street: '', postcode: '', city: '', country: 'NL', timeZone: '', emergencyNote: '' };
    return idOf(await customers.insertPart('bakker', 'sites', { name, ...address }));
  };
  const [shop, office, barn] = [await site('Winkel'), await site('Kantoor'), await site('Loods')];
  const pbx = idOf(
    await customers.insertPart('bakker', 'assets', {
      ...{
        name: 'Centrale',
        kind: 'pbx',
        site: office,
        vendor: '',
        addresses: [],
        channels: null,
        carrier: '',
        note: '',
      },
    }),
  );
  const account = async (name: string, at: object) =>
    idOf(await customers.insertPart('bakker', 'accounts', { name, realm: '', asset: '', site: '', note: '', ...at }));
  await account('Front', { site: shop });
  await account('200', { asset: pbx });
  // The same name at two servers, in two places.
  await account('300', { site: shop, realm: 'a.example' });
  await account('300', { site: office, realm: 'b.example' });
  await customers.insertPart('bakker', 'networks', { cidr: '198.51.100.0/24', site: barn, note: '' });
  const at = (own: string, address: string, service: TrafficDelta['service'] = 'registration') =>
    good({ account: own, address, service });
  const deltas = [
    ...[at('front', '192.0.2.1'), at('200', '192.0.2.1'), at('300', '192.0.2.1'), at('300', '198.51.100.1')],
    ...[at('400', '198.51.100.1'), at('front', '192.0.2.1', 'ssh')],
  ];
  await save(...deltas);
  const found = await it.store.geo.traffic.accounts(deltas, today, 50);
  expect(
    Object.fromEntries(found.map((one) => [`${one.service} ${one.account} ${one.address}`, [one.siteName, one.asset]])),
  ).toEqual({
    'registration front 192.0.2.1': ['Winkel', ''],
    'registration 200 192.0.2.1': ['Kantoor', pbx],
    'registration 300 192.0.2.1': ['', ''],
    'registration 300 198.51.100.1': ['Loods', ''],
    'registration 400 198.51.100.1': ['Loods', ''],
    // Somebody of that name at ssh is not the phone.
    'ssh front 192.0.2.1': ['', ''],
  });
});

test('an account that works elsewhere and failed at an address is found, but not where somebody looks for accounts', async () => {
  const tried = (sourceIp: string, userName: string, parts: Partial<Event> = {}) =>
    event({
      tenant: 'bakker',
      sourceIp,
      userName,
      country: 'TR',
      action: 'sip-register',
      outcome: 'failure',
      ...parts,
    });
  const [hotel, scanner, many, home] = ['203.0.113.10', '203.0.113.20', '203.0.113.30', '192.0.2.1'];
  const names = ['101', '102', '103', '104', '105', '106'];
  await it.store.batches.saveBatch(
    batch({
      events: [
        tried(hotel, '101', { time: noon - 50 }),
        tried(hotel, '101', { time: noon - 10 }),
        tried(hotel, '102', { outcome: 'success' }),
        ...[tried(scanner, '101'), tried(scanner, 'admin')],
        ...names.map((name) => tried(many, name)),
        // It fails where it works, and at another customer's.
        ...[tried(home, '101'), tried(hotel, '101', { tenant: 'visser' })],
      ],
      traffic: names.map((account) => good({ account, address: home })),
    }),
  );
  const places = [hotel, scanner, many, home].flatMap((address) =>
    ['bakker', 'visser'].map((tenant) => ({ tenant, service: 'registration' as const, address })),
  );
  expect(await it.store.geo.traffic.failedAccounts(places, today, 50)).toEqual([
    {
      ...{ tenant: 'bakker', service: 'registration', account: '101', address: hotel, country: 'TR', failed: 2 },
      ...{ lastSeen: noon - 10, site: '', asset: '' },
    },
  ]);
  expect(await it.store.geo.traffic.failedAccounts(places.slice(2), today, 50)).toEqual([]);
  expect(await it.store.geo.traffic.failedAccounts([], today, 50)).toEqual([]);
});

test('who worked is the same asked for many places at once as asked for few', async () => {
  const deltas = Array.from({ length: 700 }, (_, n) =>
    good({ address: `10.1.${n >> 8}.${n & 255}`, account: String(n % 90), lastSeen: noon - n, count: n + 1 }),
  );
  await save(...deltas, good({ address: '10.9.9.9' }), ...deltas.map((one) => ({ ...one, hour: noon - 86_400_000 })));
  const { traffic } = it.store.geo;
  const few = await Promise.all([0, 350].map((at) => traffic.accounts(deltas.slice(at, at + 350), 0, 10_000)));
  const many = await traffic.accounts(deltas, 0, 10_000);
  expect(many).toHaveLength(700);
  expect(many[0]).toMatchObject({ address: '10.1.0.0', account: '0', good: 2, lastSeen: noon });
  expect(many).toEqual(few.flat());
  expect(await traffic.accounts(deltas, 0, 3)).toEqual(many.slice(0, 3));
});

test('what an alert was about is told by its evidence', async () => {
  const evidence = (...parts: Partial<Event>[]) => parts.map((one) => event(one));
  await it.store.batches.saveBatch(
    batch({
      alerts: [
        alert({ id: 'ssh', evidence: evidence({ action: 'admin-login', service: 'sshd' }) }),
        alert({ id: 'web', evidence: evidence({ action: 'admin-login', service: 'ami' }) }),
        alert({
          id: 'both',
          evidence: evidence({ action: 'sip-register' }, { action: 'sip-request', sipMethod: 'INVITE' }),
        }),
        alert({ id: 'ids', evidence: evidence({ action: 'ids-alert' }) }),
        alert({ id: 'bare', evidence: [] }),
      ],
    }),
  );
  const ids = ['ssh', 'web', 'both', 'ids', 'bare', 'none'];
  expect(await it.store.geo.traffic.alertServices(ids)).toEqual(
    new Map([
      ['ssh', ['ssh']],
      ['web', ['web']],
      ['both', ['calls-in', 'registration']],
    ]),
  );
  expect(await it.store.geo.traffic.alertServices([])).toEqual(new Map());
});
