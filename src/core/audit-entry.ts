import type { WorkActor } from './work.ts';

/** One act on record. What it says is `payload`, word for word; the other members are read from it. */
export interface AuditEntry {
  /** Consecutive from 1, over all tenants together. */
  readonly seq: number;
  /** ms since 1970 UTC, by the clock of the database. */
  readonly at: number;
  readonly tenant: string;
  readonly actor: Pick<WorkActor, 'kind' | 'id' | 'name' | 'address'>;
  /** What was asked for, e.g. `PATCH /api/v1/settings`; empty for what happens inside. */
  readonly act: string;
  /** What was done: `decision.created`, `person.role-changed`, `sign-in.failed`. */
  readonly action: string;
  readonly object: { readonly kind: string; readonly id: string };
  /** Columns before and after; for a change only those that differ. */
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  /** Of acts that change no row. */
  readonly detail: Readonly<Record<string, unknown>> | null;
  readonly reason: string;
  /** Rule that caused it, empty otherwise. */
  readonly rule: string;
  /** Hash of the entry before, hex; 64 zeros for the first. */
  readonly prevHash: string;
  /** SHA-256, hex, of `prevHash`, a newline and `payload`. */
  readonly hash: string;
  /** The JSON that is hashed. */
  readonly payload: string;
}

/** End of the record: what somebody may note elsewhere to compare with later. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

/** First thing that is wrong with the record. */
export interface AuditFault {
  /** `cut`: entries at the end are gone. `head`: the noted head is of another record. `pruned`: the noted head was removed by retention. */
  readonly kind: 'changed' | 'missing' | 'reordered' | 'added' | 'cut' | 'head' | 'pruned';
  /** Number of the entry. */
  readonly seq: number;
  /** One sentence, English. */
  readonly sentence: string;
}

/** Outcome of going through the whole record. */
export interface AuditVerdict {
  readonly ok: boolean;
  readonly entries: number;
  /** First entry that is still there; later than 1 when retention removed some. */
  readonly first: number;
  readonly head: AuditHead;
  readonly fault: AuditFault | null;
}
