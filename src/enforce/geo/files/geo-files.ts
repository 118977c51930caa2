import { createHash } from 'node:crypto';
import type { GeoFormatName } from '../../../core/geo/geo-format-names.ts';
import type { GeoWorld } from '../../../core/geo/geo-world.ts';
import type { KernelPlan, LanePlan } from '../../../core/geo/lane-plan.ts';
import { type Address, readAddress } from '../../../core/ip.ts';
import type { GeoFormat } from './geo-format.ts';
import { geoFormats } from './geo-formats.ts';
import { type LaneMarks, laneMarks, type Mark } from './lane-marks.ts';
import { type MarkedAddress, type Prefixes, prefixesOf } from './prefixes.ts';
import { classAt } from './whole-places.ts';

/** What a file is made of. */
export interface GeoFileSource {
  readonly world: GeoWorld;
  readonly lane: LanePlan;
  readonly guards: KernelPlan['guards'];
}

/** A file as it stands; the text may be dozens of MB. */
export interface GeoFile {
  readonly contentType: string;
  /** Strong ETag with its quotes: the same content has the same one. */
  readonly etag: string;
  readonly size: number;
  readonly chunks: readonly Buffer[];
  /** Lines about addresses. */
  readonly lines: number;
}

const chunkChars = 1 << 18;

/**
 * The file in which another program reads what a lane does with addresses at `now` (ms UTC). As short as the format allows:
 * what most addresses of a family get is said once. Gives way between slices of work.
 */
export async function renderGeoFile(name: GeoFormatName, source: GeoFileSource, now: number): Promise<GeoFile> {
  const format: GeoFormat = geoFormats[name];
  const { marks, ofClass } = simplified(laneMarks(source.lane, now), format);
  const singles = [...guarded(source, now), ...knownOnes(source, format, now)];
  const v4 = await prefixesOf(source.world, 4, ofClass, singles);
  const v6 = await prefixesOf(source.world, 6, ofClass, singles);
  const rest4 = format.saysRest ? mostOf(v4, marks.length) : 0;
  const rest6 = format.saysRest ? mostOf(v6, marks.length) : 0;
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  let serial = 0;
  let text = format.head(source.lane.context, { v4: marks[rest4]!, v6: marks[rest6]! });
  const flush = () => {
    const chunk = Buffer.from(text);
    hash.update(chunk);
    chunks.push(chunk);
    size += chunk.length;
    text = '';
  };
  for (const [prefixes, rest] of [
    [v4, rest4],
    [v6, rest6],
  ] as const)
    for (const line of format.lines(prefixes, marks, rest)) {
      if (serial++ > 0 && format.between) text += format.between;
      text += line;
      if (text.length < chunkChars) continue;
      flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
  text += format.tail;
  flush();
  const etag = `"${hash.digest('base64url').slice(0, 32)}"`;
  return { contentType: format.contentType, etag, size, chunks, lines: serial };
}

/** Marks that the format does not tell apart are `allow`. */
function simplified({ marks, ofClass }: LaneMarks, { verdicts }: GeoFormat): Pick<LaneMarks, 'marks' | 'ofClass'> {
  const kept: Mark[] = [marks[0]!];
  const places = marks.map((mark, i) => (i > 0 && verdicts.includes(mark.verdict) ? kept.push(mark) - 1 : 0));
  return { marks: kept, ofClass: ofClass.map((mark) => places[mark]!) };
}

/** Addresses that pass whatever their class. */
function guarded({ guards }: GeoFileSource, now: number): readonly MarkedAddress[] {
  return guards.filter(({ until }) => until === 0 || until > now).map(({ address }) => exact(address));
}

/** Addresses that alone are let in, each with what policies say of it. */
function knownOnes({ lane, world }: GeoFileSource, format: GeoFormat, now: number): readonly MarkedAddress[] {
  const { known } = lane;
  if (!known || known.until <= now) return [];
  // The same acts in the same order: marks have the same numbers.
  const { ofClass } = simplified(laneMarks({ ...lane, classes: known.classes }, now), format);
  return known.addresses.map((text) => {
    const address = exact(text);
    return { ...address, mark: ofClass[classAt(world, address)]! };
  });
}

function exact(text: string): Address {
  const address = readAddress(text);
  if (!address) throw new RangeError(`${JSON.stringify(text)} is no address`);
  return address;
}

/** The mark with most prefixes. */
function mostOf(prefixes: Prefixes, marks: number): number {
  const counts = prefixes.counts(marks);
  return counts.indexOf(Math.max(...counts));
}
