import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isInnerAddress, type Post, type PostAnswer } from '../core/egress.ts';
import { type Cidr, contains, readCidr } from '../core/ip.ts';
import { ChannelError } from './channel.ts';

export interface GuardedPostOptions {
  /** Inner addresses or CIDRs that may be reached all the same. */
  readonly allowed: readonly string[];
  readonly timeoutMs?: number;
  /** Resolves names; the system's resolver unless a test brings its own. */
  readonly resolve?: (host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;
  /** Setting that allows inner addresses, as the error says it. */
  readonly setting?: string;
}

const mostText = 500;

/** A request to an address that somebody typed in. */
export interface GuardedWish {
  readonly method: 'POST' | 'PUT' | 'GET' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Most characters of the answer that are wanted; 500 when absent. */
  readonly mostText?: number;
}

/** A POST as `guardedRequest` makes it. Throws a RangeError when an allowed range cannot be read. */
export function guardedPost(options: GuardedPostOptions): Post {
  const ask = guardedRequest(options);
  return (url, headers, body) => ask({ method: 'POST', url, headers, body });
}

/**
 * A request that cannot be turned inward: names are resolved first, every address is checked (core/egress.ts), and the connection
 * goes to a checked address, so that a name that changes its mind in between gains nothing. Redirects are not followed.
 * Throws a RangeError when an allowed range cannot be read.
 */
export function guardedRequest({
  allowed,
  timeoutMs = 10_000,
  resolve = resolveBySystem,
  setting = 'webhooks.allowed',
}: GuardedPostOptions): (wish: GuardedWish) => Promise<PostAnswer> {
  const exceptions = allowed.map((text) => {
    const cidr = readCidr(text);
    if (!cidr) throw new RangeError(`"${text}" is no address or CIDR`);
    return cidr;
  });
  const lookup: LookupFunction = (host, options, done) => {
    resolve(host, (error, addresses) => {
      if (error) return done(error, '');
      const fit = addresses.filter(({ address }) => mayReach(address, exceptions));
      if (fit.length === 0) return done(innerError(host, setting), '');
      return options.all ? done(null, [...fit]) : done(null, fit[0].address, fit[0].family);
    });
  };
  return async (wish) => {
    const target = readTarget(wish.url);
    const literal = target.hostname.replace(/^\[|\]$/g, '');
    // A name goes through `lookup`; an address does not.
    if (readCidr(literal) && !mayReach(literal, exceptions)) throw innerError(literal, setting);
    return send(target, wish, lookup, timeoutMs);
  };
}

function resolveBySystem(host: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void): void {
  systemLookup(host, { all: true }, (error, addresses) => done(error, addresses ?? []));
}

function readTarget(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    throw new ChannelError('the address must be http(s)://host/path without user name', false);
  }
  return url;
}

function mayReach(address: string, exceptions: readonly Cidr[]): boolean {
  const cidr = readCidr(address);
  if (!cidr) return false;
  return !isInnerAddress(address) || exceptions.some((exception) => contains(exception, cidr));
}

function innerError(host: string, setting: string): ChannelError {
  return new ChannelError(
    `${host} is an address inside; allow it in the settings (${setting}) if that is meant`,
    false,
  );
}

function send(
  target: URL,
  { method, headers, body, mostText: most = mostText }: GuardedWish,
  lookup: LookupFunction,
  timeoutMs: number,
): Promise<PostAnswer> {
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(error instanceof ChannelError ? error : new ChannelError(`${target.host}: ${error.message}`, true));
    const outgoing = request(
      target,
      {
        method,
        agent: false,
        lookup,
        headers: {
          ...headers,
          ...(method !== 'GET' && { 'content-length': String(Buffer.byteLength(body)) }),
          'user-agent': 'Belwacht',
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (incoming) => {
        let text = '';
        const done = () => {
          const retryAfterS = Number(incoming.headers['retry-after'] ?? 0) || 0;
          resolve({ status: incoming.statusCode ?? 0, text: text.slice(0, most), retryAfterS });
        };
        incoming.setEncoding('utf8');
        incoming.on('data', (chunk: string) => {
          text += chunk;
          if (text.length < most) return;
          done();
          incoming.destroy();
        });
        incoming.on('end', done);
        incoming.on('error', fail);
      },
    );
    outgoing.on('error', fail);
    outgoing.end(method === 'GET' ? undefined : body);
  });
}
