import type { GeoClass, GeoWorld } from '../../../../core/geo/geo-world.ts';
import type { LaneAct, LanePlan } from '../../../../core/geo/lane-plan.ts';
import { contains, readCidr } from '../../../../core/ip.ts';
import type { GeoFileSource } from '../geo-files.ts';

const lanesOf = { 4: 1, 6: 4 } as const;
const widths = { 4: 32, 6: 128 } as const;

/** A small world for tests: ranges with their class, narrower ones over wider ones; the rest is of no country. */
export function smallWorld(ranges: Readonly<Record<string, Partial<GeoClass>>>): GeoWorld {
  const classes: GeoClass[] = [{ country: '', asNumber: 0, hosting: false, special: false, ranges: [] }];
  const cidrs = Object.entries(ranges).map(([text, own]) => ({
    cidr: readCidr(text)!,
    index: classes.push({ ...classes[0]!, ...own }) - 1,
  }));
  const side = (family: 4 | 6) => {
    const own = cidrs.filter(({ cidr }) => cidr.family === family).sort((a, b) => b.cidr.prefix - a.cidr.prefix);
    const width = widths[family];
    const borders = new Set([0n]);
    for (const { cidr } of own)
      for (const at of [cidr.bits, cidr.bits + (1n << BigInt(width - cidr.prefix))])
        if (at < 1n << BigInt(width)) borders.add(at);
    const runs = [...borders]
      .sort((a, b) => (a < b ? -1 : 1))
      .map((at) => ({
        at,
        value: own.find(({ cidr }) => contains(cidr, { family, bits: at, prefix: width }))?.index ?? 0,
      }))
      .filter(({ value }, i, all) => i === 0 || value !== all[i - 1]!.value);
    const lanes = lanesOf[family];
    const starts = runs.flatMap(({ at }) =>
      Array.from({ length: lanes }, (_, i) => Number((at >> BigInt(32 * (lanes - 1 - i))) & 0xffffffffn)),
    );
    return { starts: Uint32Array.from(starts), values: Uint32Array.from(runs, ({ value }) => value) };
  };
  return { classes, ranges: [], v4: side(4), v6: side(6), madeAt: 0, key: 'small' };
}

/** What holds in a world, by class. Known addresses pass, unless `spared` says otherwise. */
export function smallSource(
  world: GeoWorld,
  act: (one: GeoClass) => Partial<LaneAct> | undefined,
  own: Partial<Pick<GeoFileSource, 'guards'>> & {
    readonly known?: { readonly addresses: readonly string[]; readonly until: number };
    readonly spared?: Partial<LaneAct>;
  } = {},
): GeoFileSource {
  const { known, spared, guards = [] } = own;
  const acts: LaneAct[] = [];
  // biome-ignore lint/suspicious/noThenProperty: what holds afterwards; nobody awaits an act
  const usual: LaneAct = { verdict: 'allow', limit: undefined, until: Number.POSITIVE_INFINITY, then: undefined };
  const classes = Uint16Array.from(world.classes, (one) => acts.push({ ...usual, ...act(one) }) - 1);
  const context = { tenant: '', site: '', asset: '', service: 'registration' } as const;
  const lane: LanePlan = {
    id: 'reg',
    context,
    ports: { udp: [5060], tcp: [5060] },
    destinations: [],
    classes,
    acts,
    known: known && { ...known, classes: classes.map(() => acts.push({ ...usual, ...spared }) - 1) },
  };
  return { world, lane, guards };
}
