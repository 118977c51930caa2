import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

type Row = Record<string, unknown>;

export interface ThreeCxStandInOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Certificate and key in files; without them it speaks http. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Rows that it gives at once at most. */
  readonly pageSize?: number;
  /** Life of a token, s. */
  readonly tokenS?: number;
}

/**
 * Behaves like the configuration API of 3CX V20 (XAPI: OData under /xapi/v1, /connect/token with client credentials), written
 * from its public OpenAPI description. It is no 3CX: what it shows is that Belwacht speaks the interface as described.
 */
export class ThreeCxStandIn {
  readonly sets: Record<string, Row[]> = {
    ActiveCalls: [],
    CallHistoryView: [],
    EventLogs: [],
    OutboundRules: [],
    Blocklist: [],
    Users: [],
    Trunks: [],
  };
  readonly #server: Server;
  readonly #options: ThreeCxStandInOptions;
  /** `GET /xapi/v1/…` of each request, without headers and bodies. */
  readonly heard: string[] = [];
  tokens = 0;
  #token = '';
  #tokenUntil = 0;
  #nextId = 1_000;
  /** The next requests to paths that hold this text get 429 and this Retry-After. */
  limit: { readonly path: string; times: number; readonly retryAfter: string | undefined } | undefined;
  /** What happens to the next request instead of an answer. */
  trick: 'cut' | 'silent' | 'endless' | 'html' | undefined;
  /** Sets that the client may not read. */
  readonly forbidden = new Set<string>();
  /** Rows that it does not take (HTTP 400). */
  refuses: (set: string, row: Row) => boolean = () => false;
  slowMs = 0;
  /** A drop that is answered well and does nothing. */
  ignoresDrop = false;

  constructor(options: ThreeCxStandInOptions) {
    this.#options = options;
    const { tls } = options;
    const answer = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
    this.#server = tls
      ? createHttps({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, answer)
      : createHttp(answer);
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `${this.#options.tls ? 'https' : 'http'}://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** As when somebody else has a token made, or 3CX restarts. */
  forgetToken(): void {
    this.#token = '';
  }

  /** An extension calls a number over a trunk; gives the row, whose fields may be changed. */
  call(id: number, extension: string, number: string, status = 'Routing'): Row {
    const now = new Date().toISOString();
    const row: Row = {
      Id: id,
      Caller: `${extension} Jan (balie) Jansen`,
      Callee: `10000 Carrier (${number})`,
      Status: status,
      LastChangeStatus: now,
      EstablishedAt: now,
    };
    this.sets.ActiveCalls.push(row);
    return row;
  }

  end(row: Row): void {
    this.sets.ActiveCalls = this.sets.ActiveCalls.filter((one) => one !== row);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    this.heard.push(`${request.method} ${path}`);
    if (this.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slowMs));
    if (this.#plays(response)) return;
    if (this.limit && this.limit.times > 0 && path.includes(this.limit.path)) {
      this.limit.times--;
      const { retryAfter } = this.limit;
      response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
      return;
    }
    if (path === '/connect/token' && request.method === 'POST') this.#giveToken(body, response);
    else if (!path.startsWith('/xapi/v1/')) response.writeHead(404).end();
    else if (
      this.#token === '' ||
      request.headers.authorization !== `Bearer ${this.#token}` ||
      Date.now() > this.#tokenUntil
    )
      response.writeHead(401).end();
    else this.#serve(request.method ?? '', path.slice('/xapi/v1/'.length), url.searchParams, body, response);
  }

  #plays(response: ServerResponse): boolean {
    const { trick } = this;
    this.trick = undefined;
    if (trick === 'cut') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"value":[{"Id":1,');
      setTimeout(() => response.destroy(), 20);
    } else if (trick === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    else if (trick === 'endless') {
      response.writeHead(200);
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    }
    return trick !== undefined;
  }

  #giveToken(body: string, response: ServerResponse): void {
    const form = new URLSearchParams(body);
    const { clientId, clientSecret, tokenS = 60 } = this.#options;
    const isRight =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === clientId &&
      form.get('client_secret') === clientSecret;
    if (!isRight) {
      json(response, 400, {
        error: 'invalid_client',
        error_description: `client ${form.get('client_secret')} unknown`,
      });
      return;
    }
    // The one before is worthless from now on.
    this.#token = `token-${++this.tokens}`;
    this.#tokenUntil = Date.now() + tokenS * 1_000;
    json(response, 200, { token_type: 'Bearer', expires_in: tokenS, access_token: this.#token });
  }

  #serve(method: string, path: string, query: URLSearchParams, body: string, response: ServerResponse): void {
    const [, set, id, action] = /^(\w+)(?:\((-?\d+)\))?(?:\/(.+))?$/.exec(path) ?? [];
    const rows = this.sets[set];
    if (!rows) response.writeHead(404).end();
    else if (this.forbidden.has(set)) response.writeHead(403).end();
    else if (method === 'GET' && id === undefined) this.#giveRows(rows, query, response);
    else if (method === 'POST' && set === 'OutboundRules' && action === 'Pbx.MoveUpDown') this.#move(body, response);
    else if (method === 'POST' && id === undefined) {
      const row = { ...(JSON.parse(body) as Row), Id: this.#nextId++ };
      if (this.refuses(set, row)) {
        json(response, 400, { error: { code: '', message: 'no' } });
        return;
      }
      if (set === 'OutboundRules')
        (row as Row).Priority = Math.max(0, ...rows.map(({ Priority }) => Number(Priority) + 1));
      rows.push(row);
      json(response, 201, row);
    } else {
      const row = rows.find((one) => one.Id === Number(id));
      if (!row) response.writeHead(404).end();
      else if (method === 'POST' && action === 'Pbx.DropCall') {
        if (!this.ignoresDrop) this.end(row);
        json(response, 200, {});
      } else if (method === 'DELETE') {
        this.sets[set] = rows.filter((one) => one !== row);
        response.writeHead(204).end();
      } else response.writeHead(405).end();
    }
  }

  #giveRows(rows: readonly Row[], query: URLSearchParams, response: ServerResponse): void {
    const [, field, value] = /^(\w+) ge (\S+)$/.exec(query.get('$filter') ?? '') ?? [];
    const [, prefixed, prefix] = /^startswith\((\w+),'(.*)'\)$/.exec(query.get('$filter') ?? '') ?? [];
    let found = rows.filter((row) => field === undefined || Date.parse(String(row[field])) >= Date.parse(value));
    if (prefixed) found = found.filter((row) => String(row[prefixed]).startsWith(prefix.replaceAll("''", "'")));
    const order = query.get('$orderby');
    if (order) found = found.toSorted((a, b) => (String(a[order]) < String(b[order]) ? -1 : 1));
    if (order === 'Priority') found = found.toSorted((a, b) => Number(a.Priority) - Number(b.Priority));
    const skip = Number(query.get('$skip') ?? 0);
    const top = Math.min(Number(query.get('$top') ?? 1_000), this.#options.pageSize ?? 100);
    const ServerNow = new Date().toISOString();
    const isActive = rows === this.sets.ActiveCalls;
    json(response, 200, {
      '@odata.context': '$metadata',
      ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
      value: found.slice(skip, skip + top).map((row) => (isActive ? { ...row, ServerNow } : row)),
    });
  }

  #move(body: string, response: ServerResponse): void {
    const { id, up } = JSON.parse(body) as { id: number; up: boolean };
    const rules = this.sets.OutboundRules.toSorted((a, b) => Number(a.Priority) - Number(b.Priority));
    const at = rules.findIndex((rule) => rule.Id === id);
    const other = rules[at + (up ? -1 : 1)];
    if (other) [rules[at].Priority, other.Priority] = [other.Priority, rules[at].Priority];
    response.writeHead(204).end();
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}
