import type { GeoFormatName } from '../../core/geo/geo-format-names.ts';
import type { GeoLimit, GeoService, GeoVerdict } from '../../core/geo/geo-policy.ts';

/** What policies by country say of an address that wants to sign in to Belwacht. */
export interface PlaceVerdict {
  readonly verdict: GeoVerdict;
  /** Given when `verdict` is `limit`. */
  readonly limit: GeoLimit | undefined;
}

/** Asked for each attempt: at once, and never throws. */
export type GeoDoorPort = (address: string) => PlaceVerdict;

/** A file from policy as it stands; always whole. */
export interface GeoFileAnswer {
  readonly contentType: string;
  /** Strong, with its quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly chunks: readonly Buffer[];
}

export interface GeoListPort {
  /** Undefined while no policy has been read: whoever fetches keeps what it has. */
  file(wish: {
    readonly name: GeoFormatName;
    readonly service: Exclude<GeoService, 'calls-out'>;
    /** Customer, '' for what holds for everybody. */
    readonly tenant: string;
  }): Promise<GeoFileAnswer | undefined>;
}
