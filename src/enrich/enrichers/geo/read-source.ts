import { readAddress } from '../../../core/ip.ts';
import { measurePart } from './coverage.ts';
import { unquote } from './csv.ts';
import type { CountryTables, DatabasePart, NetworkTables } from './database.ts';
import { GeoDataError } from './geo-data-error.ts';
import type { Layer } from './layers.ts';
import { countryOf, networkOf } from './mmdb.ts';
import { readMmdb } from './mmdb-file.ts';
import { type NamedNetwork, packNetworks } from './network-list.ts';
import { flatten, type Ranges } from './ranges.ts';
import { withoutSpecial } from './special-addresses.ts';
import { indexed, packV4, packV6 } from './tables.ts';

/** What a file is about: countries (`start,end,NL`) or networks (`start,end,1136,KPN B.V.`). */
export type SourceKind = 'country' | 'network';

/** What was read of files: partitions whose values index `keys` (a country code; `number,name` of a network), the first ''. */
export interface SourceLayers {
  /** undefined when the files have no address of this family. */
  readonly v4: Layer | undefined;
  readonly v6: Layer | undefined;
  readonly keys: readonly string[];
  /** Lines that are none of the format, and all lines. */
  readonly skipped: number;
  readonly lines: number;
  /** When the data was made, ms, if the file says so; 0 otherwise. */
  readonly madeAt: number;
}

const lastV4 = 0xffffffff;
const lastV6 = (1n << 128n) - 1n;
const newline = 10;
const maxLine = 4096;

/**
 * Reads CSV files whose lines are first and last address, then what is known: both as text (192.0.2.0) or as decimal number,
 * IPv4 and IPv6 mixed or in files of their own. Lines that do not read are skipped and counted.
 */
export function readCsvSource(kind: SourceKind, files: readonly Buffer[]): SourceLayers {
  const keys = new KeyList();
  const v4: MutableRanges<number> = { starts: [], ends: [], values: [] };
  const v6: MutableRanges<bigint> = { starts: [], ends: [], values: [] };
  let skipped = 0;
  let lines = 0;
  for (const bytes of files) {
    for (let at = 0; at < bytes.length; ) {
      let end = bytes.indexOf(newline, at);
      if (end < 0) end = bytes.length;
      if (end - at > maxLine) throw new GeoDataError('The file has a line longer than any of an address list.');
      const line = bytes.toString('utf8', at, end).trim();
      at = end + 1;
      if (line === '' || line.startsWith('#')) continue;
      lines++;
      if (!readLine(kind, line, keys, v4, v6)) skipped++;
    }
  }
  const layerV4 = v4.starts.length === 0 ? undefined : packV4(flatten(v4, 0, lastV4, (at) => at + 1));
  const layerV6 = v6.starts.length === 0 ? undefined : packV6(flatten(v6, 0n, lastV6, (at) => at + 1n));
  return { v4: layerV4, v6: layerV6, keys: keys.all, skipped, lines, madeAt: 0 };
}

interface MutableRanges<P extends number | bigint> extends Ranges<P> {
  readonly starts: P[];
  readonly ends: P[];
  readonly values: number[];
}

function readLine(
  kind: SourceKind,
  line: string,
  keys: KeyList,
  v4: MutableRanges<number>,
  v6: MutableRanges<bigint>,
): boolean {
  const first = line.indexOf(',');
  const second = line.indexOf(',', first + 1);
  if (first < 1 || second < 0) return false;
  const from = readPosition(unquote(line.slice(0, first)));
  const to = readPosition(unquote(line.slice(first + 1, second)));
  if (!from || !to || from.family !== to.family || from.bits > to.bits) return false;
  const key = keyOf(kind, line.slice(second + 1));
  if (key === undefined) return false;
  const ranges = from.family === 4 ? v4 : v6;
  const position = (bits: bigint) => (from.family === 4 ? Number(bits) : bits) as never;
  ranges.starts.push(position(from.bits));
  ranges.ends.push(position(to.bits));
  ranges.values.push(keys.indexOf(key));
  return true;
}

/** An address as text or as a decimal number: below 2³² it is IPv4, since nothing of IPv6 is routed there. */
function readPosition(text: string): { readonly family: 4 | 6; readonly bits: bigint } | undefined {
  if (!/^\d{1,39}$/.test(text)) return readAddress(text);
  const bits = BigInt(text);
  if (bits > lastV6) return undefined;
  return { family: bits <= BigInt(lastV4) ? 4 : 6, bits };
}

function keyOf(kind: SourceKind, rest: string): string | undefined {
  if (kind === 'country') {
    const code = unquote(rest.split(',', 1)[0]);
    // ZZ is what registries call nowhere.
    if (!/^([A-Z]{2})?$/.test(code)) return undefined;
    return code === 'ZZ' ? '' : code;
  }
  const comma = rest.indexOf(',');
  const digits = unquote(comma < 0 ? rest : rest.slice(0, comma)).replace(/^AS/i, '');
  if (!/^\d{1,10}$/.test(digits) || Number(digits) > lastV4) return undefined;
  if (Number(digits) === 0) return '';
  return `${Number(digits)},${comma < 0 ? '' : unquote(rest.slice(comma + 1))}`;
}

/** Reads a database in MaxMind's format. Throws `GeoDataError` when it is none. */
export function readMmdbSource(kind: SourceKind, file: Buffer): SourceLayers {
  const keys = new KeyList();
  let records = 0;
  let understood = 0;
  try {
    const { v4, v6, madeAt } = readMmdb(file, (record) => {
      records++;
      const { number, name } = kind === 'network' ? networkOf(record) : { number: 0, name: '' };
      const key = kind === 'country' ? countryOf(record) : number === 0 ? '' : `${number},${name}`;
      if (key !== '') understood++;
      return keys.indexOf(key);
    });
    if (understood === 0) throw new RangeError(`none of its ${records} records tells a ${kind}`);
    return { v4: orNone(v4), v6: orNone(v6), keys: keys.all, skipped: 0, lines: records, madeAt };
  } catch (cause) {
    throw new GeoDataError(`not a MaxMind database of use: ${(cause as Error).message}`, { cause });
  }
}

function orNone(layer: Layer): Layer | undefined {
  return layer.values.length === 1 && layer.values[0] === 0 ? undefined : layer;
}

class KeyList {
  readonly all: string[] = [''];
  readonly #known = new Map<string, number>([['', 0]]);
  indexOf(key: string): number {
    const index = this.#known.get(key) ?? this.all.push(key) - 1;
    this.#known.set(key, index);
    return index;
  }
}

type PartOrigin = Pick<DatabasePart, 'origin' | 'key' | 'madeAt'>;

/** A layer that says nothing of any address. */
export function emptyLayer(family: 4 | 6): Layer {
  return { starts: new Uint32Array(family === 4 ? 1 : 4), values: new Uint32Array(1) };
}

/** Tables of countries; `announced` is what coverage is measured against. */
export function countryTables(
  source: SourceLayers,
  origin: PartOrigin,
  announced: { readonly v4: Layer; readonly v6: Layer },
): CountryTables & { readonly part: DatabasePart } {
  const v4 = withoutSpecial(4, source.v4 ?? emptyLayer(4));
  const v6 = withoutSpecial(6, source.v6 ?? emptyLayer(6));
  const part = measurePart({ name: 'country', ...origin }, { v4, v6 }, announced);
  return { countryV4: indexed(v4), countryV6: v6, countries: source.keys, part };
}

/** Tables of networks. */
export function networkTables(
  source: SourceLayers,
  origin: PartOrigin,
): NetworkTables & { readonly part: DatabasePart } {
  const v4 = withoutSpecial(4, source.v4 ?? emptyLayer(4));
  const v6 = withoutSpecial(6, source.v6 ?? emptyLayer(6));
  const part = measurePart({ name: 'network', ...origin }, { v4, v6 }, { v4, v6 });
  return { networkV4: indexed(v4), networkV6: v6, ...packNetworks(source.keys.map(readNetwork)), part };
}

/** A network as a key of `SourceLayers` names it: `number,name`. */
export function readNetwork(key: string): NamedNetwork {
  const comma = key.indexOf(',');
  return comma < 0 ? { number: 0, name: '' } : { number: Number(key.slice(0, comma)), name: key.slice(comma + 1) };
}
