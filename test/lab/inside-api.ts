import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningBelwacht } from './belwacht.ts';
import type { LabHost, LabNetwork } from './network.ts';

/** What a server inside a lab answered. */
export interface InsideAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads of it what it expects
  readonly body: any;
}

const script = `
const [url, token] = process.argv.slice(1);
const { method, path, body, key } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
(async () => {
  const headers = { authorization: 'Bearer ' + token, ...(body !== undefined && { 'content-type': 'application/json' }), ...(key && { 'idempotency-key': key }) };
  const answer = await fetch(url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  console.log(JSON.stringify({ status: answer.status, body: text === '' ? null : JSON.parse(text) }));
})();`;

/** Asks a server that listens inside a lab, as the command line of its machine. */
export class InsideApi {
  readonly #network: LabNetwork;
  readonly #host: LabHost;
  readonly #belwacht: RunningBelwacht;
  readonly #dir: string;
  #count = 0;
  /** The newest request, as it was written down to be sent. */
  sent = '';

  constructor(network: LabNetwork, host: LabHost, belwacht: RunningBelwacht, dir: string) {
    this.#network = network;
    this.#host = host;
    this.#belwacht = belwacht;
    this.#dir = dir;
  }

  /** `as`: token of somebody else. */
  async ask(method: string, path: string, body?: unknown, key = '', as = ''): Promise<InsideAnswer> {
    const { url, token } = JSON.parse(readFileSync(join(this.#belwacht.dataDir, 'cli.json'), 'utf8')) as Record<
      string,
      string
    >;
    const file = join(this.#dir, `request-${this.#count++}.json`);
    this.sent = file;
    writeFileSync(file, JSON.stringify({ method, path, body, key }));
    const { code, out, err } = await this.#network.run(this.#host, 'sh', [
      ...[
        '-c',
        'exec "$1" -e "$2" "$3" "$4" <"$5"',
        'sh',
        process.execPath,
        script,
        url.replace(/\/$/, ''),
        as || token,
        file,
      ],
    ]);
    if (code !== 0) throw new Error(`${method} ${path}: ${err}`);
    return JSON.parse(out) as InsideAnswer;
  }

  /** A request that must work; gives its answer. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads of it what it expects
  async must(method: string, path: string, body?: unknown, key = ''): Promise<any> {
    const answer = await this.ask(method, path, body, key);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
