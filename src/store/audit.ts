import { sql } from 'kysely';
import type { AuditEntry, AuditHead, AuditVerdict } from '../core/audit-entry.ts';
import type { WorkActor } from '../core/work.ts';
import { ChainCheck } from './audit-chain.ts';
import { likeAnywhere } from './like.ts';
import type { Db } from './postgres.ts';
import { type ListQuery, type Slice, slice } from './slice.ts';
import { storableJson, storableText } from './storable.ts';

/** Filters of the record; see the port of the API. */
export interface AuditQuery extends ListQuery {
  readonly from?: number;
  readonly to?: number;
  readonly actor?: string;
  readonly actorKind?: WorkActor['kind'];
  /** Whole, or ending in a dot: all that begin so. */
  readonly action?: string;
  readonly objectKind?: string;
  readonly objectId?: string;
  readonly rule?: string;
}

interface AuditRow {
  readonly seq: number;
  readonly payload: string;
  readonly prev_hash: string;
  readonly hash: string;
}

interface CheckedRow extends AuditRow {
  readonly head_seq: number;
  readonly head_hash: string;
  readonly place: string;
  readonly at: number;
  readonly tenant: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly rule: string;
}

/** Counting further than this would read the whole table for a number nobody reads. */
const countedMost = 10_000;
const searchMs = 10_000;
/** Entries at a time; hashing more at once would hold up who else asks. */
const portion = 500;

/** The record (docs/audit.md). The database writes it; here it is read, checked, and told of acts that change no row. */
export function auditStore(db: Db) {
  const filterOf = (query: Omit<AuditQuery, 'after' | 'limit'>) => {
    const { tenant, from, to, actor, actorKind, action, objectKind, objectId, rule, q } = query;
    const equal = (column: string, value: string | undefined) =>
      value === undefined ? sql`` : sql`and ${sql.ref(column)} = ${value}`;
    const family = action?.endsWith('.');
    return sql`true ${equal('tenant', tenant)} ${equal('actor_id', actor)} ${equal('actor_kind', actorKind)}
      ${equal('object_kind', objectKind)} ${equal('object_id', objectId)} ${equal('rule', rule)}
      ${family ? sql`and starts_with(action, ${action})` : equal('action', action)}
      ${from === undefined ? sql`` : sql`and at >= ${from}`} ${to === undefined ? sql`` : sql`and at < ${to}`}
      ${q ? sql`and payload ilike ${likeAnywhere(q)}` : sql``}`;
  };

  const rowsAfter = async (seq: number, limit: number, filter = sql`true`) => {
    const { rows } = await sql<AuditRow>`select seq, payload, prev_hash, hash from audit_entry
      where seq > ${seq} and ${filter} order by seq limit ${limit}`.execute(db);
    return rows;
  };

  const head = async (): Promise<AuditHead> => {
    const { rows } = await sql<AuditHead>`select seq, hash from audit_head`.execute(db);
    return rows[0] ?? { seq: 0, hash: '' };
  };

  return {
    /** Puts an act on record that changes no row; resolves when it is. */
    async add(act: {
      readonly action: string;
      readonly objectKind: string;
      readonly objectId: string;
      readonly detail?: Readonly<Record<string, unknown>>;
      readonly tenant?: string;
      readonly actor?: WorkActor;
    }): Promise<void> {
      const { action, objectKind, objectId, detail, tenant, actor } = act;
      await sql`select belwacht_audit_add(${storableText(action, 100)}, ${storableText(objectKind, 100)}, ${storableText(objectId, 256)},
        ${detail ? storableJson(detail) : null}::jsonb, ${tenant ?? null}, ${actor ? storableJson(actor) : null}::jsonb)`.execute(
        db,
      );
    },

    /** Newest first. */
    async list(query: AuditQuery): Promise<Slice<AuditEntry>> {
      const { after, limit } = query;
      const filter = filterOf(query);
      const { page, total } = await db.transaction().execute(async (tx) => {
        // Free text has no index; a search that takes longer than a person waits is ended.
        await sql`set local statement_timeout = ${sql.lit(searchMs)}`.execute(tx);
        const { rows } = await sql<AuditRow>`select seq, payload, prev_hash, hash from audit_entry
          where ${filter} ${after ? sql`and seq < ${after.at}` : sql``} order by seq desc limit ${limit + 1}`.execute(
          tx,
        );
        if (!after && rows.length <= limit) return { page: rows, total: rows.length };
        const counted = await sql<{ total: number }>`select count(*) as total
          from (select from audit_entry where ${filter} limit ${countedMost}) counted`.execute(tx);
        return { page: rows, total: counted.rows[0].total };
      });
      const place = ({ seq }: AuditRow) => ({ at: seq, id: String(seq) });
      return slice(page, limit, total, place, auditEntry);
    },

    /** Actions that occur. Jumps from one to the next in the index instead of reading all entries. */
    async actions(): Promise<readonly string[]> {
      const { rows } = await sql<{ action: string }>`with recursive known as (
          (select action from audit_entry order by action limit 1)
          union all
          select (select e.action from audit_entry e where e.action > k.action order by e.action limit 1) from known k where k.action is not null
        ) select action from known where action is not null`.execute(db);
      return rows.map(({ action }) => action);
    },

    /** Oldest first, in portions, up to what was there at the call. */
    async read(query: Omit<AuditQuery, 'after' | 'limit'>) {
      const filter = filterOf(query);
      const { rows } = await sql<{ total: number; last: number | null }>`select count(*) as total, max(seq) as last
        from audit_entry where ${filter}`.execute(db);
      const { total, last } = rows[0];
      return { total, portions: portions(last ?? 0) };

      async function* portions(end: number): AsyncGenerator<readonly AuditEntry[]> {
        for (let seq = 0; ; ) {
          const some = await rowsAfter(seq, portion, sql`seq <= ${end} and ${filter}`);
          if (some.length === 0) return;
          yield some.map(auditEntry);
          seq = some[some.length - 1].seq;
        }
      }
    },

    /** Entries after a number, oldest first: what is handed on to others. */
    async after(seq: number, limit: number): Promise<readonly AuditEntry[]> {
      return (await rowsAfter(seq, limit)).map(auditEntry);
    },

    head,

    /** Goes through all of it. The store must see all tenants: the chain runs over all of them. */
    async verify(
      expected: AuditHead | undefined,
      onProgress?: (read: number, total: number) => void,
    ): Promise<AuditVerdict> {
      const check = new ChainCheck(expected);
      let read = 0;
      let last = { seq: -Number.MAX_SAFE_INTEGER, place: '(0,0)' };
      for (;;) {
        // The end of the record belongs to the same moment as the entries; of two with one number both are seen.
        const { rows } =
          await sql<CheckedRow>`select h.seq as head_seq, h.hash as head_hash, e.* from audit_head h left join lateral (
            select seq, ctid::text as place, payload, prev_hash, hash, at, tenant, actor_kind || ':' || actor_id as actor, action,
              object_kind || ':' || object_id as object, rule
            from audit_entry where (seq, ctid) > (${last.seq}, ${last.place}::tid) order by audit_entry.seq, audit_entry.ctid limit ${portion}
          ) e on true`.execute(db);
        const found = rows.filter(({ seq }) => seq !== null);
        const [{ head_seq, head_hash }] = rows;
        for (const { seq, payload, prev_hash, hash, at, tenant, actor, action, object, rule } of found) {
          const columns = { at, tenant, actor, action, object, rule };
          read++;
          if (!check.take({ seq, payload, prevHash: prev_hash, hash, columns })) return check.end(undefined);
        }
        onProgress?.(read, Math.max(read, head_seq));
        if (found.length < portion) return check.end({ seq: head_seq, hash: head_hash });
        last = found[found.length - 1];
      }
    },

    /** How far a receiver got; 0 at first. */
    async cursor(receiver: string): Promise<number> {
      const { rows } = await sql<{ seq: number }>`select seq from audit_cursor where receiver = ${receiver}`.execute(
        db,
      );
      return rows[0]?.seq ?? 0;
    },

    async moveCursor(receiver: string, seq: number, now: number): Promise<void> {
      await sql`insert into audit_cursor (receiver, seq, updated_at) values (${receiver}, ${seq}, ${now})
        on conflict (receiver) do update set seq = excluded.seq, updated_at = excluded.updated_at`.execute(db);
    },
  };
}

/** The entry of a row, read from what was hashed and nothing else. */
function auditEntry({ seq, payload, prev_hash, hash }: AuditRow): AuditEntry {
  const content = JSON.parse(payload) as Omit<AuditEntry, 'prevHash' | 'hash' | 'payload'>;
  return { ...content, seq, prevHash: prev_hash, hash, payload };
}
