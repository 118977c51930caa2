import { sql } from 'kysely';
import type { IncidentEntry, IncidentEntryKind } from '../../core/incident/timeline.ts';
import type { Db } from '../postgres.ts';

interface Row {
  id: number;
  incident: string;
  kind: IncidentEntryKind;
  at: number;
  entered_at: number;
  text_nl: string;
  text_en: string;
  author: string;
  author_name: string;
  internal: boolean;
  about_kind: string;
  about_id: string;
  origin_incident: string;
  origin_entry: number | null;
}

/** Which lines of a timeline are wanted. */
export interface TimelineQuery {
  /** Newest first; otherwise oldest first, by when they happened. */
  readonly newestFirst?: boolean;
  /** Goes on after this line, in the order asked for. */
  readonly after?: { readonly at: number; readonly id: number };
  /** Only lines added after the one with this id, whenever they happened. */
  readonly addedAfter?: number;
  readonly kinds?: readonly IncidentEntryKind[];
  /** Leaves out what is not for the customer; lines about tasks too, which older ones do not say of themselves. */
  readonly forCustomer?: boolean;
  readonly limit: number;
}

/** Reads timelines; lines are added with the act that they tell of (save-incident.ts). */
export function timelineStore(db: Db) {
  return {
    async timeline(incident: string, query: TimelineQuery): Promise<readonly IncidentEntry[]> {
      const { newestFirst = false, after, addedAfter, kinds, forCustomer = false, limit } = query;
      const { rows } =
        await sql<Row>`select id, incident, kind, at, entered_at, text_nl, text_en, author, author_name, internal,
          about_kind, about_id, origin_incident, origin_entry
        from incident_entry where incident = ${incident}
        ${after ? sql`and (at, id) ${newestFirst ? sql`<` : sql`>`} (${after.at}::bigint, ${after.id}::bigint)` : sql``}
        ${addedAfter === undefined ? sql`` : sql`and id > ${addedAfter}`}
        ${kinds ? sql`and kind = any(${[...kinds]}::text[])` : sql``}
        ${forCustomer ? sql`and not internal and about_kind <> 'task'` : sql``}
        order by ${newestFirst ? sql`at desc, id desc` : sql`at, id`} limit ${limit}`.execute(db);
      return rows.map(read);
    },

    /** Which of these keys lines of a timeline have: what adds lines by itself knows what it need not say again. */
    async knownKeys(incident: string, keys: readonly string[]): Promise<ReadonlySet<string>> {
      if (keys.length === 0) return new Set();
      const { rows } = await sql<{ key: string }>`select key from incident_entry
        where incident = ${incident} and key = any(${[...keys]}::text[]) and key <> ''`.execute(db);
      return new Set(rows.map(({ key }) => key));
    },
  };
}

function read(row: Row): IncidentEntry {
  const { id, incident, kind, at, internal } = row;
  return {
    ...{ id, incident, kind, at, internal },
    enteredAt: row.entered_at,
    text: { nl: row.text_nl, en: row.text_en },
    by: { id: row.author, name: row.author_name },
    about: row.about_kind ? ({ kind: row.about_kind, id: row.about_id } as IncidentEntry['about']) : undefined,
    origin: row.origin_entry === null ? undefined : { incident: row.origin_incident, entry: row.origin_entry },
  };
}
