import { sql } from 'kysely';
import type { ProbeTarget, Recovery } from '../../core/incident/recovery.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

interface Row {
  incident: string;
  tenant: string;
  phases: Recovery['phases'];
  watch: Recovery['watch'] | null;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** The way back to production of incidents, and where its tests look. */
export function recoveryStore(db: Db) {
  const read = (row: Row): Recovery => ({
    ...{ incident: row.incident, tenant: row.tenant, watch: row.watch ?? undefined },
    // JSON knows no undefined.
    phases: row.phases.map((phase) => ({
      ...phase,
      doneAt: phase.doneAt ?? undefined,
      doneBy: phase.doneBy ?? undefined,
      tests: phase.tests.map((test) => ({ ...test, at: test.at ?? undefined, by: test.by ?? undefined })),
    })),
    ...readVersion(row),
  });

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
    async begin({ incident, tenant, phases }: Pick<Recovery, 'incident' | 'tenant' | 'phases'>): Promise<Recovery> {
      await sql`insert into recovery (incident, tenant, phases) values (${incident}, ${tenant}, ${storableJson(phases)}::jsonb)
        on conflict (incident) do nothing`.execute(db);
      const { rows } = await sql<Row>`select * from recovery where incident = ${incident}`.execute(db);
      return read(rows[0]);
    },

    /** What `judge` makes of the newest under its lock; undefined, and nothing changed, when there is none or it gives none. */
    change(
      incident: string,
      judge: (recovery: Recovery) => Pick<Recovery, 'phases' | 'watch'> | undefined,
    ): Promise<Recovery | undefined> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<Row>`select * from recovery where incident = ${incident} for update`.execute(tx);
        const changed = rows[0] && judge(read(rows[0]));
        if (!changed) return undefined;
        const { phases, watch } = changed;
        const { rows: after } = await sql<Row>`update recovery set phases = ${storableJson(phases)}::jsonb,
            watch = ${watch ? storableJson(watch) : null}::jsonb, watch_until = ${watch?.until ?? null}
          where incident = ${incident} returning *`.execute(tx);
        return read(after[0]);
      });
    },

    async targets(tenant?: string): Promise<readonly ProbeTarget[]> {
      const { rows } =
        await sql<ProbeTarget>`select tenant, asset, host, port, transport, domain, accounts from probe_target
        ${tenant === undefined ? sql`` : sql`where tenant = ${tenant}`} order by tenant, asset`.execute(db);
      return rows;
    },

    async target(tenant: string, asset: string): Promise<ProbeTarget | undefined> {
      const { rows } =
        await sql<ProbeTarget>`select tenant, asset, host, port, transport, domain, accounts from probe_target
        where tenant = ${tenant} and asset = ${asset}`.execute(db);
      return rows[0];
    },

    async putTarget({ tenant, asset, host, port, transport, domain, accounts }: ProbeTarget): Promise<void> {
      await sql`insert into probe_target (tenant, asset, host, port, transport, domain, accounts)
        values (${tenant}, ${asset}, ${storableText(host, 253)}, ${port}, ${transport}, ${storableText(domain, 253)},
          ${storableJson(accounts)}::jsonb)
        on conflict (tenant, asset) do update set host = excluded.host, port = excluded.port, transport = excluded.transport,
          domain = excluded.domain, accounts = excluded.accounts`.execute(db);
    },
  };
}
