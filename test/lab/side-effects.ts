import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SideEffect {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A real HTTP server that counts what really happened; answers can be held back. */
export class SideEffects {
  readonly seen: SideEffect[] = [];
  /** Path → status and body. */
  readonly answers = new Map<string, { readonly status: number; readonly body: string; readonly location?: string }>();
  readonly #server: Server;
  readonly #held = new Map<string, (() => void)[]>();

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        this.seen.push({ method, url, body, headers });
        const { status, body: text, location } = this.answers.get(url) ?? { status: 200, body: '{}' };
        const answer = () => response.writeHead(status, location ? { location } : {}).end(text);
        const waiting = this.#held.get(url);
        if (waiting) waiting.push(answer);
        else answer();
      });
    });
  }

  open(): Promise<void> {
    return new Promise((done) => this.#server.listen(0, '127.0.0.1', done));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  count(path: string): number {
    return this.seen.filter(({ url }) => url === path).length;
  }

  /** From now on nobody who asks for this gets an answer. */
  hold(path: string): void {
    if (!this.#held.has(path)) this.#held.set(path, []);
  }

  /** Answers those who wait, and everybody from now on. */
  release(path: string): void {
    for (const answer of this.#held.get(path) ?? []) answer();
    this.#held.delete(path);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
