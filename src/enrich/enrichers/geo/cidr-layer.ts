import { type Cidr, contains } from '../../../core/ip.ts';
import { type Layer, layerOf } from './layers.ts';

/** Ranges of one family, which contain each other or lie apart, as a layer: its values index `sets`. */
export interface CidrLayer {
  readonly layer: Layer;
  /** Indexes of the ranges that hold an address, widest first; the first set is empty. */
  readonly sets: readonly (readonly number[])[];
}

/** Which of the ranges hold an address. Ranges of the other family are passed over; no range may occur twice. */
export function cidrLayer(family: 4 | 6, ranges: readonly Cidr[]): CidrLayer {
  const width = family === 4 ? 32 : 128;
  const end = 1n << BigInt(width);
  const order = ranges
    .map((cidr, index) => ({ cidr, index, after: cidr.bits + (1n << BigInt(width - cidr.prefix)) }))
    .filter(({ cidr }) => cidr.family === family)
    .sort((a, b) => (a.cidr.bits < b.cidr.bits ? -1 : a.cidr.bits > b.cidr.bits ? 1 : a.cidr.prefix - b.cidr.prefix));
  const sets: (readonly number[])[] = [[]];
  const borders: { at: bigint; value: number }[] = [{ at: 0n, value: 0 }];
  const open: { entry: (typeof order)[number]; set: number }[] = [];
  const say = (at: bigint, value: number) => {
    if (borders[borders.length - 1].at === at) borders.pop();
    borders.push({ at, value });
  };
  const closeUntil = (at: bigint) => {
    while (open.length > 0 && open[open.length - 1].entry.after <= at) {
      const { after } = open.pop()!.entry;
      if (after < end) say(after, open.length > 0 ? open[open.length - 1].set : 0);
    }
  };
  for (const entry of order) {
    closeUntil(entry.cidr.bits);
    const around = open.length > 0 ? open[open.length - 1] : undefined;
    if (around && !contains(around.entry.cidr, entry.cidr)) throw new RangeError('ranges overlap without nesting');
    sets.push([...(around ? sets[around.set] : []), entry.index]);
    open.push({ entry, set: sets.length - 1 });
    say(entry.cidr.bits, sets.length - 1);
  }
  closeUntil(end);
  return { layer: layerOf(family, borders), sets };
}
