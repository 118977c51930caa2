import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Listener } from '../../src/api/schema/overview.ts';
import type { CreatedToken } from '../../src/api/schema/settings.ts';
import { RunningBelwacht } from './belwacht.ts';
import { zoneWhere } from './zone-where.ts';

/** What an answer held. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json(): T;
}

export interface Asking {
  /** Sent as JSON, unless it is text or bytes. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bearer token instead of the one of the command line; '' sends none. */
  readonly token?: string;
}

/**
 * A real server on free ports of this machine with a directory of its own, and its HTTP API as a script uses it: with the
 * token of the command line. The screen is one page; tests that look at it build the real one.
 */
export class Serving {
  readonly dir: string;
  readonly server: RunningBelwacht;
  #ports: ReadonlyMap<string, number> = new Map();

  constructor(label: string, config: Record<string, unknown> = {}, through?: (dataDir: string) => readonly string[]) {
    this.dir = mkdtempSync(join(tmpdir(), `belwacht-${label}-`));
    // The account of the database must pass, or its files go elsewhere.
    chmodSync(this.dir, 0o755);
    const webDir = join(this.dir, 'web');
    mkdirSync(webDir);
    writeFileSync(join(webDir, 'index.html'), '<!doctype html><title>Belwacht</title>');
    const { http, syslog, hep, ...rest } = config as Record<string, object>;
    const place = through ? { through: through(join(this.dir, 'data')) } : {};
    this.server = new RunningBelwacht(
      this.dir,
      {
        http: { port: 0, web_dir: webDir, ...http },
        syslog: { port: 0, ...syslog },
        hep: { port: 0, ...hep },
        enforcers: [{ id: 'firewall', kind: 'dry' }],
        // Tests of other things sign in with a password; those of people say otherwise.
        security: { mfa_roles: [] },
        // Nobody signs in at night, whenever the tests run.
        time_zone: zoneWhere(13),
        ...rest,
      },
      place,
    );
  }

  async start(): Promise<void> {
    await this.server.start();
    const listeners = await this.get<Listener[]>('/api/v1/listeners');
    this.#ports = new Map(listeners.map(({ id, port }) => [id, port]));
  }

  /** Port of a listener, such as `syslog-udp`. */
  port(listener: string): number {
    const port = this.#ports.get(listener);
    if (!port) throw new Error(`there is no listener ${listener} among ${[...this.#ports.keys()].join(', ')}`);
    return port;
  }

  /** The same, 0 while there is none. */
  tryPort(listener: string): number {
    return this.#ports.get(listener) ?? 0;
  }

  /** Any request; never throws for a status. */
  async ask<T = unknown>(method: string, path: string, { body, headers, token }: Asking = {}): Promise<Answer<T>> {
    const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
    const bearer = token ?? this.#cliToken();
    const response = await fetch(this.server.url + path, {
      method,
      headers: {
        ...(bearer && { authorization: `Bearer ${bearer}` }),
        ...(!isRaw && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: isRaw ? (body as string | undefined) : JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) as T };
  }

  /** A request that must work; gives its JSON. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask<T>(method, path, { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.text === '' ? (undefined as T) : answer.json();
  }

  get<T>(path: string): Promise<T> {
    return this.must<T>('GET', path);
  }

  /** The first page of a list, as long as may be. */
  async page<T>(path: string): Promise<T[]> {
    return (await this.get<{ items: T[] }>(`${path}?limit=200`)).items;
  }

  /** All pages of a list. */
  async all<T>(path: string, limit = 200): Promise<T[]> {
    const items: T[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { items: T[]; next: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}limit=${limit}${from}`,
      );
      items.push(...page.items);
      cursor = page.next;
    }
    return items;
  }

  /** A token of this kind; `secret` is what machines send. */
  token(kind: CreatedToken['kind'], name: string, tenant?: string): Promise<CreatedToken> {
    return this.must('POST', '/api/v1/tokens', { kind, name, ...(tenant && { tenant }) });
  }

  /** Delivers NDJSON. */
  deliver(token: string, events: readonly object[]): Promise<Answer> {
    const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    return this.ask('POST', '/api/v1/events', { token, body, headers: { 'content-type': 'application/x-ndjson' } });
  }

  /** Path of something in the data directory as the server sees it, which may have mounts of its own. */
  inside(file: string): string {
    return `/proc/${this.server.pid}/root${join(this.server.dataDir, file)}`;
  }

  /** Stops it and removes all it left. */
  async close(): Promise<void> {
    await this.server.stop();
    if (!process.env.BELWACHT_KEEP) rmSync(this.dir, { recursive: true, force: true });
  }

  #cliToken(): string {
    return (JSON.parse(readFileSync(this.inside('cli.json'), 'utf8')) as { token: string }).token;
  }
}
