import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownWork, type Work } from '../../core/work.ts';
import { createStore } from '../../store/store.ts';
import { openTestStore, type TestStore } from '../../store/testing/test-store.ts';
import { KeyFiles } from '../keys/key-files.ts';
import { BackupShelf } from './backup-shelf.ts';
import { Keeper } from './keeper.ts';

const hourMs = 3_600_000;
let it: TestStore;
let now = Date.now();
const told: number[] = [];
const logged: string[] = [];
let keeper: Keeper;
let dir: string;

beforeAll(async () => {
  it = await openTestStore();
  dir = join(it.dataDir, 'backups');
  const keys = new KeyFiles(join(it.dataDir, 'keys'));
  const storeOf = (work: Work) =>
    createStore({ db: it.database.scoped(work), owner: it.database.owner, keyring: keys }, () => now);
  keeper = new Keeper({
    ...{ database: it.database, store: storeOf(ownWork), storeOf, keys, dataDir: it.dataDir },
    shelf: new BackupShelf(
      dir,
      (line) => logged.push(line),
      () => now,
    ),
    webhookKeyInFile: false,
    backupFailed: async (at) => void told.push(at),
    restart: () => {},
    system: () => ({
      ...{ batches: 0, troubles: [], enforcers: [], geo: { date: null, stale: false }, certificate: null },
      intake: { skewedTimes: 0, overflowed: 0, late: 0, evicted: 0 },
    }),
    clock: () => now,
    log: (line) => logged.push(line),
  });
});
afterAll(() => it?.close());

const files = () => readdirSync(dir).filter((name) => name.endsWith('.tar.gz'));

test('backups are made by schedule and older ones make room', async () => {
  await keeper.backUp();
  expect((await keeper.backups()).items).toEqual([]);
  const { version } = await it.store.keeping.backups();
  expect(await it.store.keeping.setBackups({ everyHours: 6, keep: 2 }, version)).toBe(true);
  expect(await it.store.keeping.setBackups({ everyHours: 1, keep: 9 }, version)).toBe(false);
  now += 11 * 60_000;
  await keeper.backUp();
  await keeper.backUp();
  expect(files()).toHaveLength(1);
  expect((await keeper.backups()).nextAt).toBe(new Date(now + 6 * hourMs).toISOString());
  for (let i = 0; i < 3; i++) {
    now += 6 * hourMs;
    await keeper.backUp();
  }
  expect(files()).toHaveLength(2);
  const { items, last, directory } = await keeper.backups();
  expect(items.map(({ reason, verified }) => `${reason} ${verified}`)).toEqual(['scheduled true', 'scheduled true']);
  expect(last).toMatchObject({ ok: true });
  expect(directory).toBe(dir);
  // One that was changed since is not called verified any more.
  writeFileSync(join(dir, items[1].name), 'cut');
  expect((await keeper.backups()).items[1].verified).toBe(false);
});

test('one that fails is told once, tried again within the hour, and seen until it works', async () => {
  now += 6 * hourMs;
  const owner = it.database.ownerPool;
  await owner.query('alter table migration rename to migration_away');
  await keeper.backUp();
  expect(told).toEqual([now]);
  expect(keeper.trouble).toMatch(/The last backup failed/);
  expect(await keeper.troubles()).toMatchObject([
    { level: 'critical', what: { nl: expect.stringMatching(/mislukt/) } },
  ]);
  await keeper.backUp();
  now += hourMs;
  await keeper.backUp();
  expect(told).toHaveLength(1);
  expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  await owner.query('alter table migration_away rename to migration');
  now += hourMs;
  await keeper.backUp();
  expect(keeper.trouble).toBe('');
  expect(await keeper.troubles()).toEqual([]);
});

test('cleaning up leaves a note, also when it fails', async () => {
  expect(await keeper.cleanUp()).toBeDefined();
  expect(await keeper.retentionLast()).toMatchObject({ ok: true, error: '' });
  await it.database.ownerPool.query('alter table site rename to site_away');
  await expect(keeper.cleanUp()).rejects.toThrow(/site/);
  expect(await keeper.retentionLast()).toMatchObject({ ok: false, error: expect.stringMatching(/site/) });
  await it.database.ownerPool.query('alter table site_away rename to site');
  rmSync(dir, { recursive: true });
});
