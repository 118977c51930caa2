import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CustomerPage, ImportProgress, ImportResult } from '../src/api/schema/customers.ts';
import { DebianDatabase } from './lab/database.ts';
import { changedTables, rowHashes } from './lab/row-hashes.ts';
import { Serving } from './lab/serving.ts';

let db: DebianDatabase;
let serving: Serving;

beforeAll(async () => {
  db = await DebianDatabase.make();
  serving = new Serving('customers-import', { database_url: db.url });
  await serving.start();
});
afterAll(async () => {
  await serving?.close();
  await db?.remove();
});

const route = '/api/v1/customers/import';
const send = (csv: string | Buffer, query = '') =>
  serving.ask<ImportResult>('POST', `${route}${query}`, { body: csv, headers: { 'content-type': 'text/csv' } });
const customer = (id: string) => serving.get<CustomerPage>(`/api/v1/customers/${id}`);
/** All rows, except of what counts by itself. */
const hashes = () =>
  rowHashes(db, ['token', 'idempotency', 'setting', 'outbox', 'learned', 'audit_cursor', 'applied_batch']);

test('the template goes in as it is: a dry run changes nothing, the import makes all, and once more makes nothing', async () => {
  const template = (await serving.ask('GET', `${route}/template.csv?language=nl`)).text;
  const before = await hashes();
  const dry = await send(template, '?dry_run=true');
  expect([dry.status, dry.json().done, dry.json().errors]).toEqual([200, false, []]);
  const counts = { customersMade: 1, customersChanged: 0, sites: 1, networks: 2, numbers: 2, assets: 2 };
  expect(dry.json().counts).toEqual(counts);
  expect(changedTables(before, await hashes())).toEqual([]);
  const real = await send(template);
  expect(real.json()).toMatchObject({ done: true, lines: 1, counts });
  const page = await customer('bakkerij-de-vries');
  expect(page.customer).toMatchObject({
    name: 'Bakkerij De Vries',
    reference: 'K-10042',
    contactMail: 'jan@example.nl',
  });
  const [site] = page.sites.items;
  expect(site).toMatchObject({ name: 'Hoofdvestiging', city: 'Utrecht', country: 'NL' });
  for (const { items } of [page.networks, page.numbers, page.assets])
    expect(items.map((item) => item.site)).toEqual(items.map(() => site.id));
  const between = await hashes();
  const again = await send(template);
  expect(again.json().counts).toEqual({
    customersMade: 0,
    customersChanged: 0,
    sites: 0,
    networks: 0,
    numbers: 0,
    assets: 0,
  });
  expect(changedTables(between, await hashes()).filter((name) => !name.startsWith('audit'))).toEqual([]);
});

test('a later file changes what it says and leaves the rest', async () => {
  await send('klant,naam,telefoon,locatie,plaats\nk1,Klant Een,020 1234567,Zaak,Delft\n');
  await send('customer;site;city;pbx;pbx_addresses\nk1;zaak;Leiden;Centrale;192.0.2.99\n');
  const page = await customer('k1');
  expect(page.customer).toMatchObject({ name: 'Klant Een', contactPhone: '020 1234567' });
  expect(page.sites.items.map(({ city }) => city)).toEqual(['Leiden']);
  expect(page.assets.items).toMatchObject([{ id: 'centrale', addresses: ['192.0.2.99'] }]);
});

test('what the database refuses is told with its line, and nothing of the file is kept', async () => {
  await send('klant,naam,klantnummer,netwerken,nummers\nhouder,Houder,H-1,198.51.101.0/24,+31205550000-099\n');
  const before = await hashes();
  const answer = await send(
    [
      'klant,naam,klantnummer,netwerken,nummers,centrale,centrale_adressen',
      'n1,N1,,203.0.114.0/28,,,',
      'n2,N2,,198.51.101.7,,,',
      'n3,N3,,,+31205550050,,',
      'n4,N4,,,,P,198.51.101.3',
      'n5,N5,,203.0.114.8/30,,,',
    ].join('\n'),
  );
  expect(answer.status).toBe(422);
  expect(answer.json().errors.map(({ line, column, value }) => [line, column, value])).toEqual([
    [3, 'netwerken', '198.51.101.7'],
    [4, 'nummers', '+31205550050'],
    [5, 'centrale', 'P'],
    [6, 'netwerken', '203.0.114.8/30'],
  ]);
  expect(
    (await send('klant,naam,klantnummer\nn6,N6,h-1\nn7,,\nprovider,X,\n')).json().errors.map(({ line }) => line),
  ).toEqual([4]);
  expect(
    (await send('klant,naam,klantnummer\nn6,N6,h-1\nn7,,\n')).json().errors.map(({ line, column }) => [line, column]),
  ).toEqual([[3, 'klant']]);
  expect(
    (await send('klant,naam,klantnummer\nn6,N6,h-1\n')).json().errors.map(({ line, column }) => [line, column]),
  ).toEqual([[2, 'klantnummer']]);
  expect(changedTables(before, await hashes())).toEqual([]);
});

test('10 MB with a bad line 4,711 changes nothing and names line and column', async () => {
  const row = (i: number) =>
    `klant-${i},Klant ${i} met een tamelijk lange naam,${i === 4711 ? '300.1.1.1' : `100.${64 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`},${'x'.repeat(60)}`;
  const lines = ['klant,naam,netwerken,notities'];
  // The header is line 1, so line n is row n.
  for (let i = 2; lines.length < 82_000; i++) lines.push(row(i));
  const csv = `${lines.join('\n')}\n`;
  expect(csv.length).toBeGreaterThan(9 * 1024 * 1024);
  expect(csv.length).toBeLessThan(10 * 1024 * 1024);
  const before = await hashes();
  const began = Date.now();
  const answer = await send(csv);
  const seconds = (Date.now() - began) / 1000;
  expect(answer.status).toBe(422);
  expect(answer.json().errors).toMatchObject([{ line: 4711, column: 'netwerken', value: '300.1.1.1' }]);
  expect(answer.json().errors[0].message.nl).toContain('198.51.100.7');
  expect(changedTables(before, await hashes())).toEqual([]);
  console.log(`10 MB, ${lines.length - 1} lines, refused in ${seconds} s`);
  expect((await send(Buffer.alloc(10 * 1024 * 1024 + 1, 'x'))).status).toBe(413);
});

test('the command line shows errors as the file has them, progress of a long one, and what came of it', async () => {
  const bad = join(serving.dir, 'bad.csv');
  writeFileSync(bad, 'klant;naam;land\na1;A;Nederland\n');
  const refused = await serving.server.tryCli('customers', 'import', bad, '--language', 'nl');
  expect([refused.code, refused.err]).toEqual([
    1,
    expect.stringContaining('bad.csv: line 2, column land (Nederland): Schrijf het land'),
  ]);
  expect(refused.err).toContain('Nothing was changed.');
  const long = join(serving.dir, 'long.csv');
  const rows = Array.from(
    { length: 1500 },
    (_, i) => `lang-${i},Lang ${i},Zaak,10.0.0.${i % 250},+3188${String(1_000_000 + i)}`,
  );
  writeFileSync(long, `klant,naam,locatie,netwerken,nummers\n${rows.join('\n')}\n`);
  // Somebody else is busy with a table it needs, so that it takes a while.
  const unlock = await db.lock('customer_site');
  const importing = serving.server.tryCli('customers', 'import', long);
  await new Promise((resolve) => setTimeout(resolve, 4500));
  await unlock();
  const done = await importing;
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining('1500 lines in') });
  expect(done.out).toContain('1500 customers added, 1500 sites, 1500 networks, 1500 number ranges');
  expect(done.err).toMatch(/storing \d+ %/);
  const listed = await serving.server.json<{ id: string }>('customers', 'list', '--search', '+31881000042');
  expect(listed.map(({ id }) => id)).toEqual(['lang-42']);
  const template = await serving.server.cli('customers', 'template', '--language', 'nl');
  expect(template).toContain('klantnummer');
  expect(await serving.server.cli('customers', 'show', 'lang-42')).toContain('+31881000042');
});

test('progress is told to who runs the import, and to nobody else', async () => {
  const id = '3f0c1c7e-6f0e-4b8e-9d3b-0f6f3c1f2a11';
  expect(await serving.get<ImportProgress>(`${route}/${id}`)).toMatchObject({ phase: 'waiting' });
  const running = send(
    `klant,naam\n${Array.from({ length: 3000 }, (_, i) => `p-${i},P ${i}`).join('\n')}\n`,
    `?dry_run=true&id=${id}`,
  );
  const seen = new Set<string>();
  let finished = false;
  void running.finally(() => {
    finished = true;
  });
  while (!finished) {
    seen.add((await serving.get<ImportProgress>(`${route}/${id}`)).phase);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect((await running).status).toBe(200);
  expect(seen.size).toBeGreaterThan(0);
  expect((await serving.get<ImportProgress>(`${route}/${id}`)).phase).toBe('done');
  expect(
    (await serving.ask('POST', route, { body: '{}', headers: { 'content-type': 'application/json' } })).status,
  ).toBe(415);
  expect((await send('')).status).toBe(400);
  const other = await serving.token('api', 'of a customer', 'k1');
  expect(
    (
      await serving.ask('POST', route, {
        body: 'naam\nX\n',
        headers: { 'content-type': 'text/csv' },
        token: other.secret,
      })
    ).status,
  ).toBe(403);
});
