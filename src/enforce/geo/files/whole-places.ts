import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import { type Address, readAddress } from '../../../core/ip.ts';
import type { GeoFileSource } from './geo-files.ts';
import { laneMarks } from './lane-marks.ts';

/** Countries and networks of which a lane refuses every single address: nobody whom the policy lets in is in one of them. */
export function wholePlaces(source: GeoFileSource, now: number): { countries: string[]; networks: number[] } {
  const { world, lane, guards } = source;
  const { marks, ofClass } = laneMarks(lane, now);
  const spared = new Set<number>();
  const addresses = guards.filter(({ until }) => until === 0 || until > now).map(({ address }) => address);
  if (lane.known && lane.known.until > now) addresses.push(...lane.known.addresses);
  for (const text of addresses) {
    const address = readAddress(text);
    if (address) spared.add(classAt(world, address));
  }
  const countries = new Map<string, boolean>();
  const networks = new Map<number, boolean>();
  world.classes.forEach(({ country, asNumber, special }, index) => {
    const isRefused = marks[ofClass[index]!]!.verdict === 'refuse' && !spared.has(index);
    if (country !== '' && !special) countries.set(country, isRefused && countries.get(country) !== false);
    if (asNumber !== 0) networks.set(asNumber, isRefused && networks.get(asNumber) !== false);
  });
  return {
    countries: [...countries].flatMap(([country, all]) => (all ? [country] : [])).sort(),
    networks: [...networks].flatMap(([network, all]) => (all ? [network] : [])).sort((a, b) => a - b),
  };
}

/** Class of an address. */
export function classAt({ v4, v6 }: GeoWorld, { family, bits }: Address): number {
  const { starts, values } = family === 4 ? v4 : v6;
  const lanes = family === 4 ? 1 : 4;
  const startOf = (run: number): bigint => {
    let start = 0n;
    for (let lane = 0; lane < lanes; lane++) start = (start << 32n) | BigInt(starts[run * lanes + lane]!);
    return start;
  };
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (startOf(middle) <= bits) low = middle;
    else high = middle - 1;
  }
  return values[low]!;
}
