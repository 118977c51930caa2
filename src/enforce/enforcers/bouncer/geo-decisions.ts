import { derivedId } from '../../../core/derived-id.ts';
import { countries } from '../../../core/geo/countries.ts';
import { type GeoService, geoServices } from '../../../core/geo/geo-policy.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { GeoFileSource } from '../../geo/files/geo-files.ts';
import { renderGeoFile } from '../../geo/files/geo-files.ts';
import type { GeoLanes } from '../../geo/files/geo-lists.ts';
import { laneMarks } from '../../geo/files/lane-marks.ts';
import { wholePlaces } from '../../geo/files/whole-places.ts';
import { goDuration } from './go-duration.ts';
import type { LapiRequest } from './lapi.ts';

type Service = Exclude<GeoService, 'calls-out'>;
type Scope = 'Range' | 'Country' | 'AS';

/** A decision of policy as the Local API writes it. */
export interface GeoLapiDecision {
  readonly id: number;
  readonly uuid: string;
  readonly origin: string;
  readonly type: 'ban';
  readonly scope: Scope;
  readonly value: string;
  readonly duration: string;
  readonly scenario: string;
}

export interface GeoPull {
  readonly new: readonly GeoLapiDecision[];
  readonly deleted: readonly GeoLapiDecision[];
  /** Call when the answer has been written out. */
  readonly sent: () => void;
}

/** What somebody wants of policies: nobody gets any without asking. */
interface Wish {
  readonly services: readonly Service[];
  readonly scopes: readonly Scope[];
}

interface Item {
  readonly service: Service;
  readonly scope: Scope;
  readonly value: string;
}

const origin = 'belwacht-geo';
/** Longest a bouncer keeps what it does not hear of again; it hears of it again in the last third. */
const longestMs = 86_400_000;
const mostClients = 1_000;

/**
 * Policies by country for bouncers that ask for them (CrowdSec Local API, `decisions/stream`): with `scopes=country,as` the
 * countries and networks that are refused as a whole, with `origins=belwacht-geo-<service>` refused ranges. A bouncer that
 * asks for neither gets none, since some take the first address of a range for all of it.
 */
export class GeoDecisions {
  readonly #lanes: GeoLanes;
  readonly #clock: () => number;
  /** By client and wish: what it has, and until when (ms UTC). */
  readonly #held = new Map<string, ReadonlyMap<string, number>>();
  readonly #ranges = new WeakMap<
    GeoFileSource,
    { readonly until: number; readonly list: Promise<readonly string[]> }
  >();

  constructor(lanes: GeoLanes, clock: () => number) {
    this.#lanes = lanes;
    this.#clock = clock;
  }

  /** What changed since the last call of this bouncer; undefined when it asks for no policies, or none are known yet. */
  async pull(request: LapiRequest): Promise<GeoPull | undefined> {
    if (request.method !== 'GET' || request.path !== '/v1/decisions/stream') return undefined;
    const wish = wishOf(request.query);
    if (!wish) return undefined;
    const tenant = request.tenant === undefined || request.tenant === providerTenant ? '' : request.tenant;
    const now = this.#clock();
    const wanted = new Map<string, number>();
    for (const service of wish.services) {
      const source = await this.#lanes(service, tenant);
      // Better what it has than nothing.
      if (!source) return undefined;
      const until = Math.min(laneMarks(source.lane, now).until, now + longestMs);
      for (const item of await this.#items(source, service, wish.scopes, now)) wanted.set(keyOf(item), until);
    }
    const client = `${request.client}\n${tenant}\n${wish.services.join()}\n${wish.scopes.join()}`;
    const isStart = first(request.query.startup) === 'true';
    const known = isStart ? new Map<string, number>() : this.#held.get(client);
    const added: GeoLapiDecision[] = [];
    const deleted: GeoLapiDecision[] = [];
    const after = new Map<string, number>();
    for (const [key, until] of wanted) {
      const before = known?.get(key);
      // What is there keeps its end: another end is a drop and a new one. One that is far away may be nearer than wished.
      const stays = before !== undefined && before <= until && (before === until || before - now > longestMs / 3);
      after.set(key, stays ? before : until);
      if (stays) continue;
      added.push(write(key, until - now));
      if (before !== undefined) deleted.push(write(key, 0));
    }
    // One that asks on after our restart may have countries that were opened meanwhile.
    const had = known?.keys() ?? possible(wish);
    for (const key of had) if (!wanted.has(key)) deleted.push(write(key, 0));
    return {
      new: added,
      deleted,
      sent: () => {
        this.#held.delete(client);
        this.#held.set(client, after);
        if (this.#held.size > mostClients) this.#held.delete(this.#held.keys().next().value!);
      },
    };
  }

  async #items(
    source: GeoFileSource,
    service: Service,
    scopes: readonly Scope[],
    now: number,
  ): Promise<readonly Item[]> {
    const items: Item[] = [];
    if (scopes.includes('Country') || scopes.includes('AS')) {
      const { countries, networks } = wholePlaces(source, now);
      if (scopes.includes('Country'))
        items.push(...countries.map((value) => ({ service, scope: 'Country' as const, value })));
      if (scopes.includes('AS'))
        items.push(...networks.map((value) => ({ service, scope: 'AS' as const, value: String(value) })));
    }
    if (scopes.includes('Range')) {
      let ranges = this.#ranges.get(source);
      if (!ranges || ranges.until <= now) {
        ranges = { until: laneMarks(source.lane, now).until, list: rangesOf(source, now) };
        this.#ranges.set(source, ranges);
      }
      for (const value of await ranges.list) items.push({ service, scope: 'Range', value });
    }
    return items;
  }
}

async function rangesOf(source: GeoFileSource, now: number): Promise<readonly string[]> {
  const { chunks } = await renderGeoFile('refused.txt', source, now);
  return Buffer.concat(chunks).toString().split('\n').slice(0, -1);
}

function first(value: string | readonly string[] | undefined): string {
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return first(value)
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => part !== '');
}

/** Services by origin (`belwacht-geo-ssh`), `web` without one; ranges for who names an origin. */
function wishOf(query: LapiRequest['query']): Wish | undefined {
  const scopes = [...listOf(query.scopes), ...listOf(query.scope)];
  const origins = listOf(query.origins);
  const named = geoServices.filter(
    (service): service is Service => service !== 'calls-out' && origins.includes(`${origin}-${service}`),
  );
  if (origins.length > 0 && named.length === 0) return undefined;
  const type = first(query.type).toLowerCase();
  if (type !== '' && type !== 'ban') return undefined;
  const wanted: Scope[] = [];
  if (named.length > 0 && (scopes.length === 0 || scopes.includes('range'))) wanted.push('Range');
  if (scopes.includes('country')) wanted.push('Country');
  if (scopes.includes('as')) wanted.push('AS');
  if (wanted.length === 0) return undefined;
  const services: readonly Service[] = named.length > 0 ? named : ['web'];
  const containing = listOf(query.scenarios_containing);
  const without = listOf(query.scenarios_not_containing);
  const kept = services.filter((service) => {
    const scenario = `${origin.replace('-', '/')}-${service}`;
    return (
      (containing.length === 0 || containing.some((part) => scenario.includes(part))) &&
      !without.some((part) => scenario.includes(part))
    );
  });
  return kept.length === 0 ? undefined : { services: kept, scopes: wanted };
}

/** All that there is of a scope with few values. */
function* possible({ services, scopes }: Wish): Generator<string> {
  if (!scopes.includes('Country')) return;
  for (const service of services) for (const value of countries) yield keyOf({ service, scope: 'Country', value });
}

function keyOf({ service, scope, value }: Item): string {
  return `${service} ${scope} ${value}`;
}

function write(key: string, durationMs: number): GeoLapiDecision {
  const [service, scope, value] = key.split(' ') as [Service, Scope, string];
  const uuid = derivedId('geo-decision', key);
  return {
    id: Number.parseInt(uuid.slice(0, 12), 16),
    uuid: [uuid.slice(0, 8), uuid.slice(8, 12), uuid.slice(12, 16), uuid.slice(16, 20), uuid.slice(20)].join('-'),
    origin: `${origin}-${service}`,
    type: 'ban',
    scope,
    value,
    duration: goDuration(durationMs),
    scenario: `belwacht/geo-${service}`,
  };
}
