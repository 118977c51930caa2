import type { GeoTrafficPort } from '../../api/ports/geo.ts';
import type { GeoContext, GeoPlace } from '../../core/geo/geo-answer.ts';
import type { GeoBook, GeoService } from '../../core/geo/geo-policy.ts';
import type { FailedAccount, TrafficAccount, TrafficPlace, TrafficSource } from '../../core/geo/records.ts';
import { readAddress } from '../../core/ip.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { type PlaceBelow, placesBelow } from '../../decide/geo/places-below.ts';
import type { RefusedGood, ReviewCount, ReviewInput } from '../../decide/geo/review-input.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import { isSpecial } from '../../enrich/enrichers/geo/special-addresses.ts';
import { LaneTimes } from './lane-times.ts';

export interface FindingsParts {
  readonly book: GeoBook;
  readonly traffic: Pick<GeoTrafficPort, 'sources' | 'accounts' | 'failedAccounts' | 'services' | 'hits' | 'since'>;
  readonly geo: Pick<GeoEnricher, 'find'>;
  /** ms UTC. */
  readonly now: number;
}

/** What the stored traffic says to a review. */
export type Findings = Pick<ReviewInput, 'counts' | 'refused' | 'packets'> &
  Pick<ReviewInput['facts'], 'countedDays' | 'keptDays' | 'sources' | 'located'>;

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Good traffic of longer ago says nothing of today. */
const mostDays = 90;
/** Refused places whose accounts are looked up: those that worked, and the newest of those that failed. */
const mostWorked = 20_000;
const mostTried = 2_000;
const mostAccounts = 20_000;

/** Looks through the stored traffic of at most 90 days. Modes under attack are of the moment and count as nothing. */
export async function reviewFindings({ book, traffic, geo, now }: FindingsParts): Promise<Findings> {
  const since = await traffic.since();
  const [countedFrom, keptFrom] = [since.hour, since.day].map((first) =>
    Math.max(now - mostDays * dayMs, first ?? now),
  );
  const looking = new Looking(book, geo, now);
  await traffic.sources({ from: keptFrom }, (rows) => {
    for (const row of rows) looking.source(row);
  });
  const [worked, tried, good, hits] = await Promise.all([
    traffic.accounts(looking.worked, keptFrom, mostAccounts),
    traffic.failedAccounts(looking.newestTried(), keptFrom, mostAccounts),
    traffic.services({ from: countedFrom }),
    traffic.hits({ from: keptFrom }),
  ]);
  for (const row of good) looking.countOf(row).good += row.good;
  return {
    counts: looking.counts,
    refused: looking.refused(worked, tried),
    packets: hits.map(({ country, refused }) => ({ country, packets: refused })),
    ...{ countedDays: daysSince(countedFrom, now), keptDays: daysSince(keptFrom, now) },
    ...{ sources: looking.sources, located: looking.located },
  };
}

function daysSince(from: number, now: number): number {
  return Math.min(mostDays, Math.max(1, Math.ceil((now - from) / dayMs)));
}

type Where = Pick<GeoContext, 'tenant' | 'service'>;
type Count = { -readonly [K in keyof ReviewCount]: ReviewCount[K] };

class Looking {
  sources = 0;
  located = 0;
  readonly worked: TrafficPlace[] = [];
  readonly #tried: (TrafficPlace & { readonly lastSeen: number })[] = [];
  readonly #counts = new Map<string, Count>();
  readonly #lanes: LaneTimes;
  readonly #below: (tenant: string) => readonly PlaceBelow[];
  readonly #geo: FindingsParts['geo'];
  readonly #now: number;

  constructor(book: GeoBook, geo: FindingsParts['geo'], now: number) {
    const standing = { ...book, attacks: [], known: [] };
    this.#lanes = new LaneTimes(new GeoJudge(standing));
    this.#below = placesBelow(standing);
    this.#geo = geo;
    this.#now = now;
  }

  get counts(): readonly ReviewCount[] {
    return [...this.#counts.values()];
  }

  countOf({ tenant, country, service }: Pick<ReviewCount, 'tenant' | 'country' | 'service'>): Count {
    const key = `${tenant}\n${country}\n${service}`;
    let count = this.#counts.get(key);
    if (!count) {
      count = { tenant, country, service, good: 0, hostile: 0 };
      this.#counts.set(key, count);
    }
    return count;
  }

  source(row: TrafficSource): void {
    const { tenant, service, address, good, failed, other, attack, lastSeen } = row;
    this.countOf(row).hostile += attack ? failed + other : failed;
    if (address === '') return;
    if (!isSpecial(address)) {
      this.sources++;
      // The data may have come to know it since.
      if (row.country !== '' || this.#geo.find(address).country !== '') this.located++;
    }
    if (service === 'calls-out' || (good === 0 && (failed === 0 || attack))) return;
    const everywhere = [{ site: '', asset: '' }, ...this.#below(tenant)];
    if (!everywhere.some((where) => this.#refuses(row, address, where, lastSeen))) return;
    if (good > 0 && this.worked.length < mostWorked) this.worked.push({ tenant, service, address });
    if (failed > 0 && !attack) this.#tried.push({ tenant, service, address, lastSeen });
  }

  newestTried(): readonly TrafficPlace[] {
    return this.#tried.sort((a, b) => b.lastSeen - a.lastSeen).slice(0, mostTried);
  }

  /** By customer and country, accounts that are surely refused where they worked, or tried to. */
  refused(worked: readonly TrafficAccount[], tried: readonly FailedAccount[]): readonly RefusedGood[] {
    const found = new Map<string, { -readonly [K in keyof RefusedGood]: RefusedGood[K] }>();
    const add = (kind: 'worked' | 'tried', account: TrafficAccount | FailedAccount) => {
      if (!this.#surelyRefused(account)) return;
      const { tenant, country, lastSeen } = account;
      const key = `${tenant}\n${country}`;
      const one = found.get(key) ?? { tenant, country, worked: [], tried: [], lastWorked: 0, lastTried: 0 };
      found.set(key, one);
      if (one[kind].includes(account.account)) return;
      one[kind] = [...one[kind], account.account];
      if (kind === 'worked') one.lastWorked = Math.max(one.lastWorked, lastSeen);
      else one.lastTried = Math.max(one.lastTried, lastSeen);
    };
    for (const account of worked) add('worked', account);
    for (const account of tried) add('tried', account);
    return [...found.values()];
  }

  /** Wherever it may be: what is not known of its site and asset may be any that a policy is about. */
  #surelyRefused(account: TrafficAccount | FailedAccount): boolean {
    const { tenant, address, site, asset, lastSeen } = account;
    const place = this.#geo.find(address);
    const unknown = this.#below(tenant).filter((where) => (where.site === '' ? asset === '' : site === ''));
    return [{ site, asset }, ...unknown.map((where) => ({ site, asset, ...given(where) }))].every((where) =>
      this.#refuses({ ...place, tenant, service: account.service }, address, where, lastSeen),
    );
  }

  /** At the same hour of the week as it came, in the week before and in the week to come: what only now begins or ends decides nothing. */
  #refuses(
    { tenant, service, ...place }: Where & GeoPlace,
    text: string,
    where: PlaceBelow,
    lastSeen: number,
  ): boolean {
    const address = readAddress(text);
    const ago = (((this.#now - lastSeen) % weekMs) + weekMs) % weekMs;
    return [this.#now - ago, this.#now - ago + weekMs].every((time) => {
      const lane = this.#lanes.at({ tenant, service: service as GeoService, ...where }, time);
      return lane.verdictOf(place, address).verdict === 'refuse';
    });
  }
}

/** What of a place is said. */
function given({ site, asset }: PlaceBelow): Partial<PlaceBelow> {
  return { ...(site !== '' && { site }), ...(asset !== '' && { asset }) };
}
