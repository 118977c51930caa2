import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { until } from './until.ts';

const pictures = new URL('../../test-results/screenshots/', import.meta.url).pathname;

/** Debian's Chromium without a window and without what a window needs. */
export const headlessChromium = '/usr/bin/chromium-headless-shell';
/** The whole of it: notifications and push are in this one alone. */
export const wholeChromium = '/usr/bin/chromium';

/** How long something on the screen may take before a test gives up, ms. */
export const patience = 30_000;

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly height?: number;
  /** Language of the browser, which decides until somebody chooses. */
  readonly locale?: string;
  readonly theme?: 'light' | 'dark';
  /** A finger instead of a mouse. */
  readonly touch?: boolean;
}

/** A browser; every context of it is watched. */
export class LabBrowser {
  readonly #browser: Browser;

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** `program`: Chromium, or what starts it elsewhere, such as inside a network namespace. */
  static async launch(program = headlessChromium): Promise<LabBrowser> {
    const browser = await chromium.launch({
      executablePath: program,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new LabBrowser(browser);
  }

  /** A profile of its own: no cookies, nothing remembered. `origin` is the only place it may ask anything of. */
  async visitor(origin: string, look: Look = {}): Promise<Visitor> {
    const { width = 1440, height = 900, locale = 'en-GB', theme = 'light', touch = false } = look;
    const context = await this.#browser.newContext({
      baseURL: origin,
      viewport: { width, height },
      locale,
      colorScheme: theme,
      timezoneId: 'Europe/Amsterdam',
      reducedMotion: 'reduce',
      hasTouch: touch,
      isMobile: touch,
    });
    context.setDefaultTimeout(patience);
    return Visitor.arrive(context, origin);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}

/** As much of TanStack's router as a test looks at. */
interface Router {
  readonly state: {
    readonly status: 'pending' | 'idle';
    readonly location: { readonly href: string };
    readonly resolvedLocation?: { readonly href: string };
  };
}

/** Somebody at the screen, and everything that went wrong there. */
export class Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Errors of scripts and of the console, dialogs, requests to anywhere else: there may be none. */
  readonly troubles: string[] = [];
  /** Requests that were made, by method and path. */
  readonly requests: string[] = [];

  private constructor(context: BrowserContext, page: Page, origin: string) {
    this.context = context;
    this.page = page;
    page.on('pageerror', (error) => this.troubles.push(`script: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // Chromium writes a refused request down as an error; what the page makes of it is what counts.
      if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(message.text())) return;
      this.troubles.push(`console: ${message.text()}`);
    });
    page.on('dialog', (dialog) => {
      this.troubles.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      this.requests.push(`${request.method()} ${url.pathname}`);
      if (url.protocol === 'data:' || url.protocol === 'blob:') return;
      if (url.origin !== origin) this.troubles.push(`request to ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.troubles.push(`${response.status()} of ${response.url()}`);
    });
  }

  static async arrive(context: BrowserContext, origin: string): Promise<Visitor> {
    return new Visitor(context, await context.newPage(), origin);
  }

  /** Opens an address of the server and waits until the page has drawn its heading. */
  async open(path: string): Promise<void> {
    await this.page.goto(path, { waitUntil: 'domcontentloaded' });
    await this.page.locator('h1').first().waitFor();
  }

  /** Goes to an address inside the app without loading the app anew, as a click in its menu does; loads it the first time. */
  async go(path: string): Promise<void> {
    if (!this.page.url().startsWith('http')) return this.open(path);
    await this.page.evaluate((to) => {
      history.pushState({}, '', to);
    }, path);
    // The router says which address it has drawn.
    await this.page.waitForFunction(() => {
      const { __TSR_ROUTER__: router } = self as unknown as { __TSR_ROUTER__: Router };
      return router.state.status === 'idle' && router.state.resolvedLocation?.href === router.state.location.href;
    });
    await this.page.locator('h1').first().waitFor();
  }

  /** Whether this can be seen within the time. */
  sees(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Keeps a picture in test-results/screenshots; the place of the mouse and of the letters is left as it is. */
  async picture(name: string, whole = false): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.evaluate(() => document.fonts.ready);
    await this.page.screenshot({ path: join(pictures, `${name}.png`), fullPage: whole, animations: 'disabled' });
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

/** Waits until there are this many of them. */
export async function counted(locator: Locator, count: number): Promise<void> {
  await until(`${count} of ${locator}`, patience / 1000, async () => (await locator.count()) === count);
}

/** Waits until it reads like this, and gives what it reads. */
export async function reads(locator: Locator, pattern: RegExp): Promise<string> {
  return until(`${locator} to read ${pattern}`, patience / 1000, async () => {
    const text = (await locator.first().textContent()) ?? '';
    return pattern.test(text) ? text : undefined;
  });
}
