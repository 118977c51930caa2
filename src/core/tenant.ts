/** The provider itself: what it runs for all its customers. */
export const providerTenant = 'provider';
/** Where records of unknown senders land, visible, until somebody assigns them. */
export const unassignedTenant = 'unassigned';

/** A customer whose telephony is watched. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** IANA zone. */
  readonly timeZone: string;
}

/** Something watched: SBC, PBX, trunk, server. */
export interface Asset {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly kind: 'sbc' | 'pbx' | 'trunk' | 'server' | 'other';
}
