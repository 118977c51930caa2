import { randomBytes } from 'node:crypto';
import { Signer } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readAddress } from '../../core/ip.ts';
import type { Brake } from '../ports/people.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';
import { cookiePrefix } from './accounts-engine.ts';
import { secretHash } from './secret.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Wrong passwords for one account from one network, or from one known browser. */
const passwords: Brake = { free: 5, base: 2000, most: 15 * minute, memory: hour };
/** Wrong codes for one account, from all browsers it has not been used in: who gets here has the password. */
const codes: Brake = { free: 30, base: minute, most: hour, memory: 6 * hour };
/** Failures of an account within an hour from which unknown browsers wait before their first attempt, and how long. */
const siege = [
  { failures: 100, wait: 30_000 },
  { failures: 20, wait: 10_000 },
];
const browserLifeS = 90 * 86_400;

/** One attempt that may be made. */
export interface Attempt {
  readonly isKnownBrowser: boolean;
  /** It failed. */
  failed(): Promise<void>;
  /** The person is in, with all factors. */
  succeeded(): Promise<void>;
}

/**
 * Slows guessing without a lock that a stranger could close for somebody else (docs/adr/0012): failures count for account
 * and network together (/24, /64), so the rest of the world is not affected; a browser the account was used in before has a
 * count of its own, so nobody else's failures touch it; and while an account is under siege an unknown browser waits a short
 * time of its own before its first attempt, never longer because of what others do.
 */
export class SignInBrakes {
  readonly #deps: Pick<ApiDeps, 'system'>;
  readonly #cookie: string;
  readonly #secure: boolean;
  readonly #signer: Signer;

  constructor(deps: Pick<ApiDeps, 'system' | 'authSecrets'> & { readonly http: Pick<ApiDeps['http'], 'publicUrl'> }) {
    this.#deps = deps;
    this.#secure = deps.http.publicUrl.startsWith('https:');
    this.#signer = new Signer(deps.authSecrets.map(({ value }) => value));
    this.#cookie = `${cookiePrefix(deps.http.publicUrl)}.browser`;
  }

  /**
   * Counts an attempt with a password.
   *
   * @throws Problem 429 when it has to wait.
   */
  async begin(request: FastifyRequest, reply: FastifyReply, email: string): Promise<Attempt> {
    const { brakes } = this.#deps.system;
    const browser = this.browser(request);
    const known = browser !== undefined && (await brakes.isKnown(email, secretHash(browser)));
    const account = key('account', email);
    const own = known ? key('browser', browser, email) : key('network', networkOf(request.ip), email);
    if (!known) {
      const failures = await brakes.count(account);
      const wait = siege.find((step) => failures >= step.failures)?.wait;
      const room = key('room', networkOf(request.ip), email);
      if (wait !== undefined) demandWait(reply, await brakes.waitingRoom(room, wait, 15 * minute));
    }
    demandWait(reply, await brakes.attempt(own, passwords));
    return {
      isKnownBrowser: known,
      failed: async () => {
        if (!known) await brakes.note(account, hour);
      },
      succeeded: async () => {
        await brakes.forgive([own, ...(known ? [] : [key('codes', email)])]);
      },
    };
  }

  /**
   * Counts an attempt with a code after the password was right. Gives whether the account seems to be attacked by somebody
   * who has its password, at the moment that begins.
   *
   * @throws Problem 429
   */
  async beginCode(
    reply: FastifyReply,
    email: string,
    isKnownBrowser: boolean,
  ): Promise<{ readonly isAlarming: boolean }> {
    if (isKnownBrowser) return { isAlarming: false };
    const { brakes } = this.#deps.system;
    demandWait(reply, await brakes.attempt(key('codes', email), codes));
    return { isAlarming: (await brakes.count(key('codes', email))) === 10 };
  }

  /** Counts something that anybody may ask for about an address, such as mail to it. */
  async beginMail(request: FastifyRequest, email: string): Promise<boolean> {
    const { brakes } = this.#deps.system;
    const few: Brake = { free: 4, base: 5 * minute, most: hour, memory: hour };
    const waits = [
      await brakes.attempt(key('mail', email), few),
      await brakes.attempt(key('mail-from', networkOf(request.ip)), { ...few, free: 20 }),
    ];
    return waits.every((wait) => wait === 0);
  }

  /** The browser is one of this person's from now on. */
  async remember(request: FastifyRequest, reply: FastifyReply, person: string): Promise<void> {
    const browser = this.browser(request) ?? randomBytes(32).toString('base64url');
    await this.#deps.system.brakes.rememberBrowser(person, secretHash(browser));
    const secure = this.#secure ? '; Secure' : '';
    reply.header(
      'set-cookie',
      `${this.#cookie}=${encodeURIComponent(this.#signer.sign(browser))}; Path=/; Max-Age=${browserLifeS}; HttpOnly; SameSite=Strict${secure}`,
    );
  }

  /**
   * A browser somebody has signed in with before; signed by us, so that a stranger cannot make up a new one for each attempt.
   * Whose it is, is another question.
   */
  browser(request: FastifyRequest): string | undefined {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, text = ''] = part.trim().split(/=(.*)/s);
      if (name !== this.#cookie || !/^[\w.%-]{40,200}$/.test(text)) continue;
      const { valid, value } = this.#signer.unsign(plain(text));
      if (valid) return value;
    }
    return undefined;
  }
}

function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Who holds an address easily holds its neighbours: /24 of IPv4, /64 of IPv6. */
export function networkOf(address: string): string {
  const read = readAddress(address);
  if (!read) return address;
  return read.family === 4 ? `4:${read.bits >> 8n}` : `6:${read.bits >> 64n}`;
}

/** Hashed, so that what was typed is not kept. */
function key(kind: string, ...parts: readonly string[]): string {
  return `${kind}:${secretHash(JSON.stringify(parts))}`;
}

export function demandWait(reply: FastifyReply, waitMs: number): void {
  if (waitMs <= 0) return;
  const retryAfter = Math.ceil(waitMs / 1000);
  reply.header('retry-after', retryAfter);
  throw new Problem(
    429,
    `Too many attempts failed. Wait ${retryAfter} s; a browser you have used before does not wait for others.`,
    undefined,
    '/problems/too-many-attempts',
    { retryAfter },
  );
}
