import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RunningBelwacht } from '../lab/belwacht.ts';
import { headlessChromium, Visitor } from '../lab/browser.ts';
import { Certificates } from '../lab/certificates.ts';
import { freePort } from '../lab/free-port.ts';
import { until } from '../lab/until.ts';

/** What a browser makes of TLS, the cookie and the policy of pages. */
const certificates = new Certificates();
const dir = mkdtempSync(join(tmpdir(), 'belwacht-exposure-'));
let origin: string;
let server: RunningBelwacht;
let browser: Browser;
let visitor: Visitor;

beforeAll(async () => {
  const port = await freePort();
  origin = `https://localhost:${port}`;
  server = new RunningBelwacht(join(dir, 'server'), {
    http: { port, tls: certificates.sign(['localhost']) },
    syslog: { port: 0 },
    hep: { port: 0 },
    security: { mfa_roles: [] },
    enforcers: [{ id: 'firewall', kind: 'dry' }],
  });
  [browser] = await Promise.all([
    chromium.launch({
      executablePath: headlessChromium,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
    }),
    server.start(),
  ]);
  const context = await browser.newContext({ baseURL: origin, ignoreHTTPSErrors: true, locale: 'en-GB' });
  context.setDefaultTimeout(10_000);
  visitor = await Visitor.arrive(context, origin);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  certificates.remove();
  rmSync(dir, { recursive: true, force: true });
});

test('the first owner comes in over TLS, and the browser keeps a cookie that is of this host alone', async () => {
  const { page, context } = visitor;
  await visitor.open(new URL(server.setupLink).pathname + new URL(server.setupLink).search);
  const token = new URL(server.setupLink).searchParams.get('token');
  const answer = await page.evaluate(async (given) => {
    const made = await fetch('/api/v1/setup', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ token: given, name: 'Ann', email: 'ann@example.net', password: 'paars fietsbel tulp regen' },
        demo: false,
      }),
    });
    return [made.status, await made.text()] as const;
  }, token);
  expect(answer[0], answer[1]).toBe(200);
  const cookies = (await context.cookies()).filter(({ name }) => name.includes('session_token'));
  expect(cookies).toHaveLength(1);
  expect(cookies[0]).toMatchObject({
    domain: 'localhost',
    path: '/',
    httpOnly: true,
    secure: true,
    sameSite: 'Strict',
  });
  expect(cookies[0].name).toMatch(/^__Host-/);
  expect(await page.evaluate('document.cookie')).toBe('');
  await visitor.open('/');
  expect(visitor.troubles).toEqual([]);
});

test('a style element needs the nonce of the page, a style attribute does not, and nothing is asked of anywhere else', async () => {
  const { page } = visitor;
  await visitor.open('/alerts');
  const seen = await page.evaluate(() => {
    const looks = (make: (box: HTMLElement) => void) => {
      const box = document.createElement('b');
      document.body.append(box);
      make(box);
      const { outlineStyle } = getComputedStyle(box);
      box.remove();
      return outlineStyle;
    };
    const element = (nonce: string) =>
      looks((box) => {
        const style = document.createElement('style');
        style.nonce = nonce;
        style.textContent = '.probe { outline-style: dotted }';
        document.head.append(style);
        box.className = 'probe';
      });
    const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')!;
    return {
      without: element(''),
      wrong: element('guess'),
      attribute: looks((box) => box.setAttribute('style', 'outline-style: dotted')),
      // Browsers hide it from selectors, so that a stylesheet cannot read it out.
      hidden: meta.getAttribute('nonce'),
      known: meta.nonce.length,
      right: element(meta.nonce),
    };
  });
  expect(seen).toEqual({ without: 'none', wrong: 'none', attribute: 'dotted', hidden: '', known: 24, right: 'dotted' });
  const refused = visitor.troubles.splice(0);
  expect(refused.filter((text) => /Content Security Policy/.test(text))).toHaveLength(refused.length);
  expect(refused.length).toBeGreaterThanOrEqual(2);

  // What a script of somebody else, had it got in, could not do.
  const outside = await page.evaluate(async () => {
    const blocked: string[] = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => blocked.push(effectiveDirective));
    await fetch('https://192.0.2.1/take').catch(() => {});
    new Image().src = 'https://192.0.2.1/pixel.png';
    const frame = document.createElement('iframe');
    frame.src = 'https://192.0.2.1/';
    document.body.append(frame);
    const inline = document.createElement('script');
    inline.textContent = 'window.ran = true';
    document.body.append(inline);
    const base = document.createElement('base');
    base.href = 'https://192.0.2.1/';
    document.head.append(base);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { blocked: [...new Set(blocked)].sort(), ran: 'ran' in window };
  });
  expect(outside.ran).toBe(false);
  expect(outside.blocked).toEqual(['base-uri', 'connect-src', 'frame-src', 'img-src', 'script-src-elem']);
  visitor.troubles.length = 0;
});

test('another page cannot frame it, nor read from it', async () => {
  const site = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<iframe src="${origin}/"></iframe>`);
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const other = await browser.newContext({ ignoreHTTPSErrors: true });
  const stranger = await other.newPage();
  const said: string[] = [];
  stranger.on('console', (message) => said.push(message.text()));
  await stranger.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  await until('the frame to be refused', 10, () => said.some((text) => /frame-ancestors|X-Frame-Options/.test(text)));
  const read = await stranger.evaluate(
    (url) =>
      fetch(url, { credentials: 'include' }).then(
        () => 'read',
        () => 'refused',
      ),
    `${origin}/api/v1/session`,
  );
  expect(read).toBe('refused');
  await other.close();
  site.close();
});
