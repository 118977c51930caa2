/** Scope of the provider's own work: the rows of every tenant. */
export const allTenants = '*';

/** Who does something, for the record. */
export interface WorkActor {
  /** `system`: Belwacht itself; `local`: somebody with the rights of the machine it runs on. */
  readonly kind: 'person' | 'token' | 'rule' | 'system' | 'local';
  readonly id: string;
  readonly name: string;
  /** IP address it comes from; empty for what happens inside. */
  readonly address: string;
  /** What was asked for, e.g. `PATCH /api/v1/settings`. */
  readonly act: string;
  /** Why, as the person says. */
  readonly reason: string;
}

/** A piece of work on stored rows: what it may see, and who does it. */
export interface Work {
  /** A tenant, or {@link allTenants}. */
  readonly tenant: string;
  readonly actor: WorkActor;
}

/** What Belwacht does by itself, for all tenants. */
export const ownWork: Work = {
  tenant: allTenants,
  actor: { kind: 'system', id: 'belwacht', name: 'Belwacht', address: '', act: '', reason: '' },
};
