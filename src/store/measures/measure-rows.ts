import type { MeasureListing } from '../../core/incident/measure-record.ts';
import type { Text } from '../../core/text.ts';
import { named } from '../incident/incident-rows.ts';

export interface MeasureRow {
  id: string;
  key: string;
  incident: string;
  tenant: string;
  action: MeasureListing['action'];
  wish: Readonly<Record<string, string>>;
  sentence_nl: string;
  sentence_en: string;
  kind: MeasureListing['kind'];
  what: string;
  state: MeasureListing['state'];
  reason: string;
  asked_at: number;
  asked_by: MeasureListing['askedBy'];
  approval: Text | null;
  decided_by: MeasureListing['askedBy'] | null;
  lasts_ms: number;
  from_time: number | null;
  until_time: number | null;
  orders: MeasureListing['orders'];
  reports: MeasureListing['reports'];
  trouble: Text | null;
  extension: MeasureListing['extension'] | null;
  listed: boolean;
  undone_at: number | null;
  undone_by: MeasureListing['askedBy'] | null;
  undo_reason: string;
  tenant_name: string;
  number: number | null;
  title: string | null;
  titles: Text | null;
}

/** A measure as kept, with its incident and customer. */
export function readListing(row: MeasureRow): MeasureListing {
  const { id, key, incident, tenant, action, kind, what, state, reason, orders, reports, listed } = row;
  return {
    ...{ id, key, incident, tenant, action, kind, what, state, reason, orders, reports, listed },
    with: row.wish,
    sentence: { nl: row.sentence_nl, en: row.sentence_en },
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    approval: row.approval ?? undefined,
    decidedBy: row.decided_by ?? undefined,
    lastsMs: row.lasts_ms,
    from: row.from_time ?? undefined,
    until: row.until_time ?? undefined,
    trouble: row.trouble ?? undefined,
    extension: row.extension ?? undefined,
    undoneAt: row.undone_at ?? undefined,
    undoneBy: row.undone_by ?? undefined,
    undoReason: row.undo_reason,
    number: row.number ?? 0,
    title: row.title ?? '',
    ...named(row),
    tenantName: row.tenant_name,
  };
}
