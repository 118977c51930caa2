import rateLimit, { normalizeIP, type RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contains, readCidr } from '../../core/ip.ts';
import { Problem } from '../problem.ts';

/** Requests a minute, by what they are; counted per token or person, and per address for who is not signed in. */
export const defaultLimits = {
  /** Everything from one address (a /64 of IPv6), this machine excepted. */
  address: 6000,
  /** Sign-in, set-up and what else works without being signed in. */
  'sign-in': 10,
  reads: 1200,
  acts: 300,
  /** Whole lists as files, backups: each costs much. */
  exports: 10,
  /** Events over HTTP. */
  deliveries: 1200,
  /** Bouncers and firewalls that fetch what is in force. */
  feeds: 600,
  /** Questions about calls, of SIP servers: each call is one. */
  verdicts: 60_000,
} as const;

export type LimitClass = keyof typeof defaultLimits;
export type Limits = Readonly<Record<LimitClass, number>>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Class of its rate limit, where its method does not tell; `files` of the web app count towards their address alone. */
    limit?: Exclude<LimitClass, 'address'> | 'files';
  }
}

const windowMs = 60_000;
/** Callers each counter remembers; the one not heard from longest is forgotten first. Bounds memory to a few MB in all. */
const callers = 10_000;
/** So long an address is known by a token that asked about calls from there. */
const askerMs = 10 * 60_000;
const loopback = ['127.0.0.0/8', '::1/128'].map((text) => readCidr(text)!);
const exporting = new Set(['data:export', 'audit:export', 'backup:make']);

/**
 * Rate limits. Gives the two hooks: `address` goes before the gate, so that a flood costs no database, `caller` after it,
 * where it is known who asks. Answers carry `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10);
 * a refused one is 429 with `Retry-After`.
 */
export async function limits(
  app: FastifyInstance,
  given: Partial<Limits> = {},
): Promise<{ readonly address: Hook; readonly caller: Hook }> {
  const max = { ...defaultLimits, ...given };
  // Before the plugin sees the route: limits of single routes are counted and told in the same way as all others.
  app.addHook('onRoute', (route) => {
    const own = route.config?.rateLimit;
    if (typeof own !== 'object') return;
    const { max, timeWindow } = own as { max: number; timeWindow: number };
    route.config = { ...route.config, rateLimit: undefined, ownLimit: counter('route', max, timeWindow, callerOf) };
  });
  await app.register(rateLimit, { global: false });

  const counter = (
    name: string,
    max: number,
    timeWindow: number,
    keyGenerator: (request: FastifyRequest) => string,
  ) => {
    const options: RateLimitOptions = { max, timeWindow, keyGenerator, cache: callers };
    const count = app.createRateLimit(options);
    const policy = `"${name}";q=${max};w=${Math.round(timeWindow / 1000)}`;
    return async (request: FastifyRequest, reply: FastifyReply, silent = false) => {
      const result = await count(request);
      if (result.isAllowed) return;
      const wait = Math.max(1, result.ttlInSeconds);
      if (!silent || result.isExceeded) {
        reply.header('ratelimit-policy', policy).header('ratelimit', `"${name}";r=${result.remaining};t=${wait}`);
      }
      if (!result.isExceeded) return;
      reply.header('retry-after', wait);
      throw new Problem(
        429,
        `Too many requests: at most ${max} in ${Math.round(timeWindow / 1000)} seconds. Try again in ${wait} s.`,
        undefined,
        '/problems/too-many-requests',
      );
    };
  };

  const byAddress = counter('address', max.address, windowMs, ({ ip }) => normalizeIP(ip, 64));
  const byClass = Object.fromEntries(
    (Object.keys(defaultLimits) as LimitClass[]).map((name) => [name, counter(name, max[name], windowMs, callerOf)]),
  ) as Record<LimitClass, ReturnType<typeof counter>>;

  const byAsker = counter('verdicts', max.verdicts, windowMs, ({ ip }) => `asker:${normalizeIP(ip, 64)}`);
  /** Addresses from which a token asked about calls, and when last, ms; the one not heard from longest first. */
  const askers = new Map<string, number>();
  const asks = ({ routeOptions: { config } }: FastifyRequest) => config.limit === 'verdicts';

  return {
    async address(request, reply) {
      if (isLoopback(request.ip)) return;
      // A busy SBC asks more often than anybody else may; without a token that counts, nobody does.
      const known = asks(request) && Date.now() - (askers.get(normalizeIP(request.ip, 64)) ?? 0) < askerMs;
      await (known ? byAsker : byAddress)(request, reply, true);
    },
    async caller(request, reply) {
      const { is404, routeOptions } = request;
      // A screen is many small files: whoever opens it does not use up what somebody may ask with that.
      if (is404 || routeOptions.config.limit === 'files') return;
      if (asks(request)) {
        const from = normalizeIP(request.ip, 64);
        askers.delete(from);
        askers.set(from, Date.now());
        if (askers.size > callers) askers.delete(askers.keys().next().value!);
      }
      await (routeOptions.config.ownLimit ?? byClass[classOf(request)])(request, reply);
    },
  };
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

declare module 'fastify' {
  interface FastifyRequest {
    /** A browser that somebody has signed in with before. */
    browser?: string;
  }
  interface FastifyContextConfig {
    ownLimit?: Hook;
  }
}

function classOf({ method, routeOptions: { config } }: FastifyRequest): LimitClass {
  if (config.limit && config.limit !== 'files') return config.limit;
  if (config.access === 'ingest') return 'deliveries';
  if (config.access === 'bouncer' || config.access === 'list') return 'feeds';
  const reads = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  if (config.access === 'open' && !reads) return 'sign-in';
  if (exporting.has(String((config as { needs?: string }).needs))) return 'exports';
  return reads ? 'reads' : 'acts';
}

function callerOf({ actor, token, browser, ip }: FastifyRequest): string {
  if (token) return `token:${token.id}`;
  if (actor) return `${actor.kind}:${actor.id}`;
  // Somebody else behind the same address does not use up what a browser we know may do.
  return browser ? `browser:${browser}` : normalizeIP(ip, 64);
}

/** Whether an address is of this machine. */
export function isLoopback(ip: string): boolean {
  const address = readCidr(ip);
  return address !== undefined && loopback.some((net) => contains(net, address));
}
