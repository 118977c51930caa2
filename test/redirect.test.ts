import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Certificates } from './lab/certificates.ts';
import { JudgeProcess, SbcLab } from './lab/sbc-lab.ts';
import { until } from './lab/until.ts';

/** A real Kamailio with the configuration of deploy/sbc asks the real redirect server while SIPp plays calls. */
const customers: [string, string][] = Array.from({ length: 40 }, (_, i) => [
  `customer-${i}`,
  `+3120555${String(1000 + i)}`,
]);
const fraud: [string, string][] = Array.from({ length: 10 }, (_, i) => ['fraudster', `0022099${10_000 + i}`]);

let dir: string;
let lab: SbcLab;
let judge: JudgeProcess;

const certificates = new Certificates();
const pair = certificates.sign(['192.0.2.10']);
const options = {
  listeners: [
    { id: 'udp', transport: 'udp' as const, host: '192.0.2.10', port: 5070 },
    { id: 'udp6', transport: 'udp' as const, host: '2001:db8::10', port: 5070 },
    { id: 'tcp', transport: 'tcp' as const, host: '192.0.2.10', port: 5070 },
    {
      id: 'tls',
      transport: 'tls' as const,
      host: '192.0.2.10',
      port: 5071,
      certFile: pair.cert,
      keyFile: pair.key,
    },
  ],
  peers: [{ id: 'sbc', networks: ['192.0.2.10', '203.0.113.40', '2001:db8:113::40'], trusted: true, trunk: 'carrier' }],
};

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-redirect-'));
  lab = new SbcLab('rd', dir);
  judge = await JudgeProcess.start(lab.network.server, options);
  await lab.start();
});

afterAll(async () => {
  await judge?.stop();
  await lab?.close();
  certificates.remove();
  if (dir && !process.env.BELWACHT_KEEP) rmSync(dir, { recursive: true, force: true });
});

afterEach(() => judge.say('pass'));

describe('an SBC that asks', () => {
  test('50 calls a second: the fraudster is declined once the verdict turns, customers notice nothing', async () => {
    const others = lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 45, count: 540 });
    const fraudster = lab.play(lab.fraudster, { calls: fraud, scenario: 'fraud-call', perSecond: 5, count: 60 });
    await until('twenty calls of the fraudster', 15, async () => ((await judge.counts()).asked.fraudster ?? 0) >= 20);
    judge.say('refuse fraudster');
    const [served, refused] = await Promise.all([others, fraudster]);
    expect([served.code, served.made, served.failed], served.out).toEqual([0, 540, 0]);
    expect([refused.code, refused.made, refused.failed], refused.out).toEqual([0, 60, 0]);
    const answered = refused.log.filter((line) => line.startsWith('answered'));
    const declined = refused.log.filter((line) => line.startsWith('declined'));
    expect(answered.length + declined.length).toBe(60);
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(declined.length).toBeGreaterThanOrEqual(25);
    expect(declined[0]).toContain('cause=603;text="Stopped by the test."');
    const counts = await judge.counts();
    // Whose call it is, the SBC says and not the fraudster.
    expect([counts.asked['somebody-else'], counts.asked['from somebody-else']]).toEqual([undefined, undefined]);
    expect(counts.asked['from fraudster']).toBe(60);
    expect([counts.refused, counts.inAll, counts.failed]).toEqual([declined.length, 600, 0]);
  });

  test('while everything is stopped, 112 goes through in every spelling, and nobody is asked about it', async () => {
    const before = await judge.counts();
    judge.say('refuse-all');
    const spellings = ['112', '0112', '9112', '+31112', '0031112', '911', '1-1-2', '116117'];
    const emergency = await lab.play(lab.customers, {
      calls: spellings.map((number, i): [string, string] => [`customer-${i}`, number]),
      scenario: 'customer-call',
      perSecond: 10,
      count: spellings.length,
    });
    expect([emergency.code, emergency.failed], emergency.out).toEqual([0, 0]);
    const stopped = await lab.play(lab.customers, {
      calls: customers,
      scenario: 'fraud-call',
      perSecond: 10,
      count: 10,
    });
    expect(stopped.log.filter((line) => line.startsWith('declined'))).toHaveLength(10);
    const after = await judge.counts();
    expect(after.inAll - before.inAll).toBe(10);
    for (const spelling of spellings) expect(after.asked[spelling], spelling).toBeUndefined();
  });

  test('a call that is diverted goes where the verdict says', async () => {
    judge.say('divert sip:announcement@203.0.113.40:5060');
    const diverted = await lab.play(lab.customers, {
      calls: customers,
      scenario: 'customer-call',
      perSecond: 5,
      count: 5,
    });
    expect([diverted.code, diverted.failed], diverted.out).toEqual([0, 0]);
    expect((await judge.counts()).diverted).toBe(5);
    await until('the carrier to have noted it', 5, () =>
      lab.carrierSaw.includes('INVITE sip:announcement@203.0.113.40:5060'),
    );
    // The question carries whose call it is; the call itself does not.
    expect(lab.carrierSaw).toContain('INVITE sip:+31205551000@');
    expect(lab.carrierSaw).not.toContain('X-Belwacht');
  });

  test('a judge that is too slow stops nobody', async () => {
    judge.say('refuse-all');
    judge.say('slow 600');
    const slow = await lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 1, count: 2 });
    judge.say('slow 0');
    expect([slow.code, slow.failed], slow.out).toEqual([0, 0]);
  });

  test('killed in the middle of it: the SBC goes on, no call is lost', async () => {
    const others = lab.play(lab.customers, { calls: customers, scenario: 'customer-call', perSecond: 25, count: 200 });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await judge.stop('SIGKILL');
    const served = await others;
    expect([served.code, served.made, served.failed], served.out).toEqual([0, 200, 0]);
    judge = await JudgeProcess.start(lab.network.server, options);
    judge.say('refuse-all');
    const again = await lab.play(lab.customers, { calls: customers, scenario: 'fraud-call', perSecond: 5, count: 5 });
    expect(again.log.filter((line) => line.startsWith('declined'))).toHaveLength(5);
  });
});

/** Runs SIPp against the redirect server from the carrier's host; what it logged. */
async function ask(transport: string, to: string, from: string, count: number): Promise<string[]> {
  const { network, carrier } = lab;
  const place = mkdtempSync(join(dir, 'ask-'));
  writeFileSync(join(place, 'calls.csv'), 'SEQUENTIAL\nfraudster;0022099;\ncustomer;+31205550100;\n');
  const { code, out, err } = await network.run(
    carrier,
    'sipp',
    [
      ...[to, '-sf', fileURLToPath(new URL('lab/sipp/ask.xml', import.meta.url)), '-inf', join(place, 'calls.csv')],
      ...[
        '-t',
        transport,
        '-i',
        from,
        '-p',
        '5088',
        '-m',
        String(count),
        '-r',
        '50',
        '-nostdin',
        '-timeout',
        '20',
        '-max_socket',
        '1000',
      ],
      ...['-trace_logs', '-log_file', join(place, 'log')],
    ],
    { cwd: place, timeoutMs: 30_000 },
  );
  expect(code, out.slice(-1500) + err).toBe(0);
  return readFileSync(join(place, 'log'), 'utf8').split('\n').filter(Boolean);
}

describe('over every transport', () => {
  test.each([
    ['UDP over IPv6', 'u1', '[2001:db8::10]:5070', '[2001:db8:113::40]'],
    ['one TCP connection for all', 't1', '192.0.2.10:5070', '203.0.113.40'],
    ['a TCP connection for each call', 'tn', '192.0.2.10:5070', '203.0.113.40'],
  ])('%s: SIPp is answered', async (_what, transport, to, from) => {
    judge.say('refuse fraudster');
    const said = await ask(transport, to, from, 40);
    expect([said.filter((line) => line === 'declined').length, said.length]).toEqual([20, 40]);
  });

  test('TLS: OpenSSL is answered, with a certificate it trusts', async () => {
    judge.say('refuse fraudster');
    const invite = (id: string, account: string) =>
      `INVITE sip:1@h SIP/2.0\r\nVia: SIP/2.0/TLS 203.0.113.40;branch=z9hG4bK${id}\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:1@h>\r\nCall-ID: ${id}\r\nCSeq: 1 INVITE\r\nX-Belwacht-Account: ${account}\r\nContent-Length: 0\r\n\r\n`;
    writeFileSync(join(dir, 'invites'), invite('tls1', 'fraudster') + invite('tls2', 'customer'));
    const { out, err } = await lab.network.run(lab.carrier, 'sh', [
      '-c',
      `(cat "$1"; sleep 1) | timeout 3 openssl s_client -quiet -verify_return_error -CAfile "$2" -connect 192.0.2.10:5071`,
      ...['sh', join(dir, 'invites'), certificates.caFile],
    ]);
    expect(
      [...out.matchAll(/^SIP\/2\.0 (\d+)/gm)].map(([, status]) => status),
      err,
    ).toEqual(['603', '404']);
  });

  test('a stranger gets nothing over UDP and no connection', async () => {
    const before = (await judge.counts()).strangers;
    const { code } = await lab.network.run(
      lab.fraudster,
      'sipp',
      [
        ...['192.0.2.10:5070', '-sf', fileURLToPath(new URL('lab/sipp/options-flood.xml', import.meta.url))],
        ...['-i', lab.fraudster.ip4, '-m', '20', '-r', '100', '-nostdin', '-timeout', '10', '-trace_stat', '-fd', '1'],
        ...['-stf', join(dir, 'stranger.csv'), '-t', 'u1'],
      ],
      { cwd: dir, timeoutMs: 15_000 },
    );
    expect(code).not.toBeNull();
    expect((await judge.counts()).strangers).toBeGreaterThanOrEqual(before + 20);
    const connected = await lab.network.run(lab.fraudster, 'openssl', [
      's_client',
      '-quiet',
      '-connect',
      '192.0.2.10:5071',
    ]);
    expect(connected.code).toBe(1);
  });
});

describe('an SBC that asks by HTTP', () => {
  let asked: { url: string; token: string; body: Record<string, string> }[];
  let standIn: ChildProcess;

  beforeAll(async () => {
    await lab.stopSbc();
    asked = [];
    const { host, port } = lab.judgeHttp;
    standIn = lab.network.start(lab.network.server, process.execPath, [
      fileURLToPath(new URL('lab/authorise-stand-in.ts', import.meta.url)),
      ...[host, String(port), 'sip:stopped@203.0.113.40:5060', 'fraudster'],
    ]);
    let lines = 0;
    createInterface({ input: standIn.stdout! }).on('line', (line) => {
      if (lines++ > 0) asked.push(JSON.parse(line));
    });
    await until('the stand-in to listen', 10, () => lines > 0);
    await lab.start('http', 'the-token');
  });

  test('it is refused, diverted, let through; without an answer it goes on', async () => {
    const refused = await lab.play(lab.fraudster, { calls: fraud, scenario: 'fraud-call', perSecond: 5, count: 5 });
    expect(refused.log.filter((line) => line.startsWith('declined'))).toHaveLength(5);
    expect(asked[0]).toMatchObject({
      url: '/api/v1/calls/authorise?format=text',
      token: 'Bearer the-token',
      body: { from: 'fraudster', to: '002209910000', account: 'fraudster', trunk: 'carrier', address: '198.51.100.66' },
    });
    const others = ['customer-1', 'diverted', 'quiet', "o'brien"].map((name): [string, string] => [
      name,
      '+31205550100',
    ]);
    const served = await lab.play(lab.customers, { calls: others, scenario: 'customer-call', perSecond: 2, count: 4 });
    expect([served.code, served.failed], served.out).toEqual([0, 0]);
    const emergency = await lab.play(lab.fraudster, {
      calls: [['fraudster', '112']],
      scenario: 'customer-call',
      perSecond: 1,
      count: 1,
    });
    expect([emergency.code, emergency.failed], emergency.out).toEqual([0, 0]);
    expect(asked.map(({ body }) => body.to)).not.toContain('112');
    standIn.kill('SIGKILL');
    const alone = await lab.play(lab.customers, {
      calls: customers,
      scenario: 'customer-call',
      perSecond: 5,
      count: 10,
    });
    expect([alone.code, alone.failed], alone.out).toEqual([0, 0]);
  });
});
