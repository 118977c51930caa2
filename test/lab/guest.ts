import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Secret, TOTP } from 'otpauth';

/** What a guest got. */
export interface Reply<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: T;
}

/** Somebody with a browser of their own: cookies, an address, and what a page sends along. */
export class Guest {
  readonly jar = new Map<string, string>();
  readonly #url: string;
  /** Address the requests come from: any of 127.0.0.0/8. */
  readonly #address: string;
  readonly agent: string;

  constructor(url: string, address = '127.0.0.1', agent = 'Guest/1.0') {
    this.#url = url;
    this.#address = address;
    this.agent = agent;
  }

  /** A request to our server, or to any address; redirects are given back. */
  ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply<T>> {
    const url = new URL(path, this.#url);
    const isOurs = url.host === new URL(this.#url).host;
    const content = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const call = httpRequest(
        url,
        {
          method,
          localAddress: this.#address,
          headers: {
            'user-agent': this.agent,
            ...(isOurs && method !== 'GET' && { origin: this.#url }),
            ...(isOurs && this.jar.size > 0 && { cookie: [...this.jar].map((pair) => pair.join('=')).join('; ') }),
            ...(content !== undefined && { 'content-type': 'application/json' }),
            ...headers,
          },
        },
        (response) => {
          if (isOurs) this.#keep(response.headers['set-cookie'] ?? []);
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const isJson = /json/.test(response.headers['content-type'] ?? '');
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: (isJson ? JSON.parse(text) : text) as T,
            });
          });
        },
      );
      call.on('error', reject);
      call.end(content);
    });
  }

  /** A request that must work. */
  async must<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<T> {
    const reply = await this.ask<T>(method, path, body, headers);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  signIn(email: string, password: string): Promise<Reply> {
    return this.ask('POST', '/api/auth/sign-in/email', { email, password });
  }

  /** Sets up an authenticator app; gives it and the recovery codes. */
  async enrol(): Promise<{ readonly app: Authenticator; readonly recoveryCodes: readonly string[] }> {
    const begun = await this.must<{ secret: string; recoveryCodes: string[] }>('POST', '/api/v1/profile/totp', {});
    const app = new Authenticator(begun.secret);
    await this.must('POST', '/api/v1/profile/totp/confirm', { code: app.code() });
    return { app, recoveryCodes: begun.recoveryCodes };
  }

  /** Opens the stream of changes; resolves when it is open. `closed` resolves when the server ends it. */
  live(): Promise<{ readonly status: number; readonly closed: Promise<void>; end(): void }> {
    return new Promise((resolve, reject) => {
      const call = httpRequest(new URL('/api/v1/live', this.#url), {
        localAddress: this.#address,
        headers: { cookie: [...this.jar].map((pair) => pair.join('=')).join('; ') },
      });
      call.on('error', reject);
      call.on('response', (response) => {
        response.on('error', () => {});
        response.resume();
        const closed = new Promise<void>((done) => response.on('close', () => done()));
        resolve({ status: response.statusCode ?? 0, closed, end: () => call.destroy() });
      });
      call.end();
    });
  }

  #keep(setCookies: readonly string[]): void {
    for (const text of setCookies) {
      const [pair, ...rest] = text.split(';');
      const [name, value] = pair.split(/=(.*)/s);
      if (value === '' || rest.some((part) => /^\s*max-age=0$/i.test(part))) this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }
}

/** An authenticator app (RFC 6238) that never shows the same code twice. */
export class Authenticator {
  readonly #totp: TOTP;
  // Codes of the step before and after are taken as well, so three can be shown in one step.
  readonly #used = new Set<string>();

  constructor(secret: string) {
    this.#totp = new TOTP({ secret: Secret.fromBase32(secret) });
  }

  code(): string {
    for (const shift of [0, 30_000, -30_000]) {
      const code = this.#totp.generate({ timestamp: Date.now() + shift });
      if (this.#used.has(code)) continue;
      this.#used.add(code);
      return code;
    }
    throw new Error('three codes in 30 s are all there are');
  }

  /** A code that is not right now. */
  wrong(): string {
    const now = [-60, -30, 0, 30, 60].map((s) => this.#totp.generate({ timestamp: Date.now() + s * 1000 }));
    for (let code = 100_000; ; code += 7919) if (!now.includes(String(code))) return String(code);
  }
}
