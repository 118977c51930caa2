import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BehindProxy, standsAt } from '../lab/behind-proxy.ts';
import { headlessChromium, type Look, patience, Visitor } from '../lab/browser.ts';
import type { Authenticator } from '../lab/guest.ts';
import { faint, nameless, ownTexts, sticksOut } from './audit.ts';
import { languageOf } from './wording.ts';

/** What somebody reads who stands where a policy lets nobody sign in, or only with a second factor; behind a real proxy. */
const [dutch, french, american] = ['145.97.39.155', '193.51.208.13', '128.112.128.15'];
const ann = { name: 'Ann de Boer', email: 'ann@example.net', password: 'lantaarn koffie duif rivier' };
const bram = { name: 'Bram Vos', email: 'bram@example.net', password: 'gele kano winter lepel' };

let lab: BehindProxy;
let browser: Browser;
let app: Authenticator;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [lab, browser] = await Promise.all([
    BehindProxy.open('geo-sign-in-screen', { security: { mfa_roles: [] } }),
    chromium.launch({ executablePath: headlessChromium, args: ['--no-sandbox', '--disable-gpu'] }),
  ]);
  const token = new URL(lab.server.setupLink).searchParams.get('token');
  await lab.traveller(dutch).must('POST', '/api/v1/setup', { ...ann, token, demo: false });
  const { link } = await lab.must<{ link: string }>('POST', '/api/v1/invitations', {
    ...{ email: bram.email, role: 'engineer', language: 'en' },
  });
  const guest = lab.traveller(dutch);
  const invitation = { token: new URL(link).searchParams.get('token'), name: bram.name, password: bram.password };
  await guest.must('POST', '/api/v1/invitations/accept', { ...invitation, language: 'en' });
  ({ app } = await guest.enrol());
  const limit = { per: 'packets', count: 100, concurrent: 0, mfa: true };
  await lab.must('POST', '/api/v1/geo/policies', {
    ...{ name: 'Doors', scope: { level: 'provider' }, state: 'enforced' },
    rules: [
      { id: 'fr', verdict: 'refuse', services: ['web'], subjects: ['FR'] },
      { id: 'us', verdict: 'limit', services: ['web'], subjects: ['US'], limit },
    ],
  });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await lab?.close();
});

async function standing(address: string, { width = 1280, height = 800, locale = 'en-GB', theme = 'light' }: Look = {}) {
  const context = await browser.newContext({
    ...{ baseURL: lab.origin, ignoreHTTPSErrors: true, locale, colorScheme: theme, reducedMotion: 'reduce' as const },
    ...{ viewport: { width, height }, extraHTTPHeaders: { [standsAt]: address } },
  });
  context.setDefaultTimeout(patience);
  const visitor = await Visitor.arrive(context, lab.origin);
  visitors.push(visitor);
  return visitor;
}

async function signsIn({ page }: Visitor, { email, password }: typeof ann): Promise<void> {
  await page.getByRole('textbox', { name: /^(E-mail address|E-mailadres)$/ }).fill(email);
  await page.getByRole('textbox', { name: /^(Password|Wachtwoord)$/ }).fill(password);
  await page.locator('form button[type=submit]').click();
}

/** The screen with the answer on it is whole, and all of it is in the language that was asked for. */
async function whole(visitor: Visitor, picture: string, isDutch: boolean): Promise<void> {
  await visitor.picture(picture);
  expect(await sticksOut(visitor.page)).toEqual([]);
  expect((await nameless(visitor.page)).without).toEqual([]);
  expect((await faint(visitor.page)).below).toEqual([]);
  if (isDutch) expect(languageOf(await ownTexts(visitor.page)).english).toEqual([]);
}

const looks: readonly (readonly [string, Look])[] = [
  ['desktop', {}],
  ['dark', { theme: 'dark' }],
  ['phone-nl', { width: 360, height: 780, locale: 'nl-NL' }],
];
const refused = {
  en: 'Signing in is not allowed from where you are. Sign in from elsewhere, or ask who manages this.',
  nl: 'Vanaf waar je bent mag niemand aanmelden. Meld je ergens anders aan, of vraag wie dit beheert.',
};
const needsFactor = {
  en: 'From where you are, signing in needs a second factor. Use your passkey, or add a second factor from elsewhere first.',
  nl: 'Vanaf waar je bent is een tweede factor nodig. Gebruik je passkey, of voeg eerst elders een tweede factor toe.',
};

test.each(looks)('from a refused country the screen says so, and nobody is in: %s', async (name, look) => {
  const visitor = await standing(french, look);
  const isDutch = look.locale === 'nl-NL';
  await visitor.open('/sign-in');
  await signsIn(visitor, ann);
  await visitor.sees(isDutch ? refused.nl : refused.en);
  await whole(visitor, `geo-sign-in-refused-${name}`, isDutch);
  expect(new URL(visitor.page.url()).pathname).toBe('/sign-in');
  // Whatever address is opened, it is the door.
  await visitor.page.goto('/alerts');
  await visitor.page.waitForURL('**/sign-in**');
  await visitor.leave();
});

test.each(looks)('without a second factor, where one is needed: %s', async (name, look) => {
  const visitor = await standing(american, look);
  const isDutch = look.locale === 'nl-NL';
  await visitor.open('/sign-in');
  await signsIn(visitor, ann);
  await visitor.sees(isDutch ? needsFactor.nl : needsFactor.en);
  await whole(visitor, `geo-sign-in-factor-${name}`, isDutch);
  await visitor.page.goto('/alerts');
  await visitor.page.waitForURL('**/sign-in**');
  await visitor.leave();
});

test('with a second factor somebody comes in from there', async () => {
  const visitor = await standing(american);
  await visitor.open('/sign-in');
  await signsIn(visitor, bram);
  await visitor.page.getByRole('textbox', { name: 'Code from your app' }).fill(app.code());
  await visitor.page.locator('form button[type=submit]').click();
  await visitor.page.getByRole('navigation', { name: 'Main menu' }).waitFor();
  await visitor.leave();
});

test('nothing went wrong on any screen', () => {
  expect(visitors.flatMap(({ troubles }) => troubles)).toEqual([]);
});
