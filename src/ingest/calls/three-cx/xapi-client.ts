import { XapiError } from './xapi-error.ts';
import { type XapiAnswer, XapiTransport, type XapiTransportOptions } from './xapi-transport.ts';

export interface XapiClientOptions extends XapiTransportOptions {
  readonly clientId: string;
  /** The API key that 3CX showed once. */
  readonly clientSecret: string;
  /** When 3CX asks to wait no longer than this, it is waited for; else the request fails as `limited`. ms. */
  readonly patienceMs?: number;
}

/** Rows that are asked for at once, and pages of them at most. */
const pageSize = 100;
const mostPages = 100;
/** Waits when 3CX does not say how long, ms; and the longest that is believed. */
const usualWait = 10_000;
const longestWait = 300_000;
/** A token is renewed when this part of its life is over. */
const renewAfter = 0.8;

/**
 * The configuration API of 3CX (XAPI, OData under /xapi/v1) with client credentials. One for each PBX, shared by the source
 * and the control: a new token makes the one before worthless. All methods throw XapiError.
 */
export class XapiClient {
  readonly #transport: XapiTransport;
  readonly #options: XapiClientOptions;
  #token = '';
  #renewAt = 0;
  #signingIn: Promise<void> | undefined;
  /** Nothing is asked before, ms of the monotonic clock. */
  #quietUntil = 0;

  /** Throws XapiOptionsError. */
  constructor(options: XapiClientOptions) {
    this.#options = options;
    this.#transport = new XapiTransport(options);
  }

  /** An entity, or what a function gives. `path` behind /xapi/v1/, encoded. */
  get(path: string): Promise<unknown> {
    return this.#ask('GET', path);
  }

  post(path: string, body?: unknown): Promise<unknown> {
    return this.#ask('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<unknown> {
    return this.#ask('PATCH', path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.#ask('DELETE', path);
  }

  /** All rows of a collection, page after page; `isWhole` is false when there were more than are read (10,000). */
  async list(
    set: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly rows: readonly unknown[]; readonly pages: number; readonly isWhole: boolean }> {
    const rows: unknown[] = [];
    for (let page = 1; page <= mostPages; page++) {
      const parameters = { ...query, $count: 'true', $top: String(pageSize), $skip: String(rows.length) };
      const text = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
      const answer = (await this.get(`${set}?${text.join('&')}`)) as Record<string, unknown> | null;
      const value = answer?.value;
      if (!Array.isArray(value)) throw new XapiError('protocol', `It gave no list of ${set}.`);
      rows.push(...value);
      const count = Number(answer?.['@odata.count']);
      // It may give fewer at once than it was asked for; without a count a short page is the last one.
      const isLast = Number.isSafeInteger(count) ? rows.length >= count : value.length < pageSize;
      if (isLast || value.length === 0) return { rows, pages: page, isWhole: true };
    }
    return { rows, pages: mostPages, isWhole: false };
  }

  close(): void {
    this.#transport.close();
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    await this.#signIn();
    let answer = await this.#send(method, path, body);
    if (answer.status === 401) {
      // The token ran out early, or somebody else had one made.
      this.#renewAt = 0;
      await this.#signIn();
      answer = await this.#send(method, path, body);
    }
    return this.#read(answer, path.split(/[?(/]/, 1)[0]);
  }

  #send(method: string, path: string, body: unknown): Promise<XapiAnswer> {
    return this.#patiently(() =>
      this.#transport.ask(
        method,
        `/xapi/v1/${path}`,
        {
          authorization: `Bearer ${this.#token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body === undefined ? undefined : JSON.stringify(body),
      ),
    );
  }

  #read({ status, text }: XapiAnswer, what: string): unknown {
    if (status === 401) throw new XapiError('refused', 'It does not accept the token that it gave.');
    if (status === 403) throw new XapiError('forbidden', `The API client may not use ${what}.`);
    if (status === 404) throw new XapiError('gone', `${what}: it is not there.`);
    if (status >= 500) throw new XapiError('unreachable', `It failed (HTTP ${status}).`);
    if (status < 200 || status > 299) throw new XapiError('said-no', `It refused ${what} (HTTP ${status}).`);
    if (text.trim() === '') return null;
    try {
      return JSON.parse(text);
    } catch {
      throw new XapiError('protocol', `Its answer for ${what} could not be read.`);
    }
  }

  /** Sees to it that there is a token; one request for all who wait. */
  async #signIn(): Promise<void> {
    if (performance.now() < this.#renewAt) return;
    this.#signingIn ??= this.#fetchToken().finally(() => {
      this.#signingIn = undefined;
    });
    await this.#signingIn;
  }

  async #fetchToken(): Promise<void> {
    const { clientId, clientSecret } = this.#options;
    const form = new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      grant_type: 'client_credentials',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, text } = await this.#patiently(() =>
      this.#transport.ask('POST', '/connect/token', headers, form.toString()),
    );
    if (status === 400 || status === 401 || status === 403)
      throw new XapiError('refused', 'It did not accept client id and secret.');
    if (status !== 200) throw new XapiError('unreachable', `It gave no token (HTTP ${status}).`);
    let token: { access_token?: unknown; expires_in?: unknown } | null = null;
    try {
      token = JSON.parse(text);
    } catch {
      // Told below.
    }
    // What stands in a header may hold no line end.
    if (typeof token?.access_token !== 'string' || !/^[\x21-\x7e]{1,8192}$/.test(token.access_token))
      throw new XapiError('protocol', 'It gave no token.');
    this.#token = token.access_token;
    const life = typeof token.expires_in === 'number' && token.expires_in > 0 ? token.expires_in : 60;
    this.#renewAt = performance.now() + Math.min(life, 86_400) * 1_000 * renewAfter;
  }

  /** Waits as long as 3CX asked for, within reason, and tries once more; further requests wait too. */
  async #patiently(send: () => Promise<XapiAnswer>): Promise<XapiAnswer> {
    const { patienceMs = 5_000 } = this.#options;
    for (let tries = 0; ; tries++) {
      const left = this.#quietUntil - performance.now();
      if (left > patienceMs) throw new XapiError('limited', waitSentence(left), left);
      if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
      const answer = await send();
      if (answer.status !== 429) return answer;
      const wait = waitOf(answer.headers['retry-after']);
      this.#quietUntil = performance.now() + wait;
      if (wait > patienceMs || tries > 0) throw new XapiError('limited', waitSentence(wait), wait);
    }
  }
}

function waitSentence(ms: number): string {
  return `It asks to wait ${Math.ceil(ms / 1_000)} s (too many requests).`;
}

/** Milliseconds of Retry-After (RFC 9110 section 10.2.3): seconds or a date. */
function waitOf(header: string | undefined): number {
  if (header === undefined) return usualWait;
  const ms = /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.min(longestWait, Math.max(0, ms)) : usualWait;
}
