import { createWriteStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../migrations/migrations.ts';
import { alert, batch, decision, event, noon, openTestStore, type TestStore } from '../testing/test-store.ts';
import { verifyBackup } from './read-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { backupStream, writeBackup } from './write-backup.ts';

const passphrase = 'a passphrase for tests';
const dayMs = 86_400_000;
let from: TestStore;
let into: TestStore;
let dir: string;

beforeAll(async () => {
  from = await openTestStore();
  into = await openTestStore();
  dir = mkdtempSync(join(tmpdir(), 'belwacht-backup-'));
  await from.store.tenants.insert({ id: 'acme', name: 'Acme \\ "B.V." \t\n☎', timeZone: 'Europe/Amsterdam' });
  const events = Array.from({ length: 3000 }, (_, i) =>
    event({
      time: noon - (i % 5) * dayMs + i,
      tenant: i % 2 ? 'acme' : 'provider',
      userName: `user\\${i}`,
      original: `line\twith\ttabs\nand ${'☃'.repeat(50)} ${i}`,
    }),
  );
  // An odd time stays in the default partition.
  events.push(event({ time: noon - 300 * dayMs, userName: 'odd' }));
  await from.store.batches.saveBatch(
    batch({ events, alerts: [alert({ tenant: 'acme' })], decisions: [decision({ alert: 'a' })] }),
  );
});
afterAll(async () => {
  await from?.close();
  await into?.close();
  rmSync(dir, { recursive: true, force: true });
});

const make = (name: string, more: { passphrase?: string; keys?: string[] } = {}) => {
  const path = join(dir, name);
  return writeBackup(createWriteStream(path, { mode: 0o600 }), {
    connection: from.database.connection,
    version: '1.2.3',
    reason: 'by-hand',
    now: noon,
    ...more,
  }).then((manifest) => ({ path, manifest }));
};
const restore = (path: string, more: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
  restoreBackup({
    connection: into.database.connection,
    path,
    migrations,
    grant: (client) => into.database.grant(client),
    ...more,
  });
const rows = async (store: TestStore) =>
  (await store.database.ownerPool.query('select count(*)::int as n from event')).rows[0].n as number;

describe('a backup', () => {
  test('is restored whole: equal rows, hashes, partitions and rights', async () => {
    const { path, manifest } = await make('plain.tar.gz');
    expect(manifest.tables.find(({ name }) => name === 'alert')).toMatchObject({ rows: 1 });
    expect(manifest.tables.filter(({ parent }) => parent === 'event').length).toBeGreaterThanOrEqual(6);
    expect(await verifyBackup(path)).toEqual(manifest);
    await restore(path);
    const again = join(dir, 'again.tar.gz');
    const second = await writeBackup(createWriteStream(again), {
      connection: into.database.connection,
      version: '1.2.3',
      reason: 'by-hand',
      now: noon,
    });
    expect(second.tables).toEqual(manifest.tables);
    expect(second.sequences).toEqual(manifest.sequences);
    // The application has its rights and goes on where the other one was.
    into.clock.now = noon;
    await into.store.batches.saveBatch(batch({ instance: 'new', events: [event({ userName: 'later' })] }));
    expect(await rows(into)).toBe(3002);
    const ids = await into.database.ownerPool.query('select count(*) as n, count(distinct id) as d from event');
    expect(ids.rows[0].n).toBe(ids.rows[0].d);
    const { rows: triggers } = await into.database.ownerPool.query(
      `select count(*)::int as n from pg_trigger where not tgisinternal and tgenabled = 'D'`,
    );
    expect(triggers[0].n).toBe(0);
  });

  test('holds one moment, however much is written meanwhile', async () => {
    const before = await rows(from);
    let writing = true;
    const writer = (async () => {
      for (let i = 0; writing; i++) {
        const events = Array.from({ length: 200 }, (_, n) => event({ userName: `w${i}-${n}` }));
        await from.store.batches.saveBatch(batch({ instance: 'writer', events, rollups: [] }));
      }
    })();
    const { path, manifest } = await make('busy.tar.gz');
    writing = false;
    await writer;
    const counted = (name: string) =>
      manifest.tables.filter((t) => t.name === name || t.parent === name).reduce((sum, t) => sum + t.rows, 0);
    expect(await rows(from)).toBeGreaterThan(before);
    // Events and the note that their batch was stored are one transaction: they agree in every moment.
    const { rows: batches } = await from.database.ownerPool.query('select count(*)::int as n from applied_batch');
    expect(counted('applied_batch')).toBeLessThanOrEqual(batches[0].n);
    expect(counted('event')).toBe(3001 + (counted('applied_batch') - 1) * 200);
    await restore(path);
    expect(await rows(into)).toBe(counted('event'));
  });

  test('is sealed with a passphrase, which alone opens it; keys only leave sealed', async () => {
    const { path, manifest } = await make('sealed.jwe', { passphrase, keys: ['one key'] });
    const bytes = readFileSync(path, 'latin1');
    expect(bytes.startsWith('eyJ')).toBe(true);
    await expect(verifyBackup(path)).rejects.toThrow(/give its passphrase/);
    await expect(verifyBackup(path, 'another passphrase')).rejects.toThrow(/does not open/);
    expect(await verifyBackup(path, passphrase)).toEqual(manifest);
    const seen: (readonly string[])[] = [];
    await restore(path, { passphrase, inspect: async (_client, _manifest, keys) => void seen.push(keys) });
    expect(seen).toEqual([['one key']]);
    expect(() => make('x', { keys: ['one key'] })).toThrow(/only sealed/);
  });

  test('made for somebody who goes away ends and leaves no connection', async () => {
    const { stream, made } = backupStream({
      connection: from.database.connection,
      version: '1',
      reason: 'by-hand',
      now: noon,
    });
    stream.once('data', () => stream.destroy());
    await expect(made).rejects.toThrow();
    // PostgreSQL takes a moment to see that a connection was closed.
    const left = () =>
      from.database.ownerPool.query(
        `select count(*)::int as n from pg_stat_activity where application_name = 'belwacht backup'`,
      );
    await expect.poll(async () => (await left()).rows[0].n, { timeout: 10_000 }).toBe(0);
  });
});

describe('nothing changes', () => {
  const states = async () => {
    const { rows: found } = await into.database.ownerPool.query(
      'select (select count(*) from event) as events, (select count(*) from pg_class) as things',
    );
    return found[0];
  };

  test('with a damaged file, wherever the damage is', async () => {
    const { path } = await make('whole.tar.gz');
    const sealed = (await make('whole.jwe', { passphrase })).path;
    const before = await states();
    const tries: [string, string | undefined, RegExp][] = [];
    for (const [source, key] of [
      [path, undefined],
      [sealed, passphrase],
    ] as const) {
      const bytes = readFileSync(source);
      for (const share of [0.02, 0.5, 0.9]) {
        const cut = join(dir, `cut-${tries.length}`);
        writeFileSync(cut, bytes.subarray(0, Math.floor(bytes.length * share)));
        tries.push([cut, key, /damaged|too early|does not open/]);
        const flipped = join(dir, `flip-${tries.length}`);
        const copy = Buffer.from(bytes);
        copy[Math.floor(copy.length * share)] ^= 1;
        writeFileSync(flipped, copy);
        tries.push([flipped, key, /damaged|does not open/]);
      }
    }
    writeFileSync(join(dir, 'text'), 'no backup at all');
    tries.push([join(dir, 'text'), undefined, /no backup of Belwacht/]);
    tries.push([join(dir, 'absent'), undefined, /cannot be read/]);
    for (const [file, key, message] of tries) {
      await expect(restore(file, { passphrase: key }), file).rejects.toThrow(message);
    }
    expect(await states()).toEqual(before);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('with a backup of a newer or another Belwacht', async () => {
    const { path } = await make('new.tar.gz');
    const before = await states();
    await expect(restore(path, { migrations: migrations.slice(0, -1) })).rejects.toThrow(/newer Belwacht/);
    const altered = [...migrations.slice(0, -1), { ...migrations.at(-1)!, sql: 'select 1' }];
    await expect(restore(path, { migrations: altered })).rejects.toThrow(/another Belwacht/);
    expect(await states()).toEqual(before);
  });

  test('when something fails at the very end', async () => {
    const { path } = await make('late.tar.gz');
    const before = await states();
    const inspect = () => Promise.reject(new Error('not today'));
    await expect(restore(path, { inspect })).rejects.toThrow('not today');
    const bad = {
      number: migrations.at(-1)!.number + 1,
      name: 'bad',
      sql: 'drop table source; select 1/0',
    };
    await expect(restore(path, { migrations: [...migrations, bad] })).rejects.toThrow('division by zero');
    expect(await states()).toEqual(before);
  });

  test('begins again when others are in its way, and gives up when they stay there', async () => {
    const { path } = await make('crossed.tar.gz');
    const before = await states();
    let tries = 0;
    const crossed = () => Promise.reject(Object.assign(new Error('deadlock detected'), { code: '40P01' }));
    await expect(restore(path, { inspect: crossed })).rejects.toThrow('deadlock detected');
    expect(await states()).toEqual(before);
    const { manifest } = await restore(path, { inspect: () => (++tries < 3 ? crossed() : Promise.resolve()) });
    expect([tries, manifest.version]).toEqual([3, expect.any(String)]);
    expect(await states()).toEqual(before);
  });
});

test('an older backup is brought forward', async () => {
  const { path } = await make('old.tar.gz');
  const next = {
    number: migrations.at(-1)!.number + 1,
    name: 'next',
    sql: `alter table alert add column extra text not null default 'x'; update alert set extra = id; select belwacht_isolate('migration', 'name')`,
  };
  expect((await restore(path, { migrations: [...migrations, next] })).migrated).toEqual(['next']);
  const { rows: found } = await into.database.ownerPool.query('select id, extra from alert');
  expect(found).toEqual([{ id: 'a', extra: 'a' }]);
});
