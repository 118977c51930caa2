import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { Backups, Hold, SealingKeys, System } from '../src/api/schema/keeping.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import type { Manifest } from '../src/store/backup/manifest.ts';
import { verifyBackup } from '../src/store/backup/read-backup.ts';
import { Load } from './lab/load.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

const passphrase = 'ruim twaalf tekens lang';
const person = { name: 'Ann', email: 'ann@example.net', password: 'Drie-kasten-vol-hoeden' };
const attacker = '203.0.113.9';
const settings = {
  mode: 'enforce',
  security: { mfa_roles: [] },
  files: [{ id: 'pbx-log', path: 'asterisk.log', format: 'asterisk', from: 'start' }],
};

let dir: string;
let from: Serving;
let ingest: CreatedToken;
let list: CreatedToken;
let file: string;
let sealed: string;
let passphraseFile: string;
let kept: Manifest;

const serve = async (label: string) => {
  const serving = new Serving(label, settings);
  writeFileSync(join(serving.dir, 'asterisk.log'), '');
  await serving.start();
  return serving;
};
const started = (serving: Serving) => serving.server.output.match(/is ready: /g)?.length ?? 0;
const signIn = (serving: Serving) =>
  serving.ask('POST', '/api/auth/sign-in/email', {
    token: '',
    headers: { origin: serving.server.url },
    body: { email: person.email, password: person.password },
  });
const blocked = async (serving: Serving) =>
  (await serving.ask('GET', `/lists/${list.secret}/blocks.txt`, { token: '' })).text;
/** What a start does not touch: it confirms blocks anew, meets open alerts again, and looks at the sources of the settings file. */
const facts = ({ tables }: Manifest, names: ReadonlySet<string> = untouched) =>
  Object.fromEntries(
    tables
      .filter(({ name, parent }) => parent === 'event' || names.has(name))
      .map(({ name, rows, sha256 }) => [name, `${rows} ${sha256}`]),
  );
const untouched = new Set([
  ...['alert_timeline', 'decision', 'decision_change', 'tenant', 'recipient', 'legal_hold', 'site'],
  ...['auth_user', 'rollup_hour', 'rollup_minute', 'registration_minute', 'address_activity'],
]);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-backups-'));
  passphraseFile = join(dir, 'passphrase');
  writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  from = await serve('backup-from');
  const token = new URL(from.server.setupLink).searchParams.get('token');
  const made = await from.ask('POST', '/api/v1/setup', { token: '', body: { token, ...person } });
  expect(made.status, from.server.output).toBe(200);
  for (const id of ['acme', 'brief'])
    await from.must('POST', '/api/v1/tenants', { id, name: id, timeZone: 'Europe/Amsterdam' });
  ingest = await from.token('ingest', 'collector');
  list = await from.token('list', 'firewall');
  const event = { 'event.action': 'sip-auth', 'event.outcome': 'failure', 'event.reason': 'wrong-password' };
  const events = Array.from({ length: 8 }, () => ({ ...event, 'source.ip': attacker, 'user.name': '1001' }));
  expect((await from.deliver(ingest.secret, events)).status).toBe(200);
  await until('the block', 10, async () =>
    (await from.page<Decision>('/api/v1/decisions')).some(
      ({ value, state }) => value === attacker && state === 'in-force',
    ),
  );
});
afterAll(async () => {
  await from?.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('a backup while everybody works', () => {
  test('is made by the command line, verified, and holds one moment', async () => {
    const load = new Load(from, ingest.secret, join(from.dir, 'asterisk.log'));
    load.start();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const before = load.acknowledged.length;
    file = join(dir, 'plain.tar.gz');
    const out = await from.server.cli('backup', file);
    const at = load.acknowledged.length;
    await until('work to go on', 10, () => load.acknowledged.length > at + 20);
    await load.stop();
    expect(before).toBeGreaterThan(0);
    expect(out).toMatch(/\d+ rows in \d+ tables, \d+ bytes, verified\nsha256 [0-9a-f]{64}/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
    // Everything that was acknowledged before it began is in it, and no batch is in it by half.
    kept = await verifyBackup(file);
    const rows = kept.tables.filter(({ parent }) => parent === 'event').reduce((sum, table) => sum + table.rows, 0);
    expect(rows).toBeGreaterThanOrEqual(before);
    expect((await from.server.tryCli('backup', file)).err).toContain('is there already');
    expect(await from.server.cli('backup', '--check', file)).toContain('whole');
  });

  test('is sealed when asked, with the keys in it', async () => {
    sealed = join(dir, 'sealed.tar.gz.jwe');
    const refused = await from.server.tryCli('backup', sealed, '--with-keys');
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(existsSync(sealed)).toBe(false);
    await from.server.cli('backup', sealed, '--encrypt', '--with-keys', '--passphrase-file', passphraseFile);
    kept = await verifyBackup(sealed, passphrase);
    expect(kept.keys).toBe(1);
    expect(readFileSync(sealed, 'latin1')).not.toContain('belwacht-backup.json');
  });

  test('on the server’s own shelf: made, listed, downloaded, removed; all on record', async () => {
    const made = await from.must<Backups['items'][number]>('POST', '/api/v1/backups');
    expect(made).toMatchObject({ reason: 'by-hand', verified: true, encrypted: false });
    const { items, last } = await from.get<Backups>('/api/v1/backups');
    expect(items).toContainEqual(made);
    expect(last).toMatchObject({ ok: true, reason: 'by-hand' });
    const answer = await fetch(`${from.server.url}/api/v1/backups/${made.name}`, {
      headers: {
        authorization: `Bearer ${(JSON.parse(readFileSync(join(from.server.dataDir, 'cli.json'), 'utf8')) as { token: string }).token}`,
      },
    });
    const path = join(dir, 'downloaded');
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    expect((await verifyBackup(path)).tables.length).toBe(made.tables);
    expect((await from.ask('GET', '/api/v1/backups/..%2f..%2fcli.json')).status).toBe(404);
    expect((await from.ask('GET', '/api/v1/backups/last.json')).status).toBe(404);
    expect((await from.ask('DELETE', `/api/v1/backups/${made.name}`)).status).toBe(204);
    const record = await from.get<{ items: { action: string }[] }>('/api/v1/audit?limit=50');
    expect(record.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['backup.made', 'backup.taken', 'backup.downloaded', 'backup.removed']),
    );
  });
});

test('no secret stands in the database in plain', async () => {
  const { secrets } = await from.get<SealingKeys>('/api/v1/secrets');
  expect(secrets.map(({ name }) => name)).toContain('webhook-signing');
  const keys = readdirSync(join(from.server.dataDir, 'keys')).filter((name) => name.endsWith('.key'));
  const key = JSON.parse(readFileSync(join(from.server.dataDir, 'keys', keys[0]), 'utf8'));
  const { gunzipSync } = await import('node:zlib');
  const everything = gunzipSync(readFileSync(file)).toString('latin1');
  expect(everything).toContain('ann@example.net');
  const door = JSON.parse(readFileSync(join(from.server.dataDir, 'cli.json'), 'utf8')) as { token: string };
  for (const secret of [person.password, ingest.secret, list.secret, door.token, key.seal.k, key.signIn, 'whsec_']) {
    expect(everything.includes(secret), secret.slice(0, 6)).toBe(false);
  }
});

describe('a restore into a new data directory', () => {
  let into: Serving;
  beforeAll(async () => {
    into = await serve('backup-into');
  });
  afterAll(() => into?.close());

  test('without the keys is refused, and nothing changes', async () => {
    const before = await into.get('/api/v1/tenants');
    const { code, err } = await into.server.tryCli('restore', file, '--yes');
    expect(err).toMatch(/Nothing was changed: \d+ secrets in this backup are sealed under a key that is not here/);
    expect(code).toBe(1);
    expect(await into.get('/api/v1/tenants')).toEqual(before);
    expect(started(into)).toBe(1);
    expect((await into.server.tryCli('restore', file)).err).toContain('--yes');
  });

  test('of a damaged or strange file changes nothing', async () => {
    const broken = join(dir, 'broken');
    const bytes = readFileSync(file);
    writeFileSync(broken, bytes.subarray(0, bytes.length - 2000));
    expect((await into.server.tryCli('restore', broken, '--yes')).err).toMatch(/damaged/);
    const token = (JSON.parse(readFileSync(join(into.server.dataDir, 'cli.json'), 'utf8')) as { token: string }).token;
    const send = (body: Buffer, type = 'application/octet-stream') =>
      into.ask('POST', '/api/v1/restore', { token, body, headers: { 'content-type': type } });
    const answer = await send(readFileSync(broken));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('problem+json');
    expect((await send(Buffer.from('nonsense'))).status).toBe(400);
    expect((await send(Buffer.from('{}'), 'application/json')).status).toBe(415);
    expect(readdirSync(join(into.server.dataDir, 'backups')).filter((name) => name.startsWith('incoming'))).toEqual([]);
    expect(started(into)).toBe(1);
  });

  test('while it runs: equal counts and hashes, people sign in, blocks are in the enforcer again', async () => {
    const out = await into.server.cli('restore', sealed, '--yes', '--passphrase-file', passphraseFile);
    expect(out).toMatch(/restored \d+ rows in \d+ tables as of .*, compared/);
    await until('the parts to start anew', 30, () => started(into) === 2);
    expect((await into.get<{ ok: boolean }>('/healthz')).ok).toBe(true);
    // A dump of the new one has the rows of the old one.
    const again = join(dir, 'again.tar.gz');
    await into.server.cli('backup', again);
    expect(facts(await verifyBackup(again))).toEqual(facts(kept));
    expect((await signIn(into)).status).toBe(200);
    const [first] = await into.page<Decision>('/api/v1/decisions');
    expect(first.enforcers.length).toBeGreaterThan(0);
    await until('the block in the list', 10, async () => (await blocked(into)).includes(attacker));
    // It works on: a new attack is seen and blocked.
    const event = {
      'event.action': 'sip-auth',
      'event.outcome': 'failure',
      'event.reason': 'wrong-password',
      'source.ip': '198.51.100.77',
      'user.name': '7',
    };
    await into.deliver(
      ingest.secret,
      Array.from({ length: 8 }, () => event),
    );
    await until('the next block', 10, async () => (await blocked(into)).includes('198.51.100.77'));
    expect(await into.server.cli('audit', 'verify')).toMatch(/^the record holds: \d+ entries/);
    const { items } = await into.get<{ items: { action: string }[] }>('/api/v1/audit?limit=200');
    expect(items.map(({ action }) => action)).toContain('backup.restored');
  });

  test('what was there before is kept as a backup', async () => {
    const { items } = await into.get<Backups>('/api/v1/backups');
    expect(items.some(({ reason, verified }) => reason === 'before-restore' && verified)).toBe(true);
  });

  test('the keys rotate while it runs, and everything still opens', async () => {
    const before = await into.get<SealingKeys>('/api/v1/secrets');
    const printed = await into.server.cli('secrets', 'rotate');
    await until('the parts to start anew', 30, () => started(into) === 3);
    const after = await into.get<SealingKeys>('/api/v1/secrets');
    const current = after.keys.find(({ state }) => state === 'current')!;
    expect(printed).toContain(current.id);
    expect(before.keys.map(({ id }) => id)).not.toContain(current.id);
    expect(new Set(after.secrets.map(({ key }) => key))).toEqual(new Set([current.id]));
    expect(after.secrets.map(({ name }) => name)).toEqual(before.secrets.map(({ name }) => name));
    expect(JSON.stringify(after)).not.toMatch(/whsec_|eyJ/);
    expect((await signIn(into)).status).toBe(200);
    expect(await into.server.cli('secrets', 'list')).toContain('webhook-signing');
  });

  test('the state of the system is told', async () => {
    const system = await into.get<System>('/api/v1/system');
    expect(system.database.tables.find(({ name }) => name === 'event')!.bytes).toBeGreaterThan(8192);
    expect(system.database.tables.some(({ name }) => name.startsWith('event_d'))).toBe(false);
    expect(system).toMatchObject({ lastBackup: { ok: true }, troubles: [], certificate: null });
    expect(system.disk.freeBytes).toBeGreaterThan(0);
  });

  test('the server stopped: backup and restore open the directory themselves', async () => {
    await into.server.stop();
    const offline = join(dir, 'offline.tar.gz');
    expect(await into.server.cli('backup', offline)).toContain('verified');
    expect(await into.server.cli('restore', sealed, '--yes', '--passphrase-file', passphraseFile)).toMatch(/restored/);
    const wrong = join(dir, 'wrong');
    writeFileSync(wrong, 'another passphrase');
    expect((await into.server.tryCli('restore', sealed, '--yes', '--passphrase-file', wrong)).err).toMatch(
      /does not open/,
    );
    // Nothing has run since: every table but those of sessions, keys and the record is as it was.
    const settled = new Set(['auth_session', 'sealed_secret', 'audit_entry', 'audit_head', 'auth_two_factor']);
    const all = new Set(kept.tables.map(({ name }) => name).filter((name) => !settled.has(name)));
    expect(all.size).toBeGreaterThan(30);
    expect(facts(await manifestOf(into), all)).toEqual(facts(kept, all));
    await into.start();
    expect((await signIn(into)).status).toBe(200);
    expect(await blocked(into)).toContain(attacker);
  });

  const manifestOf = async (serving: Serving) => {
    const path = join(dir, `m-${Date.now()}.tar.gz`);
    await serving.server.cli('backup', path);
    return verifyBackup(path);
  };
});

test('holds and retention over HTTP', async () => {
  const hold = {
    tenant: 'acme',
    incident: 'INC-1',
    reason: 'police',
    from: '2026-01-01T00:00:00Z',
    to: '2026-02-01T00:00:00Z',
  };
  const made = await from.must<Hold>('POST', '/api/v1/holds', hold);
  expect(made).toMatchObject({ tenantName: 'acme', released: null });
  expect((await from.ask('POST', '/api/v1/holds', { body: { ...hold, to: hold.from } })).status).toBe(400);
  expect((await from.ask('POST', '/api/v1/holds', { body: { ...hold, tenant: 'nobody' } })).status).toBe(400);
  const released = await from.must<Hold>('POST', `/api/v1/holds/${made.id}/release`, { reason: 'closed' });
  expect(released.released).toMatchObject({ reason: 'closed' });
  expect((await from.ask('POST', `/api/v1/holds/${made.id}/release`, { body: { reason: 'again' } })).status).toBe(409);
  expect((await from.ask('POST', '/api/v1/holds/none/release', { body: { reason: 'x' } })).status).toBe(404);
});
