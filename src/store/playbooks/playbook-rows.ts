import type { Playbook } from '../../core/playbook/playbook.ts';
import type {
  PlaybookHead,
  PlaybookMark,
  PlaybookOrigin,
  PlaybookRecord,
  PlaybookVersionRecord,
} from '../../core/playbook/playbook-record.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

export interface PlaybookRow {
  id: string;
  name: string;
  description: string;
  type: string;
  language: PlaybookHead['language'];
  labels: string[];
  steps: number;
  active: string;
  offered: string;
  shipped: boolean;
  draft_at: number | null;
  draft_by: string;
  draft_faults: number;
  running: number;
  active_mark: MarkRow | null;
  offered_mark: MarkRow | null;
  version: number;
  changed_at: number;
  changed_by: string;
}

export interface MarkRow {
  playbook: string;
  modified: string;
  at: number;
  made_by: string;
  origin: PlaybookOrigin;
  steps: number;
  activated_at: number | null;
  activated_by: string;
}

export function readPlaybookRow(row: PlaybookRow): PlaybookRecord {
  const { id, name, description, type, language, labels, steps, shipped, running } = row;
  return {
    ...{ id, name, description, type, language, labels, steps, shipped, running },
    active: row.active_mark ? readMark(row.active_mark) : undefined,
    offered: row.offered_mark ? readMark(row.offered_mark) : undefined,
    draft: row.draft_at === null ? undefined : { at: row.draft_at, by: row.draft_by, faults: row.draft_faults },
    ...readVersion(row),
  };
}

export function readMark(row: MarkRow): PlaybookMark {
  const { playbook, modified, at, made_by: by, origin, steps, activated_at, activated_by: activatedBy } = row;
  return { playbook, modified, at, by, origin, steps, activatedAt: activated_at ?? undefined, activatedBy };
}

export function readVersionRow(row: MarkRow & { content: Playbook }): PlaybookVersionRecord {
  return { ...readMark(row), content: row.content };
}

/** Columns of what lists say; other people's text, made storable. */
export function headColumns({ name, description, type, language, labels, steps }: PlaybookHead) {
  return {
    name: storableText(name, 500),
    description: storableText(description, 4000),
    type: storableText(type, 100),
    language,
    labels: storableJson(labels.slice(0, 100)),
    steps,
  };
}

/** JSON text of a playbook or run for a json column: order kept, every string storable. */
export function orderedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? storableText(inner, longestText) : inner,
  );
}

/** Above what a playbook of 1 MiB holds. */
const longestText = 1_100_000;
