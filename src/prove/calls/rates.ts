import { allDestinations, type DestinationKind, destinationOf } from '../../core/phone/destination.ts';
import { estimatedRate } from '../../core/rates/estimates.ts';
import { microPerEuro, type Rate } from '../../core/rates/rate.ts';
import { elsewhereAll } from './countries.ts';
import { fill, prefixesOf } from './numbers.ts';
import type { Random } from './random.ts';

/** One line of rates.csv. */
export interface RateRow {
  readonly prefix: string;
  readonly name: string;
  readonly rate: Rate;
}

/** What calls cost in a simulation, and where a carrier has dear ranges inside cheap countries: those are what is sold to fraudsters. */
export interface SimRates {
  readonly rows: readonly RateRow[];
  /** Dear prefixes by country. */
  readonly dear: ReadonlyMap<string, readonly string[]>;
  /** The rate of E.164 digits. */
  find(e164: string): Rate;
}

const home: Readonly<Partial<Record<DestinationKind, readonly [number, number]>>> = {
  fixed: [0.6, 1.8],
  mobile: [2, 6],
  premium: [35, 95],
  'shared-cost': [10, 20],
};

/** A price list as a carrier might have it, drawn around the orders of magnitude that core knows. */
export function makeRates(random: Random): SimRates {
  const perCountry = new Map<string, number>();
  const rows = new Map<string, RateRow>();
  const steps = random.weighted(['second', 'mixed', 'minute'], (one) =>
    one === 'second' ? 3 : one === 'mixed' ? 2 : 1,
  );
  const setup = random.chance(0.5) ? 0 : random.pick([20_000, 35_000, 50_000, 90_000]);
  const put = (prefix: string, name: string, cents: number, dear: boolean) => {
    const minutes = steps === 'minute' || (steps === 'mixed' && (dear || random.chance(0.15)));
    const [minimum, increment] = minutes ? [60, 60] : steps === 'mixed' && random.chance(0.1) ? [30, 6] : [0, 1];
    const perMinute = Math.round(cents * 100) * 100;
    rows.set(prefix, { prefix, name, rate: { perMinute, setup, minimum, increment, estimate: false } });
  };
  for (const { country, kind, prefix } of allDestinations()) {
    const own = country === 'NL' ? home[kind] : undefined;
    let factor = perCountry.get(country);
    if (factor === undefined) {
      factor = random.logNormal(0.75, 0.35);
      perCountry.set(country, factor);
    }
    const usual = estimatedRate(destinationOf(prefix)).perMinute / 10_000;
    const cents = own ? random.between(...own) : usual * factor * random.between(0.85, 1.15);
    put(prefix, `${country || 'World'} ${kind}`, usual === 0 ? 0 : Math.max(0.3, cents), usual >= 50);
  }
  const dear = new Map<string, readonly string[]>();
  for (const country of elsewhereAll) {
    const ranges: string[] = [];
    for (let i = random.int(2, 5); i > 0; i--) {
      const known = [...prefixesOf(country, 'mobile'), ...prefixesOf(country, 'fixed')];
      const base = known.length > 0 ? random.pick(known) : '';
      if (base === '') continue;
      const prefix = fill(random, base, base.length + 2);
      put(prefix, `${country} special services`, random.between(30, 140), true);
      ranges.push(prefix);
    }
    dear.set(country, ranges);
  }
  const longest = Math.max(...[...rows.keys()].map((prefix) => prefix.length));
  const nothing = estimatedRate(destinationOf(''));
  return {
    rows: [...rows.values()].sort((a, b) => (a.prefix < b.prefix ? -1 : 1)),
    dear,
    find(e164) {
      for (let length = Math.min(longest, e164.length); length > 0; length--) {
        const row = rows.get(e164.slice(0, length));
        if (row) return row.rate;
      }
      return nothing;
    },
  };
}

/** rates.csv as the offline replay reads it. */
export function* ratesFile(rates: SimRates): Generator<string> {
  yield 'prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n';
  for (const { prefix, name, rate } of rates.rows) {
    const euro = (micro: number) => (micro / microPerEuro).toFixed(4);
    yield `${prefix},${name},${euro(rate.perMinute)},${euro(rate.setup)},${rate.minimum},${rate.increment}\n`;
  }
}
