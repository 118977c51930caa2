import type { AuditEntry, AuditHead, AuditVerdict } from '../../core/audit-entry.ts';
import type { WorkActor } from '../../core/work.ts';
import type { ListQuery, Slice } from '../ports.ts';

/** An act that changes no row of its own: a sign-in, an export, a backup. Changes of rows record themselves. */
export interface NewAct {
  /** `sign-in.succeeded`, `audit.exported`, `backup.made` … */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail?: Readonly<Record<string, unknown>>;
  /** Default: the tenant of the store, or the provider. */
  readonly tenant?: string;
  /** Who did it, where the store is not stamped with them: at sign-in. */
  readonly actor?: WorkActor;
}

export interface AuditQuery extends ListQuery {
  /** [from, to), ms. */
  readonly from?: number;
  readonly to?: number;
  /** Id of the actor. */
  readonly actor?: string;
  readonly actorKind?: WorkActor['kind'];
  /** Whole action, or its first part followed by a dot: `decision.`. */
  readonly action?: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  readonly rule?: string;
}

/** The record: append only. */
export interface AuditPort {
  /** Resolves when it is on record. */
  add(act: NewAct): Promise<void>;
  /** Newest first; `total` counts to 10,000 and no further. */
  list(query: AuditQuery): Promise<Slice<AuditEntry>>;
  /** The actions that occur, in alphabetical order. */
  actions(): Promise<readonly string[]>;
  /** Oldest first, in portions; `total` is what was there when it began. */
  read(
    query: Omit<AuditQuery, 'after' | 'limit'>,
  ): Promise<{ readonly total: number; readonly portions: AsyncIterable<readonly AuditEntry[]> }>;
  /** Goes through all of it; `onProgress` hears how many entries were read of how many. Needs a store over all tenants. */
  verify(expected: AuditHead | undefined, onProgress?: (read: number, total: number) => void): Promise<AuditVerdict>;
}
