import type { GeoBook, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { GeoWorld } from '../../core/geo/geo-world.ts';
import type { GeoHits, KernelPlan, LanePlan } from '../../core/geo/lane-plan.ts';
import type { GeoCorrection } from '../../core/geo/records.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import type { OpenOptions } from '../../enrich/enrichers/geo/open-database.ts';

/** All that the geo thread is born with; plain data. */
export interface GeoStart {
  /** Undefined: no kernel carries policies out here; worlds are made for files all the same. */
  readonly kernel: { readonly table: string; readonly netns: string } | undefined;
  readonly geo: OpenOptions;
  readonly corrections: readonly GeoCorrection[];
}

/** Main thread to geo thread. */
export type ToGeo =
  /** What is to be in force from now on; a higher number counts. */
  | { readonly type: 'book'; readonly seq: number; readonly book: GeoBook; readonly wishes: readonly LaneWish[] }
  /** Data on disk or corrections changed. */
  | { readonly type: 'data'; readonly reload: boolean; readonly corrections: readonly GeoCorrection[] }
  | { readonly type: 'hits'; readonly id: number }
  | { readonly type: 'check'; readonly id: number }
  | { readonly type: 'verdict'; readonly id: number; readonly address: string; readonly lane: string }
  /** What a lane does with the whole world; the world itself only when it is another than `known`. */
  | { readonly type: 'source'; readonly id: number; readonly wish: LaneWish; readonly known: string }
  | { readonly type: 'stop'; readonly remove: boolean };

/** How the kernel stands. */
export interface KernelState {
  readonly prefixes: number;
  readonly classes: number;
  readonly lanes: number;
  /** ms UTC. */
  readonly at: number;
  readonly tookMs: number;
}

/** What files of a lane are made of. */
export interface LaneSource {
  readonly key: string;
  /** Undefined when who asked has it. */
  readonly world: GeoWorld | undefined;
  readonly lane: LanePlan;
  readonly guards: KernelPlan['guards'];
}

/** What the geo thread answers to a question; undefined when it could not find out. */
export type GeoAnswered = readonly GeoHits[] | string | GeoVerdict | LaneSource | undefined;

/** Geo thread to main thread. */
export type FromGeo =
  | { readonly type: 'ready' }
  /** The kernel holds the lanes of this book, receipts read. `whole`: over the world it asks for; else over the one before for the moment. */
  | { readonly type: 'applied'; readonly seq: number; readonly whole: boolean; readonly state: KernelState }
  /** The kernel still holds what it held. */
  | { readonly type: 'failed'; readonly seq: number; readonly detail: string; readonly retryable: boolean }
  | { readonly type: 'answer'; readonly id: number; readonly value: GeoAnswered }
  | { readonly type: 'stopped' };
