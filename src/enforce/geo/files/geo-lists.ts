import type { GeoFormatName } from '../../../core/geo/geo-format-names.ts';
import type { LanePlan } from '../../../core/geo/lane-plan.ts';
import { type GeoFile, type GeoFileSource, renderGeoFile } from './geo-files.ts';
import { laneMarks } from './lane-marks.ts';

/** Which file somebody wants. */
export interface GeoListWish {
  readonly name: GeoFormatName;
  readonly service: LanePlan['context']['service'];
  /** Customer; '' for what holds for everybody. */
  readonly tenant: string;
}

/** What is in force for a lane; undefined while nothing is known yet. Another object when anything changed. */
export type GeoLanes = (service: GeoListWish['service'], tenant: string) => Promise<GeoFileSource | undefined>;

interface Kept {
  readonly source: GeoFileSource;
  readonly until: number;
  readonly file: Promise<GeoFile>;
}

const mostKept = 8;

/**
 * Files from policy for whoever fetches them. Each is made once for as long as what it is made of stays the same, whoever
 * asks; a file is always whole and of one policy.
 */
export class GeoLists {
  readonly #lanes: GeoLanes;
  readonly #clock: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(lanes: GeoLanes, clock: () => number) {
    this.#lanes = lanes;
    this.#clock = clock;
  }

  /** Undefined while no policy has been read: whoever fetches keeps what it has. */
  async file({ name, service, tenant }: GeoListWish): Promise<GeoFile | undefined> {
    const source = await this.#lanes(service, tenant);
    if (!source) return undefined;
    const now = this.#clock();
    const key = JSON.stringify([name, service, tenant]);
    const before = this.#kept.get(key);
    if (before && before.source === source && now < before.until) return before.file;
    const until = Math.min(laneMarks(source.lane, now).until, ...ends(source, now));
    const file = renderGeoFile(name, source, now);
    this.#kept.delete(key);
    this.#kept.set(key, { source, until, file });
    if (this.#kept.size > mostKept) this.#kept.delete(this.#kept.keys().next().value!);
    // What failed is tried again when it is asked for again.
    file.catch(() => this.#kept.get(key)?.file === file && this.#kept.delete(key));
    return file;
  }
}

function* ends({ lane: { known }, guards }: GeoFileSource, now: number): Generator<number> {
  if (known && known.until > now) yield known.until;
  for (const { until } of guards) if (until > now) yield until;
}
