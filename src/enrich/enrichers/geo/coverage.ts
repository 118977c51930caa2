import { readCidr } from '../../../core/ip.ts';
import { cidrLayer } from './cidr-layer.ts';
import type { DatabasePart } from './database.ts';
import { type Layer, mergeLayers } from './layers.ts';

/** Tells each run of a layer with how many addresses it has (IPv6: in 2⁶⁴ addresses, the size of one local network). */
export function eachRun(family: 4 | 6, { starts, values }: Layer, tell: (value: number, size: number) => void): void {
  const at = (row: number): number => {
    if (row === values.length) return 2 ** (family === 4 ? 32 : 64);
    if (family === 4) return starts[row];
    const low = starts[4 * row + 2] / 2 ** 32 + starts[4 * row + 3] / 2 ** 64;
    return starts[4 * row] * 2 ** 32 + starts[4 * row + 1] + low;
  };
  for (let row = 0; row < values.length; row++) tell(values[row], at(row + 1) - at(row));
}

/** 6to4 and Teredo hold IPv4 addresses of anywhere: announced as a whole, and of no country. */
const nowhere = cidrLayer(6, [readCidr('2002::/16')!, readCidr('2001::/32')!]).layer;

/** Share of the addresses of which `asked` says something about which `known` does too, 0–1; 0 when `asked` says nothing. */
export function share(family: 4 | 6, known: Layer, asked: Layer): number {
  const layers = family === 4 ? [known, asked] : [known, asked, nowhere];
  const both = mergeLayers(family, layers, (values) =>
    values[1] === 0 || values[2] > 0 ? 0 : values[0] === 0 ? 1 : 2,
  );
  let all = 0;
  let answered = 0;
  eachRun(family, both, (value, size) => {
    if (value > 0) all += size;
    if (value === 2) answered += size;
  });
  return all === 0 ? 0 : answered / all;
}

/** Facts of a part: its size, and how much of the announced addresses it knows. */
export function measurePart(
  part: Pick<DatabasePart, 'name' | 'origin' | 'key' | 'madeAt'>,
  tables: { readonly v4: Layer; readonly v6: Layer },
  announced: { readonly v4: Layer; readonly v6: Layer },
): DatabasePart {
  const { name, origin, key, madeAt } = part;
  return {
    ...{ name, origin, key, madeAt },
    rows: tables.v4.values.length + tables.v6.values.length,
    coverage4: share(4, tables.v4, announced.v4),
    coverage6: share(6, tables.v6, announced.v6),
  };
}
