import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A mail as a mail server got it. */
export interface Mail {
  readonly to: readonly string[];
  readonly raw: string;
  /** Header fields in lower case; folded lines joined, encoded words read. */
  readonly headers: ReadonlyMap<string, string>;
  /** All of its parts, decoded. */
  readonly text: string;
}

/** A real mail server that can be away for a while and come back on the same port. */
export class Mailbox {
  readonly mails: Mail[] = [];
  /** Addresses it refuses for good. */
  readonly refused = new Set<string>();
  port = 0;
  #server: SMTPServer | undefined;

  async open(): Promise<void> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) =>
        done(this.refused.has(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          this.mails.push(
            read(
              session.envelope.rcptTo.map(({ address }) => address),
              Buffer.concat(chunks).toString('latin1'),
            ),
          );
          done();
        });
      },
    });
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.server.address() as AddressInfo).port;
    this.#server = server;
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
  }

  /** Mails to this address. */
  of(address: string): readonly Mail[] {
    return this.mails.filter(({ to }) => to.includes(address));
  }
}

function read(to: readonly string[], raw: string): Mail {
  const end = raw.indexOf('\r\n\r\n');
  const headers = new Map<string, string>();
  for (const line of raw
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim()));
  }
  return { to, raw, headers, text: parts(raw) };
}

/** Encoded words (RFC 2047). */
function words(text: string): string {
  return text
    .replace(/(\?=) (?==\?)/g, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how: string, body: string) =>
      how.toLowerCase() === 'b' ? Buffer.from(body, 'base64').toString() : quoted(body.replaceAll('_', ' ')),
    );
}

function parts(raw: string): string {
  return raw
    .split(/\r\n--/)
    .map((part) => {
      const body = part.slice(part.indexOf('\r\n\r\n') + 4);
      if (/content-transfer-encoding: base64/i.test(part)) return Buffer.from(body, 'base64').toString();
      return /content-transfer-encoding: quoted-printable/i.test(part) ? quoted(body) : body;
    })
    .join('\n');
}

function quoted(text: string): string {
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

export interface Hit {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Something that gets webhooks. */
export class Receiver {
  readonly hits: Hit[] = [];
  /** What it answers. */
  status = 204;
  #server: Server | undefined;

  async open(): Promise<string> {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.hits.push({ headers: request.headers, body });
      response.writeHead(this.status).end();
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}
