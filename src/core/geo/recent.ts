import type { GeoService } from './geo-policy.ts';

/** What is counted of the last two hours is kept by five minutes. */
export const recentSlotMs = 300_000;
export const recentKeptMs = 7_200_000;

/** Start of the five minutes (ms UTC) a time is in. */
export function recentSlot(time: number): number {
  return time - (time % recentSlotMs);
}

/** Everybody at an address who wanted one service of one asset, over the minutes asked for. */
export interface RecentSource {
  readonly tenant: string;
  /** '' where it is not known which one delivered it. */
  readonly asset: string;
  readonly service: GeoService;
  /** '' for those that were too many to keep apart. */
  readonly address: string;
  readonly country: string;
  readonly asNumber: number;
  readonly hosting: boolean;
  readonly good: number;
  readonly failed: number;
  readonly other: number;
  /** It has an alert or a block in this time. */
  readonly attack: boolean;
}

/** An alert about addresses that goes on now. */
export interface RunningAlert {
  readonly id: string;
  readonly tenant: string;
  /** '' when it is about several, or none is known. */
  readonly asset: string;
  /** What those it is about came to; undefined when its evidence does not say. */
  readonly service: GeoService | undefined;
}
