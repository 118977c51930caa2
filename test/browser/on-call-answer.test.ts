import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headlessChromium } from '../lab/browser.ts';
import { type Colleague, Duty } from '../lab/duty.ts';
import { Mailbox } from '../lab/mailbox.ts';
import { Serving } from '../lab/serving.ts';

/** The page that an alarm links to, in a real browser that runs no scripts, on a phone. */
const pictures = new URL('../../test-results/screenshots/', import.meta.url).pathname;
const mailbox = new Mailbox();
let serving: Serving;
let duty: Duty;
let daan: Colleague;
let browser: Awaited<ReturnType<typeof chromium.launch>>;

beforeAll(async () => {
  await mailbox.open();
  serving = new Serving('on-call-answer', {
    smtp: { host: '127.0.0.1', port: mailbox.port, from: 'belwacht@example.net' },
  });
  await serving.start();
  duty = new Duty(serving, mailbox);
  const olga = await duty.setUp('Olga', 'olga@example.net');
  daan = await duty.join(olga, 'Daan', 'engineer', 'nl');
  await duty.policy([[daan]]);
  browser = await chromium.launch({ executablePath: headlessChromium, args: ['--no-sandbox', '--disable-gpu'] });
  mkdirSync(pictures, { recursive: true });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await mailbox.close();
});

test.each(['light', 'dark'] as const)('fits on a phone and takes an answer without a script (%s)', async (theme) => {
  const incident = await duty.open(`(${theme}) Vol bij <script>alert(1)</script>${'W'.repeat(90)}`);
  const link = await duty.link(daan, { ...incident, title: `(${theme}) Vol` });
  const context = await browser.newContext({
    ...{ baseURL: serving.server.url, viewport: { width: 360, height: 740 }, colorScheme: theme },
    ...{ javaScriptEnabled: false, isMobile: true, hasTouch: true },
  });
  const page = await context.newPage();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== serving.server.url) elsewhere.push(request.url());
  });
  await page.goto(link);
  expect(await page.locator('html').getAttribute('lang')).toBe('nl');
  expect(await page.locator('h1').textContent()).toBe(`Incident ${incident.number} (Kritiek)`);
  const { width } = (await page.locator('main').boundingBox())!;
  expect(width).toBeLessThanOrEqual(360);
  for (const name of ['Ik pak het op', 'Ik kan niet']) {
    const box = (await page.getByRole('button', { name }).boundingBox())!;
    expect(box.height).toBeGreaterThanOrEqual(44);
    expect(box.x + box.width).toBeLessThanOrEqual(360);
  }
  await page.screenshot({ path: join(pictures, `on-call-answer-${theme}.png`), fullPage: true });
  await page.getByRole('button', { name: 'Ik pak het op' }).click();
  await page.getByText('Bevestigd.').waitFor();
  expect(await page.getByRole('button').count()).toBe(0);
  await page.screenshot({ path: join(pictures, `on-call-answered-${theme}.png`), fullPage: true });
  const after = await duty.escalated('taken', incident, ({ phase }) => phase === 'acknowledged');
  expect(after.answers).toMatchObject([{ byName: 'Daan', way: 'link' }]);
  await page.goto('/a/nobody-has-this-token-here');
  await page.getByText('Deze link geldt niet meer.').waitFor();
  expect(elsewhere).toEqual([]);
  await context.close();
});
