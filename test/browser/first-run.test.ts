import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { patience, reads, type Visitor } from '../lab/browser.ts';
import { until } from '../lab/until.ts';
import { faint, nameless, ownTexts, runningText, sticksOut } from './audit.ts';
import { everyPage, settled } from './every-page.ts';
import { administrator, WatchRoom } from './watch-room.ts';
import { languageOf, onlyEnglish } from './wording.ts';

/**
 * The first hour with Belwacht: the printed link, the first administrator, demo data, and then every page of it in both
 * languages, both themes and on a phone.
 */
let room: WatchRoom;
let link: string;
let visitor: Visitor;
let demoBegan: number;

beforeAll(async () => {
  room = await WatchRoom.open('first-run', { enforcers: [{ id: 'firewall', kind: 'dry' }] });
  link = room.serving.server.setupLink;
  visitor = await room.stranger();
});

afterEach(({ task }) => room.witness(task));
afterAll(() => room?.close());

const field = (label: string) => visitor.page.getByRole('textbox', { name: label });
const button = (name: string | RegExp) => visitor.page.getByRole('button', { name });

describe('first run', () => {
  test('without the link there is no way in', async () => {
    await visitor.open('/');
    expect(new URL(visitor.page.url()).pathname).toBe('/setup');
    await visitor.sees('Open the one-time link');
    expect(await visitor.page.getByRole('textbox').count()).toBe(0);
    await visitor.open('/setup?token=guessed');
    await field('Your name').fill('Mallory');
    await field('E-mail address').fill('mallory@example.net');
    await field('Password').fill(administrator.password);
    await button('Create administrator').click();
    await visitor.page.getByRole('alert').filter({ hasText: 'This link was used or has expired' }).waitFor();
  });

  test('the printed link makes the administrator, and a weak password is refused with a sentence', async () => {
    await visitor.open(link);
    await visitor.sees('Create the first administrator');
    await visitor.picture('first-run');
    await field('Your name').fill(administrator.name);
    await field('E-mail address').fill(administrator.email);
    await field('Password').fill('kort');
    await visitor.sees('8 more characters');
    expect(await button('Create administrator').isDisabled()).toBe(true);
    await field('Password').press('Enter');
    expect(new URL(visitor.page.url()).pathname).toBe('/setup');
    await field('Password').fill('annaannaanna');
    await visitor.sees('easy to guess: repeats, or holds your name');

    await field('Password').fill(administrator.password);
    await visitor.sees('strong');
    await visitor.page.getByRole('checkbox', { name: 'Look around with demo data' }).check();
    await button('Create administrator').click();
    await visitor.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
    demoBegan = Date.now();
    expect(new URL(visitor.page.url()).pathname).toBe('/');
    await visitor.sees('Demo data: a simulated reseller. Nothing here is real.');
    await visitor.sees(/^Blocks are only simulated: /);
  });

  test('the link works once', async () => {
    const second = await room.stranger();
    await second.open(link);
    await second.sees('An administrator exists already.');
    expect(await second.page.getByRole('textbox').count()).toBe(0);
    const token = new URL(link).searchParams.get('token');
    const again = await second.page.request.post('/api/v1/setup', {
      data: { ...administrator, email: 'second@example.net', token, demo: false },
    });
    expect(again.status()).toBe(403);
    await second.page.getByRole('link', { name: 'Sign in' }).click();
    await second.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await second.leave();
  });

  test('out, a wrong password, and in again to where one wanted to be', async () => {
    await button(/^Account: Anna de Wit/).click();
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.page.waitForURL('**/sign-in');
    await visitor.open('/blocks?state=all');
    expect(new URL(visitor.page.url()).pathname).toBe('/sign-in');
    await visitor.picture('sign-in');
    await field('E-mail address').fill(administrator.email);
    await field('Password').fill('not the password');
    await button('Sign in').click();
    await visitor.page
      .getByRole('alert')
      .getByText('This e-mail address and password do not belong together.')
      .waitFor();
    expect((await visitor.page.request.get('/api/v1/alerts')).status()).toBe(401);
    await field('Password').fill(administrator.password);
    await button('Sign in').click();
    await visitor.page.getByRole('heading', { name: 'Blocks' }).waitFor();
    expect(visitor.page.url()).toBe(`${room.url}/blocks?state=all`);
    await room.remember(visitor);
  });

  test('with demo data the screen shows map, alert and block within 60 s', async () => {
    await visitor.open('/');
    const { page } = visitor;
    const left = () => Math.max(1, 60 - (Date.now() - demoBegan) / 1000);
    await until('an alert to deal with', left(), () => page.locator('#todo tr[data-row]').count());
    await until('a block in force', left(), () => page.locator('#blocks li[data-row]').count());
    await until('a country on the map', left(), () => page.locator('#where-from svg [data-known]').count());
    await reads(page.locator('h1'), /needs? attention now|open alert/);
    await reads(page.locator('#where-from tbody tr td').first(), /^[A-Z][a-z]/);
  });
});

describe('every page', () => {
  // The looks at everything go on side by side; there are many pages.
  const patient = { timeout: 300_000 };
  test.concurrent(
    'has a name for everything that can be used, and contrast, in light and in dark',
    patient,
    async () => {
      const look = await room.colleague();
      const ground = () => look.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const hasContrast = async (path: string) => {
        const contrast = await faint(look.page);
        expect(contrast.below, path).toEqual([]);
        expect(contrast.looked, path).toBeGreaterThan(15);
      };
      for (const { name, path, main } of await everyPage(room.serving)) {
        await look.go(path);
        await settled(look.page);
        if (main) await look.picture(name);
        await hasContrast(path);
        const names = await nameless(look.page);
        expect(names.without, path).toEqual([]);
        expect(names.looked, path).toBeGreaterThan(10);
        if (!main) continue;
        await look.page.emulateMedia({ colorScheme: 'dark' });
        await until('dark', 5, async () => (await ground()) === 'rgb(14, 20, 26)');
        await look.picture(`${name}-dark`);
        await hasContrast(`${path} in the dark`);
        await look.page.emulateMedia({ colorScheme: 'light' });
        await until('light', 5, async () => (await ground()) === 'rgb(244, 246, 248)');
      }
      await look.leave();
    },
  );

  test.concurrent('is Dutch for who reads Dutch, stays so, and fits 360 px', patient, async () => {
    const look = await room.colleague();
    await look.open('/');
    const language = look.page.locator('html');
    expect(await language.getAttribute('lang')).toBe('en');
    await look.page.getByRole('combobox', { name: 'Language' }).selectOption('nl');
    await look.sees('Overzicht');
    expect(await language.getAttribute('lang')).toBe('nl');
    await look.page.reload();
    await look.page.getByRole('link', { name: /^Meldingen/ }).waitFor();
    expect(await language.getAttribute('lang')).toBe('nl');
    // A name that somebody gave is no word of ours.
    const given = new Set((await room.serving.get<{ name: string }[]>('/api/v1/tokens')).map(({ name }) => name));
    const english: string[] = [];
    const out: string[] = [];
    for (const { name, path, main } of await everyPage(room.serving)) {
      await look.page.setViewportSize({ width: 1440, height: 900 });
      await look.go(path);
      await settled(look.page);
      if (main) await look.picture(`${name}-nl`);
      const found = languageOf(await ownTexts(look.page));
      expect(found.dutch, path).toBeGreaterThan(8);
      english.push(...found.english.map((text) => `${path}: ${text}`));
      const running = (await runningText(look.page)).filter((text) => onlyEnglish.test(text) && !given.has(text));
      english.push(...running.map((text) => `${path}: ${text}`));
      await look.page.setViewportSize({ width: 360, height: 740 });
      // The page lays itself out anew in its own time.
      const isIn = async () => (await sticksOut(look.page)).length === 0;
      await until('all of it inside', 3, isIn).catch(async () => {
        out.push(...(await sticksOut(look.page)).map((text) => `${path}: ${text}`));
      });
    }
    expect([...new Set(english)]).toEqual([]);
    expect(out).toEqual([]);
    await look.leave();
  });

  test.concurrent('what is looked at most fits a phone with a Dutch browser', patient, async () => {
    const look = await room.colleague({ width: 360, height: 740, locale: 'nl-NL', touch: true });
    const out: string[] = [];
    for (const { name, path } of (await everyPage(room.serving)).filter(({ main }) => main)) {
      await look.go(path);
      await settled(look.page);
      expect(await look.page.evaluate(() => document.documentElement.clientWidth)).toBe(360);
      await look.picture(`${name}-phone`);
      out.push(...(await sticksOut(look.page)).map((text) => `${path}: ${text}`));
    }
    expect(out).toEqual([]);
    // A Dutch browser needs no switch.
    expect(await look.page.locator('html').getAttribute('lang')).toBe('nl');
    await look.page.getByRole('button', { name: 'Meer' }).tap();
    await look.page.getByRole('link', { name: 'Regels' }).tap();
    await look.page.getByRole('heading', { name: 'Regels', exact: true }).waitFor({ timeout: patience });
    await look.leave();
  });

  test('comes in a third of its bytes to who takes it compressed, and is the same for who does not', async () => {
    const page = await (await room.serving.ask('GET', '/', { token: '' })).text;
    const [script] = /\/assets\/index-[^"]+\.js/.exec(page)!;
    const as = async (encoding: string) => {
      const response = await fetch(room.url + script, { headers: { 'accept-encoding': encoding } });
      const { headers } = response;
      expect([response.status, headers.get('vary')]).toEqual([200, expect.stringContaining('accept-encoding')]);
      const [kind, bytes] = [headers.get('content-encoding'), Number(headers.get('content-length'))];
      return { kind, bytes, text: await response.text() };
    };
    const [plain, brotli, gzip] = [await as('identity'), await as('br, gzip'), await as('gzip')];
    expect([plain.kind, brotli.kind, gzip.kind]).toEqual([null, 'br', 'gzip']);
    expect(brotli.text).toBe(plain.text);
    expect(gzip.text).toBe(plain.text);
    expect(brotli.bytes).toBeLessThan(plain.bytes / 3);
    expect(gzip.bytes).toBeLessThan(plain.bytes / 2.9);
  });

  test('asks nothing of anywhere else and breaks no rule of its own policy', async () => {
    const answer = await room.serving.ask('GET', '/', { token: '' });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'self'|default-src 'none'/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    // That the policy bites, and that a breach would be seen here.
    const probe = await room.browser.visitor(room.url);
    await probe.open('/sign-in');
    await probe.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "run"';
      document.head.append(script);
    });
    await until('the breach', 5, () => probe.troubles.some((text) => /Content Security Policy/.test(text)));
    expect(await probe.page.title()).not.toBe('run');
    await probe.leave();
    expect(room.troubles).toEqual([]);
  });
});
