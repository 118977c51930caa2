import type { GeoClass, GeoWorld } from '../../src/core/geo/geo-world.ts';
import type { KernelPlan, LaneAct, LanePlan } from '../../src/core/geo/lane-plan.ts';
import { readCidr } from '../../src/core/ip.ts';
import { emergencySpellings } from '../../src/core/phone/emergency.ts';

/** A world from ranges that do not overlap, each of a country; the rest has none. */
export function smallWorld(ranges: Readonly<Record<string, readonly string[]>>): GeoWorld {
  const classes: GeoClass[] = ['', ...Object.keys(ranges)].map((country) => ({
    country,
    asNumber: 0,
    hosting: false,
    special: false,
    ranges: [],
  }));
  const pieces = Object.values(ranges).flatMap((cidrs, i) =>
    cidrs.map((text) => ({ cidr: readCidr(text)!, value: i + 1 })),
  );
  const family = (which: 4 | 6) => {
    const lanes = which === 4 ? [0n] : [96n, 64n, 32n, 0n];
    const width = which === 4 ? 32n : 128n;
    const runs: { start: bigint; value: number }[] = [{ start: 0n, value: 0 }];
    const put = (start: bigint, value: number) => {
      if (runs.at(-1)!.start === start) runs.pop();
      if (runs.at(-1)?.value !== value) runs.push({ start, value });
    };
    for (const { cidr, value } of pieces
      .filter((piece) => piece.cidr.family === which)
      .sort((a, b) => (a.cidr.bits < b.cidr.bits ? -1 : 1))) {
      put(cidr.bits, value);
      const end = cidr.bits + (1n << (width - BigInt(cidr.prefix)));
      if (end < 1n << width) put(end, 0);
    }
    return {
      starts: Uint32Array.from(
        runs.flatMap(({ start }) => lanes.map((shift) => Number((start >> shift) & 0xffffffffn))),
      ),
      values: Uint32Array.from(runs.map(({ value }) => value)),
    };
  };
  return { classes, ranges: [], v4: family(4), v6: family(6), madeAt: 0, key: JSON.stringify(ranges) };
}

export function act(verdict: LaneAct['verdict'], more: Partial<LaneAct> = {}): LaneAct {
  const forever: Omit<LaneAct, 'then'> = { verdict, limit: undefined, until: Number.POSITIVE_INFINITY };
  return { ...forever, ...more } as LaneAct;
}

/** An act until a moment (ms), and another one from then on. */
export function actUntil(until: number, verdict: LaneAct['verdict'], afterwards: LaneAct['verdict']): LaneAct {
  const ended: Partial<LaneAct> = Object.fromEntries([['then', { verdict: afterwards, limit: undefined }]]);
  return act(verdict, { until, ...ended });
}

/** A lane in which countries get an act each; the others are allowed. Known addresses pass where others are refused. */
export function lane(
  world: GeoWorld,
  service: LanePlan['context']['service'],
  byCountry: Readonly<Record<string, LaneAct>>,
  more: Partial<Omit<LanePlan, 'known'>> & {
    readonly tenant?: string;
    readonly known?: { readonly addresses: readonly string[]; readonly until: number };
  } = {},
): LanePlan {
  const { tenant = '', known, ...rest } = more;
  const countries = Object.keys(byCountry);
  const acts = [act('allow'), ...Object.values(byCountry)];
  const classes = Uint16Array.from(world.classes, ({ country }) => countries.indexOf(country) + 1);
  const spared = classes.map((at) => (acts[at].verdict === 'refuse' ? 0 : at));
  return {
    id: `${tenant}_${service.replace('-', '_')}`,
    context: { tenant, site: '', asset: '', service },
    ports: { udp: [5060], tcp: [5060] },
    destinations: [],
    classes,
    acts,
    known: known && { ...known, classes: spared },
    ...rest,
  };
}

export function plan(
  world: GeoWorld,
  lanes: readonly LanePlan[],
  guards: KernelPlan['guards'] = [],
  emergency = emergencySpellings(['NL', 'GB']),
): KernelPlan {
  return { world, guards, lanes, emergency };
}

/** Both lanes of SIP with the same acts. */
export function sip(
  world: GeoWorld,
  byCountry: Readonly<Record<string, LaneAct>>,
  more: Parameters<typeof lane>[3] = {},
): LanePlan[] {
  return [lane(world, 'registration', byCountry, more), lane(world, 'calls-in', byCountry, more)];
}
