import { createHash } from 'node:crypto';
import type { GeoCorrection } from '../../../core/geo/records.ts';
import { contains, formatCidr, readCidr } from '../../../core/ip.ts';
import { cidrLayer } from './cidr-layer.ts';
import { type Database, networkName } from './database.ts';
import { GeoDataError } from './geo-data-error.ts';
import { type Layer, mergeLayers } from './layers.ts';
import { appendNetworks, type NamedNetwork, packNetworks } from './network-list.ts';
import { indexed } from './tables.ts';

/**
 * The database with corrections laid over it, the narrower over the wider; of two for the same range the later counts. Throws
 * `GeoDataError` for one that does not read.
 */
export function correct(database: Database, corrections: readonly GeoCorrection[]): Database {
  if (corrections.length === 0) return database;
  const byRange = new Map<string, GeoCorrection>();
  for (const correction of corrections) byRange.set(formatCidr(rangeOf(correction)), correction);
  const all = [...byRange.values()];
  const countries = [...database.countries];
  const networks = new HostingNetworks(database);
  const tables = ([4, 6] as const).map((family) => {
    const { layer, sets } = cidrLayer(family, all.map(rangeOf));
    const said = sets.map((set) => effectOf(set.map((index) => all[index])));
    const indexes = said.map(({ country }) => {
      if (country === '') return -1;
      const known = countries.indexOf(country);
      return known < 0 ? countries.push(country) - 1 : known;
    });
    const [country, network] =
      family === 4 ? [database.countryV4, database.networkV4] : [database.countryV6, database.networkV6];
    return {
      country: indexes.some((index) => index >= 0)
        ? over(family, country, layer, (value, set) => (indexes[set] < 0 ? value : indexes[set]))
        : country,
      network: said.some(({ hosting }) => hosting !== null)
        ? over(family, network, layer, (value, set) => networks.like(value, said[set].hosting))
        : network,
    };
  });
  const key = createHash('sha256')
    .update(JSON.stringify([...byRange]))
    .digest('hex')
    .slice(0, 16);
  return {
    ...database,
    ...networks.list(),
    countries,
    countryV4: indexed(tables[0].country),
    countryV6: tables[1].country,
    networkV4: indexed(tables[0].network),
    networkV6: tables[1].network,
    key: `${database.key}~${key}`,
  };
}

/** The narrowest correction that holds an address, given as canonical text; undefined for none. */
export function correctionFor(corrections: readonly GeoCorrection[], ip: string): GeoCorrection | undefined {
  const address = readCidr(ip);
  if (!address) return undefined;
  let narrowest: { readonly correction: GeoCorrection; readonly prefix: number } | undefined;
  for (const correction of corrections) {
    const range = rangeOf(correction);
    if (contains(range, address) && range.prefix >= (narrowest?.prefix ?? 0))
      narrowest = { correction, prefix: range.prefix };
  }
  return narrowest?.correction;
}

function rangeOf({ range, country }: GeoCorrection) {
  const cidr = readCidr(range);
  if (!cidr) throw new GeoDataError(`The correction for ${JSON.stringify(range)} is about no address and no range.`);
  if (!/^([A-Z]{2})?$/.test(country))
    throw new GeoDataError(`The correction for ${range} names no country: ${JSON.stringify(country)}.`);
  return cidr;
}

/** What corrections that hold the same address say together, given widest first. */
function effectOf(corrections: readonly GeoCorrection[]): Pick<GeoCorrection, 'country' | 'hosting'> {
  return corrections.reduce(
    (said, { country, hosting }) => ({ country: country || said.country, hosting: hosting ?? said.hosting }),
    { country: '', hosting: null as boolean | null },
  );
}

function over(family: 4 | 6, base: Layer, top: Layer, value: (below: number, set: number) => number): Layer {
  return mergeLayers(family, [base, top], (values) => (values[1] === 0 ? values[0] : value(values[0], values[1])));
}

/** Networks of which somebody says another thing in a range than in the rest: twins under an index of their own. */
class HostingNetworks {
  readonly #database: Database;
  readonly #twins = new Map<number, number>();
  readonly #added: NamedNetwork[] = [];
  readonly #flags: number[] = [];
  constructor(database: Database) {
    this.#database = database;
  }

  /** Index of a network like this one, hosting or not. */
  like(network: number, hosting: boolean | null): number {
    const { asNumbers, hosting: flags } = this.#database;
    if (hosting === null || (flags[network] === 1) === hosting) return network;
    const known = this.#twins.get(network);
    if (known !== undefined) return known;
    const index = asNumbers.length + this.#added.length;
    this.#added.push({ number: asNumbers[network], name: networkName(this.#database, network) });
    this.#flags.push(hosting ? 1 : 0);
    this.#twins.set(network, index);
    return index;
  }

  list() {
    if (this.#added.length === 0) return {};
    return appendNetworks(this.#database, { ...packNetworks(this.#added), hosting: Uint8Array.from(this.#flags) });
  }
}
