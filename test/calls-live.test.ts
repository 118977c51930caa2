import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AlertDetail, AlertSummary } from '../src/api/schema/alerts.ts';
import type { Call, CallStop, CallsNow } from '../src/api/schema/calls.ts';
import { encodeHepV3 } from '../src/ingest/wire/hep-encode.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** Calls as they happen: asked about over SIP, seen in HEP, stopped while the phone still rings; and a server that is killed meanwhile. */

const port = 20_000 + Math.floor(Math.random() * 20_000);
let db: DebianDatabase;
let it: Serving;
let asker: string;

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('live', {
    database_url: db.url,
    redirect: { udp: true, port, peers: [{ id: 'sbc', networks: ['127.0.0.1/32'], trusted: true }] },
  });
  await it.start();
  for (const [id, account] of [
    ['bakery', '201'],
    ['garage', '301'],
  ]) {
    await it.must('POST', '/api/v1/customers', { id, name: id, timeZone: zoneWhere(3) });
    await it.must('POST', `/api/v1/customers/${id}/accounts`, { name: account });
    await it.must('POST', `/api/v1/customers/${id}/call-settings/enforce`);
  }
  asker = (
    await it.must<{ secret: string }>('POST', '/api/v1/tokens', { kind: 'api', name: 'sbc', preset: 'authorise' })
  ).secret;
}, 120_000);

afterAll(async () => {
  await it?.close();
  await db?.remove();
});

let number = 0;

/** The status an INVITE is answered with. */
async function invite(account: string, to: string): Promise<number> {
  const socket = createSocket('udp4');
  const id = `${++number}-${process.pid}`;
  const answer = new Promise<string>((resolve, reject) => {
    socket.once('message', (message) => resolve(message.toString()));
    setTimeout(() => reject(new Error('no answer to an INVITE')), 3000).unref();
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const own = socket.address().port;
  const lines = [
    `INVITE sip:${to}@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${own};branch=z9hG4bK${id}`,
    'Max-Forwards: 70',
    `From: <sip:${account}@example.net>;tag=${id}`,
    `To: <sip:${to}@example.net>`,
    `Call-ID: ${id}@example.net`,
    'CSeq: 1 INVITE',
    `X-Belwacht-Account: ${account}`,
    'Content-Length: 0',
  ];
  socket.send(`${lines.join('\r\n')}\r\n\r\n`, port, '127.0.0.1');
  try {
    return Number((await answer).split(' ', 2)[1]);
  } finally {
    socket.close();
  }
}

/** SIP messages of a call as a capture agent sends them. */
class Capture {
  readonly #socket: Socket = createSocket('udp4');

  send(from: string, to: string, text: string): void {
    const packet = encodeHepV3({
      ...{ sourceIp: from, sourcePort: 5060, destinationIp: to, destinationPort: 5060, time: Date.now() },
      payload: text.replaceAll('\n', '\r\n'),
    });
    this.#socket.send(packet, it.port('hep-udp'), '127.0.0.1');
  }

  close(): void {
    this.#socket.close();
  }
}

describe('the redirect server', () => {
  test('lets calls pass, refuses those that are stopped, and never 112', async () => {
    expect(await invite('201', '002207012345')).toBe(404);
    const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'bakery', scope: 'account', payer: '201', reach: 'outgoing', durationS: 600, reason: 'x' },
    });
    expect(await invite('201', '002207012345')).toBe(603);
    expect(await invite('201', '112')).toBe(404);
    expect(await invite('301', '002207012345')).toBe(404);
    await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
    expect(await invite('201', '002207012345')).toBe(404);
    const calls = await until('the calls to be kept', 10, async () => {
      const { items } = await it.get<{ items: Call[] }>('/api/v1/calls?country=GM');
      return items.length >= 4 && items;
    });
    expect(calls.filter(({ verdict }) => verdict === 'refuse')).toHaveLength(1);
  });
});

test('a call in SIP messages is followed from its first INVITE to its end, with what it costs', {
  timeout: 60_000,
}, async () => {
  const capture = new Capture();
  const [phone, pbx] = ['192.0.2.10', '192.0.2.1'];
  const head = (tag: string) => `From: <sip:301@example.net>;tag=a
To: <sip:0025261234567@example.net>${tag}
Call-ID: hep-call@example.net
Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKhep`;
  const auth = 'Proxy-Authorization: Digest username="301", realm="x", nonce="n", uri="sip:x", response="0"';
  const inviteText = `INVITE sip:0025261234567@example.net SIP/2.0
${head('')}
CSeq: 1 INVITE
${auth}
Content-Length: 0

`;
  capture.send(phone, pbx, inviteText);
  const begun = await until('the call to show', 15, async () =>
    (await it.get<{ items: Call[] }>('/api/v1/calls?state=running&country=SO')).items.at(0),
  );
  expect(begun).toMatchObject({ tenant: 'garage', payer: '301', answer: null, costEur: 0 });
  capture.send(
    pbx,
    phone,
    `SIP/2.0 200 OK
${head(';tag=b')}
CSeq: 1 INVITE
Content-Length: 0

`,
  );
  const running = await until('it to cost something', 20, async () => {
    const [call] = (await it.get<{ items: Call[] }>('/api/v1/calls?state=running&country=SO')).items;
    return call?.costEur > 0 && call;
  });
  expect(running.outcome).toBe('running');
  const now = await until('money an hour to show', 10, async () => {
    const seen = await it.get<CallsNow>('/api/v1/calls/now?tenant=garage');
    return seen.eurPerHour > 0 && seen;
  });
  expect(now.customers).toHaveLength(1);
  capture.send(
    phone,
    pbx,
    `BYE sip:0025261234567@example.net SIP/2.0
${head(';tag=b')}
CSeq: 2 BYE
Content-Length: 0

`,
  );
  const ended = await until('it to end', 10, async () => {
    const [call] = (await it.get<{ items: Call[] }>('/api/v1/calls?state=ended&country=SO')).items;
    return call;
  });
  expect(ended.outcome).toBe('answered');
  expect(ended.costEur).toBeGreaterThan(0);
  capture.close();
});

test('a fraudster at night raises an alert, is refused, and is let go by a person', { timeout: 90_000 }, async () => {
  await it.must('POST', '/api/v1/customers', { id: 'office', name: 'Office', timeZone: zoneWhere(3) });
  await it.must('POST', '/api/v1/customers/office/accounts', { name: '401' });
  await it.must('POST', '/api/v1/customers/office/call-settings/enforce');
  const token = (await it.token('ingest', 'cdr')).secret;
  // Twenty minutes of calls to one Gambian mobile, as their records come in.
  const lines = Array.from({ length: 30 }, (_, i) => {
    const start = Date.now() - (40 - i) * 60_000;
    const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
    return `"","401","0022070${12340 + (i % 3)}","out","401","PJSIP/401-1","PJSIP/carrier-1","Dial","x","${time(start)}","${time(start)}","${time(start + 600_000)}",600,600,"ANSWERED","DOCUMENTATION","f.${i}",""\n`;
  });
  for (const line of lines)
    await it.ask('POST', '/api/v1/calls/cdr?format=asterisk-cdr&timezone=UTC', { token, body: line });
  const alert = await until('an alert', 20, async () => {
    const { items } = await it.get<{ items: AlertSummary[] }>('/api/v1/alerts?tenant=office');
    return items.find(({ calls }) => calls !== null && calls.costEur > 5);
  });
  expect(alert.sentence.en).not.toBe('');
  expect(alert.calls).toMatchObject({ payer: '401', countries: ['GM'] });
  const stop = await until('a stop', 10, async () => {
    const { items } = await it.get<{ items: CallStop[] }>('/api/v1/call-stops?tenant=office&state=current');
    return items.at(0);
  });
  expect(stop.author).toBe(`rule:${stop.rule}`);
  expect(await invite('401', '00220701234')).toBe(603);
  expect(await invite('401', '112')).toBe(404);
  const detail = await it.get<AlertDetail>(`/api/v1/alerts/${stop.alert}`);
  expect(detail.timeline.map(({ kind }) => kind)).toContain('stop-in-force');
  expect(detail.ruleTitle.nl).not.toBe(detail.rule);
  const { items } = await it.get<{ items: Call[] }>(`/api/v1/calls?alert=${stop.alert}`);
  expect(items.length).toBeGreaterThan(0);
  for (const { id } of (await it.get<{ items: CallStop[] }>('/api/v1/call-stops?tenant=office&state=current')).items)
    await it.must('DELETE', `/api/v1/call-stops/${id}`);
  expect(await invite('401', '00220701234')).toBe(404);
  // Whoever took it back has looked at it: the next record does not stop it again, over a restart either.
  const again = async (line: string) => {
    await it.ask('POST', '/api/v1/calls/cdr?format=asterisk-cdr&timezone=UTC', { token, body: line });
    expect(await invite('401', '00220701234')).toBe(404);
  };
  await again(lines[3].replace('f.3', 'f.again').replaceAll('12340', '12347'));
  await it.server.stop('SIGKILL');
  await it.start();
  await again(lines[4].replace('f.4', 'f.later').replaceAll('12341', '12348'));
});

test('killed under load, it has its stops and its money back and asks nothing twice', {
  timeout: 120_000,
}, async () => {
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'garage', scope: 'customer', reach: 'abroad', durationS: 3600, reason: 'kept over the kill' },
  });
  const token = (await it.token('ingest', 'load')).secret;
  const confirmed = new Set<string>();
  let going = true;
  const load = async (worker: number) => {
    for (let i = 0; going; i++) {
      const ids = Array.from({ length: 20 }, (_, n) => `17${worker}0000000.${i * 20 + n}`);
      const start = Date.now() - 120_000;
      const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
      const body = ids
        .map(
          (id) =>
            `"","201","0033123456789","out","201","PJSIP/201-1","PJSIP/carrier-1","Dial","x","${time(start)}","${time(start)}","${time(start + 60_000)}",60,60,"ANSWERED","DOCUMENTATION","${id}",""\n`,
        )
        .join('');
      try {
        const answer = await it.ask('POST', '/api/v1/calls/cdr?format=asterisk-cdr&timezone=UTC', { token, body });
        if (answer.status === 200) for (const id of ids) confirmed.add(id);
      } catch {
        return;
      }
    }
  };
  const workers = [1, 2, 3].map(load);
  await until('some load', 20, () => confirmed.size > 300);
  await it.server.stop('SIGKILL');
  going = false;
  await Promise.all(workers);
  await it.start();
  const rows = await db.query<{ source_call: string; cost: string }>(
    `select source_call, cost from call where source_call like '17_0000000.%'`,
  );
  const kept = new Set(rows.map(({ source_call }) => source_call));
  expect([...confirmed].filter((id) => !kept.has(id))).toEqual([]);
  expect(rows.length).toBe(kept.size);
  // What is known of the money is the money of what is kept.
  const [{ sum }] = await db.query<{ sum: string }>(
    `select sum(cost)::bigint as sum from call where tenant = 'bakery' and start_time > (extract(epoch from date_trunc('month', now())) * 1000)::bigint`,
  );
  const now = await until('the money', 20, async () => {
    const seen = await it.get<CallsNow>('/api/v1/calls/now?tenant=bakery');
    return seen.costEur.month > 0 && seen;
  });
  expect(now.costEur.month).toBeCloseTo(Number(sum) / 1e6, 2);
  const refused = await it.ask<{ verdict: string; stop: string }>('POST', '/api/v1/calls/authorise', {
    token: asker,
    body: { to: '002207012345', account: '301' },
  });
  expect(refused.json()).toMatchObject({ verdict: 'refuse', stop: stop.id });
  expect(await invite('301', '002207012345')).toBe(603);
  expect(await invite('301', '112')).toBe(404);
});
