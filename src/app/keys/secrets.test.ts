import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../store/postgres.ts';
import { createStore } from '../../store/store.ts';
import { openTestStore, type TestStore } from '../../store/testing/test-store.ts';
import { KeyFiles } from './key-files.ts';
import { rotateSecrets, settleSecrets } from './secrets.ts';

const quiet = () => {};
const known = {
  'sbc/password': 'geheim-van-de-sbc-77',
  'webhook-signing': 'whsec_Zm9vYmFyYmF6cXV4',
  'oidc/secret': 'client ☎ secret',
};
const seed = 'JBSWY3DPEHPK3PXPJBSWY3DP';
const codes = '["aaaaa-bbbbb","ccccc-ddddd"]';

let it: TestStore;
let keysDir: string;
beforeAll(async () => {
  it = await openTestStore();
  keysDir = join(mkdtempSync(join(tmpdir(), 'belwacht-keys-')), 'keys');
});
afterAll(async () => {
  await it?.close();
  rmSync(keysDir, { recursive: true, force: true });
});

const vaultOf = (keys: KeyFiles, base: Pick<TestStore, 'database'> = it) =>
  createStore({ db: base.database.db, owner: base.database.owner, keyring: keys }, Date.now).vault;
const signInKey = (keys: KeyFiles) => ({
  keys: new Map(keys.all.map(({ id, signIn }) => [Number(id), signIn])),
  currentVersion: Number(keys.current.id),
});

async function everythingOpens(keys: KeyFiles): Promise<void> {
  const vault = vaultOf(keys);
  for (const [name, secret] of Object.entries(known)) expect(await vault.open('provider', name)).toBe(secret);
  const { rows } = await it.database.ownerPool.query('select secret, "backupCodes" from auth_two_factor');
  expect(await symmetricDecrypt({ key: signInKey(keys), data: rows[0].secret })).toBe(seed);
  expect(await symmetricDecrypt({ key: signInKey(keys), data: rows[0].backupCodes })).toBe(codes);
}

async function sealedUnder(): Promise<string[]> {
  const { rows } = await it.database.ownerPool.query(
    `select kid from sealed_secret union select split_part(secret, '$', 3) from auth_two_factor
     union select split_part("backupCodes", '$', 3) from auth_two_factor order by 1`,
  );
  return rows.map(({ kid }) => kid);
}

test('the key directory is its owner’s alone, and a file that others may read is refused', () => {
  const keys = new KeyFiles(keysDir);
  expect(statSync(keysDir).mode & 0o777).toBe(0o700);
  const [file] = readdirSync(keysDir).filter((name) => name.endsWith('.key'));
  const path = join(keysDir, file);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(new KeyFiles(keysDir).current).toEqual(keys.current);
  chmodSync(path, 0o644);
  expect(() => new KeyFiles(keysDir)).toThrow(/may be read by others/);
  chmodSync(path, 0o600);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, 40));
  expect(() => new KeyFiles(keysDir)).toThrow(/no key of Belwacht/);
  writeFileSync(path, text);
});

describe('the vault', () => {
  test('keeps secrets sealed; a row moved to another name or tenant, or altered, does not open', async () => {
    const keys = new KeyFiles(keysDir);
    const vault = vaultOf(keys);
    for (const [name, secret] of Object.entries(known)) await vault.put('provider', name, secret);
    for (const [name, secret] of Object.entries(known)) expect(await vault.open('provider', name)).toBe(secret);
    expect(await vault.open('provider', 'absent')).toBeUndefined();
    expect(JSON.stringify(await vault.list())).not.toContain('geheim');
    const pool = it.database.ownerPool;
    await pool.query(
      `insert into sealed_secret select 'acme', name, kid, jwe, sealed_at from sealed_secret where name = 'sbc/password'`,
    );
    await expect(vault.open('acme', 'sbc/password')).rejects.toThrow(/sealed as another one/);
    await pool.query(
      `update sealed_secret set jwe = overlay(jwe placing 'AAAA' from length(jwe) - 40) where tenant = 'acme'`,
    );
    await expect(vault.open('acme', 'sbc/password')).rejects.toThrow(/was altered/);
    await vault.remove('acme', 'sbc/password');
    await expect(vault.put('provider', 'empty', '')).rejects.toThrow(RangeError);
  });

  test('another installation’s keys do not open it', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'belwacht-keys-'));
    const others = new KeyFiles(dir);
    await expect(vaultOf(others).open('provider', 'sbc/password')).rejects.toThrow(/not in the key directory/);
    await expect(settleSecrets(it.database, others, quiet)).rejects.toThrow(/Put its file back/);
    rmSync(dir, { recursive: true });
  });
});

describe('rotation', () => {
  beforeAll(async () => {
    const key = signInKey(new KeyFiles(keysDir));
    const pool = it.database.ownerPool;
    await pool.query(
      `insert into auth_user (id, tenant, role, name, email) values ('ann', 'provider', 'owner', 'Ann', 'ann@example.net')`,
    );
    await pool.query(
      `insert into auth_two_factor (id, tenant, "userId", secret, "backupCodes") values ('2fa', 'provider', 'ann', $1, $2)`,
      [await symmetricEncrypt({ key, data: seed }), await symmetricEncrypt({ key, data: codes })],
    );
  });

  test('seals everything anew, sets the old key aside, and is on record without a secret', async () => {
    const keys = new KeyFiles(keysDir);
    const before = keys.current.id;
    await everythingOpens(keys);
    expect(await rotateSecrets(it.database, keys)).toEqual({ key: keys.current.id, count: 5 });
    expect(keys.current.id).not.toBe(before);
    expect(keys.active.map(({ id }) => id)).toEqual([keys.current.id]);
    expect(keys.retired.map(({ id }) => id)).toEqual([before]);
    expect(await sealedUnder()).toEqual([keys.current.id]);
    await everythingOpens(keys);
    const { rows } = await it.database.ownerPool.query('select payload from audit_entry');
    for (const secret of [...Object.values(known), seed]) expect(JSON.stringify(rows)).not.toContain(secret);
    expect(keys.forgetRetired()).toEqual([before]);
    await everythingOpens(keys);
  });

  test.each(['key-made', 'resealing', 'resealed', 'committed'])(
    'killed at %s: everything opens before and after the next start',
    async (step) => {
      const before = new KeyFiles(keysDir).current.id;
      // The helper needs the database for itself.
      await it.database.stop();
      const script = new URL('./testing/rotate-until-killed.ts', import.meta.url).pathname;
      const { signal, stderr } = spawnSync(process.execPath, [script, it.dataDir, keysDir, step], { encoding: 'utf8' });
      expect(signal, stderr).toBe('SIGKILL');
      (it as { database: TestStore['database'] }).database = await openDatabase({ dataDir: it.dataDir, log: quiet });
      const keys = new KeyFiles(keysDir);
      expect(keys.current.id).not.toBe(before);
      expect(keys.active.map(({ id }) => id)).toEqual([keys.current.id, before]);
      expect(await sealedUnder()).toEqual([step === 'committed' ? keys.current.id : before]);
      await everythingOpens(keys);
      await settleSecrets(it.database, keys, quiet);
      expect(keys.active.map(({ id }) => id)).toEqual([keys.current.id]);
      expect(await sealedUnder()).toEqual([keys.current.id]);
      await everythingOpens(new KeyFiles(keysDir));
      keys.forgetRetired();
    },
  );
});

test('a secret that earlier releases kept readable is sealed at start', async () => {
  const keys = new KeyFiles(keysDir);
  const pool = it.database.ownerPool;
  await vaultOf(keys).remove('provider', 'webhook-signing');
  await pool.query(
    `insert into setting (tenant, key, value, updated_at) values ('provider', 'fact:webhook-secret', '"whsec_old"', 0)`,
  );
  await settleSecrets(it.database, keys, quiet);
  expect(await vaultOf(keys).open('provider', 'webhook-signing')).toBe('whsec_old');
  expect((await pool.query(`select 1 from setting where key like 'fact:webhook%'`)).rowCount).toBe(0);
});

test('what cannot be opened may be given up: secrets go, people enrol again', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-keys-'));
  const others = new KeyFiles(dir);
  await it.database.ownerPool.query('update auth_user set "twoFactorEnabled" = true');
  await settleSecrets(it.database, others, quiet, true);
  expect(await vaultOf(others).list()).toEqual([]);
  const { rows } = await it.database.ownerPool.query(
    'select "twoFactorEnabled" as enabled, (select count(*)::int from auth_two_factor) as seeds from auth_user',
  );
  expect(rows).toEqual([{ enabled: false, seeds: 0 }]);
  rmSync(dir, { recursive: true });
});
