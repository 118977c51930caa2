/** What a record of the acc module says, whichever way it was written; texts are '' where it says nothing. */
export interface AccRecord {
  readonly method: string;
  readonly callId: string;
  /** Tags of the dialog; those of a request from the other side are the other way round. */
  readonly fromTag: string;
  readonly toTag: string;
  /** SIP status of the final answer. */
  readonly code: number;
  /** ms UTC. */
  readonly time: number;
  readonly text: (field: AccField) => string;
}

/** What the extra columns of an installation may hold. */
export type AccField = 'from' | 'to' | 'account' | 'accountCode' | 'trunk' | 'address';

/**
 * Names of extra columns for each field, the first that is there and not empty holds. The request URI (`dst_user`) tells where
 * a call goes; the To header (`dst_ouser`) is what the caller likes to write and serves only without the other.
 */
export const accNames: Readonly<Record<AccField, readonly string[]>> = {
  from: ['src_user', 'from_user', 'caller', 'caller_id'],
  to: ['dst_user', 'callee', 'called', 'dst_ouser', 'to_user'],
  account: ['auth_user', 'account', 'username'],
  accountCode: ['accountcode', 'account_code', 'customer'],
  trunk: ['trunk', 'gateway', 'dst_gw', 'carrier'],
  address: ['src_ip', 'source_ip', 'src_addr'],
};
/** Every name that is read as an extra column. */
export const accExtraNames: ReadonlySet<string> = new Set(Object.values(accNames).flat());
