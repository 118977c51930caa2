import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { CustomerForm } from '../../core/customer/customer.ts';
import { type PartName, parts } from '../../core/customer/parts.ts';
import { ownWork } from '../../core/work.ts';
import { createStore, type Store } from '../store.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';
import { removalOrder, tenantTables } from './tenant-tables.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let base: TestStore;
beforeAll(async () => {
  base = await openTestStore();
});
afterAll(() => base?.close());

const form = (name: string): CustomerForm => ({
  ...{
    name,
    timeZone: 'UTC',
    language: 'nl',
    reference: '',
    contactName: '',
    contactMail: '',
    contactPhone: '',
    notes: '',
  },
});
/** The store as somebody of one customer sees it. */
function storeOf(tenant: string): Store {
  return createStore(
    { db: base.database.scoped({ ...ownWork, tenant }), owner: base.database.owner },
    () => base.clock.now,
  );
}

test('every field of every part is a column, and every column a field or kept by the database', async () => {
  const own = ['tenant', 'id', 'created_at', 'version', 'changed_at', 'changed_by', 'span', 'minutes'];
  for (const [name, part] of Object.entries(parts)) {
    const { rows } = await sql<{ column: string }>`select attname::text as column from pg_attribute
      where attrelid = ${part.table}::regclass and attnum > 0 and not attisdropped`.execute(base.database.db);
    const columns = rows.map(({ column }) => column).filter((column) => !own.includes(column));
    expect([name, columns.sort()]).toEqual([name, part.fields.map(({ column }) => column).sort()]);
    const known = await sql<{ name: string }>`select conname::text as name from pg_constraint union
      select relname::text from pg_class where relkind = 'i'`.execute(base.database.db);
    const names = new Set(known.rows.map((row) => row.name));
    for (const constraint of Object.keys(part.constraints))
      expect([name, constraint, names.has(constraint)]).toEqual([name, constraint, true]);
  }
});

test('whose an address or a number is, is told to the provider and not to another customer', async () => {
  const { customers } = base.store;
  await customers.insert('een', form('Klant Een'));
  await customers.insert('twee', form('Klant Twee'));
  await customers.insertPart('een', 'networks', { cidr: '198.51.100.0/26', site: '', note: '' });
  await customers.insertPart('een', 'numbers', { first: '+31201234500', last: '+31201234599', site: '', note: '' });
  const attempts: readonly [PartName, object][] = [
    ['networks', { cidr: '198.51.100.9', site: '', note: '' }],
    ['numbers', { first: '+31201234599', last: '+31201234600', site: '', note: '' }],
    [
      'assets',
      {
        name: 'P',
        kind: 'pbx',
        site: '',
        vendor: '',
        addresses: ['198.51.100.10'],
        channels: null,
        carrier: '',
        note: '',
      },
    ],
  ];
  for (const [part, values] of attempts) {
    const seen = await customers.insertPart('twee', part, values as never);
    expect([part, seen]).toEqual([
      part,
      expect.objectContaining({ refused: true, sentence: expect.stringContaining('Klant Een') }),
    ]);
    const unseen = await storeOf('twee').customers.insertPart('twee', part, values as never);
    expect([part, unseen]).toEqual([part, expect.objectContaining({ refused: true, kind: 'taken' })]);
    expect(JSON.stringify(unseen)).not.toMatch(/Een|een"/);
  }
});

test('one customer writes and reads nothing of another', async () => {
  const { customers } = storeOf('twee');
  expect(await customers.get('een')).toBeUndefined();
  expect((await customers.listPart('een', 'networks', { limit: 10 })).total).toBe(0);
  await expect(customers.insertPart('een', 'sites', { name: 'X' } as never)).rejects.toThrow();
  expect(await customers.change('een', { name: 'Gekaapt' })).toBe('stale');
  const [network] = (await base.store.customers.listPart('een', 'networks', { limit: 10 })).items;
  expect(await customers.removePart('een', 'networks', network.id)).toBe(false);
  expect((await customers.ownership()).addresses.every(({ tenant }) => tenant === 'twee')).toBe(true);
});

test('secrets are known from the record and from names, and who refers is removed before what is referred to', async () => {
  const tables = await tenantTables(base.database.db);
  const of = (name: string) => tables.find((table) => table.name === name)!;
  expect(of('token').secrets).toContain('hash');
  expect(of('auth_account').secrets).toEqual(
    expect.arrayContaining(['password', 'accessToken', 'refreshToken', 'idToken']),
  );
  expect(of('auth_session').secrets).toContain('token');
  expect(of('sealed_secret').secrets).toEqual(of('sealed_secret').columns);
  expect(of('audit_entry').secrets).toEqual([]);
  expect([of('audit_entry').removable, of('address_claim').removable, of('event').removable]).toEqual([
    false,
    false,
    true,
  ]);
  expect(of('event').partitionKey).toBe('time');
  const order = removalOrder(tables).map(({ name }) => name);
  for (const { name, referredBy } of tables) {
    for (const other of referredBy) {
      if (order.includes(other))
        expect([other, name, order.indexOf(other) < order.indexOf(name)]).toEqual([other, name, true]);
    }
  }
});

test('a table made tomorrow is exported, counted and erased without anyone remembering', async () => {
  const { owner, db } = base.database;
  await sql`create table made_tomorrow (id text primary key, tenant text not null, note text, api_token text)`.execute(
    owner,
  );
  await sql`select belwacht_isolate('made_tomorrow')`.execute(owner);
  await sql`grant select, insert, update, delete on made_tomorrow to public`.execute(owner);
  await sql`insert into made_tomorrow values ('1', 'twee', 'een notitie', 'geheim'), ('2', 'een', 'van een ander', 'geheim')`.execute(
    db,
  );
  expect((await base.store.customers.holdings('twee')).made_tomorrow).toBe(1);
  const pieces: string[] = [];
  for await (const { table, text } of base.store.customers.export('twee'))
    if (table === 'made_tomorrow') pieces.push(text);
  expect(pieces.map((text) => JSON.parse(text))).toEqual([{ id: '1', tenant: 'twee', note: 'een notitie' }]);
  const { erasing } = base.store.customers;
  const erasure = (await erasing.begin('twee', ownWork.actor))!;
  await erasing.removeRows(erasure, { unattributed: async () => {}, goOn: () => {} });
  expect((await erasing.get(erasure.id))!.counts).toMatchObject({ made_tomorrow: 1, tenant: 1 });
  const { rows } = await sql<{ tenant: string }>`select tenant from made_tomorrow`.execute(db);
  expect(rows).toEqual([{ tenant: 'een' }]);
  await sql`drop table made_tomorrow`.execute(owner);
});
