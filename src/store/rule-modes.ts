import { sql } from 'kysely';
import type { Mode } from '../core/decision.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Versioned } from '../core/versioned.ts';
import type { Db } from './postgres.ts';
import { readVersion } from './version-columns.ts';

/** Modes of rules, and what rules did. */
export function ruleModeStore(db: Db) {
  return {
    /** Rule id → mode, where somebody set one. */
    async modes(): Promise<ReadonlyMap<string, Mode>> {
      const rows = await db
        .selectFrom('rule_mode')
        .select(['rule', 'mode'])
        .where('tenant', '=', providerTenant)
        .execute();
      return new Map(rows.map(({ rule, mode }) => [rule, mode]));
    },

    /** Rule id → version of its mode, where somebody set one. */
    async versions(): Promise<ReadonlyMap<string, Versioned>> {
      const rows = await db.selectFrom('rule_mode').selectAll().where('tenant', '=', providerTenant).execute();
      return new Map(rows.map((row) => [row.rule, readVersion(row)]));
    },

    /** False when the mode is not of this version any more; 0 for one that nobody has set. */
    async setMode(rule: string, mode: Mode, version?: number): Promise<boolean> {
      if (version) {
        const { numUpdatedRows } = await db
          .updateTable('rule_mode')
          .set({ mode })
          .where('tenant', '=', providerTenant)
          .where('rule', '=', rule)
          .where('version', '=', version)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('rule_mode')
        .values({ tenant: providerTenant, rule, mode })
        .onConflict((conflict) =>
          version === 0 ? conflict.doNothing() : conflict.columns(['tenant', 'rule']).doUpdateSet({ mode }),
        )
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },

    /** Alerts that moved, blocks taken and blocks only noted, per rule since a time (ms). */
    async activity(since: number) {
      const { rows } = await sql<{ rule: string; alerts: number; blocks: number; reported: number }>`
        select rule, sum(alerts)::bigint as alerts, sum(blocks)::bigint as blocks, sum(reported)::bigint as reported from (
          select rule, count(*) as alerts, 0::bigint as blocks, 0::bigint as reported from alert where end_time >= ${since} group by rule
          union all
          select rule, 0, count(*) filter (where state in ('asked', 'in-force', 'lifted', 'expired')), count(*) filter (where state = 'reported')
          from decision where from_time >= ${since} and rule <> '' group by rule
        ) together group by rule`.execute(db);
      return new Map(rows.map(({ rule, alerts, blocks, reported }) => [rule, { alerts, blocks, reported }]));
    },
  };
}
