import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { GeoAttack, GeoPolicyForm } from '../../core/geo/geo-policy.ts';
import { ownWork } from '../../core/work.ts';
import { createStore, type Store } from '../store.ts';
import { batch, noon, openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  for (const id of ['bakker', 'visser'])
    await it.database.ownerPool.query(
      `insert into tenant (id, name, time_zone, created_at) values ($1, $1, 'Europe/Amsterdam', 0)`,
      [id],
    );
});
afterAll(() => it.close());

const everywhere: GeoPolicyForm['scope'] = { level: 'provider', tenant: '', site: '', asset: '' };
const of = (tenant: string): GeoPolicyForm['scope'] => ({ level: 'customer', tenant, site: '', asset: '' });

function form(parts: Partial<GeoPolicyForm> = {}): GeoPolicyForm {
  return {
    ...{
      name: 'Only home',
      scope: everywhere,
      state: 'watch',
      proposeOn: '2026-06-01',
      reviewOn: '',
      owner: 'Ans',
      note: '',
    },
    rules: [
      {
        ...{ id: 'r1', verdict: 'allow', services: ['sip'], subjects: ['NL', '203.0.113.0/24'], note: '' },
        ...{ limit: undefined, when: undefined, exception: undefined },
      },
      {
        ...{ id: 'r2', verdict: 'limit', services: [], subjects: ['any'], note: 'rest' },
        limit: { per: 'registrations', count: 10, concurrent: 0, mfa: false },
        when: { from: 0, until: noon, hours: 'closed', timeZone: '' },
        exception: { owner: 'Ans', reason: 'trip', reviewOn: '' },
      },
    ],
    ...parts,
  };
}

/** The store as somebody of one customer has it. */
function storeOf(tenant: string): Store {
  return createStore({ db: it.database.scoped({ ...ownWork, tenant }), owner: it.database.owner }, () => it.clock.now);
}

test('a policy reads back as it was written, every version stays, and an old one can come back', async () => {
  const { policies } = it.store.geo;
  const made = await policies.insert(form());
  expect(made).toMatchObject({ ...form(), version: 1 });
  expect(await policies.get(made.id)).toEqual(made);
  const changed = await policies.update(made.id, form({ state: 'enforced', name: 'Home' }), 1);
  expect(changed).toMatchObject({ state: 'enforced', name: 'Home', version: 2 });
  // Of two who edit at once the second is told.
  expect(await policies.update(made.id, form({ name: 'Late' }), 1)).toBeUndefined();
  const old = await policies.version(made.id, 1);
  expect(old).toMatchObject({ policy: made.id, version: 1, form: form() });
  const back = await policies.update(made.id, old!.form, 2);
  expect(back).toMatchObject({ ...form(), version: 3 });
  // Saving the same again is no version.
  expect((await policies.update(made.id, form()))!.version).toBe(3);
  expect((await policies.versions(made.id)).map(({ version, form: { name } }) => [version, name])).toEqual([
    [3, 'Only home'],
    [2, 'Home'],
    [1, 'Only home'],
  ]);
  expect(await policies.remove(made.id, 2)).toBe(false);
  expect(await policies.remove(made.id, 3)).toBe(true);
  expect(await policies.get(made.id)).toBeUndefined();
  expect(await policies.versions(made.id)).toHaveLength(3);
  const { rows } = await it.database.ownerPool.query(
    `select action from audit_entry where object_id = $1 order by seq`,
    [made.id],
  );
  expect(rows.map(({ action }) => action)).toEqual([
    'geo-policy.created',
    'geo-policy.enforced',
    'geo-policy.watch',
    'geo-policy.deleted',
  ]);
});

test('a removed policy is known with who removed it, and comes back under its own id with its history', async () => {
  const { policies } = it.store.geo;
  const made = await policies.insert(form({ scope: of('bakker'), name: 'Gone' }));
  await policies.update(made.id, form({ scope: of('bakker'), name: 'Gone too' }));
  expect(await policies.restore(made.id, form({ scope: of('bakker') }))).toBeUndefined();
  expect(await policies.removed('bakker')).toEqual([]);
  const anna = { ...ownWork, actor: { ...ownWork.actor, name: 'Anna' } };
  const hers = createStore({ db: it.database.scoped(anna), owner: it.database.owner }, () => it.clock.now);
  expect(await hers.geo.policies.remove(made.id)).toBe(true);
  const [gone, ...others] = await policies.removed('bakker');
  expect(others).toEqual([]);
  expect(gone).toMatchObject({ policy: made.id, version: 2, removedBy: 'Anna', form: { name: 'Gone too' } });
  expect(gone.removedAt).toBeGreaterThanOrEqual(gone.at);
  // Others see nothing of it, and cannot bring it back.
  const visser = storeOf('visser').geo.policies;
  expect(await visser.removed()).toEqual([]);
  expect(await visser.restore(made.id, form({ scope: of('visser') }))).toBeUndefined();
  expect((await storeOf('bakker').geo.policies.removed()).map(({ policy }) => policy)).toEqual([made.id]);
  const back = await policies.restore(made.id, { ...gone.form, state: 'off' });
  expect(back).toMatchObject({ id: made.id, version: 3, name: 'Gone too', state: 'off' });
  expect(await policies.get(made.id)).toEqual(back);
  expect(await policies.removed('bakker')).toEqual([]);
  expect(await policies.restore(made.id, gone.form)).toBeUndefined();
  expect((await policies.versions(made.id)).map(({ version, removedBy }) => [version, removedBy])).toEqual([
    [3, ''],
    [2, 'Anna'],
    [1, ''],
  ]);
  expect(await policies.update(made.id, form({ scope: of('bakker') }), 3)).toMatchObject({ version: 4 });
  expect(await policies.restore('00000000-0000-4000-8000-000000000000', form())).toBeUndefined();
  await policies.remove(made.id);
});

test('a customer has its own policies and neither those of the provider nor of others', async () => {
  const { policies } = it.store.geo;
  const all = await Promise.all(
    [everywhere, of('bakker'), of('visser')].map((scope) => policies.insert(form({ scope }))),
  );
  const bakker = storeOf('bakker').geo;
  expect((await bakker.policies.list()).map(({ id }) => id)).toEqual([all[1].id]);
  expect(await bakker.policies.get(all[0].id)).toBeUndefined();
  expect(await bakker.policies.versions(all[2].id)).toEqual([]);
  expect(await bakker.policies.versions(all[1].id)).toHaveLength(1);
  expect(await bakker.policies.remove(all[2].id)).toBe(false);
  await expect(bakker.policies.insert(form({ scope: of('visser') }))).rejects.toThrow(/row-level security/);
  await expect(bakker.policies.insert(form())).rejects.toThrow(/row-level security/);
  await expect(bakker.policies.update(all[1].id, form({ scope: of('visser') }))).rejects.toThrow(/row-level security/);
  expect((await policies.list('visser')).map(({ id }) => id)).toEqual([all[2].id]);
  for (const { id } of all) await policies.remove(id);
});

test('groups: the second of two who edit is told', async () => {
  const { groups } = it.store.geo;
  const made = await groups.put({ name: 'benelux', title: 'Benelux', subjects: ['BE', 'NL', 'LU'] }, 0);
  expect(made).toMatchObject({ name: 'benelux', subjects: ['BE', 'NL', 'LU'], version: 1 });
  expect(await groups.put({ name: 'benelux', title: 'Other', subjects: [] }, 0)).toBeUndefined();
  expect(await groups.put({ name: 'benelux', title: 'Benelux', subjects: ['BE'] }, 1)).toMatchObject({ version: 2 });
  expect(await groups.put({ name: 'nobody', title: 'x', subjects: [] }, 3)).toBeUndefined();
  expect(await groups.remove('benelux', 1)).toBe(false);
  expect(await groups.remove('benelux', 2)).toBe(true);
  expect(await groups.list()).toEqual([]);
});

test('every version of a group stays, also when it is removed and its name is used again', async () => {
  const { groups } = it.store.geo;
  const put = (title: string, subjects: readonly string[], version?: number) =>
    groups.put({ name: 'branches', title, subjects }, version);
  await put('Branches', ['NL'], 0);
  await put('Branches', ['NL', 'CW'], 1);
  // Saving the same again is no version.
  expect(await put('Branches', ['NL', 'CW'])).toMatchObject({ version: 2 });
  expect(await groups.removed()).not.toContainEqual(expect.objectContaining({ name: 'branches' }));
  expect(await groups.remove('branches', 2)).toBe(true);
  const gone = (await groups.removed()).find(({ name }) => name === 'branches');
  expect(gone).toMatchObject({ title: 'Branches', subjects: ['NL', 'CW'], version: 2, removedBy: ownWork.actor.name });
  expect(await put('Other', ['BE'], 0)).toMatchObject({ version: 3 });
  expect(await put('Other', ['BE', 'LU'], 3)).toMatchObject({ version: 4 });
  expect((await groups.removed()).some(({ name }) => name === 'branches')).toBe(false);
  const versions = await groups.versions('branches');
  expect(versions.map(({ version, title, subjects }) => [version, title, subjects.join(' ')])).toEqual([
    [4, 'Other', 'BE LU'],
    [3, 'Other', 'BE'],
    [2, 'Branches', 'NL CW'],
    [1, 'Branches', 'NL'],
  ]);
  expect(versions.map(({ removedAt }) => removedAt !== undefined)).toEqual([false, false, true, false]);
  expect(await groups.version('branches', 1)).toMatchObject({ subjects: ['NL'] });
  expect(await groups.version('branches', 5)).toBeUndefined();
  expect(await storeOf('bakker').geo.groups.versions('branches')).toEqual([]);
  await groups.remove('branches');
});

const attack: GeoAttack = {
  ...{ id: 'attack-1', kind: 'refuse-countries', scope: everywhere, services: ['sip'], countries: ['FR'] },
  ...{ from: noon, until: noon + 7_200_000, author: 'user:x', reason: 'flood', alert: '' },
};

test('an attack mode moves along its states and no other way', async () => {
  const { attacks } = it.store.geo;
  expect(await attacks.insert(attack)).toMatchObject({ ...attack, state: 'asked', confirmedAt: undefined, refused: 0 });
  expect(await attacks.fail(attack.id, 'nft is away')).toMatchObject({ state: 'failed', error: 'nft is away' });
  expect(await attacks.confirm(attack.id, noon + 500)).toMatchObject({
    state: 'in-force',
    confirmedAt: noon + 500,
    error: '',
  });
  expect(await attacks.extend(attack.id, noon + 9_000_000)).toMatchObject({
    until: noon + 9_000_000,
    confirmedAt: noon + 500,
  });
  expect(await attacks.gone(attack.id, noon)).toBeUndefined();
  expect(await attacks.expire(attack.id)).toBeUndefined();
  await attacks.addRefused(attack.id, 40);
  it.clock.now = noon + 60_000;
  expect(await attacks.lift(attack.id, 'Ans')).toMatchObject({
    ...{ state: 'lifted', liftedAt: undefined, liftedBy: 'Ans', until: noon + 60_000, refused: 40 },
  });
  for (const again of [
    attacks.confirm(attack.id, 1),
    attacks.extend(attack.id, noon * 2),
    attacks.lift(attack.id, 'x'),
  ])
    expect(await again).toBeUndefined();
  // It stays open until it is known to be gone.
  expect((await attacks.open()).map(({ id }) => id)).toEqual([attack.id]);
  expect(await attacks.gone(attack.id, noon + 61_000)).toMatchObject({ state: 'lifted', liftedAt: noon + 61_000 });
  expect(await attacks.open()).toEqual([]);
  await attacks.insert({ ...attack, id: 'attack-2', scope: of('bakker'), until: noon + 120_000, from: noon + 1 });
  it.clock.now = noon + 120_000;
  expect(await attacks.expire('attack-2')).toMatchObject({ state: 'expired' });
  expect((await attacks.list({ limit: 10 })).items.map(({ id }) => id)).toEqual(['attack-2', 'attack-1']);
  expect(await attacks.list({ limit: 10, state: 'current' })).toMatchObject({ items: [], total: 0 });
  expect((await storeOf('bakker').geo.attacks.list({ limit: 10 })).items.map(({ id }) => id)).toEqual(['attack-2']);
  it.clock.now = noon;
});

test('corrections: one a range', async () => {
  const { corrections } = it.store.geo;
  const wish = { range: '198.51.100.0/24', country: 'CW', hosting: null, note: 'customer in Curaçao', by: 'Ans' };
  const made = await corrections.insert(wish);
  expect(made).toMatchObject(wish);
  expect(await corrections.insert({ ...wish, country: 'NL' })).toBeUndefined();
  expect(await corrections.list()).toEqual([made]);
  expect(await corrections.remove(made!.id)).toBe(true);
  expect(await corrections.remove(made!.id)).toBe(false);
});

test('a review is done when somebody decided about all of it', async () => {
  const { reviews } = it.store.geo;
  const about = (kind: 'close-country' | 'data-old', tenant: string, subject: string) => ({
    ...{ kind, tenant, about: subject, evidence: [{ nl: 'geen verkeer', en: 'no traffic' }] },
    sentence: { nl: 'Sluiten?', en: 'Close?' },
  });
  const share = { country: 'FR', share: 0.5, attempts: 10, packets: 7, packetShare: 1 };
  const facts = {
    ...{ countedDays: 90, keptDays: 30, ageDays: 4, coverage4: 0.99, coverage6: 0.9, sources: 10, located: 9 },
  };
  const made = await reviews.insert({
    ...{ at: noon, owner: 'Ans', dueOn: '2026-06-01', attackShares: [share], facts },
    suggestions: [about('close-country', 'provider', 'FR'), about('close-country', 'bakker', 'BE')],
  });
  expect(made).toMatchObject({ state: 'open', attackShares: [share], facts });
  const [bakker, provider] = made.suggestions;
  expect([bakker.about, provider.about]).toEqual(['BE', 'FR']);
  expect(await reviews.decide(bakker.id, 'later', 'Ans', '')).toMatchObject({ decision: 'later', decidedBy: 'Ans' });
  await reviews.decide(provider.id, 'rejected', 'Ans', 'a branch opens there');
  expect((await reviews.get(made.id))!.state).toBe('open');
  await reviews.decide(bakker.id, 'accepted', 'Ans', '');
  expect(await reviews.get(made.id)).toMatchObject({ state: 'done' });
  expect((await reviews.decided(0)).map(({ about, decision }) => [about, decision])).toEqual([
    ['BE', 'accepted'],
    ['FR', 'rejected'],
  ]);
  expect(await reviews.decided(noon + 1)).toEqual([]);
  expect(await reviews.decide('nothing', 'later', '', '')).toBeUndefined();
  expect(await reviews.list()).toHaveLength(1);
});

test('settings keep what nobody changed; waved away stays so', async () => {
  const { settings } = it.store.geo;
  expect(await settings.get()).toMatchObject({ reviewDay: 1, heldFrom: 0.02, version: 0 });
  expect(await settings.put({ reviewOwner: 'Ans' }, 0)).toMatchObject({ reviewOwner: 'Ans', reviewDay: 1, version: 1 });
  expect(await settings.put({ reviewDay: 5 }, 0)).toBeUndefined();
  expect(await settings.put({ reviewDay: 5 }, 1)).toMatchObject({ reviewOwner: 'Ans', reviewDay: 5, version: 2 });
  await settings.dismissProposal('p1', 'Ans');
  await settings.dismissProposal('p1', 'Ans');
  expect(await settings.dismissedProposals(noon)).toEqual(new Set(['p1']));
  expect(await settings.dismissedProposals(noon + 1)).toEqual(new Set());
});

test('hits add up by hour and country', async () => {
  const { traffic } = it.store.geo;
  const hit = {
    tenant: 'bakker',
    service: 'registration',
    country: 'FR',
    hosting: false,
    verdict: 'refuse',
    lane: 'l1',
  } as const;
  await traffic.addHits([
    { ...hit, hour: noon, count: 3 },
    { ...hit, hour: noon + 5, count: 4 },
  ]);
  await traffic.addHits([
    { ...hit, hour: noon + 3_600_000, count: 2, country: 'BE', verdict: 'watch' },
    { ...hit, hour: noon, tenant: 'visser', count: 50 },
    ...(['denied', 'passed', 'would-refuse', 'would-limit', 'watch'] as const).map((verdict, i) => ({
      ...{ ...hit, hour: noon, lane: '', verdict, count: 10 ** i },
    })),
  ]);
  // What reached somebody adds nothing to what the kernel threw away.
  const none = { refused: 0, limited: 0, watchedPackets: 0, denied: 0, passed: 0, wouldRefuse: 0, watched: 0 };
  expect(await traffic.hits({ tenant: 'bakker', from: noon + 10 })).toEqual([
    { ...none, country: 'FR', refused: 7, denied: 1, passed: 10, wouldRefuse: 100, watched: 11_000 },
    { ...none, country: 'BE', watchedPackets: 2 },
  ]);
  expect(await traffic.hits({ tenant: 'bakker', from: noon + 3_600_001 })).toMatchObject([{ country: 'BE' }]);
  expect(await traffic.hits({ from: noon, services: ['web'] })).toEqual([]);
  expect(await storeOf('visser').geo.traffic.hits({ from: noon })).toMatchObject([{ refused: 50 }]);
});

test('a customer takes all of it along, and nothing of it stays behind', async () => {
  const { policies, attacks, reviews, traffic } = it.store.geo;
  const made = await policies.insert(form({ scope: of('bakker'), name: 'Bakery' }));
  await policies.update(made.id, form({ scope: of('bakker'), name: 'Bakery only' }));
  await attacks.insert({ ...attack, id: 'attack-3', scope: of('bakker') });
  await traffic.addHits([
    {
      ...{ hour: noon, tenant: 'bakker', service: 'web', country: 'FR', hosting: true, verdict: 'refuse' },
      lane: '',
      count: 1,
    },
  ]);
  await it.store.batches.saveBatch(
    batch({
      traffic: [
        {
          ...{
            hour: noon,
            slot: 0,
            tenant: 'bakker',
            asset: '',
            service: 'web',
            address: '192.0.2.1',
            country: 'NL',
            account: 'ans',
          },
          ...{ outcome: 'good', asNumber: 0, hosting: false, count: 1, denied: 0, lastSeen: noon },
        },
      ],
    }),
  );
  const about = { tenant: 'bakker', about: 'BE', sentence: { nl: 'Sluiten?', en: 'Close?' }, evidence: [] };
  await reviews.insert({
    ...{ at: noon, owner: '', dueOn: '2026-07-01', attackShares: [] },
    suggestions: [{ kind: 'close-country', ...about }],
  });
  const exported: Record<string, number> = {};
  for await (const { table, rows } of it.store.customers.export('bakker'))
    if (table.startsWith('geo_') && rows > 0) exported[table] = (exported[table] ?? 0) + rows;
  expect(Object.keys(exported).sort()).toEqual([
    ...['geo_attack', 'geo_hit', 'geo_policy', 'geo_policy_version', 'geo_suggestion', 'geo_traffic'],
    'geo_traffic_hour',
  ]);
  const { erasing } = it.store.customers;
  const erasure = (await erasing.begin('bakker', ownWork.actor))!;
  await erasing.removeRows(erasure, { unattributed: async () => {}, goOn: () => {} });
  expect((await erasing.get(erasure.id))!.counts).toMatchObject(exported);
  for (const table of Object.keys(exported)) {
    const { rows } = await it.database.ownerPool.query(`select from ${table} where tenant = 'bakker'`);
    expect([table, rows.length]).toEqual([table, 0]);
  }
});
