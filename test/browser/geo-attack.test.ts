import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { GeoAttackWire, GeoExplained, GeoMap, GeoProposal, GeoStanding } from '../../src/api/schema/geo.ts';
import { type Look, reads, type Visitor } from '../lab/browser.ts';
import { DebianDatabase } from '../lab/database.ts';
import { until } from '../lab/until.ts';
import { newcomer } from './arriving.ts';
import { Asterisk } from './asterisk.ts';
import { faint, nameless, sticksOut } from './audit.ts';
import type { Authenticator } from './authenticator.ts';
import { settled } from './every-page.ts';
import { WatchRoom } from './watch-room.ts';

/** Under attack, with one thumb: every door, for everybody or one PBX, out of a proposal, and one that the kernel does not shut. */
const namespace = `bwgab${process.pid}`;
let database: DebianDatabase;
let room: WatchRoom;
let phone: Visitor;
let app: Authenticator;
let pbx: Asterisk;
let pbxId: string;

/** Addresses of access networks; nothing is ever sent to them. */
const dutch = '145.53.10.20';
const vietnam = '14.161.22.40';
const french = '193.51.208.13';
const german = '141.2.1.1';

const get = <T>(path: string) => room.serving.get<T>(path);
const must = <T>(method: string, path: string, body?: unknown) => room.serving.must<T>(method, path, body);
const modes = () => get<GeoAttackWire[]>('/api/v1/geo/attacks');
const running = async () => (await modes()).filter(({ state }) => state === 'in-force');
const kernelSays = async (subject: string, more: Record<string, string>) =>
  (await get<GeoExplained>(`/api/v1/geo/explain?${new URLSearchParams({ subject, ...more })}`)).kernel;
const act = (name: RegExp) => phone.page.locator('#geo-acts').getByRole('button', { name });
const sheet = () => phone.page.getByRole('dialog');

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  database = await DebianDatabase.make();
  room = await WatchRoom.open('geo-attack', {
    database_url: database.url,
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    security: { mfa_roles: ['coordinator'] },
  });
  await room.setUp();
  await room.customer({ id: 'kaasboer', name: 'Kaasboer De Waag', timeZone: 'Europe/Amsterdam' });
  await room.customer({ id: 'smederij', name: 'Smederij Smit', timeZone: 'Europe/Amsterdam' });
  const parts = '/api/v1/customers/kaasboer';
  const site = await must<{ id: string }>('POST', `${parts}/sites`, { name: 'Winkel Gouda', country: 'NL' });
  await must('POST', '/api/v1/customers/smederij/sites', { name: 'Smidse', country: 'NL' });
  const asset = { name: 'PBX Gouda', kind: 'pbx', addresses: ['192.0.2.77'], site: site.id };
  pbxId = (await must<{ id: string }>('POST', `${parts}/assets`, asset)).id;
  const source = (tenant: string, hostname: string, of: string) =>
    must('POST', '/api/v1/sources', {
      ...{ tenant, name: hostname, asset: of, kind: 'syslog', format: 'auto', match: { hostname } },
      timeZone: 'Europe/Amsterdam',
    });
  await source('kaasboer', 'pbx-kaasboer', pbxId);
  await source('provider', 'jump', '');
  pbx = new Asterisk(room.serving.port('syslog-udp'), 'pbx-kaasboer');
  await pbx.says('SuccessfulAuth', dutch, ['201', '202']);
  await pbx.says('SuccessfulAuth', french, ['204']);
  await signIn(german);
  await until('the traffic by country', 60, async () => {
    const { countries } = await get<GeoMap>('/api/v1/geo/map');
    return ['NL', 'FR'].every((code) => countries.some(({ country, good }) => country === code && good > 0));
  });
  await until('the world in the kernel', 120, async () => {
    const { kernel } = await get<GeoStanding>('/api/v1/geo/standing');
    return kernel.ok && kernel.classes > 200;
  });
  const look = { width: 360, height: 780, touch: true };
  const person = { name: 'Cor Bakker', email: 'cor@example.net', role: 'coordinator' } as const;
  const arrived = await newcomer(room, person, look);
  phone = arrived.visitor;
  app = arrived.app!;
}, 240_000);

afterEach(({ task }) => room.witness(task));
afterAll(async () => {
  await room?.close();
  await database?.remove();
  execFileSync('ip', ['netns', 'del', namespace]);
});

/** Somebody signs in over ssh at the jump host, from there. */
async function signIn(from: string): Promise<void> {
  const line = `<38>1 ${new Date().toISOString()} jump sshd 811 - - Accepted password for beheer from ${from} port 50022 ssh2`;
  const socket = createSocket('udp4');
  await new Promise<void>((done, failed) =>
    socket.send(line, room.serving.port('syslog-udp'), '127.0.0.1', (error) => (error ? failed(error) : done())),
  );
  socket.close();
}

/** The door is shut on screen and in the kernel; then it is opened with one tap. */
async function shutAndLifted(what: RegExp, kind: GeoAttackWire['kind']): Promise<GeoAttackWire> {
  await reads(phone.page.locator('#geo-running'), what);
  await reads(phone.page.locator('#geo-running'), /Kernel confirmed at/);
  const [mode] = await running();
  expect(mode).toMatchObject({ kind, by: 'Cor Bakker' });
  await phone.page.locator('#geo-running').getByRole('button', { name: /^Lift/ }).tap();
  await phone.page.locator('#geo-running').waitFor({ state: 'detached' });
  expect(await running()).toEqual([]);
  return mode!;
}

describe('every door', () => {
  test('only home countries: whom it cuts off is asked about once, in one more tap', { timeout: 120_000 }, async () => {
    await phone.open('/geo?view=attack');
    await settled(phone.page);
    // As after five minutes: the session began before.
    await database.query(`update auth_session set "freshUntil" = now()`);
    await act(/^Only home countries…/).tap();
    await sheet().getByText('It cuts off 1 that works now:').waitFor();
    await reads(sheet(), /Open for: Netherlands.*204 phone · 193\.51\.208\.13 · France · Kaasboer De Waag/);
    await sheet().getByRole('button', { name: 'Let only home countries in for 2 h' }).tap();
    await sheet().getByText('This cuts off 1 phone.').waitFor();
    expect(await running()).toEqual([]);
    await phone.picture('geo-attack-acknowledge-phone');
    expect(await sticksOut(phone.page)).toEqual([]);
    const anyway = sheet().getByRole('button', { name: 'Shut the doors all the same' });
    const button = (await anyway.boundingBox())!;
    expect(button.height).toBeGreaterThanOrEqual(44);
    // It is in sight right above its button, however long the sheet is.
    const note = (await sheet().getByText('This cuts off 1 phone.').boundingBox())!;
    expect(button.y - note.y - note.height).toBeGreaterThanOrEqual(0);
    expect(button.y - note.y - note.height).toBeLessThan(40);
    expect(button.y + button.height).toBeLessThanOrEqual(780);
    await anyway.tap();
    const question = phone.page.getByRole('dialog', { name: 'Is this you?' });
    await question.getByRole('textbox', { name: 'Code from your app' }).fill(await app.code());
    await reads(phone.page.locator('#geo-running'), /Only home countries \(Netherlands\)/);
    expect(await kernelSays(french, { service: 'registration' })).toBe('refuse');
    expect(await kernelSays(dutch, { service: 'registration' })).toBe('allow');
    await shutAndLifted(/everybody/, 'only-home');
    expect(await kernelSays(french, { service: 'registration' })).toBe('allow');
  });

  test('only known sources: nobody who works is cut off, so that one tap shuts it', { timeout: 60_000 }, async () => {
    await act(/^Only known sources…/).tap();
    await sheet().getByText('Nobody who works now is cut off.').waitFor();
    await reads(sheet(), /Since \d\d:\d\d/);
    await sheet().getByRole('button', { name: 'Let only known sources in for 2 h' }).tap();
    await shutAndLifted(/Only known sources/, 'only-known');
  });

  test('management closed, with the people who sign in from outside', { timeout: 60_000 }, async () => {
    await act(/^Management closed…/).tap();
    await reads(sheet(), /beheer signed in · 141\.2\.1\.1 · Germany/);
    await sheet().getByRole('button', { name: 'Close management for 2 h' }).tap();
    await sheet().getByText('This cuts off 1 person who signs in.').waitFor();
    await sheet().getByRole('button', { name: 'Shut the doors all the same' }).tap();
    await reads(phone.page.locator('#geo-running'), /Management closed/);
    for (const service of ['ssh', 'web', 'provisioning']) expect(await kernelSays(german, { service })).toBe('refuse');
    expect(await kernelSays(german, { service: 'registration' })).toBe('allow');
    await shutAndLifted(/Management closed/, 'management-closed');
  });

  test('countries, for one PBX of a customer', { timeout: 60_000 }, async () => {
    await act(/^Refuse countries…/).tap();
    await sheet().getByLabel('For whom').selectOption({ label: 'Smederij Smit' });
    await sheet().getByRole('combobox', { name: 'Countries' }).fill('viet');
    await phone.page.getByRole('option', { name: 'Vietnam' }).tap();
    await phone.page.getByRole('listbox').waitFor({ state: 'hidden' });
    // A door that would shut nothing says so.
    await sheet().getByText('Belwacht knows no address of a PBX, SBC or server here').waitFor();
    await sheet().getByLabel('For whom').selectOption({ label: 'Kaasboer De Waag' });
    await sheet().getByText('Belwacht knows no address').waitFor({ state: 'hidden' });
    expect(await sheet().getByLabel('Where').locator('option').allTextContents()).toEqual([
      ...['The whole customer', 'Winkel Gouda', 'PBX Gouda'],
    ]);
    await sheet().getByLabel('Where').selectOption({ label: 'PBX Gouda' });
    await phone.picture('geo-attack-scope-phone');
    expect(await sticksOut(phone.page)).toEqual([]);
    await sheet().getByText('Nobody who works now is cut off.').waitFor();
    await sheet().getByRole('button', { name: 'Refuse 1 country for 2 h' }).tap();
    await reads(phone.page.locator('#geo-running'), /Refuse countries \(Vietnam\) · Kaasboer De Waag · PBX Gouda/);
    const there = { customer: 'kaasboer', asset: pbxId, service: 'registration' };
    expect(await kernelSays(vietnam, there)).toBe('refuse');
    expect(await kernelSays(vietnam, { service: 'registration' })).toBe('allow');
    const mode = await shutAndLifted(/Vietnam/, 'refuse-countries');
    expect(mode.scope).toEqual({ level: 'asset', tenant: 'kaasboer', site: '', asset: pbxId });
  });

  test('a site of a customer', { timeout: 60_000 }, async () => {
    await act(/^Only known sources…/).tap();
    await sheet().getByLabel('For whom').selectOption({ label: 'Kaasboer De Waag' });
    await sheet().getByLabel('Where').selectOption({ label: 'Winkel Gouda' });
    await sheet().getByText('Nobody who works now is cut off.').waitFor();
    await sheet().getByRole('button', { name: 'Let only known sources in for 2 h' }).tap();
    const mode = await shutAndLifted(/Kaasboer De Waag · Winkel Gouda/, 'only-known');
    expect(mode.scope).toMatchObject({ level: 'site', tenant: 'kaasboer', asset: '' });
  });
});

test('from an alert over the proposal to a door that is shut, and lifted', { timeout: 150_000 }, async () => {
  for (let i = 0; i < 11; i++) await pbx.guessedAt(`20${i}`, vietnam, 20);
  await phone.open('/alerts');
  await phone.sees('14.161.22.40');
  await until('the proposal', 90, async () => {
    const [proposal] = await get<GeoProposal[]>('/api/v1/geo/proposals');
    return proposal?.sentence.en.includes('That is 220 of 220 ');
  });
  const banner = phone.page.locator('[data-banner="proposal"]');
  await reads(banner, /100 % of the flood on Kaasboer De Waag, PBX Gouda comes from 1 country/);
  await banner.getByRole('link').tap();
  const panel = phone.page.locator('#geo-proposals');
  await reads(
    panel,
    /That is 220 of 220 hostile attempts in the last \d+ minutes\. Nobody who worked in the last 30 days/,
  );
  await settled(phone.page);
  await phone.picture('geo-attack-proposal-phone', true);
  expect(await sticksOut(phone.page)).toEqual([]);
  await panel.getByRole('button', { name: 'Look and decide…' }).tap();
  await reads(sheet(), /Since \d\d:\d\d this would have refused 220 hostile, 0 failed and 0 good attempts\./);
  await sheet().getByRole('button', { name: 'Refuse 1 country for 2 h' }).tap();
  await panel.waitFor({ state: 'detached' });
  const there = { customer: 'kaasboer', asset: pbxId, service: 'registration' };
  await reads(phone.page.locator('#geo-running'), /Refuse countries \(Vietnam\) · Kaasboer De Waag · PBX Gouda/);
  expect(await kernelSays(vietnam, there)).toBe('refuse');
  const mode = await shutAndLifted(/Vietnam/, 'refuse-countries');
  expect(mode).toMatchObject({ scope: { level: 'asset', asset: pbxId }, countries: ['VN'] });
  expect(mode.alert).not.toBe('');
  expect(mode.reason).toContain('That is 220 of 220 hostile attempts');
  expect(await kernelSays(vietnam, there)).toBe('allow');
  const alerts = await get<{ items: { id: string }[] }>('/api/v1/alerts?state=open&limit=200');
  for (const { id } of alerts.items) await must('POST', `/api/v1/alerts/${id}/close`);
});

describe('the map by finger', () => {
  const chosen = () => phone.page.locator('.bw-geo-map-selection');
  const land = (country: string) => phone.page.locator(`.bw-geo-map-land[data-country="${country}"]`).first();

  /** Touches the screen as a finger does: down, along the way, up. */
  async function draw(way: readonly (readonly [number, number])[], second?: readonly [number, number]): Promise<void> {
    const session = await phone.context.newCDPSession(phone.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: (readonly [number, number])[]) =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await touch('touchStart', way[0]!);
    for (const point of way.slice(1)) await touch('touchMove', point);
    if (second) await touch('touchStart', way.at(-1)!, second);
    await touch('touchEnd');
    await session.detach();
  }

  /** A round way about a country, that begins upwards as a scroll would. */
  async function around(country: string, reach: number): Promise<(readonly [number, number])[]> {
    await land(country).scrollIntoViewIfNeeded();
    const box = (await land(country).boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return Array.from({ length: 25 }, (_, i) => {
      const angle = Math.PI - (i / 24) * 2 * Math.PI;
      return [x + reach * Math.cos(angle), y - reach * Math.sin(angle)] as const;
    });
  }

  test('a line around countries chooses them, a tap one more; the page stays where it is', {
    timeout: 60_000,
  }, async () => {
    await phone.open('/geo');
    await settled(phone.page);
    const way = await around('AU', 25);
    const scrolled = await phone.page.evaluate(() => scrollY);
    await draw(way);
    const several = await reads(chosen(), /^\d+ countr(y|ies) chosen: .*Australia/);
    expect(several).not.toMatch(/Brazil/);
    expect(await phone.page.evaluate(() => scrollY)).toBe(scrolled);
    await phone.picture('geo-map-lasso-phone');
    const before = Number(/^\d+/.exec(several)![0]);
    await land('BR').tap();
    await reads(chosen(), new RegExp(`^${before + 1} countries chosen: .*`));
    await chosen().getByRole('button', { name: 'Refuse for 2 h…' }).tap();
    await reads(sheet(), new RegExp(`Refuse ${before + 1} countries for 2 h`));
    await sheet().getByRole('button', { name: 'Cancel' }).tap();
    await chosen().getByRole('button', { name: 'Clear' }).tap();
    await chosen().waitFor({ state: 'detached' });
  });

  test('two fingers draw nothing, and beside the map the page scrolls', { timeout: 60_000 }, async () => {
    const way = await around('AU', 25);
    await draw(way, [way[0]![0] + 40, way[0]![1] + 30]);
    await phone.page.waitForTimeout(300);
    expect(await chosen().count()).toBe(0);
    const map = (await phone.page.locator('.bw-geo-map').boundingBox())!;
    const view = phone.page.viewportSize()!;
    expect(map.height).toBeLessThanOrEqual(0.6 * view.height + 1);
    await phone.page.setViewportSize({ width: 780, height: 360 });
    const sideways = (await phone.page.locator('.bw-geo-map').boundingBox())!;
    expect(sideways.height).toBeLessThanOrEqual(0.6 * 360 + 1);
    await phone.page.setViewportSize(view);
  });
});

describe('a door that the kernel does not shut', () => {
  /** The kernel is gone, with what talked to it. */
  function takeKernelAway(): void {
    const pids = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).split('\n').filter(Boolean);
    execFileSync('ip', ['netns', 'del', namespace]);
    for (const pid of pids) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch (error) {
        // A command that was just done is gone by itself.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }

  test('stands there with what went wrong, can be tried again, and lifted', { timeout: 180_000 }, async () => {
    takeKernelAway();
    try {
      await phone.open('/geo?view=attack');
      await settled(phone.page);
      await act(/^Only known sources…/).tap();
      await sheet().getByText('Nobody who works now is cut off.').waitFor();
      await sheet().getByRole('button', { name: 'Let only known sources in for 2 h' }).tap();
      const failed = phone.page.locator('#geo-failed');
      await failed.waitFor({ timeout: 30_000 });
      await reads(failed, /Not in force.*Only known sources.*Not in force: \S+/);
      await sheet().waitFor({ state: 'detached' });
      expect(await modes()).toContainEqual(expect.objectContaining({ kind: 'only-known', state: 'failed' }));
      await reads(phone.page.locator('[data-banner="attack"]'), /Attack mode not in force: Only known sources/);
      await settled(phone.page);
      await phone.picture('geo-attack-failed-phone', true);
      expect(await sticksOut(phone.page)).toEqual([]);
      await failed.getByRole('button', { name: 'Try Only known sources again' }).tap();
      await phone.sees('The door was not shut');
    } finally {
      execFileSync('ip', ['netns', 'add', namespace]);
    }
    const failed = phone.page.locator('#geo-failed');
    await until('it to be shut', 60, async () => {
      const again = failed.getByRole('button', { name: 'Try Only known sources again' });
      if ((await running()).length === 0 && (await again.count()) > 0) await again.tap().catch(() => {});
      return (await running()).length === 1;
    });
    await shutAndLifted(/Only known sources/, 'only-known');
    expect(await failed.count()).toBe(0);
  });

  test('is lifted while it still is not shut', { timeout: 120_000 }, async () => {
    takeKernelAway();
    try {
      const wish = { kind: 'only-known', scope: { level: 'provider' }, durationS: 600 };
      const { id } = await must<GeoAttackWire>('POST', '/api/v1/geo/attacks', wish);
      const failed = phone.page.locator('#geo-failed');
      await failed.getByRole('button', { name: 'Lift Only known sources' }).tap();
      await failed.waitFor({ state: 'detached' });
      expect((await modes()).find((one) => one.id === id)).toMatchObject({ state: 'lifted' });
    } finally {
      execFileSync('ip', ['netns', 'add', namespace]);
    }
  });
});

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', { width: 1280 }],
  ['dark', { width: 1280, theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL', touch: true }],
  ['phone-dark', { width: 360, height: 780, theme: 'dark', touch: true }],
];

test.each(looks)('the sheet is whole: %s', { timeout: 120_000 }, async (name, look) => {
  const visitor = await room.colleague(look);
  await visitor.go('/geo?view=attack');
  await settled(visitor.page);
  const english = look.locale !== 'nl-NL';
  await visitor.page
    .locator('#geo-acts')
    .getByRole('button', { name: english ? /^Management closed…/ : /^Beheer dicht…/ })
    .click();
  const dialog = visitor.page.getByRole('dialog');
  await reads(dialog, /beheer/);
  await dialog.getByLabel(english ? 'For whom' : 'Voor wie').selectOption({ label: 'Kaasboer De Waag' });
  await dialog.getByLabel(english ? 'Where' : 'Waar').selectOption({ label: 'PBX Gouda' });
  await dialog
    .getByLabel(english ? 'For whom' : 'Voor wie')
    .selectOption({ label: english ? 'Everybody' : 'Iedereen' });
  await reads(dialog, /beheer/);
  await dialog.getByRole('button', { name: english ? 'Close management for 2 h' : /^Sluit beheer/ }).click();
  await dialog
    .getByRole('button', { name: english ? 'Shut the doors all the same' : 'Doe de deuren toch dicht' })
    .waitFor();
  await visitor.page.waitForTimeout(700);
  await visitor.picture(`geo-attack-sheet-${name}`, true);
  expect(await sticksOut(visitor.page)).toEqual([]);
  expect((await nameless(visitor.page)).without).toEqual([]);
  expect((await faint(visitor.page)).below).toEqual([]);
  await visitor.leave();
});

test('nothing went wrong on any screen', async () => {
  expect(room.troubles).toEqual([]);
});
