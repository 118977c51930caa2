/**
 * Pictures of every page at desk and phone width, light and dark, English and Dutch, to look at:
 * `node web/scripts/screenshots.ts URL OUT [page…]`, where URL is the start page or the one-time setup link of a running
 * server. Signs in as `designer@example.org`. Prints what the browser complained about; exit 1 when it did, or when a page
 * is wider than its window.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const [address, out, ...only] = process.argv.slice(2);
if (!address || !out) {
  console.error('Usage: node web/scripts/screenshots.ts URL OUT [page…]');
  process.exit(2);
}
const base = new URL(address).origin;
const person = { name: 'Sanne de Vries', email: 'designer@example.org', password: 'lantaarn koffie duif rivier' };
const looks = [
  { name: 'desk-light-nl', width: 1440, height: 900, scheme: 'light', language: 'nl' },
  { name: 'desk-dark-en', width: 1440, height: 900, scheme: 'dark', language: 'en' },
  { name: 'phone-light-nl', width: 360, height: 740, scheme: 'light', language: 'nl' },
  { name: 'phone-dark-en', width: 360, height: 740, scheme: 'dark', language: 'en' },
] as const;
const complaints: string[] = [];

mkdirSync(out, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
const state = await signIn(browser);
for (const look of looks) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    storageState: state,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Amsterdam',
    hasTouch: look.width < 500,
  });
  await context.addInitScript(
    ([scheme, language]) => {
      localStorage.setItem('belwacht.scheme', scheme);
      localStorage.setItem('belwacht.language', language);
    },
    [look.scheme, look.language] as const,
  );
  const page = await context.newPage();
  listen(page, look.name);
  for (const [name, path] of await pages(page)) {
    if (only.length > 0 && !only.includes(name)) continue;
    await page.goto(base + path);
    await page.waitForTimeout(1200);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) complaints.push(`${look.name} ${name}: ${wide} px too wide`);
    await page.screenshot({ path: join(out, `${name}-${look.name}.png`), fullPage: true });
  }
  await context.close();
}
await browser.close();
for (const complaint of new Set(complaints)) console.log(complaint);
process.exit(complaints.length > 0 ? 1 : 0);

function listen(page: Page, name: string): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${name}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`));
}

async function signIn(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 860 } });
  const page = await context.newPage();
  listen(page, 'sign-in');
  await page.goto(address!);
  await page.waitForTimeout(800);
  await page.screenshot({ path: join(out!, 'entry-empty.png') });
  const name = page.getByRole('textbox', { name: /your name|je naam/i });
  if (await name.isVisible()) {
    await name.fill(person.name);
    await page.getByRole('textbox', { name: /e-mail/i }).fill(person.email);
    await page.getByLabel(/^(password|wachtwoord)/i).fill(person.password);
    await page.screenshot({ path: join(out!, 'entry-filled.png') });
    await page.getByRole('button', { name: /create administrator|maak beheerder/i }).click();
  } else {
    await page.goto(`${base}/sign-in`);
    await page.getByRole('textbox', { name: /e-mail/i }).fill(person.email);
    await page.getByLabel(/^(password|wachtwoord)/i).fill(person.password);
    await page.getByRole('button', { name: /^(sign in|meld aan)$/i }).click();
  }
  await page.waitForURL((url) => url.pathname === '/');
  const stored = await context.storageState();
  await context.close();
  return stored;
}

/** Every page, with the first alert, source and rule there is. */
async function pages(page: Page): Promise<[name: string, path: string][]> {
  const first = async (path: string): Promise<{ id: string; sourceIp?: string } | undefined> => {
    const body = await (await page.request.get(base + path)).json();
    return (Array.isArray(body) ? body : body.items)[0];
  };
  const [alert, source, rule] = [
    await first('/api/v1/alerts'),
    await first('/api/v1/sources'),
    await first('/api/v1/rules'),
  ];
  return [
    ['overview', '/'],
    ['alerts', '/alerts'],
    ...(alert ? [['alert', `/alerts/${alert.id}`] satisfies [string, string]] : []),
    ['blocks', '/blocks?state=all'],
    ['sources', '/sources'],
    ...(source ? [['source', `/sources/${source.id}`] satisfies [string, string]] : []),
    ['connect', '/sources/connect?product=asterisk'],
    ['rules', '/rules'],
    ...(rule ? [['rule', `/rules/${rule.id}`] satisfies [string, string]] : []),
    ['customers', '/customers'],
    ['people', '/people'],
    ['profile', '/profile'],
    ['audit', '/audit'],
    ['settings', '/settings?section=guards'],
    ['tokens', '/settings?section=tokens'],
    ['search', `/search?q=${alert?.sourceIp ?? '203.0.113.7'}`],
  ];
}
