import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SealingKeys } from '../src/api/schema/keeping.ts';
import type { Recipient } from '../src/api/schema/settings.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

const first = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const second = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
interface Seen {
  readonly body: string;
  readonly headers: Record<string, string>;
}
const seen: Seen[] = [];
let receiver: Server;
let serving: Serving;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      seen.push({ body, headers: request.headers as Record<string, string> });
      response.end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  serving = new Serving('credentials', {
    mode: 'enforce',
    webhooks: { allowed: ['127.0.0.0/8'] },
    enforcers: [{ id: 'sbc', kind: 'webhook', url: `${url()}/sbc`, secret: first }],
  });
  await serving.start();
});
afterAll(async () => {
  await serving?.close();
  receiver?.close();
});

const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
const fits = (secret: string, { body, headers }: Seen) => {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch {
    return false;
  }
};
const started = () => serving.server.output.match(/is ready: /g)?.length ?? 0;
const told = (value: string) => until(`${value} to be told`, 15, () => seen.find(({ body }) => body.includes(value)));
const block = (value: string) => serving.must('POST', '/api/v1/decisions', { value, durationS: 600, reason: 'test' });

test('the secret of an enforcer is replaced: sealed, on record without its value, in use from then on', async () => {
  await block('203.0.113.20');
  expect(fits(first, await told('203.0.113.20'))).toBe(true);
  const put = (id: string, secret: string) =>
    serving.ask('PUT', `/api/v1/enforcers/${id}/secret`, { body: { secret } });
  expect((await put('nobody', second)).status).toBe(404);
  expect((await put('lists', second)).status).toBe(400);
  expect((await put('sbc', 'short')).status).toBe(400);
  expect((await put('sbc', second)).status).toBe(204);
  await until('the parts to start anew', 30, () => started() === 2);
  await block('203.0.113.21');
  const next = await told('203.0.113.21');
  expect(fits(second, next)).toBe(true);
  expect(fits(first, next)).toBe(false);
  const { secrets } = await serving.get<SealingKeys>('/api/v1/secrets');
  expect(secrets.map(({ name }) => name)).toContain('enforcer/sbc');
  const record = await serving.ask('GET', '/api/v1/audit?limit=100');
  expect(record.text).toContain('sealed-secret.created');
  expect(record.text).not.toContain(second.slice(6, 30));
});

test('the key of webhooks is renewed and shown once; messages are signed with it', async () => {
  const { secret } = await serving.must<{ secret: string }>('POST', '/api/v1/webhook-key');
  await until('the parts to start anew', 30, () => started() === 3);
  const recipient = await serving.must<Recipient>('POST', '/api/v1/recipients', {
    kind: 'webhook',
    address: `${url()}/messages`,
    language: 'nl',
    minimumSeverity: 'low',
  });
  const before = seen.length;
  expect(await serving.must('POST', `/api/v1/recipients/${recipient.id}/test`)).toMatchObject({ ok: true });
  const message = await until('the message', 10, () => seen[before]);
  expect(fits(secret, message)).toBe(true);
  // Also after the keys they are sealed under have changed.
  await serving.must('POST', '/api/v1/secrets/rotate');
  await until('the parts to start anew', 30, () => started() === 4);
  const next = seen.length;
  await serving.must('POST', `/api/v1/recipients/${recipient.id}/test`);
  expect(fits(secret, await until('the message', 10, () => seen[next]))).toBe(true);
});
