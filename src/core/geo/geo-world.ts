import type { GeoPlace } from './geo-answer.ts';

/**
 * All addresses that no policy tells apart: of one country, hosting or not, in the same of the networks (AS) that policies
 * name, and in the same of the ranges that they and the guards name.
 */
export interface GeoClass extends GeoPlace {
  /** 0 unless a policy names this network. */
  readonly asNumber: number;
  /** Private, documentation or otherwise no address of the internet (special-addresses.ts). */
  readonly special: boolean;
  /** Indexes into `ranges` of the world of those that contain these addresses, widest first. */
  readonly ranges: readonly number[];
}

/**
 * The whole address space in runs of one class: from `starts[i]` up to the next start the class is `values[i]`, an index into
 * `classes`. The first start is 0. IPv6 starts take four lanes of 32 bits each, highest first. Neighbours differ.
 */
export interface GeoWorld {
  readonly classes: readonly GeoClass[];
  /** CIDRs in canonical text, as asked for. */
  readonly ranges: readonly string[];
  readonly v4: { readonly starts: Uint32Array; readonly values: Uint32Array };
  readonly v6: { readonly starts: Uint32Array; readonly values: Uint32Array };
  /** Of the data it was made from: when, ms, and a key that is another for other data. */
  readonly madeAt: number;
  readonly key: string;
}

/** What a world has to tell apart besides country and hosting. */
export interface GeoFeatures {
  /** Addresses and CIDRs. */
  readonly ranges: readonly string[];
  readonly asNumbers: readonly number[];
}
