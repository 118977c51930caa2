import { createECDH, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type { ResponderWire } from '../src/api/schema/on-call.ts';
import type { PushDevice, PushDevices } from '../src/api/schema/push.ts';
import { pushPayload } from '../src/notify/channels/push/push-payload.ts';
import { wholeChromium } from './lab/browser.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Colleague, Duty } from './lab/duty.ts';
import { Mailbox, Receiver } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Alarms on a device: subscribing over the API, and the real service worker in a real Chromium that shows and answers them. */

const mailbox = new Mailbox();
const service = new Receiver();
let endpoint: string;
let database: DebianDatabase;
let serving: Serving;
let duty: Duty;
let olga: Colleague;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let cdp: CDPSession;
let registration: string;
const web = new URL('../web/public/', import.meta.url).pathname;

beforeAll(async () => {
  [endpoint] = await Promise.all([service.open(), mailbox.open()]);
  database = await DebianDatabase.make();
  serving = new Serving('push', {
    database_url: database.url,
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'Belwacht <belwacht@example.net>' },
    webhooks: { allowed: ['127.0.0.1'] },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  olga = await duty.setUp('Olga de Boer', 'olga@example.net');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await database?.remove();
  await Promise.all([mailbox.close(), service.close()]);
});

function subscription(name: string, to = endpoint) {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  return { endpoint: to, p256dh, auth: randomBytes(16).toString('base64url'), name };
}

test('a device subscribes, is tested, and push becomes a way to reach its person; only the own ones are seen', async () => {
  const made = await olga.guest.must<PushDevice>('POST', '/api/v1/on-call/push', subscription('Telefoon'));
  expect(made).toMatchObject({ name: 'Telefoon', service: '127.0.0.1', lastDeliveredAt: null });
  const again = await olga.guest.must<PushDevice>('POST', '/api/v1/on-call/push', subscription('Telefoon'));
  expect(again.id).toBe(made.id);
  const { ways } = await olga.guest.must<ResponderWire>('GET', '/api/v1/on-call/me');
  expect(ways.map(({ channel, address }) => [channel, address])).toEqual([
    ['mail', 'olga@example.net'],
    ['push', olga.id],
  ]);
  expect(await olga.guest.must('POST', `/api/v1/on-call/push/${made.id}/test`, {})).toEqual({ ok: true, error: '' });
  expect(service.hits[0].headers).toMatchObject({ 'content-encoding': 'aes128gcm' });
  const daan = await duty.join(olga, 'Daan', 'auditor');
  expect((await daan.guest.must<PushDevices>('GET', '/api/v1/on-call/push')).devices).toEqual([]);
  expect((await daan.guest.ask('DELETE', `/api/v1/on-call/push/${made.id}`)).status).toBe(404);
  const { publicKey, devices } = await olga.guest.must<PushDevices>('GET', '/api/v1/on-call/push');
  expect(Buffer.from(publicKey, 'base64url')).toHaveLength(65);
  expect(devices[0].lastDeliveredAt).not.toBeNull();
});

test.each(['http://push.example/x', 'ftp://x/', 'https://user@push.example/x', 'javascript:alert(1)'])(
  '%s is no address of a push service',
  async (to) => {
    expect((await olga.guest.ask('POST', '/api/v1/on-call/push', subscription('x', to))).status).toBe(400);
  },
);

test('an incident reaches the device; one that gave up is forgotten', async () => {
  const before = service.hits.length;
  await duty.policy([[olga]], 60);
  await duty.open('Toll fraud at the bakery');
  await until('the push', 15, () => service.hits.length > before);
  service.status = 410;
  const [device] = (await olga.guest.must<PushDevices>('GET', '/api/v1/on-call/push')).devices;
  const tested = await olga.guest.must<{ ok: boolean; error: string }>(
    'POST',
    `/api/v1/on-call/push/${device.id}/test`,
    {},
  );
  expect(tested).toEqual({ ok: false, error: 'Telefoon takes no alarms any more' });
  expect((await olga.guest.must<PushDevices>('GET', '/api/v1/on-call/push')).devices).toEqual([]);
});

test('the worker shows the alarm, and its button acknowledges with the session of the browser', async () => {
  const incident = await duty.open('Registrations flooded');
  browser = await chromium.launch({ executablePath: wholeChromium, args: ['--no-sandbox', '--disable-gpu'] });
  const origin = serving.server.url;
  context = await browser.newContext({ baseURL: origin, permissions: ['notifications'] });
  // The page is a stand-in; the worker is the one that is shipped.
  await context.route('**/service-worker.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: readFileSync(`${web}service-worker.js`) }),
  );
  page = await context.newPage();
  await page.goto('/');
  await page.evaluate(
    async (signIn) => {
      await fetch('/api/auth/sign-in/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(signIn),
      });
    },
    { email: olga.email, password: 'paars fietsbel tulp regen' },
  );
  cdp = await context.newCDPSession(page);
  await cdp.send('ServiceWorker.enable');
  const registered = new Promise<string>((resolve) =>
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      if (registrations[0]) resolve(registrations[0].registrationId);
    }),
  );
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/service-worker.js', { scope: '/' });
    await navigator.serviceWorker.ready;
  });
  registration = await registered;
  const data = pushPayload({
    ...{ key: 'message-1', kind: 'alarm', language: 'en', severity: 'critical', subject: 'Critical: <b>flooded</b>' },
    ...{ lines: ['Incident 1', 'Since 03:07'], link: `${origin}/a/token`, linkLabel: 'Acknowledge', short: '' },
    ...{ spoken: undefined, answerable: true, incident: incident.id },
  });
  await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: registration, data });
  const shown = await until('the notification', 10, async () =>
    (await notifications()).find(({ tag }) => tag === 'message-1'),
  );
  expect(shown).toMatchObject({
    title: 'Critical: <b>flooded</b>',
    body: 'Incident 1\nSince 03:07',
    actions: ['acknowledge', 'open'],
  });
  // Chromium without a window has nothing to click on: the worker is told of the click as the browser tells it.
  const [worker] = context.serviceWorkers();
  await worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: { getNotifications(): Promise<unknown[]> };
      dispatchEvent(event: Event): void;
      NotificationEvent: new (type: string, init: object) => Event;
    };
    const [notification] = await scope.registration.getNotifications();
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification, action: 'acknowledge' }));
  });
  const taken = await duty.escalated('taken', incident as Incident, ({ phase }) => phase === 'acknowledged', 15);
  expect(taken.answers).toMatchObject([{ byName: 'Olga de Boer', way: 'app', kind: 'acknowledged' }]);
  await until('it is said', 10, async () => (await notifications()).some(({ title }) => title === 'Acknowledged'));
});

test('what is no message of ours is shown without words, and takes nobody elsewhere', async () => {
  const origin = serving.server.url;
  for (const data of [
    '',
    'no json',
    '[]',
    '{"title":{"x":1},"incident":"../../evil","link":"https://evil.example/"}',
  ]) {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId: registration, data });
  }
  const shown = await until('a notification', 10, async () =>
    (await notifications()).find(({ tag }) => tag === 'belwacht'),
  );
  expect(shown).toMatchObject({ title: 'Belwacht', actions: ['open'] });
});

interface Shown {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

function notifications(): Promise<Shown[]> {
  return page.evaluate(async () => {
    const { getNotifications } = await navigator.serviceWorker.ready.then((ready) => ({
      getNotifications: () => ready.getNotifications(),
    }));
    return (await getNotifications()).map((one) => ({
      ...{ title: one.title, body: one.body, tag: one.tag },
      actions: ((one as unknown as { actions?: { action: string }[] }).actions ?? []).map(({ action }) => action),
    }));
  });
}
