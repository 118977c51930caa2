import { createECDH, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire } from '../src/api/schema/incidents.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { Mailbox } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * The server is killed while a message is on its way: the other side has it, and nobody wrote that down. It goes out again, for an
 * alarm twice is better than never. Where the receiver cannot drop the second it says so; where it can, it comes under the same key.
 */
interface Hit {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const mailbox = new Mailbox();
let gateway: Server;
let phone: Socket;
let hits: Hit[] = [];
/** Held: the request came in and gets no answer, until the connection breaks. */
let isHolding = true;
/** Call-IDs of calls that came in. */
const calls: string[] = [];
let base: string;
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let eva: Colleague;

const to = (path: string) => hits.filter((hit) => hit.path === path);

beforeAll(async () => {
  gateway = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    hits.push({ path: request.url!, headers: request.headers, body });
    if (!isHolding) response.writeHead(201).end('{}');
  });
  gateway.listen(0, '127.0.0.1');
  // A telephone that rings and is not picked up.
  phone = createSocket('udp4');
  phone.on('message', (bytes, from) => {
    const text = bytes.toString();
    if (!text.startsWith('INVITE ')) return;
    const header = (name: string) => new RegExp(`^${name}: *(.*)$`, 'im').exec(text)?.[1].trim() ?? '';
    if (!calls.includes(header('Call-ID'))) calls.push(header('Call-ID'));
    const head = ['From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(name)}`).join('\r\n');
    const via = [...text.matchAll(/^Via: .*$/gim)].map(([line]) => line.trim()).join('\r\n');
    const ringing = `SIP/2.0 180 Ringing\r\n${via}\r\n${head}\r\nTo: ${header('To')};tag=phone\r\nContent-Length: 0\r\n\r\n`;
    phone.send(ringing, from.port, from.address);
  });
  phone.bind(0, '127.0.0.1');
  await Promise.all([once(gateway, 'listening'), once(phone, 'listening'), mailbox.open()]);
  base = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  database = await DebianDatabase.make();
  serving = new Serving('repeats', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' },
    sms: { url: `${base}/sms`, json: '{"to":"{number}","body":"{text}","reference":"{key}"}' },
    chat: { rooms: [{ id: 'noc', kind: 'plain', url: `${base}/chat` }] },
    phone: { host: '127.0.0.1', port: phone.address().port, user: 'alarm', password: 'x', ring_s: 30 },
    webhooks: { allowed: ['127.0.0.1'] },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  const olga = await duty.setUp('Olga', 'olga@example.net');
  eva = await duty.join(olga, 'Eva', 'engineer');
  await duty.policy([[eva]], 60);
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  gateway.closeAllConnections();
  gateway.close();
  phone.close();
  await mailbox.close();
});

/** An incident whose message is on its way in one channel when the server is killed; it is up again after it. */
async function killedOnItsWay(way: object, hasArrived: () => boolean): Promise<IncidentWire> {
  await duty.ways(eva, { ways: [{ id: 'way', ...way }], rules: { critical: [{ way: 'way', afterMinutes: 0 }] } });
  [hits, isHolding] = [[], true];
  const incident = await duty.open(`Killed with ${JSON.stringify(way).slice(0, 40)}`);
  await until('the other side to have it', 30, hasArrived);
  await serving.server.stop('SIGKILL');
  isHolding = false;
  await serving.start();
  return incident;
}
const repeated = (incident: IncidentWire, channel: string) =>
  until('the timeline to tell', 30, async () =>
    (await duty.timeline(incident)).some((line) =>
      line.startsWith(`The message to Eva by ${channel} goes out again: Belwacht went down while it was on its way.`),
    ),
  );
const settled = (incident: IncidentWire) =>
  duty.escalated('delivered', incident, ({ asks }) => asks[0]?.state === 'delivered');

test('an SMS comes again under its key, says that it does, and the incident tells', async () => {
  const incident = await killedOnItsWay({ channel: 'sms', address: '+31612345678' }, () => to('/sms').length > 0);
  await settled(incident);
  const [first, second, ...more] = to('/sms').map(({ body }) => JSON.parse(body) as Record<string, string>);
  expect(more).toEqual([]);
  expect([second.to, second.reference]).toEqual(['+31612345678', first.reference]);
  expect(second.body).toMatch(/^Again: /);
  expect(first.body).not.toMatch(/^Again/);
  expect(second.body.length).toBeLessThanOrEqual(160);
  await repeated(incident, 'SMS');
});

test('a chat message too', async () => {
  const incident = await killedOnItsWay({ channel: 'chat', address: 'noc' }, () => to('/chat').length > 0);
  await settled(incident);
  const [first, second, ...more] = to('/chat').map(({ body }) => (JSON.parse(body) as { text: string }).text);
  expect(more).toEqual([]);
  expect(second).toContain('Sent again: Belwacht went down while this was on its way. You may have it already.');
  expect(first).not.toContain('Sent again');
  await repeated(incident, 'chat');
});

test('a push message comes under the same topic: the first is replaced, and nothing has to be told', async () => {
  eva = await duty.again(eva);
  await eva.guest.must('POST', '/api/v1/on-call/push', {
    ...{ endpoint: `${base}/push`, auth: randomBytes(16).toString('base64url'), name: 'Phone' },
    p256dh: createECDH('prime256v1').generateKeys().toString('base64url'),
  });
  const incident = await killedOnItsWay({ channel: 'push', address: eva.id }, () => to('/push').length > 0);
  await settled(incident);
  const topics = to('/push').map(({ headers }) => headers.topic);
  expect(topics).toHaveLength(2);
  expect(topics[0]).toBeTruthy();
  expect(topics[1]).toBe(topics[0]);
  expect((await duty.timeline(incident)).join('\n')).not.toContain('goes out again');
});

test('a telephone rings again', async () => {
  const incident = await killedOnItsWay({ channel: 'phone', address: '+31612345678' }, () => calls.length > 0);
  await until('a second call', 60, () => calls.length === 2);
  await repeated(incident, 'phone');
});

test('what failed before the kill is no repeat', async () => {
  await duty.ways(eva, {
    ways: [{ id: 'way', channel: 'sms', address: '+31612345678' }],
    rules: { critical: [{ way: 'way', afterMinutes: 0 }] },
  });
  [hits, isHolding] = [[], true];
  const incident = await duty.open('Broken off before it was taken');
  await until('the gateway to have it', 30, () => to('/sms').length > 0);
  gateway.closeAllConnections();
  await duty.escalated('one attempt', incident, ({ asks }) => (asks[0]?.attempts ?? 0) > 0);
  isHolding = false;
  await settled(incident);
  expect(to('/sms').every(({ body }) => !body.includes('Again'))).toBe(true);
  expect((await duty.timeline(incident)).join('\n')).not.toContain('goes out again');
});
