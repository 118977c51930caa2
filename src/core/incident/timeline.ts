import type { Text } from '../text.ts';

/** What a line of the timeline is. */
export const incidentEntryKinds = ['detection', 'decision', 'action', 'communication', 'note', 'evidence'] as const;
export type IncidentEntryKind = (typeof incidentEntryKinds)[number];

/** Who did something: `user:<id>`, `token:<id>`, `rule:<id>` or `system`, and the name to show. */
export interface IncidentActor {
  readonly id: string;
  readonly name: string;
}

/** Thing a line is about. */
export interface EntryReference {
  readonly kind:
    | 'alert'
    | 'decision'
    | 'enforcer'
    | 'message'
    | 'task'
    | 'measure'
    | 'attachment'
    | 'playbook'
    | 'incident';
  readonly id: string;
}

/** A line to be added. Lines are only ever added. */
export interface NewIncidentEntry {
  readonly kind: IncidentEntryKind;
  /** When it happened, ms. */
  readonly at: number;
  /** What people write is the same in both. */
  readonly text: Text;
  readonly by: IncidentActor;
  /** Not for the customer's own people. */
  readonly internal: boolean;
  readonly about?: EntryReference;
  /** Of lines that are added by themselves: a second one of the same key is not added. */
  readonly key?: string;
}

/** A line as kept. */
export interface IncidentEntry extends Omit<NewIncidentEntry, 'key'> {
  /** Grows in the order in which lines were added. */
  readonly id: number;
  readonly incident: string;
  /** When it was added, by the clock of the database. */
  readonly enteredAt: number;
  /** Of lines that came along with a merge or a split: where they come from. */
  readonly origin?: { readonly incident: string; readonly entry: number };
}

/** A file that belongs to an incident. */
export interface IncidentAttachment {
  readonly id: string;
  readonly incident: string;
  readonly name: string;
  /** As the one who sent it said; never trusted when it is shown. */
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the content, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly by: IncidentActor;
  readonly addedAt: number;
  readonly internal: boolean;
  /** Incident it was added to, when it came along with a merge; '' otherwise. */
  readonly cameFrom: string;
}

/** Largest file, bytes. */
export const maxAttachmentBytes = 50 * 1024 * 1024;
/** Longest line of a timeline, UTF-16 units. */
export const maxEntryLength = 20_000;
/** How far ahead of the clock of the database something may have happened, ms. */
export const maxAheadMs = 5 * 60_000;
