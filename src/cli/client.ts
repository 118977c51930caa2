import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The server could not be asked, or refused; the message says what to do. */
export class ClientError extends Error {
  readonly status: number;
  /** The problem document, where the server gave one. */
  readonly problem: Readonly<Record<string, unknown>>;
  constructor(message: string, status = 0, problem: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ClientError';
    this.status = status;
    this.problem = problem;
  }
}

/** Options every command that asks the server has. */
export const clientOptions = {
  url: { type: 'string' },
  token: { type: 'string' },
  'data-dir': { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const clientUsage = `  --url URL        address of the server (or BELWACHT_URL; default: the one running from the data directory)
  --token TOKEN    API token (or BELWACHT_TOKEN; default: the one in the data directory, for the server running from it)
  --data-dir DIR   data directory of a server on this machine (or BELWACHT_DATA_DIR; default ./data)
  --json           one JSON object a line`;

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** Speaks to the HTTP API of a running server. */
export class Client {
  readonly #url: string;
  readonly #token: string;

  constructor(values: Values) {
    const dir = String(values['data-dir'] ?? process.env.BELWACHT_DATA_DIR ?? 'data');
    const file = join(dir, 'cli.json');
    const local = existsSync(file)
      ? (JSON.parse(readFileSync(file, 'utf8')) as { url: string; token: string })
      : undefined;
    const url = (values.url as string | undefined) ?? process.env.BELWACHT_URL ?? local?.url;
    // The one of this machine goes to the server of this machine and to no other.
    const isOurs = url === local?.url;
    const token =
      (values.token as string | undefined) ?? process.env.BELWACHT_TOKEN ?? (isOurs ? local?.token : undefined);
    if (!url || !token) {
      throw new ClientError(
        `no running server is known: start it with ./belwacht serve, or give --url and --token (looked in ${file})`,
      );
    }
    this.#url = url.replace(/\/$/, '');
    this.#token = token;
  }

  /** Asks `path`; resolves with the parsed answer, throws ClientError with the server's own words. */
  async ask<T>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    more: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const answer = await this.#send(path, {
      method,
      headers: body === undefined ? { ...more } : { 'content-type': 'application/json', ...more },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Sends bytes; `alsoFine` are statuses that are answers and no refusals. */
  async deliver<T>(path: string, bytes: Buffer, contentType: string, alsoFine: readonly number[] = []): Promise<T> {
    const headers = { 'content-type': contentType };
    const answer = await this.#send(path, { method: 'POST', headers, body: new Uint8Array(bytes) }, alsoFine);
    return (await answer.json()) as T;
  }

  /** Asks for something long, to be read as it comes; throws as `ask` does. */
  open(path: string, accept: string): Promise<Response> {
    return this.#send(path, { method: 'GET', headers: { accept } });
  }

  async #send(
    path: string,
    request: RequestInit & { headers: Record<string, string> },
    alsoFine: readonly number[] = [],
  ): Promise<Response> {
    let answer: Response;
    try {
      const headers = { ...request.headers, authorization: `Bearer ${this.#token}` };
      answer = await fetch(`${this.#url}${path}`, { ...request, headers });
    } catch (error) {
      const cause = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
      throw new ClientError(`${this.#url} does not answer (${cause}); is the server running?`);
    }
    if (answer.ok || alsoFine.includes(answer.status)) return answer;
    const text = await answer.text();
    let said = text.slice(0, 300);
    let problem: { detail?: string; title?: string; field?: string } = {};
    try {
      problem = Object(JSON.parse(text)) as typeof problem;
      said = [problem.field, problem.detail ?? problem.title].filter(Boolean).join(': ');
    } catch {
      // Not a problem document; the text itself is the best there is.
    }
    throw new ClientError(said || `the server answered ${answer.status}`, answer.status, problem);
  }

  /** Follows `next` through all pages. */
  async *pages<T>(path: string): AsyncGenerator<T> {
    let cursor: string | null = '';
    do {
      const sign = path.includes('?') ? '&' : '?';
      const answer: { items: T[]; next: string | null } = await this.ask(
        'GET',
        `${path}${sign}limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      yield* answer.items;
      cursor = answer.next;
    } while (cursor);
  }
}
