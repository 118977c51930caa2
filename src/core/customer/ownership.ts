/** What belongs to which customer. Plain data: it is sent between threads as it is. */
export interface Ownership {
  readonly addresses: readonly {
    readonly tenant: string;
    /** Address or CIDR. */
    readonly range: string;
    /** Id of the asset that has it; '' for a network people work from. */
    readonly asset: string;
    /** Of a carrier: other customers may have it too. */
    readonly shared: boolean;
  }[];
  /** E.164 without its plus. */
  readonly numbers: readonly { readonly tenant: string; readonly first: number; readonly last: number }[];
  /** Realm is '' when it is not known. */
  readonly accounts: readonly { readonly tenant: string; readonly name: string; readonly realm: string }[];
}

export const nothingOwned: Ownership = { addresses: [], numbers: [], accounts: [] };
