import type { BlockedAddress, BlocksHeld } from '../call-control.ts';

/** A PBX that keeps addresses out. */
export interface BlockPlace {
  readonly id: string;
  /** What people know it by. */
  readonly name: string;
  /** Whose it is; one of the provider serves every customer. */
  readonly tenant: string;
  /** Makes what it keeps out for Belwacht exactly these. Rejects with a sentence when nobody knows whether it is so. */
  readonly align: (wanted: readonly BlockedAddress[]) => Promise<BlocksHeld>;
}
