import { createECDH } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { EscalationPolicyWire, ResponderWire, RosterWire } from '../../src/api/schema/on-call.ts';
import type { PushDevice } from '../../src/api/schema/push.ts';
import { type Visitor, wholeChromium } from '../lab/browser.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { until } from '../lab/until.ts';
import { settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';

/** Rosters, people, escalation and messages as people set them up. */
let room: WatchRoom;
let visitor: Visitor;
const mails = new Mailbox();
const button = (name: string | RegExp) => visitor.page.getByRole('button', { name });
const field = (name: string | RegExp) => visitor.page.getByLabel(name);
const rosters = () => room.serving.get<RosterWire[]>('/api/v1/on-call/rosters');

beforeAll(async () => {
  await mails.open();
  const smtp = { host: '127.0.0.1', port: mails.port, from: 'noc@example.net' };
  room = await WatchRoom.open('on-call', { smtp }, wholeChromium);
  await room.setUp();
  await room.customer({ id: 'linde', name: 'Apotheek Linde', timeZone: 'Europe/Amsterdam' });
  visitor = await room.colleague();
});
afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await mails.close();
});

test('an empty page teaches; a roster is made, shows its two weeks, and a gap is said', async () => {
  await visitor.open('/on-call');
  await visitor.sees('No duty roster yet');
  await button('New roster').click();
  const save = button('Save the roster');
  await visitor.sees('The two weeks to come');
  expect(await save.isDisabled()).toBe(true);
  await field('Name').first().fill('Night watch');
  await visitor.page.getByLabel('Hours', { exact: true }).fill('25:00-26:00');
  await visitor.page.locator('#roster-check .bw-mark.red').first().waitFor();
  expect(await save.isDisabled()).toBe(true);
  await visitor.page.getByLabel('Hours', { exact: true }).fill('Mo-Fr 00:00-24:00');
  await field('Add somebody…').selectOption({ label: administrator.name });
  await visitor.page.locator('.bw-shift.gap').first().waitFor();
  await visitor.page.reload();
  await settled(visitor.page);
  expect(await field('Name').first().inputValue()).toBe('Night watch');
  await save.click();
  await visitor.sees('On call now');
  const [roster] = await rosters();
  expect(roster).toMatchObject({ name: 'Night watch', layers: [{ hours: 'Mo-Fr 00:00-24:00' }] });
  expect(roster.warnings.length).toBeGreaterThan(0);
  await visitor.picture('on-call-rosters', true);
});

test('somebody takes over for a while, and gives it back; a note waits for the next one', async () => {
  await button('Replace').click();
  const dialog = visitor.page.getByRole('dialog');
  await dialog.getByLabel('Who').selectOption({ label: administrator.name });
  await dialog.getByLabel('Reason').fill('<b>Swapped</b> with Bas');
  await dialog.getByRole('button', { name: 'Set the override' }).click();
  await visitor.sees('<b>Swapped</b> with Bas');
  expect((await rosters())[0]).toMatchObject({ now: { because: 'override', personName: administrator.name } });
  await visitor.page.locator('.bw-setting-line').getByRole('button', { name: 'Undo' }).click();
  await until('the override to be over', 10, async () => (await rosters())[0].overrides.length === 0);
  await field('What does the next one have to know?').fill('SBC 2 restarts at 04:00.');
  await button('Add').click();
  await visitor.sees('SBC 2 restarts at 04:00.');
  await visitor.sees('unread');
});

test('the own ways, with minutes, quiet hours and a test that arrives', async () => {
  await visitor.open('/on-call?view=people');
  await visitor.sees('not set yet: mail only');
  await visitor.page.locator('#responder').getByLabel('Address or number').fill('anna@example.net');
  await button('Add a way').click();
  const second = visitor.page.locator('.bw-oncall-way').nth(1);
  await second.getByLabel('Channel').selectOption('sms');
  await second.getByLabel('Address or number').fill('+31612345678');
  await field('Quiet hours').fill('23:00-07:00');
  await visitor.page.locator('.bw-oncall-rule').first().getByRole('switch').click();
  await visitor.page.locator('.bw-oncall-rule').first().getByLabel('SMS, after minutes').fill('1');
  await button('Save').click();
  await visitor.page.locator('.bw-oncall-rule').first().getByLabel('SMS, after minutes').waitFor();
  const me = await until('the ways to be kept', 10, async () => {
    const now = (await room.serving.get<{ id: string }[]>('/api/v1/on-call/people'))[0];
    const kept = await room.serving.get<ResponderWire>(`/api/v1/on-call/people/${now.id}`);
    return !kept.isUsual && kept;
  });
  expect(me).toMatchObject({ quiet: '23:00-07:00', ways: [{ channel: 'mail' }, { channel: 'sms' }] });
  expect(me.plan.critical).toContainEqual(expect.objectContaining({ channel: 'sms', afterMinutes: 1 }));
  await visitor.page.locator('.bw-oncall-way').first().getByRole('button', { name: 'Send a test' }).click();
  await until('the test to arrive', 20, async () => mails.of('anna@example.net').length > 0);
  await visitor.picture('on-call-people', true);
});

test('an escalation of steps, chosen for what is critical at one customer', async () => {
  await visitor.open('/on-call?view=escalation');
  await button('New policy').click();
  const panel = visitor.page.locator('#policy');
  await panel.getByLabel('Name').fill('Pharmacies first');
  await panel.getByLabel('Ask').selectOption({ label: 'Who is on call in Night watch' });
  await button('Add a step').click();
  await panel.getByLabel('Ask').nth(1).selectOption({ label: administrator.name });
  await button('Save the policy').click();
  await visitor.sees('Pharmacies first');
  const [policy] = await room.serving.get<EscalationPolicyWire[]>('/api/v1/on-call/policies');
  expect(policy.steps.map(({ targets }) => targets[0].kind)).toEqual(['schedule', 'person']);
  await field('Another choice for a customer…').selectOption({ label: 'Apotheek Linde' });
  const linde = visitor.page.getByRole('group', { name: 'Apotheek Linde' });
  await linde.getByLabel('Critical').selectOption({ label: 'Pharmacies first' });
  await until('the choice to be kept', 10, async () => {
    const all =
      await room.serving.get<{ tenant: string; policies: Record<string, string> }[]>('/api/v1/on-call/choices');
    return all.find(({ tenant }) => tenant === 'linde')?.policies.critical === policy.id;
  });
  await visitor.picture('on-call-escalation', true);
});

test('messages, channels and the sign of life', async () => {
  await visitor.open('/on-call?view=messages');
  await visitor.sees('Nobody outside notices when Belwacht stops');
  await visitor.page.locator('#channels').getByText('Mail', { exact: true }).waitFor();
  await visitor.picture('on-call-messages', true);
});

test('on a phone, in the dark, in Dutch', async () => {
  const phone = await room.colleague({ width: 360, height: 740, theme: 'dark', locale: 'nl-NL', touch: true });
  for (const view of ['rosters', 'people', 'escalation', 'messages']) {
    await phone.open(`/on-call?view=${view}`);
    await settled(phone.page);
    if (view === 'rosters') await phone.page.locator('.bw-shift').first().waitFor();
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await phone.picture(`on-call-${view}-phone-nl`, true);
  }
  expect(room.troubles).toEqual([]);
});

test('alarms on this device: switched on, tested, switched off; a browser whose push service is away says so', async () => {
  const device = await room.colleague();
  await device.context.grantPermissions(['notifications']);
  const flip = device.page.getByRole('switch', { name: /alarms on this device/ });
  // No push service can be reached from here: its part of the browser is played.
  const keys = createECDH('prime256v1').generateKeys();
  await device.page.addInitScript(
    ({ p256dh, auth }) => {
      const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
      const made = (applicationServerKey: string) => ({
        endpoint: 'https://127.0.0.1:1/push/of-the-test',
        options: { applicationServerKey: bytes(applicationServerKey.replaceAll('-', '+').replaceAll('_', '/')) },
        getKey: (name: string) => bytes(name === 'auth' ? auth : p256dh),
        unsubscribe: async () => {
          localStorage.removeItem('test-push');
          return true;
        },
      });
      const now = () => {
        const key = localStorage.getItem('test-push');
        return key === null ? null : made(key);
      };
      Object.assign(PushManager.prototype, {
        getSubscription: async () => now(),
        subscribe: async ({ applicationServerKey }: { applicationServerKey: string }) => {
          if (localStorage.getItem('test-away')) throw new DOMException('push service not available', 'AbortError');
          localStorage.setItem('test-push', applicationServerKey);
          return now();
        },
      });
    },
    { p256dh: keys.toString('base64'), auth: Buffer.alloc(16, 7).toString('base64') },
  );
  await device.open('/profile');
  await settled(device.page);
  await device.page.evaluate(() => localStorage.setItem('test-away', 'yes'));
  await flip.click();
  await device.sees(/its push service cannot be reached/);
  expect(await flip.getAttribute('aria-checked')).toBe('false');
  const devices = async () =>
    (await device.page.evaluate(async () => (await fetch('/api/v1/on-call/push')).json())).devices as PushDevice[];
  expect(await devices()).toEqual([]);
  await device.page.evaluate(() => localStorage.removeItem('test-away'));
  await flip.click();
  await device.sees('Alarms now come to this device too.');
  await until('it to be on', 10, async () => (await flip.getAttribute('aria-checked')) === 'true');
  expect(await devices()).toMatchObject([{ name: expect.stringContaining('Chrom'), service: '127.0.0.1' }]);
  const worker = await device.page.evaluate(async () => (await navigator.serviceWorker.ready).active?.scriptURL);
  expect(worker).toBe(`${room.url}/service-worker.js`);
  await device.page.getByRole('button', { name: /^Send a test message to/ }).click();
  await device.sees(/127\.0\.0\.1 is an address inside/);
  await device.picture('profile-push');
  // Another look, later: this device is known as the one that is on.
  await device.page.reload();
  await until('it to be on still', 10, async () => (await flip.getAttribute('aria-checked')) === 'true');
  await flip.click();
  await device.sees('No more alarms come to this device.');
  expect(await devices()).toEqual([]);
});
