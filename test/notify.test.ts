import { execFileSync } from 'node:child_process';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertSummary } from '../src/api/schema/alerts.ts';
import type { CreatedToken, Recipient } from '../src/api/schema/settings.ts';
import { type Mail, Mailbox, Receiver } from './lab/mailbox.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/** Who is told what, by a real server through a real mail server and to a real receiver of webhooks. */
interface Hook {
  readonly type: string;
  readonly data: Record<string, unknown> & { readonly alert: string; readonly rule: string; readonly severity: string };
}

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const namespace = `bwmail${process.pid}`;
const mailbox = new Mailbox();
const receiver = new Receiver();
let serving: Serving;
let ingest: CreatedToken;
let noc: Recipient;
let hook: Recipient;

const refused = (address: string, count: number, change: Record<string, string> = {}) =>
  Array.from({ length: count }, () => ({
    'event.action': 'sip-auth',
    'event.outcome': 'failure',
    'event.reason': 'wrong-password',
    'source.ip': address,
    'user.name': '1001',
    ...change,
  }));
const attack = async (address: string, count = 8, change = {}) => {
  expect((await serving.deliver(ingest.secret, refused(address, count, change))).status).toBe(200);
};
const alertOf = (address: string) =>
  until(`an alert about ${address}`, 5, async () =>
    (await serving.page<AlertSummary>('/api/v1/alerts')).find(
      ({ sourceIp, rule }) => sourceIp === address && rule === 'sip-brute-force',
    ),
  );
const recipient = (kind: string, address: string, minimumSeverity: string, language = 'nl') =>
  serving.must<Recipient>('POST', '/api/v1/recipients', { kind, address, language, minimumSeverity });
const about = (mails: readonly Mail[], alert: string) => mails.filter(({ text }) => text.includes(`/alerts/${alert}`));
const subject = (mail: Mail) => mail.headers.get('subject')!;
const hooks = (alert: string) =>
  receiver.hits.map(({ body }) => JSON.parse(body) as Hook).filter(({ data }) => data.alert === alert);

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  await mailbox.open();
  const address = await receiver.open();
  serving = new Serving('notify', {
    mode: 'enforce',
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    // The map of the world has tests of its own, and takes seconds at each start.
    geo: { kernel: 'off' },
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'Belwacht <belwacht@example.net>' },
    webhooks: { secret, allowed: ['127.0.0.1/32'] },
  });
  await serving.start();
  ingest = await serving.token('ingest', 'collector');
  noc = await recipient('mail', 'noc@example.net', 'high');
  await recipient('mail', 'manager@example.net', 'critical', 'en');
  hook = await recipient('webhook', address, 'high', 'en');
});
afterAll(async () => {
  await serving?.close();
  await mailbox.close();
  await receiver.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

test('a new alert is one mail and one signed webhook, at once, and repeats are none', async () => {
  await attack('203.0.113.9');
  const alert = await alertOf('203.0.113.9');
  const [mail] = await until('the mail', 5, () => {
    const mails = about(mailbox.of('noc@example.net'), alert.id);
    return mails.length > 0 && mails;
  });
  expect(subject(mail)).toMatch(/^\[Hoog\] Brute force op SIP-accounts: Provider, 203\.0\.113\.9$/);
  expect(mail.text).toContain('203.0.113.9');
  expect(mail.text).toContain('is geblokkeerd tot');
  const [hit] = await until('the webhook', 5, () => {
    const found = receiver.hits.filter(({ body }) => body.includes(alert.id));
    return found.length > 0 && found;
  });
  const read = new Webhook(secret).verify(hit.body, hit.headers as Record<string, string>) as Hook;
  expect(read).toMatchObject({
    type: 'alert.opened',
    data: {
      alert: alert.id,
      rule: 'sip-brute-force',
      severity: 'high',
      'source.ip': '203.0.113.9',
      decision: { value: '203.0.113.9', state: 'in-force' },
    },
  });
  expect(() =>
    new Webhook(secret).verify(hit.body.replace('high', 'low '), hit.headers as Record<string, string>),
  ).toThrow();

  await attack('203.0.113.9', 50);
  await until('the repeats to be counted', 5, async () => (await alertOf('203.0.113.9')).count >= 50);
  await pause(700);
  expect(about(mailbox.of('noc@example.net'), alert.id)).toHaveLength(1);
  expect(hooks(alert.id)).toHaveLength(1);
  expect(mailbox.of('manager@example.net')).toEqual([]);
  await until('the deliveries to be noted', 5, async () =>
    (await serving.get<Recipient[]>('/api/v1/recipients'))
      .filter(({ id }) => id === noc.id || id === hook.id)
      .every(({ lastDelivery }) => lastDelivery?.ok),
  );
});

test('one that worsens is told again, and to those who only want the worst', async () => {
  const alert = await alertOf('203.0.113.9');
  for (let i = 0; i < 3; i++) await attack('203.0.113.9', 4000);
  const [, worse] = await until('the second mail', 10, () => {
    const mails = about(mailbox.of('noc@example.net'), alert.id);
    return mails.length > 1 && mails;
  });
  expect(subject(worse)).toMatch(/^\[Kritiek\] \(verergerd\) Brute force/);
  // What was done is told as it is by now, although it was decided long before.
  expect(worse.text).toContain('203.0.113.9 is geblokkeerd tot');
  const [first] = await until('the mail for the manager', 5, () => {
    const mails = about(mailbox.of('manager@example.net'), alert.id);
    return mails.length > 0 && mails;
  });
  expect(subject(first)).toMatch(/^\[Critical\] SIP brute force: Provider/);
  await until('the webhook', 5, () => hooks(alert.id).length === 2);
  expect(hooks(alert.id).map(({ type }) => type)).toEqual(['alert.opened', 'alert.worsened']);
  await pause(500);
  expect(about(mailbox.of('noc@example.net'), alert.id)).toHaveLength(2);
});

test('text of an attacker makes no header, no recipient and no markup', async () => {
  const name = 'x\r\nBcc: victim@example.net\r\nSubject: owned\r\n\r\n<script>alert(1)</script>\u202e';
  await attack('203.0.113.10');
  // Many addresses on one account: the account is what the alert is about, and its name is the attacker's.
  const addresses = Array.from({ length: 12 }, (_, i) => `2001:db8:${i + 1}::1`);
  const change = { 'user.name': name, 'user_agent.original': name, 'host.name': name };
  await serving.deliver(
    ingest.secret,
    addresses.flatMap((address) => refused(address, 1, change)),
  );
  const alert = await until('an alert about the account', 5, async () =>
    (await serving.page<AlertSummary>('/api/v1/alerts')).find(
      ({ rule, userName }) => rule === 'sip-distributed-brute-force' && userName.startsWith('x'),
    ),
  );
  const [mail] = await until('the mail', 5, () => {
    const mails = about(mailbox.of('noc@example.net'), alert.id);
    return mails.length > 0 && mails;
  });
  expect(mail.to).toEqual(['noc@example.net']);
  expect(mail.headers.has('bcc')).toBe(false);
  expect(subject(mail)).toContain('Bcc: victim@example.net Subject: owned');
  expect(mail.text).toContain('&#60;script&#62;');
  const head = mail.raw.slice(0, mail.raw.indexOf('\r\n\r\n'));
  expect(head).not.toMatch(/^(bcc|subject: owned)/im);
  expect(head.match(/^subject:/gim)).toHaveLength(1);
  // In the part that is HTML; plain text is plain.
  expect(mail.text.slice(mail.text.indexOf('<!doctype'))).not.toContain('<script>');
  expect(mail.text).not.toContain('\u202e');
  expect(mailbox.mails.flatMap(({ to }) => to)).not.toContain('victim@example.net');
  // Nor can a recipient be more than one.
  for (const address of ['a@example.net, b@example.net', 'a@example.net\r\nBcc: b@example.net', 'Me <a@example.net>'])
    expect(
      (
        await serving.ask('POST', '/api/v1/recipients', {
          body: { kind: 'mail', address, language: 'nl', minimumSeverity: 'low' },
        })
      ).status,
    ).toBe(400);
});

test('the test button says what came of it', async () => {
  const press = (id: string) => serving.must<{ ok: boolean; error: string }>('POST', `/api/v1/recipients/${id}/test`);
  const before = mailbox.of('noc@example.net').length;
  expect(await press(noc.id)).toEqual({ ok: true, error: '' });
  expect(mailbox.of('noc@example.net')).toHaveLength(before + 1);
  expect(await press(hook.id)).toEqual({ ok: true, error: '' });
  const last = receiver.hits.at(-1)!;
  expect(new Webhook(secret).verify(last.body, last.headers as Record<string, string>)).toMatchObject({ type: 'test' });
  receiver.status = 500;
  expect(await press(hook.id)).toEqual({ ok: false, error: expect.stringContaining('500') });
  receiver.status = 204;
  // An inner address that was not allowed is not asked.
  const inner = await recipient('webhook', 'http://169.254.169.254/latest', 'critical');
  expect(await press(inner.id)).toEqual({ ok: false, error: expect.stringContaining('169.254.169.254') });
  await mailbox.close();
  expect(await press(noc.id)).toEqual({ ok: false, error: expect.stringMatching(/ECONNREFUSED/) });
});

test('while the mail server is away mail waits, over a crash too, and comes once', async () => {
  // It is away since the test before.
  await attack('203.0.113.11');
  const first = await alertOf('203.0.113.11');
  await until('the failure to be noted', 10, async () => {
    const found = (await serving.get<Recipient[]>('/api/v1/recipients')).find(({ id }) => id === noc.id);
    return found?.lastDelivery?.ok === false && found.lastDelivery.error.includes('ECONNREFUSED');
  });
  await mailbox.open();
  await until('the mail after a retry', 20, () => about(mailbox.of('noc@example.net'), first.id).length > 0);

  await mailbox.close();
  await attack('203.0.113.12');
  const second = await alertOf('203.0.113.12');
  await serving.server.stop('SIGKILL');
  await mailbox.open();
  await serving.start();
  await until('the mail after a crash', 20, () => about(mailbox.of('noc@example.net'), second.id).length > 0);
  await until('its webhook', 5, () => hooks(second.id).length > 0);
  await pause(1500);
  for (const { id } of [first, second]) {
    expect(about(mailbox.of('noc@example.net'), id)).toHaveLength(1);
    expect(new Set(hooks(id).map(({ data }) => data.alert)).size).toBe(1);
  }
  // What was told before the crash is not told again.
  const told = await alertOf('203.0.113.10');
  expect(about(mailbox.of('noc@example.net'), told.id)).toHaveLength(1);
});

test('a storm is gathered into one message, which an orderly stop sends', async () => {
  const before = mailbox.of('noc@example.net').length;
  const attackers = Array.from({ length: 30 }, (_, i) => `198.51.100.${1 + i}`);
  await serving.deliver(
    ingest.secret,
    attackers.flatMap((address) => refused(address, 8)),
  );
  const alerts = await until('thirty alerts', 10, async () => {
    const found = (await serving.page<AlertSummary>('/api/v1/alerts')).filter(
      ({ sourceIp, rule }) => attackers.includes(sourceIp) && rule === 'sip-brute-force',
    );
    return found.length === 30 && found;
  });
  await pause(1500);
  expect(mailbox.of('noc@example.net').length - before).toBeLessThanOrEqual(10);
  await serving.server.stop();
  await serving.start();
  const digest = await until('the gathered message', 15, () =>
    mailbox.of('noc@example.net').find((mail) => /nieuwe meldingen/.test(subject(mail))),
  );
  await pause(1500);
  const mails = mailbox.of('noc@example.net').slice(before);
  const single = alerts.filter(({ id }) => about(mails, id).length === 1);
  expect(alerts.every(({ id }) => about(mails, id).length <= 1)).toBe(true);
  const count = Number(/(\d+) nieuwe meldingen/.exec(subject(digest))![1]);
  // Other rules may speak of the storm as well, so there may be more of them, never fewer.
  expect(count + single.length).toBeGreaterThanOrEqual(30);
  expect(mails.filter((mail) => /nieuwe meldingen/.test(subject(mail)))).toHaveLength(1);
  expect(digest.text).toContain('de ergste eerst');
});
