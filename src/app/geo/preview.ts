import type { GeoTrafficPort, TrafficQuery } from '../../api/ports/geo.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoPreview } from '../../api/schema/geo.ts';
import type { GeoContext, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoBook, GeoScope, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { AttackAlert, TrafficAccount, TrafficPlace, TrafficSource } from '../../core/geo/records.ts';
import { type Address, readAddress } from '../../core/ip.ts';
import type { DestinationKind } from '../../core/phone/destination.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoLane } from '../../decide/geo/geo-lane.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import { LaneTimes } from './lane-times.ts';
import { stoppedAlerts } from './stopped-alerts.ts';

export interface PreviewParts {
  readonly before: GeoBook;
  readonly after: GeoBook;
  readonly scope: GeoScope;
  readonly traffic: Pick<GeoTrafficPort, 'sources' | 'accounts' | 'callsOut' | 'attackAlerts' | 'alertServices'>;
  readonly geo: Pick<GeoEnricher, 'find'>;
  /** ms UTC. */
  readonly now: number;
}

interface Tallies {
  good: number;
  failed: number;
  attack: number;
}
type Sums = Record<GeoVerdict, Tallies>;

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Of each list; totals tell the rest. */
const mostListed = 500;
/** Sources, and accounts at them, that are looked at for the sites they belong to. */
const mostBroken = 20_000;
const mostAccounts = 50_000;
const verdictOrder: readonly GeoVerdict[] = ['refuse', 'limit', 'watch', 'allow'];

/** What the difference between two books would have done to the traffic of the last `days`. */
export async function previewOf(days: number, parts: PreviewParts): Promise<GeoPreview> {
  const began = performance.now();
  const { scope, traffic, now } = parts;
  const from = Math.floor((now - days * dayMs) / dayMs) * dayMs;
  const query: TrafficQuery = { from, ...(scope.tenant && { tenant: scope.tenant }) };
  const looking = new Preview(parts);
  // Calls are looked at while the database adds up where the rest came from.
  const [{ items, total }] = await Promise.all([
    traffic.attackAlerts(query),
    traffic.sources(query, (rows) => looking.sources(rows)),
    traffic.callsOut(query, (rows) => {
      for (const row of rows) looking.call(row);
    }),
  ]);
  const accounts = await traffic.accounts(looking.broken, from, mostAccounts);
  const stopped = await looking.stopped(items);
  return {
    ...{ days, from: iso(from), events: looking.events, hits: looking.hits, ...looking.lists() },
    broken: accounts
      .slice(0, mostListed)
      .map(({ tenant, service, account, siteName: site, address, good, lastSeen }) => {
        const { country, asName } = parts.geo.find(address);
        return {
          ...{ tenant, service, account, site, address, country, asName },
          ...{ verdict: 'refuse', good, lastSeen: iso(lastSeen) },
        };
      }),
    brokenTotal: looking.brokenAccounts,
    brokenSites: sitesOf(accounts).slice(0, mostListed),
    stopped: stopped.slice(0, mostListed).map(({ id, at, ...rest }) => ({ alert: id, at: iso(at), ...rest })),
    stoppedTotal: stopped.length,
    alertsTotal: total,
    tookMs: Math.round(performance.now() - began),
  };
}

/** Addresses whose place is remembered: attackers go past many customers. */
const mostPlaces = 200_000;

/** What is asked about a customer's service: once where time changes nothing, else by the hour. */
interface Asked {
  readonly context: GeoContext;
  /** Undefined where time may change an answer. */
  readonly lanes: { readonly before: GeoLane; readonly after: GeoLane } | undefined;
  readonly sums: { refused: Tallies; limited: Tallies; accounts: number };
}

/** Sums up row by row: each is a source that is judged once (or once an hour of the day, where hours matter). */
class Preview {
  readonly hits: Sums = emptySums();
  /** Attempts looked at. */
  events = 0;
  /** Sources that worked and would be refused. */
  readonly broken: TrafficPlace[] = [];
  brokenAccounts = 0;
  readonly #parts: PreviewParts;
  readonly #before: LaneTimes;
  readonly #after: LaneTimes;
  readonly #countries = new Map<string, Sums>();
  readonly #calls = new Map<string, GeoPreview['calls'][number]>();
  readonly #asked = new Map<string, Map<string, Asked>>();
  readonly #places = new Map<string, { readonly place: GeoPlace; readonly address: Address | undefined }>();

  constructor(parts: PreviewParts) {
    this.#parts = parts;
    this.#before = new LaneTimes(new GeoJudge(parts.before));
    this.#after = new LaneTimes(new GeoJudge(parts.after));
  }

  sources(rows: readonly TrafficSource[]): void {
    for (const row of rows) {
      this.events += row.good + row.failed + row.other;
      const asked = this.#asking(row);
      const { place, address } = row.address === '' ? { place: row, address: undefined } : this.#placeOf(row.address);
      if (asked.lanes) {
        const { verdict } = asked.lanes.after.verdictOf(place, address);
        if (verdict !== asked.lanes.before.verdictOf(place, address).verdict) this.#count(row, asked, verdict, 1);
        continue;
      }
      const shares = this.#shares(row, asked.context, place, address);
      for (const verdict of verdictOrder) if (shares[verdict] > 0) this.#count(row, asked, verdict, shares[verdict]);
    }
  }

  /** Share of a source's attempts that get each verdict and got another, by the hours in which it came. */
  #shares(row: TrafficSource, context: GeoContext, place: GeoPlace, address: Address | undefined) {
    const shares = { refuse: 0, limit: 0, watch: 0, allow: 0 };
    const day = Math.floor(row.lastSeen / dayMs) * dayMs;
    const hours = Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => (row.hours >> hour) & 1);
    const times = hours.length > 0 ? hours.map((hour) => day + hour * hourMs + hourMs / 2) : [row.lastSeen];
    for (const time of times) {
      const { verdict } = this.#after.at(context, time).verdictOf(place, address);
      if (verdict !== this.#before.at(context, time).verdictOf(place, address).verdict)
        shares[verdict] += 1 / times.length;
    }
    return shares;
  }

  #asking(row: TrafficSource): Asked {
    let services = this.#asked.get(row.tenant);
    if (!services) {
      services = new Map();
      this.#asked.set(row.tenant, services);
    }
    let asked = services.get(row.service);
    if (!asked) {
      const context = this.#contextOf(row);
      const before = this.#before.at(context, row.lastSeen);
      const after = this.#after.at(context, row.lastSeen);
      const always = !Number.isFinite(after.until) && !Number.isFinite(before.until);
      asked = {
        ...{ context, lanes: always ? { before, after } : undefined },
        sums: { refused: empty(), limited: empty(), accounts: 0 },
      };
      services.set(row.service, asked);
    }
    return asked;
  }

  #placeOf(text: string) {
    let known = this.#places.get(text);
    if (!known) {
      known = { place: this.#parts.geo.find(text), address: readAddress(text) };
      if (this.#places.size < mostPlaces) this.#places.set(text, known);
    }
    return known;
  }

  #count(row: TrafficSource, { sums }: Asked, verdict: GeoVerdict, share: number): void {
    const bad = Math.round((row.failed + row.other) * share);
    // Nobody said that the others succeeded.
    const tallies = {
      good: Math.round(row.good * share),
      failed: row.attack ? 0 : bad,
      attack: row.attack ? bad : 0,
    };
    add(this.hits[verdict], tallies);
    let country = this.#countries.get(row.country);
    if (!country) {
      country = emptySums();
      this.#countries.set(row.country, country);
    }
    add(country[verdict], tallies);
    if (verdict !== 'refuse' && verdict !== 'limit') return;
    add(verdict === 'refuse' ? sums.refused : sums.limited, tallies);
    if (verdict !== 'refuse' || row.good === 0) return;
    sums.accounts += row.accounts;
    this.brokenAccounts += row.accounts;
    if (row.address !== '' && this.broken.length < mostBroken) this.broken.push(row);
  }

  call({
    tenant,
    country,
    kind,
    number,
    calls,
    cost,
    at,
  }: Parameters<Parameters<GeoTrafficPort['callsOut']>[1]>[0][number]): void {
    const destination = { country, kind: kind as DestinationKind, number, dialledKind: 'international' as const };
    const context = this.#contextOf({ tenant, service: 'calls-out' });
    const refused =
      this.#after.at(context, at).numberVerdict(destination).verdict === 'refuse' &&
      this.#before.at(context, at).numberVerdict(destination).verdict !== 'refuse';
    if (!refused) return;
    const key = `${tenant}\n${country}\n${kind}`;
    let sum = this.#calls.get(key);
    if (!sum) {
      sum = { tenant, country, kind, calls: 0, costEur: 0, refused: 0 };
      this.#calls.set(key, sum);
    }
    sum.calls += calls;
    sum.refused += calls;
    sum.costEur += cost / microPerEuro;
  }

  /** Alerts whose source would have been refused from its first packet and was not. */
  stopped(alerts: readonly AttackAlert[]): Promise<readonly AttackAlert[]> {
    const { geo, traffic } = this.#parts;
    return stoppedAlerts(alerts, {
      ...{ before: this.#before, after: this.#after, geo },
      contextOf: (who) => this.#contextOf(who),
      services: (ids) => traffic.alertServices(ids),
    });
  }

  lists(): Pick<GeoPreview, 'customers' | 'countries' | 'calls'> {
    const weight = ({ good, failed, attack }: Tallies) => good * 1e9 + failed + attack;
    return {
      customers: [...this.#asked.values()]
        .flatMap((services) => [...services.values()])
        .map(({ context: { tenant, service }, sums }) => ({ tenant, service, ...sums }))
        .filter(({ refused, limited }) => weight(refused) + weight(limited) > 0)
        .sort(
          (a, b) => weight(b.refused) - weight(a.refused) || (a.tenant < b.tenant ? -1 : Number(a.tenant > b.tenant)),
        )
        .slice(0, mostListed),
      countries: [...this.#countries]
        .flatMap(([country, sums]) => verdictOrder.map((verdict) => ({ country, verdict, ...sums[verdict] })))
        .filter(({ good, failed, attack }) => good + failed + attack > 0)
        .sort((a, b) => weight(b) - weight(a)),
      calls: [...this.#calls.values()].sort((a, b) => b.costEur - a.costEur).slice(0, mostListed),
    };
  }

  #contextOf({ tenant, service }: Pick<GeoContext, 'tenant' | 'service'>): GeoContext {
    const { scope } = this.#parts;
    const own = tenant === scope.tenant;
    return { tenant, service, site: own ? scope.site : '', asset: own ? scope.asset : '' };
  }
}

/** Sites that the accounts belong to, most accounts first. */
function sitesOf(accounts: readonly TrafficAccount[]): GeoPreview['brokenSites'] {
  const of = Map.groupBy(
    accounts.filter(({ site }) => site !== ''),
    ({ tenant, site }) => `${tenant}\n${site}`,
  );
  return [...of.values()]
    .map((there) => {
      const [{ tenant, site, siteName: name }] = there;
      return {
        ...{ tenant, site, name, accounts: new Set(there.map(({ account }) => account)).size },
        good: there.reduce((sum, { good }) => sum + good, 0),
        lastSeen: iso(Math.max(...there.map(({ lastSeen }) => lastSeen))),
      };
    })
    .sort((a, b) => b.accounts - a.accounts || (a.name < b.name ? -1 : 1));
}

function empty(): Tallies {
  return { good: 0, failed: 0, attack: 0 };
}

function emptySums(): Sums {
  return { refuse: empty(), limit: empty(), watch: empty(), allow: empty() };
}

function add(to: Tallies, { good, failed, attack }: Tallies): void {
  to.good += good;
  to.failed += failed;
  to.attack += attack;
}
