import { derivedId } from '../../../core/derived-id.ts';
import { type Cidr, contains, readAddress, readCidr } from '../../../core/ip.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Accept, BouncerFeed, FeedItem } from './bouncer-feed.ts';
import { goDuration } from './go-duration.ts';

/*
 * The part of CrowdSec's Local API that bouncers use (https://docs.crowdsec.net/u/bouncers/intro,
 * https://crowdsecurity.github.io/api_doc/lapi/). Free of any HTTP framework.
 */

/** A decision as the Local API writes it. */
export interface LapiDecision {
  readonly id: number;
  readonly uuid: string;
  readonly origin: string;
  readonly type: 'ban';
  readonly scope: 'Ip' | 'Range';
  readonly value: string;
  readonly duration: string;
  readonly scenario: string;
}

/** One request of a bouncer whose key was checked. */
export interface LapiRequest {
  readonly method: string;
  /** Without query, e.g. `/v1/decisions/stream`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Id of the API key: names the bouncer. */
  readonly client: string;
  /** Tenant of the key: it gets the decisions of that tenant and of the provider. The provider's, or none, gets all. */
  readonly tenant?: string;
  readonly body?: unknown;
}

export interface LapiAnswer {
  readonly status: number;
  /** To be sent as JSON; undefined for an empty body. */
  readonly body: unknown;
  /** Decisions that the client has, and no longer has, once it has got this. */
  readonly inForce: readonly string[];
  readonly lifted: readonly string[];
  /** Call when the answer has been written out. */
  readonly sent: () => void;
}

/** Answers GET and HEAD `/v1/decisions` and GET `/v1/decisions/stream`; 404 for the rest, 400 with a message for bad queries. */
export function answer(feed: BouncerFeed, request: LapiRequest, now: number): LapiAnswer {
  const { method, path } = request;
  const get = (name: string): string => {
    const value = request.query[name];
    return typeof value === 'string' ? value : (value?.[0] ?? '');
  };
  if (path === '/v1/decisions/stream' && method === 'GET') {
    const accept = filter(get, request.tenant);
    const pull = feed.pull(request.client, get('startup') === 'true', now, accept);
    const body = {
      new: pull.added.map((item) => write(item, now)),
      deleted: pull.deleted.map((item) => write(item, now)),
    };
    return { ...pull, status: 200, body };
  }
  if (path === '/v1/decisions' && (method === 'GET' || method === 'HEAD')) {
    const wanted = [get('ip') && readAddress(get('ip')) ? get('ip') : '', get('range')].find((text) => text !== '');
    const about = wanted === undefined ? undefined : readCidr(wanted);
    if ((get('ip') !== '' && !readAddress(get('ip'))) || (wanted !== undefined && !about)) {
      return plain(400, { message: `invalid ip address or range '${get('ip') || get('range')}'` });
    }
    const inside = get('contains') === 'false';
    const accept = filter(get, request.tenant);
    const limit = Number(get('limit') || '0');
    const found = feed.inForce(now, (item) => accept(item) && (!about || touches(item, about, inside)));
    const list = (limit > 0 ? found.slice(0, limit) : found).map((item) => write(item, now));
    return plain(200, list.length === 0 ? null : list);
  }
  return plain(path.startsWith('/v1/decisions') ? 405 : 404, { message: 'not found' });
}

function plain(status: number, body: unknown): LapiAnswer {
  return { status, body, inForce: [], lifted: [], sent: () => {} };
}

function touches(item: FeedItem, about: Cidr, inside: boolean): boolean {
  const range = readCidr(item.value)!;
  return inside ? contains(about, range) : contains(range, about);
}

/** Filters of both routes: scopes, scope, value, type, origins, scenarios_containing, scenarios_not_containing. */
function filter(get: (name: string) => string, tenant = providerTenant): Accept {
  const list = (name: string) =>
    get(name)
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => part !== '');
  const scopes = [...list('scopes'), ...list('scope')];
  const origins = list('origins');
  const containing = list('scenarios_containing');
  const without = list('scenarios_not_containing');
  const type = get('type').toLowerCase();
  const range = get('value') === '' ? undefined : readCidr(get('value'));
  const value = get('value');
  return (item) => {
    const owner = item.decision.tenant;
    if (tenant !== providerTenant && owner !== tenant && owner !== providerTenant) return false;
    if (scopes.length > 0 && !scopes.includes(item.scope)) return false;
    if (type !== '' && type !== 'ban') return false;
    if (value !== '' && (!range || !sameRange(range, readCidr(item.value)!))) return false;
    if (origins.length > 0 && !origins.includes(origin(item))) return false;
    const scenario = scenarioOf(item).toLowerCase();
    if (containing.length > 0 && !containing.some((part) => scenario.includes(part))) return false;
    return !without.some((part) => scenario.includes(part));
  };
}

function sameRange(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.prefix === b.prefix && a.bits === b.bits;
}

function origin({ decision }: FeedItem): string {
  return decision.author.startsWith('rule:') ? 'belwacht' : 'belwacht-manual';
}

function scenarioOf({ decision }: FeedItem): string {
  return `belwacht/${decision.rule || 'manual'}`;
}

function write(item: FeedItem, now: number): LapiDecision {
  const { decision, value, scope, until } = item;
  const uuid = derivedId(decision.id);
  return {
    // Bouncers want a number; 48 bits of the id stay exact in every JSON reader.
    id: Number.parseInt(uuid.slice(0, 12), 16),
    uuid: [uuid.slice(0, 8), uuid.slice(8, 12), uuid.slice(12, 16), uuid.slice(16, 20), uuid.slice(20)].join('-'),
    origin: origin(item),
    type: 'ban',
    scope: scope === 'range' ? 'Range' : 'Ip',
    value,
    duration: goDuration(until - now),
    scenario: scenarioOf(item),
  };
}
