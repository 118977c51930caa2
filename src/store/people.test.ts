import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Role } from '../core/access.ts';
import { noon, openTestStore, type TestStore } from './testing/test-store.ts';

let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
  await it.store.tenants.insert({ id: 'acme', name: 'Acme', timeZone: 'UTC' });
});
afterAll(() => it.close());
beforeEach(async () => {
  it.clock.now = noon;
  await it.database.ownerPool.query('delete from auth_user');
  await it.database.ownerPool.query('delete from sign_in_throttle');
});

async function add(role: Role, tenant = 'provider'): Promise<string> {
  const id = randomUUID();
  await it.database.ownerPool.query(
    'insert into auth_user (id, tenant, role, name, email) values ($1, $2, $3, $4, $5)',
    [id, tenant, role, role, `${id}@example.net`],
  );
  return id;
}

test('of two owners who step down at once one stays', async () => {
  for (let round = 0; round < 5; round++) {
    await it.database.ownerPool.query('delete from auth_user');
    const [one, two] = [await add('owner'), await add('owner')];
    const outcomes = await Promise.all([
      it.store.people.change(one, { role: 'engineer' }, undefined),
      it.store.people.remove(two, undefined),
    ]);
    expect(outcomes.toSorted()).toEqual(['done', 'last-owner']);
  }
});

test('the last owner can neither be demoted, suspended nor removed', async () => {
  const owner = await add('owner');
  await add('engineer');
  expect(await it.store.people.change(owner, { role: 'auditor' }, undefined)).toBe('last-owner');
  expect(await it.store.people.change(owner, { state: 'suspended' }, undefined)).toBe('last-owner');
  expect(await it.store.people.remove(owner, undefined)).toBe('last-owner');
  // A suspended owner is no way in.
  const second = await add('owner');
  expect(await it.store.people.change(second, { state: 'suspended' }, undefined)).toBe('done');
  expect(await it.store.people.remove(owner, undefined)).toBe('last-owner');
  expect(await it.store.people.remove(second, undefined)).toBe('done');
});

test('roles fit the place, and a change that saw an older version changes nothing', async () => {
  const engineer = await add('engineer');
  const viewer = await add('customer-viewer', 'acme');
  expect(await it.store.people.change(engineer, { role: 'customer-viewer' }, undefined)).toBe('tenant-needed');
  expect(await it.store.people.change(viewer, { role: 'owner' }, undefined)).toBe('tenant-needed');
  await expect(add('customer-viewer')).rejects.toThrow(/role_fits_tenant/);
  await expect(add('owner', 'acme')).rejects.toThrow(/role_fits_tenant/);
  const { version } = (await it.store.people.get(viewer))!;
  expect(await it.store.people.change(viewer, { role: 'customer-manager' }, version)).toBe('done');
  expect(await it.store.people.change(viewer, { role: 'customer-viewer' }, version)).toBe('stale');
  expect(await it.store.people.get(viewer)).toMatchObject({
    role: 'customer-manager',
    tenantName: 'Acme',
    sessions: 0,
  });
});

test('attempts are counted however many come at once, waits double and are bounded', async () => {
  const brake = { free: 5, base: 1000, most: 8000, memory: 60_000 };
  const all = await Promise.all(Array.from({ length: 40 }, () => it.store.brakes.attempt('k', brake)));
  expect(all.filter((wait) => wait === 0)).toHaveLength(5);
  const waits = [];
  for (let i = 0; i < 6; i++) {
    const wait = await it.store.brakes.attempt('k', brake);
    waits.push(wait);
    it.clock.now += wait;
    expect(await it.store.brakes.attempt('k', brake)).toBe(0);
  }
  expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000]);
  it.clock.now += 60_001;
  expect(await it.store.brakes.attempt('k', brake)).toBe(0);
  expect(await it.store.brakes.count('k')).toBe(1);
});

test('a waiting room is left after its time, whatever others do', async () => {
  expect(await it.store.brakes.waitingRoom('r', 10_000, 60_000)).toBe(10_000);
  it.clock.now += 4000;
  expect(await it.store.brakes.waitingRoom('r', 10_000, 60_000)).toBe(6000);
  it.clock.now += 6000;
  expect(await it.store.brakes.waitingRoom('r', 10_000, 60_000)).toBe(0);
  it.clock.now += 60_001;
  expect(await it.store.brakes.waitingRoom('r', 10_000, 60_000)).toBe(10_000);
});

test('an invitation is for one address, found by its hash until it ends', async () => {
  const wish = {
    id: 'i',
    tenant: 'acme',
    email: 'new@example.net',
    role: 'customer-viewer' as const,
    language: 'nl' as const,
    expiresAt: noon + 1000,
    message: '',
    invitedBy: 'x',
    invitedByName: 'Xandra',
  };
  expect(await it.store.invitations.insert({ ...wish, tenant: 'nowhere' }, 'h0')).toBe('no-tenant');
  expect(await it.store.invitations.insert(wish, 'h1')).toBe('done');
  expect(await it.store.invitations.insert({ ...wish, id: 'j' }, 'h2')).toBe('known');
  expect(await it.store.invitations.byHash('h1')).toMatchObject({ email: 'new@example.net', tenantName: 'Acme' });
  it.clock.now += 1000;
  expect(await it.store.invitations.byHash('h1')).toBeUndefined();
  expect(await it.store.invitations.insert({ ...wish, id: 'j', expiresAt: it.clock.now + 1000 }, 'h2')).toBe('done');
});
