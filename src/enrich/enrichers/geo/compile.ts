import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decimalV4, decimalV6, readRanges, unquote } from './csv.ts';
import type { Database } from './database.ts';
import { isHosting } from './hosting.ts';
import { type Layer, mergeLayers } from './layers.ts';
import { flatten } from './ranges.ts';
import { specialLayer } from './special-addresses.ts';
import { indexed, packV4, packV6, type TableV4, type TableV6 } from './tables.ts';

/** Longest organisation name kept, in characters. */
const maxName = 100;
/** A name goes into logs and tables: no control characters. */
const controls = /[\u0000-\u001f\u007f]/g;
const lastV4 = 0xffffffff;
const lastV6 = (1n << 128n) - 1n;

/** Where the packaged CSV files are. */
export interface PackagedFiles {
  readonly countryFolder: string;
  readonly networkFolder: string;
  readonly madeAt: number;
  /** Says which version of the data it is. */
  readonly key: string;
}

/** Builds the database from the packaged CSV files: about a second, done once per version of the packages. */
export function compile(files: PackagedFiles): Database {
  const countries = new Map<string, number>([['', 0]]);
  const countryOf = (text: string) => {
    const code = unquote(text);
    return /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? indexOf(countries, code) : 0;
  };
  const networks = new Map<string, number>([['0,', 0]]);
  const networkOf = (text: string) => indexOf(networks, text);
  const country = (family: number) =>
    readFileSync(join(files.countryFolder, `geo-whois-asn-country-ipv${family}-num.csv`));
  const network = (family: number) => readFileSync(join(files.networkFolder, `asn-ipv${family}-num.csv`));

  const countryV4 = tableV4(country(4), countryOf);
  const countryV6 = tableV6(country(6), countryOf);
  const networkV4 = tableV4(network(4), networkOf);
  const networkV6 = tableV6(network(6), networkOf);
  return {
    countryV4,
    countryV6,
    networkV4,
    networkV6,
    countries: [...countries.keys()],
    ...packNetworks([...networks.keys()]),
    madeAt: files.madeAt,
    key: files.key,
  };
}

function indexOf(known: Map<string, number>, key: string): number {
  const index = known.get(key);
  if (index !== undefined) return index;
  known.set(key, known.size);
  return known.size - 1;
}

function tableV4(bytes: Buffer, value: (text: string) => number): TableV4 {
  const all = packV4(flatten(readRanges(bytes, decimalV4, value), 0, lastV4, (at) => at + 1));
  return indexed(withoutSpecial(4, all));
}

function tableV6(bytes: Buffer, value: (text: string) => number): TableV6 {
  return withoutSpecial(6, packV6(flatten(readRanges(bytes, decimalV6, value), 0n, lastV6, (at) => at + 1n)));
}

/** Registries' files do list some private and documentation ranges: nothing is known about those, whatever a file says. */
function withoutSpecial(family: 4 | 6, layer: Layer): Layer {
  return mergeLayers(family, [layer, specialLayer(family)], (values) => (values[1] === 1 ? 0 : values[0]));
}

/** Each key is `number,name` as it stands in the CSV. */
function packNetworks(keys: readonly string[]): Pick<Database, 'asNumbers' | 'nameBytes' | 'nameEnds' | 'hosting'> {
  const asNumbers = new Uint32Array(keys.length);
  const hosting = new Uint8Array(keys.length);
  const nameEnds = new Uint32Array(keys.length);
  const names: Buffer[] = [];
  let end = 0;
  keys.forEach((key, index) => {
    const comma = key.indexOf(',');
    asNumbers[index] = Number(comma < 0 ? key : key.slice(0, comma));
    const name = unquote(key.slice(comma + 1)).replace(controls, ' ');
    const kept = [...name.trim()].slice(0, maxName).join('');
    const bytes = Buffer.from(kept);
    hosting[index] = isHosting(asNumbers[index], kept) ? 1 : 0;
    names.push(bytes);
    end += bytes.length;
    nameEnds[index] = end;
  });
  return { asNumbers, nameBytes: Buffer.concat(names), nameEnds, hosting };
}
