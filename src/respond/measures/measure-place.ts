/** A customer by id and name. */
export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** What a wish may name, and what is found under the name. */
export interface MeasurePlace {
  /** Customer of the incident; the provider when it is about several. */
  readonly incidentTenant: string;
  /** By id, or by a name that only one has; never the provider itself. */
  readonly customer: (name: string) => Customer | undefined;
  /** The only customer that has such an account. */
  readonly ownerOfAccount: (account: string) => Customer | undefined;
  /** By id, or by a name that only one has. */
  readonly asset: (name: string) => { readonly id: string; readonly tenant: string; readonly name: string } | undefined;
  /** A PBX that is steered, of this customer or of the provider. */
  readonly pbx: (name: string, tenant: string) => { readonly id: string; readonly name: string } | undefined;
  /** SIP URIs by name of the group, best first. */
  readonly trunkGroups: Readonly<Record<string, readonly string[]>>;
}
