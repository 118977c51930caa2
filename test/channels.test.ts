import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WayContent } from '../src/core/on-call/way-adapter.ts';
import { ChatChannel } from '../src/notify/channels/chat/chat-channel.ts';
import { type ChatKind, chatKinds } from '../src/notify/channels/chat/chat-payload.ts';
import { makeVapidKeys, PushChannel, type PushDevice } from '../src/notify/channels/push/push-channel.ts';
import { SmsChannel, type SmsSettings } from '../src/notify/channels/sms/sms-channel.ts';
import { guardedRequest } from '../src/notify/guarded-post.ts';

/** Chat, SMS and push against real HTTP receivers. */

interface Hit {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

let server: Server;
let base: string;
let hits: Hit[];
let answer: { status: number; body?: string; headers?: Record<string, string> };

beforeEach(async () => {
  [hits, answer] = [[], { status: 200 }];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    hits.push({ method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const here = () => guardedRequest({ allowed: ['127.0.0.1'] });
const inside = () => guardedRequest({ allowed: [] });
const last = () => hits.at(-1)!;

const hostile =
  '@channel <!here> <!channel|x> [click](https://evil.example) <https://evil.example|ok> **b** `c` <b>x</b> evil.example www.evil.example "},{" {secret} \u202e\r\nX-Header: y';

function content(more: Partial<WayContent> = {}): WayContent {
  return {
    ...{ key: 'message-1', kind: 'alarm', language: 'en', severity: 'critical', subject: `Critical: ${hostile}` },
    ...{
      lines: [`Incident 7: ${hostile}`, 'Since: 03:07, from 203.0.113.10.'],
      link: 'https://belwacht.example/a/token',
    },
    ...{ linkLabel: 'Acknowledge', short: 'Critical 7: {secret} "quoted" & more', spoken: undefined, answerable: true },
    ...more,
  };
}

describe('chat', () => {
  const chat = (kind: ChatKind) =>
    new ChatChannel({ rooms: [{ id: 'noc', kind, url: `${base}/hook` }], ask: here(), guarded: inside() });

  /** All texts of a payload that a chat may make something of, and those of our own link. */
  function texts(value: unknown): string[] {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  }

  test.each(chatKinds)(
    '%s: the text makes no mention, no link and no markup; our link is the only one',
    async (kind) => {
      await chat(kind).send(content(), 'noc');
      const payload = JSON.parse(last().body.toString()) as unknown;
      const all = texts(payload);
      expect(all.some((text) => text.includes('203.0.113.10') || text.includes('203\\.0\\.113\\.10'))).toBe(true);
      for (const text of all.map((one) =>
        one.replaceAll('https://belwacht.example/a/token', '').replace(/^http:\/\/adaptivecards.*/, ''),
      )) {
        expect(text).not.toMatch(/@(channel|here|everyone|room|all)/);
        expect(text).not.toMatch(/<!(here|channel)/);
        expect(text).not.toMatch(/https?:\/\//);
        expect(text).not.toMatch(/(evil|www)\.[a-z]/);
        expect(text).not.toMatch(/[\r\u202e]/);
      }
      expect(JSON.stringify(payload).split('https://belwacht.example/a/token').length).toBeGreaterThan(1);
    },
  );

  test('markup of each kind stays text', async () => {
    await chat('matrix').send(content(), 'noc');
    expect((JSON.parse(last().body.toString()) as { html: string }).html).not.toMatch(/<(b|a href="https:\/\/evil)/);
    await chat('mattermost').send(content(), 'noc');
    const { text } = JSON.parse(last().body.toString()) as { text: string };
    expect(text).toContain('\\[click\\]\\(');
    expect(text).toContain('\\`c\\`');
    await chat('slack').send(content(), 'noc');
    const slack = JSON.parse(last().body.toString()) as { text: string; blocks: { text?: { type: string } }[] };
    expect(slack.text).not.toMatch(/[<>]/);
    expect(slack.blocks.every(({ text: block }) => block === undefined || block.type === 'plain_text')).toBe(true);
  });

  test('addresses people type in never lead inward, and are not followed elsewhere', async () => {
    await expect(chat('plain').send(content(), `slack+${base}/hook`)).rejects.toMatchObject({ retryable: false });
    await expect(chat('plain').send(content(), 'no-such-room')).rejects.toMatchObject({ retryable: false });
    expect(hits).toHaveLength(0);
    answer = { status: 302, headers: { location: `${base}/elsewhere` } };
    await expect(chat('plain').send(content(), 'noc')).rejects.toMatchObject({ retryable: false });
    expect(hits).toHaveLength(1);
  });

  test.each([
    [500, true],
    [429, true],
    [404, false],
    [403, false],
  ])('an answer of %i may be tried again: %s', async (status, retryable) => {
    answer = { status, body: 'no\nservice' };
    await expect(chat('slack').send(content(), 'noc')).rejects.toMatchObject({ retryable });
  });
});

describe('SMS', () => {
  const sms = (more: Partial<SmsSettings>) =>
    new SmsChannel(
      {
        ...{
          url: `${base}/send`,
          method: 'POST',
          headers: {},
          form: {},
          json: '',
          user: '',
          secret: 's3cret',
          sender: 'NOC',
        },
        ...{ number: 'plus', statuses: [], field: '', values: [] },
        ...more,
      },
      here(),
    );

  test('a form, JSON, an address and headers are filled without one value becoming another', async () => {
    await sms({ form: { to: '{number}', body: '{text}', from: '{sender}' }, number: 'zeros' }).send(
      content(),
      '+31 (0)6 1234-5678',
    );
    expect(Object.fromEntries(new URLSearchParams(last().body.toString()))).toEqual({
      ...{ to: '0031612345678', body: 'Critical 7: {secret} "quoted" & more', from: 'NOC' },
    });
    await sms({ json: '{"messages":[{"to":["{number}"],"text":"{text}","ref":"{key}"}]}', number: 'digits' }).send(
      content(),
      '+31612345678',
    );
    expect(JSON.parse(last().body.toString())).toEqual({
      messages: [{ to: ['31612345678'], text: 'Critical 7: {secret} "quoted" & more', ref: 'message-1' }],
    });
    await sms({
      ...{ url: `${base}/send?to={number}&text={text}`, method: 'GET' },
      headers: { 'X-Key': 'Key {secret}', 'X-Text': '{text}\r\nX-Evil: 1' },
    }).send(content({ short: 'a\r\nX-Evil: 2' }), '+31612345678');
    expect(last()).toMatchObject({ method: 'GET', url: '/send?to=%2B31612345678&text=a%0D%0AX-Evil%3A%202' });
    expect(last().headers['x-key']).toBe('Key s3cret');
    expect(last().headers['x-evil']).toBeUndefined();
  });

  test('counts as sent when the gateway says so, and the secret is in no error', async () => {
    const channel = sms({
      form: { to: '{number}', body: '{text}' },
      user: 'me',
      field: 'messages.0.status',
      values: ['0', 'queued'],
    });
    answer = { status: 200, body: JSON.stringify({ messages: [{ status: 'queued' }] }) };
    await channel.send(content(), '+31612345678');
    expect(last().headers.authorization).toBe(`Basic ${Buffer.from('me:s3cret').toString('base64')}`);
    answer = { status: 200, body: JSON.stringify({ messages: [{ status: 'no credit for s3cret' }] }) };
    const refused = channel.send(content(), '+31612345678');
    await expect(refused).rejects.toMatchObject({ retryable: false });
    await expect(refused).rejects.toThrow(/messages\.0\.status is/);
    answer = { status: 403, body: 's3cret is wrong' };
    await expect(channel.send(content(), '+31612345678')).rejects.toThrow('answered 403 … is wrong');
    for (const body of ['not json', '{"messages":"x"}', '{"__proto__":{"messages":[{"status":"0"}]}}']) {
      answer = { status: 200, body };
      await expect(channel.send(content(), '+31612345678')).rejects.toThrow('is not there');
    }
    answer = { status: 307, headers: { location: 'http://127.0.0.1:9/' } };
    await expect(channel.send(content(), '+31612345678')).rejects.toMatchObject({ retryable: false });
    answer = { status: 503 };
    await expect(channel.send(content(), '+31612345678')).rejects.toMatchObject({ retryable: true });
  });

  test('emergency numbers and what is no number are refused', async () => {
    for (const address of ['112', '+31112', '0612345678', 'x', '']) {
      await expect(sms({ form: { t: '{text}' } }).send(content(), address)).rejects.toMatchObject({ retryable: false });
    }
    expect(hits).toHaveLength(0);
  });
});

describe('push', () => {
  const keys = makeVapidKeys();

  /** A browser: its keys, and what it can read of what its push service got (RFC 8291, RFC 8188). */
  function browser(path: string) {
    const own = createECDH('prime256v1');
    const p256dh = own.generateKeys();
    const auth = randomBytes(16);
    const device: PushDevice = {
      ...{ id: path, name: path, endpoint: `${base}/${path}`, p256dh: p256dh.toString('base64url') },
      auth: auth.toString('base64url'),
    };
    const read = (body: Buffer): string => {
      const [salt, senderLength] = [body.subarray(0, 16), body[20]];
      const sender = body.subarray(21, 21 + senderLength);
      const sealed = body.subarray(21 + senderLength);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), p256dh, sender]);
      const secret = Buffer.from(hkdfSync('sha256', own.computeSecret(sender), auth, info, 32));
      const derive = (label: string, length: number) =>
        Buffer.from(hkdfSync('sha256', secret, salt, Buffer.from(`Content-Encoding: ${label}\0`), length));
      const opened = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
      opened.setAuthTag(sealed.subarray(-16));
      const padded = Buffer.concat([opened.update(sealed.subarray(0, -16)), opened.final()]);
      return padded.subarray(0, padded.lastIndexOf(2)).toString();
    };
    return { device, read };
  }

  function push(devices: readonly PushDevice[], ask = here()) {
    const noted: string[] = [];
    const channel = new PushChannel({
      ...{ keys, contact: 'mailto:noc@example.net', devicesOf: async () => devices, ask },
      noted: async ({ id }, error, gone) => void noted.push(`${id} ${gone ? 'gone' : error || 'ok'}`),
    });
    return { channel, noted };
  }

  test('only the browser can read it, the push service knows who sends it, and a repeat takes the place of the first', async () => {
    const { device, read } = browser('phone');
    answer = { status: 201 };
    const { channel, noted } = push([device]);
    await channel.send(content({ incident: 'incident-1' }), 'person-1');
    const { headers, body } = last();
    expect(JSON.parse(read(body))).toMatchObject({
      key: 'message-1',
      incident: 'incident-1',
      answerable: true,
      severity: 'critical',
    });
    expect(body.toString('latin1')).not.toContain('Incident 7');
    expect(headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: String(4 * 3600) });
    // VAPID (RFC 8292): a token for this service, signed with the key the browser subscribed with.
    const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? [];
    expect(key).toBe(keys.publicKey);
    const [head, claims, signature] = token.split('.');
    const point = Buffer.from(key, 'base64url');
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const isSigned = verify(
      'sha256',
      Buffer.from(`${head}.${claims}`),
      { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(isSigned).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: base,
      sub: 'mailto:noc@example.net',
    });
    await channel.send(content(), 'person-1');
    expect(last().headers.topic).toBe(headers.topic);
    expect(noted).toEqual(['phone ok', 'phone ok']);
  });

  test('a browser that gave up is forgotten, one that was reached is enough, none is said', async () => {
    const { device } = browser('old');
    answer = { status: 410 };
    const { channel, noted } = push([device]);
    await expect(channel.send(content(), 'p')).rejects.toMatchObject({ retryable: false });
    expect(noted).toEqual(['old gone']);
    answer = { status: 503 };
    await expect(push([device]).channel.send(content(), 'p')).rejects.toMatchObject({ retryable: true });
    await expect(push([]).channel.send(content(), 'p')).rejects.toThrow('no device takes alarms');
    answer = { status: 201 };
    const broken = { ...browser('broken').device, p256dh: Buffer.alloc(65, 1).toString('base64url') };
    await push([broken, device]).channel.send(content(), 'p');
    await expect(push([broken]).channel.send(content(), 'p')).rejects.toMatchObject({ retryable: false });
  });

  test('an address of a browser never leads inward', async () => {
    await expect(push([browser('x').device], inside()).channel.send(content(), 'p')).rejects.toMatchObject({
      retryable: false,
    });
    expect(hits).toHaveLength(0);
  });

  test('a long alarm is cut, and still one message', async () => {
    const { device, read } = browser('phone');
    await push([device]).channel.send(content({ lines: Array.from({ length: 12 }, () => 'ü'.repeat(300)) }), 'p');
    expect(last().body.length).toBeLessThan(4096);
    expect((JSON.parse(read(last().body)) as { body: string }).body.length).toBeGreaterThan(300);
  });
});
