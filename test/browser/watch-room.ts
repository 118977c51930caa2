import type { Cookie } from 'playwright-core';
import type { Tenant } from '../../src/api/schema/common.ts';
import { LabBrowser, type Look, type Visitor } from '../lab/browser.ts';
import { Serving } from '../lab/serving.ts';

export const administrator = {
  name: 'Anna de Wit',
  email: 'anna@example.net',
  password: 'paars fietsbel tulp regen',
};

/** A real server with its real web app, and people who look at it with a real browser. */
export class WatchRoom {
  readonly serving: Serving;
  readonly browser: LabBrowser;
  readonly #visitors: Visitor[] = [];
  #cookies: Cookie[] = [];

  private constructor(serving: Serving, browser: LabBrowser) {
    this.serving = serving;
    this.browser = browser;
  }

  /** Starts both. Blocks are only noted: what the kernel does with them is proven elsewhere. */
  static async open(label: string, config: Record<string, unknown> = {}, program?: string): Promise<WatchRoom> {
    const { http, ...rest } = config;
    const serving = new Serving(`browser-${label}`, { http: { web_dir: '', ...(http as object) }, ...rest });
    const [browser] = await Promise.all([LabBrowser.launch(program), serving.start()]);
    return new WatchRoom(serving, browser);
  }

  get url(): string {
    return this.serving.server.url;
  }

  /** Makes the administrator as a script would. */
  async setUp(): Promise<void> {
    const token = new URL(this.serving.server.setupLink).searchParams.get('token');
    const answer = await this.serving.ask('POST', '/api/v1/setup', {
      token: '',
      body: { ...administrator, token, demo: false },
    });
    if (answer.status !== 200) throw new Error(`set-up: ${answer.status} ${answer.text}`);
  }

  customer(tenant: Tenant): Promise<unknown> {
    return this.serving.must('POST', '/api/v1/tenants', tenant);
  }

  /** Somebody who is not signed in; `origin` is another name of the server. */
  async stranger(look?: Look, origin = this.url): Promise<Visitor> {
    const visitor = await this.browser.visitor(origin, look);
    this.#visitors.push(visitor);
    return visitor;
  }

  /** The administrator at another screen. */
  async colleague(look?: Look): Promise<Visitor> {
    const visitor = await this.stranger(look);
    if (this.#cookies.length > 0) {
      await visitor.context.addCookies(this.#cookies);
      return visitor;
    }
    const { email, password } = administrator;
    const answer = await visitor.page.request.post('/api/auth/sign-in/email', { data: { email, password } });
    if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
    await this.remember(visitor);
    return visitor;
  }

  /** Colleagues come in with the session of this visitor: signing in is limited to ten times a minute. */
  async remember(visitor: Visitor): Promise<void> {
    this.#cookies = await visitor.context.cookies();
  }

  /** What went wrong on any screen: scripts, console, policy, dialogs, requests to elsewhere. */
  get troubles(): readonly string[] {
    return this.#visitors.flatMap(({ troubles }) => troubles);
  }

  /** After a test that failed: a picture of every open screen, and what went wrong there. */
  async witness(task: { readonly name: string; readonly result?: { readonly state: string } }): Promise<void> {
    if (task.result?.state !== 'fail') return;
    for (const [index, visitor] of this.#visitors.entries()) {
      if (visitor.page.isClosed()) continue;
      await visitor.picture(`failed ${task.name.slice(0, 60)} ${index}`.replace(/[^a-z0-9]+/gi, '-')).catch(() => {});
      if (visitor.troubles.length > 0) console.log(visitor.page.url(), visitor.troubles);
    }
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.serving.close();
  }
}
