import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningBelwacht } from './belwacht.ts';
import { Certificates } from './certificates.ts';
import { freePort } from './free-port.ts';
import { Guest, type Reply } from './guest.ts';

/** The address of this machine from which the proxy comes; the settings trust it, and no other. */
const proxy = '127.0.0.7';
/** What a browser of a test says of where it stands; the proxy takes it off. */
export const standsAt = 'x-stands-at';

/** A real server behind a reverse proxy that does TLS and says for whom it asks: everybody stands where a test wants them. */
export class BehindProxy {
  readonly dir: string;
  readonly server: RunningBelwacht;
  /** What browsers open. */
  readonly origin: string;
  readonly #port: number;
  readonly #front: Server;
  readonly #certificates = new Certificates();

  private constructor(label: string, port: number, frontPort: number, config: Record<string, unknown>) {
    this.dir = mkdtempSync(join(tmpdir(), `belwacht-${label}-`));
    this.origin = `https://localhost:${frontPort}`;
    this.#port = port;
    const { http, ...rest } = config;
    this.server = new RunningBelwacht(join(this.dir, 'server'), {
      http: { port, public_url: this.origin, trusted_proxies: [`${proxy}/32`], ...(http as object) },
      ...{ syslog: { port: 0 }, hep: { port: 0 }, enforcers: [{ id: 'firewall', kind: 'dry' }] },
      ...rest,
    });
    const { cert, key } = this.#certificates.sign(['localhost']);
    this.#front = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (asked, answer) => {
      const { [standsAt]: from, ...headers } = asked.headers;
      const passed = request(
        {
          ...{ host: '127.0.0.1', port, localAddress: proxy, method: asked.method, path: asked.url },
          headers: { ...headers, 'x-forwarded-for': String(from), 'x-forwarded-proto': 'https' },
        },
        (heard) => {
          answer.writeHead(heard.statusCode ?? 502, heard.headers);
          heard.pipe(answer);
        },
      );
      passed.on('error', () => answer.destroy());
      answer.on('close', () => passed.destroy());
      asked.pipe(passed);
    });
  }

  static async open(label: string, config: Record<string, unknown> = {}): Promise<BehindProxy> {
    const front = await freePort();
    const lab = new BehindProxy(label, await freePort(), front, config);
    await new Promise<void>((resolve) => lab.#front.listen(front, '127.0.0.1', resolve));
    await lab.server.start();
    return lab;
  }

  /** Somebody at an address, with cookies of their own; `forwarded` is what the proxy hands on of it. */
  traveller(address: string, forwarded = address): Traveller {
    return new Traveller(`http://127.0.0.1:${this.#port}`, this.origin, forwarded);
  }

  /** A request of the command line of this machine, which must work. */
  async must<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, token } = JSON.parse(readFileSync(join(this.server.dataDir, 'cli.json'), 'utf8')) as Record<
      'url' | 'token',
      string
    >;
    const answer = await fetch(`${url.replace(/\/$/, '')}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async close(): Promise<void> {
    this.#front.closeAllConnections();
    await new Promise((resolve) => this.#front.close(resolve));
    await this.server.stop();
    this.#certificates.remove();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A guest whose requests the proxy passes on. */
export class Traveller extends Guest {
  readonly #said: Readonly<Record<string, string>>;

  constructor(url: string, origin: string, forwarded: string) {
    super(url, proxy);
    this.#said = { origin, 'x-forwarded-for': forwarded, 'x-forwarded-proto': 'https' };
  }

  override ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply<T>> {
    return super.ask<T>(method, path, body, { ...this.#said, ...headers });
  }
}
