import { sql } from 'kysely';
import type { NewProbeTarget, ProbeTarget, Recovery, RecoveryChange } from '../../core/incident/recovery.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  incident: string;
  tenant: string;
  phases: Recovery['phases'];
  watch: Recovery['watch'] | null;
  round: number;
  reopenings: number;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** What becomes of two ways back when their incidents become one. */
export type RecoveryJoin = (from: Recovery, into: Recovery) => RecoveryChange;

function read(row: Row): Recovery {
  return {
    ...{ incident: row.incident, tenant: row.tenant, watch: row.watch ?? undefined },
    ...{ round: row.round, reopenings: row.reopenings },
    // JSON knows no undefined.
    phases: row.phases.map((phase) => ({
      ...phase,
      doneAt: phase.doneAt ?? undefined,
      doneBy: phase.doneBy ?? undefined,
      tests: phase.tests.map((test) => ({ ...test, at: test.at ?? undefined, by: test.by ?? undefined })),
    })),
    ...readVersion(row),
  };
}

async function locked(tx: Db, incident: string): Promise<Recovery | undefined> {
  const { rows } = await sql<Row>`select * from recovery where incident = ${incident} for update`.execute(tx);
  return rows[0] && read(rows[0]);
}

async function keep(tx: Db, incident: string, { phases, watch, round, reopenings }: RecoveryChange): Promise<Recovery> {
  const { rows } = await sql<Row>`update recovery set phases = ${storableJson(phases)}::jsonb, round = ${round},
      reopenings = ${reopenings}, watch = ${watch ? storableJson(watch) : null}::jsonb, watch_until = ${watch?.until ?? null}
    where incident = ${incident} returning *`.execute(tx);
  return read(rows[0]);
}

/** Within the transaction that makes an incident part of another: its way back goes on there. */
export async function moveRecovery(
  tx: Db,
  from: string,
  into: { readonly id: string; readonly tenant: string },
  join: RecoveryJoin,
): Promise<void> {
  const one = await locked(tx, from);
  if (!one) return;
  const other = await locked(tx, into.id);
  if (other) {
    await keep(tx, into.id, join(one, other));
    await sql`delete from recovery where incident = ${from}`.execute(tx);
    return;
  }
  await sql`update recovery set incident = ${into.id}, tenant = ${into.tenant} where incident = ${from}`.execute(tx);
}

const selectTargets = sql`select p.tenant, p.asset, p.host, p.port, p.transport, p.domain, p.accounts,
    coalesce(a.name, p.asset) as name, coalesce(t.name, p.tenant) as "tenantName"
  from probe_target p left join asset a on a.tenant = p.tenant and a.id = p.asset left join tenant t on t.id = p.tenant`;

/** The way back to production of incidents, and where its tests look. */
export function recoveryStore(db: Db) {
  return {
    async get(incident: string): Promise<Recovery | undefined> {
      const { rows } = await sql<Row>`select * from recovery where incident = ${incident}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** Those whose watch goes on at a time (ms). */
    async watching(now: number): Promise<readonly Recovery[]> {
      const { rows } = await sql<Row>`select * from recovery where watch is not null and watch_until > ${now}
        order by incident`.execute(db);
      return rows.map(read);
    },

    /** Puts one in where there is none; gives what is there. */
    async begin({
      incident,
      tenant,
      phases,
      reopenings,
    }: Pick<Recovery, 'incident' | 'tenant' | 'phases' | 'reopenings'>): Promise<Recovery> {
      await sql`insert into recovery (incident, tenant, phases, reopenings)
        values (${incident}, ${tenant}, ${storableJson(phases)}::jsonb, ${reopenings}) on conflict (incident) do nothing`.execute(
        db,
      );
      const { rows } = await sql<Row>`select * from recovery where incident = ${incident}`.execute(db);
      return read(rows[0]);
    },

    /** What `judge` makes of the newest under its lock; undefined, and nothing changed, when there is none or it gives none. */
    change(
      incident: string,
      judge: (recovery: Recovery) => Partial<RecoveryChange> | undefined,
    ): Promise<Recovery | undefined> {
      return db.transaction().execute(async (tx) => {
        const before = await locked(tx, incident);
        const changed = before && judge(before);
        return changed && keep(tx, incident, { ...before, ...changed });
      });
    },

    /** Of these customers; undefined: of all. */
    async targets(tenants?: readonly string[]): Promise<readonly ProbeTarget[]> {
      const { rows } = await sql<ProbeTarget>`${selectTargets}
        ${tenants === undefined ? sql`` : sql`where p.tenant = any(${[...tenants]}::text[])`} order by p.tenant, p.asset`.execute(
        db,
      );
      return rows;
    },

    async target(tenant: string, asset: string): Promise<ProbeTarget | undefined> {
      const { rows } =
        await sql<ProbeTarget>`${selectTargets} where p.tenant = ${tenant} and p.asset = ${asset}`.execute(db);
      return rows[0];
    },

    async putTarget({ tenant, asset, host, port, transport, domain, accounts }: NewProbeTarget): Promise<void> {
      await sql`insert into probe_target (tenant, asset, host, port, transport, domain, accounts)
        values (${tenant}, ${asset}, ${storableText(host, 253)}, ${port}, ${transport}, ${storableText(domain, 253)},
          ${storableJson(accounts)}::jsonb)
        on conflict (tenant, asset) do update set host = excluded.host, port = excluded.port, transport = excluded.transport,
          domain = excluded.domain, accounts = excluded.accounts`.execute(db);
    },
  };
}
