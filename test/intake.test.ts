import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { System } from '../src/api/schema/keeping.ts';
import type { Source, SourceTail } from '../src/api/schema/overview.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { encodeHepV2, encodeHepV3, type HepContent } from '../src/ingest/wire/hep-encode.ts';
import {
  type Certificates,
  counted,
  makeCertificates,
  pem,
  refusal,
  refusalLine,
  refusedRegister,
  sendTcp,
  sendTls,
  sendUdp,
} from './lab/senders.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Every way in of a real server, with real sockets, certificates and files. */
type EcsEvent = Record<string, string | number>;

let dir: string;
let ours: Certificates;
let strangers: Certificates;
/** TLS with client certificates, HEP for anyone. */
let serving: Serving;
/** TLS for anyone, HEP with a key. */
let keyed: Serving;
let logFile: string;
let ingest: CreatedToken;

const eventsOf = (user: string, at = serving) =>
  at.all<EcsEvent>(`/api/v1/events?user=${encodeURIComponent(user)}`, 500);
const arrived = (user: string, at = serving) =>
  until(`an event of ${user}`, 10, async () => (await eventsOf(user, at))[0]);
const sourceNamed = async (name: RegExp, at = serving) =>
  (await at.get<Source[]>('/api/v1/sources')).find((source) => name.test(source.name));

function hepOf(user: string, id: string, change: Partial<HepContent> = {}, encode = encodeHepV3): Buffer[] {
  const [request, answer] = refusedRegister(user, id);
  const there = { sourceIp: '198.51.100.7', sourcePort: 5060, destinationIp: '203.0.113.10', destinationPort: 5060 };
  const back = { sourceIp: '203.0.113.10', sourcePort: 5060, destinationIp: '198.51.100.7', destinationPort: 5060 };
  return [
    encode({ ...there, time: Date.now(), payload: request, captureId: 2001, ...change }),
    encode({ ...back, time: Date.now(), payload: answer, captureId: 2001, ...change }),
  ];
}
const version2 = (content: HepContent) => encodeHepV2(content, 2);

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-intake-'));
  ours = makeCertificates(dir, 'ours');
  strangers = makeCertificates(dir, 'strangers');
  logFile = join(dir, 'asterisk.log');
  writeFileSync(logFile, '');
  const tls = { tls_port: 0, tls_cert: ours.cert, tls_key: ours.key };
  serving = new Serving('intake', {
    time_zone: 'UTC',
    syslog: { ...tls, tls_ca: ours.ca },
    files: [{ id: 'pbx-log', path: logFile, format: 'asterisk', asset: 'pbx-1', from: 'start' }],
  });
  keyed = new Serving('intake-keyed', { syslog: { ...tls, udp: false, tcp: false }, hep: { auth_key: 'open sesame' } });
  await Promise.all([serving.start(), keyed.start()]);
  ingest = await serving.token('ingest', 'collector');
  await serving.must('POST', '/api/v1/tenants', { id: 'bakery', name: 'The Bakery', timeZone: 'Europe/Amsterdam' });
});
afterAll(async () => {
  await Promise.all([serving.close(), keyed.close()]);
  rmSync(dir, { recursive: true, force: true });
});

describe('syslog', () => {
  test('over UDP, and over TCP counted and by lines', async () => {
    await sendUdp(serving.port('syslog-udp'), [refusal('over-udp', '198.51.100.7')]);
    await sendTcp(
      serving.port('syslog-tcp'),
      ['counted-1', 'counted-2'].map((user) => counted(refusal(user, '[2001:db8::7]'))).join(''),
    );
    await sendTcp(
      serving.port('syslog-tcp'),
      `${refusal('line-1', '198.51.100.7')}\n${refusal('line-2', '198.51.100.7')}\n`,
    );
    for (const user of ['counted-1', 'counted-2'])
      expect(await arrived(user)).toMatchObject({ 'source.ip': '2001:db8::7' });
    for (const user of ['over-udp', 'line-1', 'line-2'])
      expect(await arrived(user)).toMatchObject({
        'source.ip': '198.51.100.7',
        'event.action': 'sip-auth',
        'event.outcome': 'failure',
        'event.reason': 'wrong-password',
        'host.name': 'pbx-1',
        'organization.id': 'unassigned',
      });
  });

  test('over TLS with a certificate of ours, and not with another or none', async () => {
    const ca = pem(ours.ca);
    const port = serving.port('syslog-tls');
    const line = (user: string) => counted(refusal(user, '198.51.100.7'));
    await sendTls(port, line('tls-known'), { ca, cert: pem(ours.clientCert), key: pem(ours.clientKey) });
    await arrived('tls-known');
    const foreign = { ca, cert: pem(strangers.clientCert), key: pem(strangers.clientKey) };
    await expect(sendTls(port, line('tls-foreign'), foreign)).rejects.toThrow();
    await expect(sendTls(port, line('tls-none'), { ca })).rejects.toThrow();
    // Plain text on the TLS port is refused as well.
    await sendTcp(port, line('tls-plain'));

    await sendTls(keyed.port('syslog-tls'), line('tls-anyone'), { ca });
    await arrived('tls-anyone', keyed);
    // A sender that checks sees that the server is ours.
    await expect(sendTls(port, line('tls-x'), { ca: pem(strangers.ca) })).rejects.toThrow(/certificate/);
    for (const user of ['tls-foreign', 'tls-none', 'tls-plain', 'tls-x']) expect(await eventsOf(user)).toEqual([]);
  });
});

describe('HEP', () => {
  test('versions 3 and 2 over UDP, version 3 over TCP', async () => {
    await sendUdp(serving.port('hep-udp'), hepOf('hep3-udp', 'a1'));
    await sendUdp(serving.port('hep-udp'), hepOf('hep2-udp', 'a2', {}, version2));
    await sendTcp(serving.port('hep-tcp'), Buffer.concat(hepOf('hep3-tcp', 'a3')));
    for (const user of ['hep3-udp', 'hep2-udp', 'hep3-tcp'])
      expect(await arrived(user)).toMatchObject({
        'event.action': 'sip-auth',
        'event.outcome': 'failure',
        'source.ip': '198.51.100.7',
        'sip.method': 'REGISTER',
        'sip.code': 403,
      });
  });

  test('with an auth key, nothing without it', async () => {
    for (const [user, id, change, encode] of [
      ['no-key', 'b1', {}, encodeHepV3],
      ['wrong-key', 'b2', { authKey: 'open sesam' }, encodeHepV3],
      ['version-2', 'b3', {}, version2],
      ['right-key', 'b4', { authKey: 'open sesame' }, encodeHepV3],
    ] as const) {
      await sendUdp(keyed.port('hep-udp'), hepOf(user, id, change, encode));
      await sendTcp(keyed.port('hep-tcp'), Buffer.concat(hepOf(`${user}-tcp`, `${id}t`, change, encode)));
    }
    await arrived('right-key', keyed);
    await arrived('right-key-tcp', keyed);
    for (const user of ['no-key', 'no-key-tcp', 'wrong-key', 'wrong-key-tcp', 'version-2', 'version-2-tcp'])
      expect(await eventsOf(user, keyed)).toEqual([]);
    const malformed = await until('the refused packets to be counted', 5, async () => {
      const sources = await keyed.get<Source[]>('/api/v1/sources');
      const sum = sources.filter(({ kind }) => kind === 'hep').reduce((total, { tally }) => total + tally.malformed, 0);
      // Six packets over UDP, four over TCP and one broken stream: version 2 has no place there.
      return sum >= 11 && sum;
    });
    expect(malformed).toBe(11);
  });

  test('the last messages show no digests', async () => {
    const source = await until('the source', 5, () => sourceNamed(/2001/));
    const tail = await until('its tail', 5, async () => {
      const lines = await serving.get<SourceTail>(`/api/v1/sources/${source.id}/tail`);
      return lines.length > 0 && lines;
    });
    expect(tail.some(({ line }) => line.includes('REGISTER sip:'))).toBe(true);
    expect(JSON.stringify(tail)).not.toContain('0123456789abcdef0123456789abcdef');
    expect(tail.some(({ summary }) => summary.includes('sip-auth failure'))).toBe(true);
  });
});

describe('an unknown sender', () => {
  test('is a source of the unassigned, and once assigned its events are of that customer', async () => {
    const from = '127.0.0.77';
    await sendUdp(serving.port('syslog-udp'), [refusal('before', '198.51.100.7', 'oven')], from);
    expect(await arrived('before')).toMatchObject({ 'organization.id': 'unassigned' });
    const source = await until('the source', 5, () => sourceNamed(/oven \(127\.0\.0\.77\)/));
    expect(source).toMatchObject({ tenant: 'unassigned', discovered: true, kind: 'syslog', health: 'delivering' });
    expect(source.match).toMatchObject({ address: from, hostname: 'oven' });

    const change = { tenant: 'bakery', asset: 'pbx-of-the-bakery', name: 'PBX of the bakery' };
    const changed = await serving.must<Source>('PATCH', `/api/v1/sources/${source.id}`, change);
    expect(changed).toMatchObject({ tenant: 'bakery', tenantName: 'The Bakery', asset: 'pbx-of-the-bakery' });
    await sendUdp(serving.port('syslog-udp'), [refusal('after', '198.51.100.7', 'oven')], from);
    expect(await arrived('after')).toMatchObject({ 'organization.id': 'bakery', 'observer.name': 'pbx-of-the-bakery' });
    // Another host behind the same address is somebody else.
    await sendUdp(serving.port('syslog-udp'), [refusal('neighbour', '198.51.100.7', 'shop')], from);
    expect(await arrived('neighbour')).toMatchObject({ 'organization.id': 'unassigned' });
    expect((await serving.ask('PATCH', `/api/v1/sources/${source.id}`, { body: { tenant: 'nobody' } })).status).toBe(
      400,
    );

    // A token of the bakery sees its own and nothing else.
    const own = await serving.token('api', 'portal', 'bakery');
    const seen = await serving.ask<{ items: EcsEvent[] }>('GET', '/api/v1/events?limit=500', { token: own.secret });
    expect(seen.json().items.map((event) => event['user.name'])).toEqual(['after']);
    expect((await serving.ask('GET', '/api/v1/events?tenant=unassigned', { token: own.secret })).status).toBe(403);
  });

  test('stays assigned over a restart, and is read in the zone it was given', async () => {
    const from = '127.0.0.78';
    await sendUdp(serving.port('syslog-udp'), [refusal('zone-before', '198.51.100.7', 'attic')], from);
    await arrived('zone-before');
    const source = await until('the source', 5, () => sourceNamed(/attic/));
    await serving.must('PATCH', `/api/v1/sources/${source.id}`, { tenant: 'bakery', timeZone: 'Asia/Tokyo' });
    await serving.server.stop();
    await serving.start();
    // Half a minute ago in Tokyo, in the form without year and zone.
    const happened = Math.floor((Date.now() - 30_000) / 1000) * 1000;
    const tokyo = new Date(happened + 9 * 3_600_000);
    const month = tokyo.toLocaleString('en', { month: 'short', timeZone: 'UTC' });
    const day = String(tokyo.getUTCDate()).padStart(2, ' ');
    const message = refusal('zone-after', '198.51.100.7').replace(/^.* - - /, '');
    const record = `<133>${month} ${day} ${tokyo.toISOString().slice(11, 19)} attic asterisk[1]: ${message}`;
    await sendUdp(serving.port('syslog-udp'), [record], from);
    expect(await arrived('zone-after')).toMatchObject({
      '@timestamp': new Date(happened).toISOString(),
      'organization.id': 'bakery',
      'telecom.source.id': source.id,
    });
  });
});

describe('counts', () => {
  test('received, recognised, ignored and malformed agree with what was sent, also in the metrics', async () => {
    const from = '127.0.0.80';
    const stamp = () => new Date().toISOString();
    const records = [
      ...Array.from({ length: 40 }, (_, i) => refusal(`counted-${i}`, `198.51.100.${100 + i}`, 'counter')),
      ...Array.from({ length: 25 }, () => `<30>1 ${stamp()} counter systemd 1 - - Started Daily apt activities.`),
      ...Array.from(
        { length: 5 },
        () =>
          `<133>1 ${stamp()} counter asterisk 1 - - NOTICE[1]: chan_sip.c: Registration from 'x' failed for 'nowhere' - Wrong password`,
      ),
    ];
    await sendUdp(serving.port('syslog-udp'), records, from);
    const expected = { received: 70, recognised: 40, ignored: 25, malformed: 5, shed: 0 };
    const source = await until('all to be counted', 10, async () => {
      const found = await sourceNamed(/counter/);
      return found?.tally.received === 70 && found;
    });
    expect(source.tally).toEqual(expected);
    const { text } = await serving.ask('GET', '/metrics', { token: '' });
    for (const [outcome, count] of Object.entries(expected)) {
      const line = text
        .split('\n')
        .find((row) => row.includes(`source="${source.id}"`) && row.includes(`outcome="${outcome}"`));
      expect(Number(line?.split(' ').at(-1)), outcome).toBe(count);
    }
    const tail = await serving.get<SourceTail>(`/api/v1/sources/${source.id}/tail`);
    expect(tail).toHaveLength(20);
    expect(new Set(tail.map(({ reading }) => reading))).toEqual(new Set(['recognised']));
    expect(tail[0]).toMatchObject({
      summary: expect.stringMatching(/^sip-auth failure wrong-password 198\.51\.100\.\d+ counted-\d+$/),
    });
  });

  test('what the kernel drops is counted as shed: nothing goes missing', async () => {
    const from = '127.0.0.81';
    const padding = 'x'.repeat(1200);
    const records = Array.from({ length: 4000 }, () => `<30>1 ${new Date().toISOString()} burst cron 1 - - ${padding}`);
    const received = async () => {
      const sources = await serving.get<Source[]>('/api/v1/sources');
      const of = (name: RegExp) => sources.find((source) => name.test(source.name))?.tally;
      const burst = of(/^burst/);
      const lost = of(/syslog-udp/);
      return { arrived: burst?.received ?? 0, shed: lost?.shed ?? 0, received: lost?.received ?? 0 };
    };
    const before = await received();
    // How much a receive buffer holds depends on the machine: bursts until one was too much, each while nobody reads.
    let sent = 0;
    let after = before;
    while (after.shed === before.shed && sent < 10 * records.length) {
      serving.server.signal('SIGSTOP');
      await sendUdp(serving.port('syslog-udp'), records, from);
      serving.server.signal('SIGCONT');
      sent += records.length;
      after = await until('every datagram to be counted', 10, async () => {
        const now = await received();
        return now.arrived + now.shed - before.shed >= sent && now;
      });
    }
    expect(after.arrived + after.shed - before.shed).toBe(sent);
    expect(after.shed - before.shed).toBeGreaterThan(0);
    expect(after.received).toBe(after.shed);
  });
});

describe('a source over the API', () => {
  test('has a format that exists', async () => {
    const made = { name: 'pbx-12', kind: 'syslog', match: { hostname: 'pbx-12' }, timeZone: 'UTC', tenant: 'provider' };
    const refused = await serving.ask('POST', '/api/v1/sources', { body: { ...made, format: 'cobol' } });
    expect(refused.status).toBe(400);
    expect(refused.json()).toMatchObject({ field: 'format', detail: expect.stringContaining('no such format') });
    const { id } = await serving.must<Source>('POST', '/api/v1/sources', { ...made, format: 'asterisk' });
    const path = `/api/v1/sources/${id}`;
    const { headers } = await serving.ask('GET', path);
    const version = { 'if-match': headers.get('etag') ?? '' };
    expect((await serving.ask('PATCH', path, { body: { format: 'foo' }, headers: version })).status).toBe(400);
    expect((await serving.ask('PATCH', path, { body: { format: 'auto' }, headers: version })).status).toBe(200);
    expect(await serving.get<Source>(path)).toMatchObject({ format: 'auto' });
  });
});

describe('a tailed file', () => {
  test('is followed over rotation by rename and by truncation, each line once', async () => {
    const users: string[] = [];
    const line = (user: string) => {
      users.push(user);
      return refusalLine(user, `203.0.113.${users.length}`);
    };
    appendFileSync(logFile, `${line('tail-1')}\n${line('tail-2')}\n`);
    await arrived('tail-2');
    // A line that is being written waits for its end.
    const slow = line('tail-slow');
    appendFileSync(logFile, slow.slice(0, 40));
    await new Promise((resolve) => setTimeout(resolve, 400));
    appendFileSync(logFile, `${slow.slice(40)}\n`);
    await arrived('tail-slow');

    renameSync(logFile, `${logFile}.1`);
    // The writer still has the old file open for a moment.
    appendFileSync(`${logFile}.1`, `${line('tail-late')}\n`);
    writeFileSync(logFile, `${line('tail-renamed')}\n`);
    await arrived('tail-renamed');
    await arrived('tail-late');

    truncateSync(logFile);
    appendFileSync(logFile, `${line('t')}\n`);
    await arrived('t');
    truncateSync(logFile);
    appendFileSync(logFile, `${line('tail-longer-than-what-was-there-before')}\n${line('tail-last')}\n`);
    await arrived('tail-last');
    for (const user of users) expect(await eventsOf(user), user).toHaveLength(1);
    const source = await serving.get<Source>('/api/v1/sources/pbx-log');
    expect(source).toMatchObject({ tenant: 'provider', asset: 'pbx-1', kind: 'file', health: 'delivering' });
    expect(source.tally).toMatchObject({ received: users.length, recognised: users.length, malformed: 0, shed: 0 });
  });
});

describe('HTTP', () => {
  test('takes events and raw lines, and says what it made of each', async () => {
    const answer = await serving.deliver(ingest.secret, [
      {
        'event.action': 'admin-login',
        'event.outcome': 'failure',
        'source.ip': '203.0.113.9',
        'user.name': 'http-flat',
      },
      {
        event: { action: 'sip-auth', outcome: 'failure' },
        source: { ip: '2001:DB8::9' },
        user: { name: 'http-nested' },
      },
      { line: refusal('http-line', '203.0.113.9'), host: 'pbx-9' },
      { 'source.ip': 'not an address', 'user.name': 'bad' },
      { nothing: 'of ours' },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      received: 5,
      recognised: 3,
      ignored: 1,
      malformed: 1,
      errors: [{ line: 4, reason: expect.stringContaining('address') }],
    });
    // Answered means durable: they are there now.
    expect((await eventsOf('http-flat'))[0]).toMatchObject({
      'organization.id': 'provider',
      'event.action': 'admin-login',
    });
    expect((await eventsOf('http-nested'))[0]).toMatchObject({ 'source.ip': '2001:db8::9' });
    expect((await eventsOf('http-line'))[0]).toMatchObject({ 'event.reason': 'wrong-password' });
    const source = await until('the source', 5, () => sourceNamed(/^collector$/));
    expect(source.tally).toEqual({ received: 5, recognised: 3, ignored: 1, malformed: 1, shed: 0 });
    const tail = await serving.get<SourceTail>(`/api/v1/sources/${source.id}/tail`);
    expect(tail.map(({ reading }) => reading)).toEqual([
      'ignored',
      'malformed',
      'recognised',
      'recognised',
      'recognised',
    ]);
  });

  test('a sender has no say in whose an event is', async () => {
    const claims = {
      'organization.id': 'bakery',
      'telecom.source.id': 'pbx-log',
      'source.geo.country_iso_code': 'NL',
      'observer.name': 'x',
    };
    await serving.deliver(ingest.secret, [
      { ...claims, 'event.action': 'admin-login', 'source.ip': '203.0.113.9', 'user.name': 'claims' },
    ]);
    const [event] = await eventsOf('claims');
    expect(event['organization.id']).toBe('provider');
    expect(event['telecom.source.id']).toBe(`http-${ingest.id}`);
    expect(event['observer.name']).toBeUndefined();
  });

  test('a missing, wrong, foreign or withdrawn token is refused', async () => {
    const events = [{ 'event.action': 'admin-login', 'user.name': 'refused' }];
    const api = await serving.token('api', 'script');
    const spare = await serving.token('ingest', 'spare');
    expect((await serving.deliver(spare.secret, events)).status).toBe(200);
    await serving.must('DELETE', `/api/v1/tokens/${spare.id}`);
    for (const secret of ['', 'nonsense', api.secret, spare.secret, `${ingest.secret}x`])
      expect([401, 403]).toContain((await serving.deliver(secret, events)).status);
    expect(await eventsOf('refused')).toHaveLength(1);
    // And an ingest token opens nothing else.
    for (const path of ['/api/v1/events', '/api/v1/sources', '/api/v1/tokens'])
      expect((await serving.ask('GET', path, { token: ingest.secret })).status).toBe(401);
  });

  test('a body that is too large is refused whole, an empty one too', async () => {
    const big = Buffer.alloc(16 * 1024 * 1024 + 1, 'x');
    expect((await serving.ask('POST', '/api/v1/events', { token: ingest.secret, body: big })).status).toBe(413);
    expect((await serving.ask('POST', '/api/v1/events', { token: ingest.secret, body: '' })).status).toBe(400);
  });
});

describe('hostile bytes', () => {
  test('on every way in never stop it', async () => {
    let seed = 12_345;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
      return seed;
    };
    const noise = (length: number) => Buffer.from(Array.from({ length }, () => (random() >> 16) & 255));
    const hep = hepOf('broken', 'h1')[0];
    const broken = Array.from({ length: 200 }, () => {
      const copy = Buffer.from(hep.subarray(0, 1 + (random() % hep.length)));
      for (let i = 0; i < 4; i++) copy[random() % copy.length] = random() & 255;
      return copy;
    });
    const lines = Array.from({ length: 200 }, (_, i) => {
      const bytes = Buffer.from(refusal(`hostile-${i}`, '203.0.113.66'));
      for (let j = 0; j < 6; j++) bytes[random() % bytes.length] = random() & 255;
      return bytes;
    });
    const pid = serving.server.pid;
    for (const port of [serving.port('syslog-udp'), serving.port('hep-udp')])
      await sendUdp(port, [
        ...broken,
        ...lines,
        ...Array.from({ length: 100 }, () => noise(1 + (random() % 1400))),
        Buffer.alloc(0),
      ]);
    for (const port of [serving.port('syslog-tcp'), serving.port('hep-tcp'), serving.port('syslog-tls')]) {
      await sendTcp(port, Buffer.concat(broken));
      await sendTcp(port, Buffer.concat(lines.map((line) => Buffer.concat([line, Buffer.from('\n')]))));
      await sendTcp(port, noise(200_000));
      await sendTcp(port, Buffer.from(`9999999 <${'1'.repeat(100_000)}`));
      await sendTcp(port, Buffer.alloc(300_000, 'a'));
      await sendTcp(port, Buffer.from('HEP3\xff\xff', 'latin1'));
    }
    const bodies: (string | Buffer)[] = [
      noise(50_000),
      '{"a":'.repeat(10_000),
      '['.repeat(60_000),
      `{"user.name":"${'x'.repeat(70_000)}"}\n`,
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"user.name":"proto"}\n',
      '{"user.name":"nul \\u0000 lone \\ud800 end","source.ip":"203.0.113.9","event.action":"admin-login","@timestamp":-1}\n',
      '{"user.name":"nul \\u0000 lone \\ud800 end","source.ip":"203.0.113.9","event.action":"admin-login"}\n',
      '{"@timestamp":"9999-12-31T23:59:59.999Z","event.action":"admin-login","user.name":"late"}\n',
      '{"@timestamp":1,"event.action":"admin-login","user.name":"early"}\n',
    ];
    for (const body of bodies) {
      const { status } = await serving.ask('POST', '/api/v1/events', { token: ingest.secret, body });
      expect(status, String(body).slice(0, 60)).toBe(200);
    }
    appendFileSync(
      logFile,
      Buffer.concat([noise(100_000), Buffer.alloc(100_000, 'b'), Buffer.from('\n'), ...lines, Buffer.from('\n')]),
    );

    // It still reads what is well formed, on every way in.
    await sendUdp(serving.port('syslog-udp'), [refusal('alive-udp', '198.51.100.7')]);
    await sendTcp(serving.port('syslog-tcp'), `${refusal('alive-tcp', '198.51.100.7')}\n`);
    await sendUdp(serving.port('hep-udp'), hepOf('alive-hep', 'h2'));
    await sendTcp(serving.port('hep-tcp'), Buffer.concat(hepOf('alive-hep-tcp', 'h3')));
    appendFileSync(logFile, `${refusalLine('alive-file', '198.51.100.7')}\n`);
    for (const user of ['alive-udp', 'alive-tcp', 'alive-hep', 'alive-hep-tcp', 'alive-file']) await arrived(user);
    expect(serving.server.pid).toBe(pid);
    expect(serving.server.output).not.toMatch(/hot path stopped|could not be stored/);
    const health = await serving.ask<{ ok: boolean; detail: string }>('GET', '/healthz', { token: '' });
    expect(health.json()).toEqual({ ok: true, detail: '' });
    expect((await eventsOf('polluted')).length).toBe(0);
  });
});

describe('what cannot be taken as it comes', () => {
  test('is counted and shown: times that cannot be right, and more strangers than there is room for', async () => {
    const hour = 3_600_000;
    const ahead = (user: string) =>
      refusal(user, '198.51.100.7', 'skewed').replace(/2\d{3}-[^ ]+/, new Date(Date.now() + hour).toISOString());
    await sendUdp(serving.port('syslog-udp'), ['skewed-1', 'skewed-2'].map(ahead), '127.0.0.90');
    const [event] = await Promise.all(['skewed-1', 'skewed-2'].map((user) => arrived(user)));
    expect(Date.parse(String(event['@timestamp']))).toBeLessThan(Date.now() + 60_000);
    const strangers = Array.from({ length: 80 }, (_, i) => refusal('stranger', '198.51.100.7', `stranger-${i}`));
    await sendUdp(serving.port('syslog-udp'), strangers, '127.0.0.91');
    const { intake } = await until('the counts', 10, async () => {
      const system = await serving.get<System>('/api/v1/system');
      return system.intake.overflowed > 0 && system;
    });
    expect(intake.skewedTimes).toBeGreaterThanOrEqual(2);
    expect(intake).toMatchObject({ late: expect.any(Number), evicted: expect.any(Number) });
    const { text } = await serving.ask('GET', '/metrics', { token: '' });
    const value = (name: string) => Number(new RegExp(`^belwacht_${name} (\\d+)$`, 'm').exec(text)?.[1]);
    expect(value('skewed_times')).toBeGreaterThanOrEqual(2);
    expect(value('overflowed_records')).toBeGreaterThanOrEqual(1);
    expect(text).toMatch(/^belwacht_decider\{what="evicted"\} \d+$/m);
  });
});

describe('a wrong setting', () => {
  test('that only the database can tell stops the start, with file, line and a sentence', async () => {
    const log = join(dir, 'later.log');
    const wrong = new Serving('intake-wrong', { files: [{ id: 'pbx', path: log, tenant: 'nosuch' }] });
    try {
      await expect(wrong.start()).rejects.toThrow(
        /belwacht\.yaml:\d+: files\.0\.tenant: is nosuch, which is no customer/,
      );
    } finally {
      await wrong.close();
    }
    const unsigned = new Serving('intake-unsigned', {
      enforcers: [{ id: 'sbc', kind: 'webhook', url: 'https://sbc.example.net/' }],
    });
    try {
      await expect(unsigned.start()).rejects.toThrow(/belwacht\.yaml:\d+: enforcers\.0\.secret: is missing/);
    } finally {
      await unsigned.close();
    }
  });

  test('of places is told by doctor, all at once', () => {
    const config = join(dir, 'doctor.yaml');
    writeFileSync(
      config,
      [
        `data_dir: ${join(dir, 'doctor')}`,
        'syslog:',
        '  tls_port: 6514',
        '  tls_cert: /nonexistent/cert.pem',
        `  tls_key: ${ours.key}`,
        'files:',
        `  - {id: pbx, path: ${dir}}`,
      ].join('\n'),
    );
    const executable = new URL('../belwacht', import.meta.url).pathname;
    const { stdout, status } = spawnSync(executable, ['doctor', '--config', config], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^problem +settings: .*doctor\.yaml:4: syslog\.tls_cert: .*cannot be read: it does not exist/m,
    );
    expect(stdout).toMatch(/^problem +settings: .*doctor\.yaml:7: files\.0\.path: .* is a directory/m);
    const serve = spawnSync(executable, ['serve', '--config', config], { encoding: 'utf8' });
    expect(serve.status).not.toBe(0);
    expect(serve.stderr).toMatch(/doctor\.yaml:4: syslog\.tls_cert: /);
  });
});
