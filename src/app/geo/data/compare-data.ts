import { formatAddress } from '../../../core/ip.ts';
import { eachRun } from '../../../enrich/enrichers/geo/coverage.ts';
import type { Database } from '../../../enrich/enrichers/geo/database.ts';
import { type Layer, mergeLayers } from '../../../enrich/enrichers/geo/layers.ts';
import { Places } from '../../../enrich/enrichers/geo/places.ts';

/** What is another thing than before, of the addresses about which something was known. */
export interface Difference {
  /** Share of the IPv4 addresses, and of the runs of IPv6 addresses: those are of too unequal size to be weighed. 0–1. */
  readonly share4: number;
  readonly share6: number;
  /** First addresses of the largest runs that changed, with what was and what would be said. */
  readonly samples: readonly { readonly address: string; readonly before: string; readonly after: string }[];
}

const maxSamples = 10;
/** Values of the merged layer. */
const unknown = 0;
const same = 1;
const other = 2;

/** Compares two sets of data by country or by number of the network. What becomes unknown has changed. */
export function compareData(kind: 'country' | 'network', before: Database, after: Database): Difference {
  const v4 = compareLayers(kind, 4, before, after);
  const v6 = compareLayers(kind, 6, before, after);
  const [then, now] = [before, after].map((database) => new Places(database, 1000));
  const say = (places: Places, address: string) => {
    const { country, asNumber } = places.find(address);
    return kind === 'country' ? country : asNumber === 0 ? '' : `AS${asNumber}`;
  };
  const samples = [...v4.largest, ...v6.largest].map((address) => ({
    address,
    before: say(then, address),
    after: say(now, address),
  }));
  return { share4: v4.share, share6: v6.rowShare, samples };
}

function compareLayers(kind: 'country' | 'network', family: 4 | 6, before: Database, after: Database) {
  // Values of either side as numbers that mean the same in both; 0 is unknown in both.
  const [meaningBefore, meaningAfter] = meanings(kind, before, after);
  let rowsKnown = 0;
  let rowsChanged = 0;
  const layers = [layerOf(kind, family, before), layerOf(kind, family, after)];
  const merged = mergeLayers(family, layers, (values) => {
    const was = meaningBefore[values[0]];
    if (was === 0) return unknown;
    rowsKnown++;
    if (was === meaningAfter[values[1]]) return same;
    rowsChanged++;
    return other;
  });
  let known = 0;
  let changed = 0;
  let row = 0;
  const runs: { row: number; size: number }[] = [];
  eachRun(family, merged, (value, size) => {
    if (value !== unknown) known += size;
    if (value === other) {
      changed += size;
      runs.push({ row, size });
    }
    row++;
  });
  const largest = runs
    .sort((a, b) => b.size - a.size)
    .slice(0, maxSamples)
    .map((run) => addressAt(family, merged, run.row));
  return {
    share: known === 0 ? 0 : changed / known,
    rowShare: rowsKnown === 0 ? 0 : rowsChanged / rowsKnown,
    largest,
  };
}

function layerOf(kind: 'country' | 'network', family: 4 | 6, database: Database): Layer {
  if (kind === 'country') return family === 4 ? database.countryV4 : database.countryV6;
  return family === 4 ? database.networkV4 : database.networkV6;
}

function meanings(kind: 'country' | 'network', before: Database, after: Database): readonly [Uint32Array, Uint32Array] {
  if (kind === 'network') return [before.asNumbers, after.asNumbers];
  const numbers = new Map<string, number>([['', 0]]);
  const of = ({ countries }: Database) =>
    Uint32Array.from(countries, (code) => {
      const number = numbers.get(code) ?? numbers.size;
      numbers.set(code, number);
      return number;
    });
  return [of(before), of(after)];
}

function addressAt(family: 4 | 6, { starts }: Layer, row: number): string {
  const lanes = family === 4 ? 1 : 4;
  let bits = 0n;
  for (let lane = 0; lane < lanes; lane++) bits = (bits << 32n) | BigInt(starts[row * lanes + lane]);
  return formatAddress({ family, bits });
}
