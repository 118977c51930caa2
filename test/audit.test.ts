import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertSummary, Decision } from '../src/api/schema/alerts.ts';
import type { AuditEntry, AuditVerdict } from '../src/api/schema/audit.ts';
import { openDatabase } from '../src/store/postgres.ts';
import { Guest } from './lab/guest.ts';
import { Serving } from './lab/serving.ts';
import { SyslogReceiver } from './lab/syslog-receiver.ts';
import { until } from './lab/until.ts';

const email = 'ann@example.net';
const password = 'vijf paarse olifanten 7';
/** Loopback is not guarded here, so that an attacker of this machine is handled as one from outside. */
let lab: Serving;
let ann: Guest;
const siem = new SyslogReceiver();

beforeAll(async () => {
  await siem.listen();
  lab = new Serving('audit', {
    mode: 'enforce',
    guard_private: false,
    audit_syslog: { host: '127.0.0.1', port: siem.port, transport: 'tcp' },
  });
  await lab.start();
  ann = new Guest(lab.server.url);
  const token = new URL(lab.server.setupLink).searchParams.get('token');
  await ann.must('POST', '/api/v1/setup', { token, name: 'Ann de Boer', email, password });
});
afterAll(async () => {
  await lab.close();
  await siem.close();
});

async function entries(query = ''): Promise<AuditEntry[]> {
  return (await lab.get<{ items: AuditEntry[] }>(`/api/v1/audit?limit=200${query}`)).items;
}

describe('acts from everywhere are on record', () => {
  it('of a person, with where from, what was before, and why', async () => {
    const before = await ann.ask('GET', '/api/v1/settings');
    const reason = encodeURIComponent('onderhoud – één uur =1+1');
    const headers = { 'if-match': String(before.headers.etag), 'belwacht-reason': reason };
    await ann.must('PATCH', '/api/v1/settings', { maxBlocksPerMinute: 77 }, headers);
    const [entry] = await entries('&action=setting.updated&objectId=maxBlocksPerMinute');
    expect(entry).toMatchObject({
      actor: { kind: 'person', name: 'Ann de Boer', address: '127.0.0.1' },
      act: 'PATCH /api/v1/settings',
      after: { value: 77 },
      reason: 'onderhoud – één uur =1+1',
    });
    expect(await entries(`&actor=${entry.actor.id}`)).not.toEqual([]);
  });

  it('of a token and of the command line', async () => {
    const token = await lab.token('api', 'ticket system');
    const body = { value: '203.0.113.50', durationS: 600, reason: 'seen at a customer' };
    const { status } = await lab.ask('POST', '/api/v1/decisions', { token: token.secret, body });
    expect(status).toBe(200);
    const [byToken] = await entries('&action=decision.created');
    expect(byToken).toMatchObject({
      actor: { kind: 'token', id: token.id, name: 'ticket system', address: '127.0.0.1' },
      reason: 'seen at a customer',
      after: { value: '203.0.113.50' },
    });
    await lab.server.cli('block', '203.0.113.51', '--for', '10m', '--reason', 'from the shell');
    await lab.server.cli('unblock', '203.0.113.51', '--reason', 'a mistake');
    const [lifted] = await entries('&action=decision.lifted');
    const [byShell] = await entries('&action=decision.created');
    expect(byShell).toMatchObject({ actor: { kind: 'local' }, reason: 'from the shell' });
    expect(lifted).toMatchObject({
      actor: { kind: 'local' },
      object: { kind: 'decision', id: byShell.object.id },
      reason: 'a mistake',
    });
    const made = await entries('&action=token.created');
    expect(JSON.stringify(made)).not.toContain(token.secret);
    expect(made[0].after).toMatchObject({ name: 'ticket system', hash: '(secret)' });
  });
});

describe('its own sign-in', () => {
  it('is watched by rules: who guesses passwords is blocked, and that is on record with the rule', async () => {
    const attacker = new Guest(lab.server.url, '127.0.0.66');
    for (let i = 0; i < 8; i++) {
      const reply = await attacker.signIn(`nobody${i}@example.net`, 'wrong');
      expect([401, 429]).toContain(reply.status);
    }
    const alert = await until('the alert', 15, async () =>
      (await lab.page<AlertSummary>('/api/v1/alerts')).find(
        ({ rule, sourceIp }) => rule === 'belwacht-sign-in-brute-force' && sourceIp === '127.0.0.66',
      ),
    );
    expect(alert.sentence.nl).toMatch(
      /^127\.0\.0\.66 .*probeert bij Belwacht binnen te komen: \d+ geweigerde aanmeldingen/,
    );
    const block = await until('the block', 15, async () =>
      (await lab.page<Decision>('/api/v1/decisions')).find(
        ({ value, state }) => value === '127.0.0.66' && state === 'in-force',
      ),
    );
    const [entry] = await entries(`&objectKind=decision&objectId=${block.id}`);
    expect(entry).toMatchObject({
      action: 'decision.created',
      actor: { kind: 'rule', id: 'belwacht-sign-in-brute-force' },
      rule: 'belwacht-sign-in-brute-force',
    });
    const failures = await entries('&action=sign-in.failed');
    expect(failures.length).toBeGreaterThanOrEqual(6);
    expect(failures[0].actor.address).toBe('127.0.0.66');
  });

  it('never locks out who works with it', async () => {
    const clumsy = new Guest(lab.server.url);
    for (let i = 0; i < 8; i++) await clumsy.signIn(`nobody${i}@example.net`, 'wrong');
    await until('the alert', 15, async () =>
      (await lab.page<AlertSummary>('/api/v1/alerts')).some(
        ({ rule, sourceIp }) => rule === 'belwacht-sign-in-brute-force' && sourceIp === '127.0.0.1',
      ),
    );
    const own = await until('what was not done', 15, async () => {
      const found = (await lab.page<Decision>('/api/v1/decisions')).filter(({ value }) => value === '127.0.0.1');
      return found.length > 0 && found;
    });
    expect(own.map(({ state }) => state)).toEqual(own.map(() => 'held'));
    expect(own[0].guards.filter(({ passed }) => !passed).map(({ guard }) => guard)).toContain('operator-address');
  });
});

describe('the record', () => {
  it('is checked and exported on the command line, and the export can be checked by itself', async () => {
    const { out } = await lab.server.tryCli('audit', 'verify');
    const head = /^the record holds: \d+ entries, head (\d+:[0-9a-f]{64})\n$/.exec(out)?.[1];
    expect(head, out).toBeDefined();
    expect((await lab.server.tryCli('audit', 'verify', '--head', head!)).code).toBe(0);
    const wrong = await lab.server.tryCli('audit', 'verify', '--head', `${head!.slice(0, -4)}0000`);
    expect(wrong).toMatchObject({ code: 1, out: expect.stringMatching(/another hash than was noted/) });
    expect((await lab.server.tryCli('audit', 'verify', '--head', 'x')).code).toBe(2);

    const json = join(lab.dir, 'audit.json');
    await lab.server.cli('audit', 'export', '--output', json);
    const all = JSON.parse(readFileSync(json, 'utf8')) as { seq: number; entry: { action: string } }[];
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, i) => i + 1));
    // The export itself stands in it.
    expect(all.at(-1)!.entry.action).toBe('audit.exported');
    expect(await lab.server.cli('audit', 'verify', json, '--head', head!)).toContain('the record holds');
    const forged = join(lab.dir, 'forged.json');
    writeFileSync(forged, readFileSync(json, 'utf8').replace('from the shell', 'from the shelf'));
    const found = await lab.server.tryCli('audit', 'verify', forged);
    expect(found).toMatchObject({ code: 1, out: expect.stringMatching(/entry \d+ was changed/) });
    writeFileSync(forged, readFileSync(json, 'utf8').slice(0, -500));
    expect((await lab.server.tryCli('audit', 'verify', forged)).code).toBe(1);

    const csv = await lab.server.cli('audit', 'export', '--format', 'csv', '--action', 'setting.updated');
    const [names, ...rows] = parse(csv) as string[][];
    expect(names.slice(0, 3)).toEqual(['seq', 'at', 'tenant']);
    expect(rows.every((row) => row.length === names.length && row[names.indexOf('action')] === 'setting.updated')).toBe(
      true,
    );
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
  });

  it('loses no act that was answered when everything is killed, and breaks nowhere', async () => {
    const answered: string[] = [];
    const act = async (worker: number) => {
      for (let i = 0; ; i++) {
        const id = `kill-${worker}-${i}`;
        const body = { kind: 'mail', address: `${id}@example.net`, language: 'nl', minimumSeverity: 'high' };
        const made = await lab.ask<{ id: string }>('POST', '/api/v1/recipients', { body });
        if (made.status === 200) answered.push(made.json().id);
      }
    };
    const acts = Promise.allSettled([0, 1, 2, 3].map(act));
    await until('some acts', 20, () => answered.length > 30);
    await lab.server.stop('SIGKILL');
    await acts;
    await lab.server.start();
    const known = new Set(
      (await lab.all<AuditEntry>('/api/v1/audit?action=recipient.created')).map(({ object }) => object.id),
    );
    expect(answered.filter((id) => !known.has(id))).toEqual([]);
    // And the other way: nothing is on record that did not happen.
    const there = new Set((await lab.get<{ id: string }[]>('/api/v1/recipients')).map(({ id }) => id));
    expect([...known].filter((id) => !there.has(id))).toEqual([]);
    expect(await lab.get<AuditVerdict>('/api/v1/audit/verify')).toMatchObject({ ok: true });
  });

  it('reaches the SIEM without a gap, over the kill as well', async () => {
    const { head } = await lab.get<AuditVerdict>('/api/v1/audit/verify');
    await until('all of it', 20, () => siem.numbers.includes(head.seq));
    const numbers = [...new Set(siem.numbers)];
    expect(numbers.slice(0, head.seq)).toEqual(Array.from({ length: head.seq }, (_, i) => i + 1));
  });

  it('shows a customer what is its own, and lets nobody but the provider go through the chain', async () => {
    await lab.must('POST', '/api/v1/tenants', { id: 'bakery', name: 'Bakery', timeZone: 'Europe/Amsterdam' });
    const { secret } = await lab.must<{ secret: string }>('POST', '/api/v1/tokens', {
      ...{ kind: 'api', name: 'of the bakery', tenant: 'bakery', permissions: ['audit:read'] },
    });
    const own = await lab.ask<{ items: AuditEntry[]; total: number }>('GET', '/api/v1/audit', { token: secret });
    expect(
      own
        .json()
        .items.map(({ tenant, action }) => `${tenant} ${action}`)
        .sort(),
    ).toEqual(['bakery tenant.created', 'bakery token.created']);
    expect(own.json().total).toBe(2);
    expect((await lab.ask('GET', '/api/v1/audit?tenant=provider', { token: secret })).status).toBe(403);
    expect((await lab.ask('GET', '/api/v1/audit/verify', { token: secret })).status).toBe(403);
    expect((await lab.ask('GET', '/api/v1/audit/export', { token: secret })).status).toBe(403);
  });

  it('tells where somebody changed it in the database', async () => {
    await lab.server.stop();
    const database = await openDatabase({ dataDir: lab.server.dataDir, log: () => {} });
    await database.ownerPool.query(`alter table audit_entry disable trigger user;
      update audit_entry set payload = replace(payload, 'a mistake', 'an order') where action = 'decision.lifted';
      alter table audit_entry enable trigger user`);
    await database.stop();
    await lab.server.start();
    const { code, out } = await lab.server.tryCli('audit', 'verify');
    expect(code).toBe(1);
    const [entry] = await entries('&action=decision.lifted');
    expect(out).toContain(`entry ${entry.seq} was changed`);
  });
});
