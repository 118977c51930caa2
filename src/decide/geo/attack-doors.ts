import type { GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoAttack, GeoBook, GeoScope, GeoService } from '../../core/geo/geo-policy.ts';
import type { RunningAlert } from '../../core/geo/recent.ts';
import type { Address } from '../../core/ip.ts';
import { GeoJudge } from './geo-judge.ts';
import { covers, isSomebody } from './scope.ts';

/** What a mode shuts together: the doors of telephony, or those of administration. */
export const attackDoors = { sip: ['registration', 'calls-in'], management: ['web', 'ssh', 'provisioning'] } as const;
export type AttackDoors = keyof typeof attackDoors;

/** Attempts of the last minutes from one address at one door. */
export interface HostileSource extends GeoPlace {
  readonly tenant: string;
  /** '' when not known. */
  readonly site: string;
  readonly asset: string;
  readonly service: GeoService;
  /** '' for many that were too many to keep apart. */
  readonly address: string;
  readonly hostile: number;
}

/** Which doors a service is one of; undefined for calls out. */
export function doorsOf(service: GeoService): AttackDoors | undefined {
  if (service === 'calls-out') return undefined;
  return service === 'registration' || service === 'calls-in' ? 'sip' : 'management';
}

/** Whom alerts may be about, the narrowest first and everybody last. `siteOf` says at which site an asset stands, '' for none. */
export function scopesOf(
  alerts: readonly Pick<RunningAlert, 'tenant' | 'asset'>[],
  siteOf: (tenant: string, asset: string) => string,
): readonly GeoScope[] {
  const everybody: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
  const [first] = alerts;
  if (!first || !isSomebody(first.tenant) || alerts.some(({ tenant }) => tenant !== first.tenant)) return [everybody];
  const { tenant } = first;
  const scopes: GeoScope[] = [];
  if (first.asset !== '' && alerts.every(({ asset }) => asset === first.asset))
    scopes.push({ level: 'asset', tenant, site: '', asset: first.asset });
  const sites = new Set(alerts.map(({ asset }) => (asset === '' ? '' : siteOf(tenant, asset))));
  const [site] = sites;
  if (sites.size === 1 && site) scopes.push({ level: 'site', tenant, site, asset: '' });
  return [...scopes, { level: 'customer', tenant, site: '', asset: '' }, everybody];
}

/** Hostile attempts at some doors of a scope that nothing refuses yet. */
export class HostileTally {
  total = 0;
  readonly byCountry = new Map<string, number>();
  readonly byService = new Map<GeoService, number>();
  readonly #judge: GeoJudge;
  readonly #scope: GeoScope;
  readonly #services: ReadonlySet<GeoService>;
  readonly #time: number;

  /** `time` in ms UTC. */
  constructor(judge: GeoJudge, scope: GeoScope, doors: AttackDoors, time: number) {
    this.#judge = judge;
    this.#scope = scope;
    this.#services = new Set<GeoService>(attackDoors[doors]);
    this.#time = time;
  }

  /** False when it counts for nothing here. */
  add(source: HostileSource, address: Address | undefined): boolean {
    const { hostile, service, country } = source;
    if (hostile === 0 || !this.#services.has(service) || !covers(this.#scope, source)) return false;
    if (verdictIn(this.#judge, source, address, this.#time) === 'refuse') return false;
    this.total += hostile;
    this.byCountry.set(country, (this.byCountry.get(country) ?? 0) + hostile);
    this.byService.set(service, (this.byService.get(service) ?? 0) + hostile);
    return true;
  }
}

/** What a mode would do to them. */
export class AttackEffect {
  refused = 0;
  /** Some of them were too many to keep apart: there are more addresses than are counted. */
  uncounted = false;
  readonly of: HostileTally;
  readonly #after: GeoJudge;
  readonly #worked: ReadonlySet<string>;
  readonly #time: number;
  readonly #addresses = new Set<string>();
  #known = 0;

  /** `book` with the addresses that worked; `of` counts what the effect is a share of. */
  constructor(book: GeoBook, attack: GeoAttack, of: HostileTally, time: number) {
    this.of = of;
    this.#after = new GeoJudge({ ...book, attacks: [...book.attacks, attack] });
    const own = ({ tenant }: { tenant: string }) => attack.scope.level === 'provider' || tenant === attack.scope.tenant;
    this.#worked = new Set(book.known.filter(own).map(({ address }) => address));
    this.#time = time;
  }

  /** Hostile addresses, and those among them that worked in the last 30 days. */
  get addresses(): number {
    return this.#addresses.size;
  }

  get known(): number {
    return this.#known;
  }

  /** Of the attempts, 0–1. */
  get share(): number {
    return this.of.total === 0 ? 0 : this.refused / this.of.total;
  }

  add(source: HostileSource, address: Address | undefined): void {
    if (!this.of.add(source, address)) return;
    if (verdictIn(this.#after, source, address, this.#time) === 'refuse') this.refused += source.hostile;
    if (source.address === '') this.uncounted = true;
    else if (!this.#addresses.has(source.address)) {
      this.#addresses.add(source.address);
      if (this.#worked.has(source.address)) this.#known++;
    }
  }
}

function verdictIn(judge: GeoJudge, source: HostileSource, address: Address | undefined, time: number): string {
  return judge.lane(source, time).verdictOf(source, address).verdict;
}
