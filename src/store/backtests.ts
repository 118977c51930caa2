import { sql } from 'kysely';
import type { Alert } from '../core/alert.ts';
import type { AlertRecord } from '../core/alert-record.ts';
import type { Text } from '../core/text.ts';
import type { Db } from './postgres.ts';
import { storableJson, storableText } from './storable.ts';

/** A rule run over stored events. */
export interface BacktestRecord {
  readonly id: string;
  readonly rule: string;
  readonly days: number;
  readonly state: 'running' | 'done' | 'failed';
  /** 0–1. */
  readonly progress: number;
  readonly events: number;
  readonly alerts: readonly AlertRecord[];
  readonly wouldBlock: number;
  readonly seconds: number;
  readonly error: string;
  readonly note: Text;
}

/** What a running backtest reports; its alerts without evidence. */
export interface BacktestResult extends Omit<BacktestRecord, 'id' | 'rule' | 'days' | 'alerts'> {
  readonly alerts: readonly Alert[];
}

/** Backtests and their results. */
export function backtestStore(db: Db, clock: () => number) {
  return {
    async insert(backtest: Pick<BacktestRecord, 'id' | 'rule' | 'days' | 'note'>, tenant: string): Promise<void> {
      const { id, rule, days, note } = backtest;
      await sql`insert into backtest (id, tenant, rule, days, state, progress, events, alerts, would_block, seconds, error, note_nl, note_en, created_at)
        values (${id}, ${tenant}, ${rule}, ${days}, 'running', 0, 0, '[]', 0, 0, '', ${note.nl}, ${note.en}, ${clock()})`.execute(
        db,
      );
    },

    async update(id: string, result: BacktestResult): Promise<void> {
      const alerts = storableJson(result.alerts.map((alert) => ({ ...alert, evidence: [] })));
      await sql`update backtest set state = ${result.state}, progress = ${result.progress}, events = ${result.events}, alerts = ${alerts}::jsonb,
        would_block = ${result.wouldBlock}, seconds = ${result.seconds}, error = ${storableText(result.error, 500)},
        note_nl = ${result.note.nl}, note_en = ${result.note.en} where id = ${id}`.execute(db);
    },

    /** What ran when the process ended will not go on. Call at start. */
    async failInterrupted(): Promise<void> {
      await db
        .updateTable('backtest')
        .set({ state: 'failed', error: 'Belwacht was stopped while it ran.' })
        .where('state', '=', 'running')
        .execute();
    },

    async get(id: string): Promise<(BacktestRecord & { readonly tenant: string }) | undefined> {
      const row = await db.selectFrom('backtest').selectAll().where('id', '=', id).executeTakeFirst();
      if (!row) return undefined;
      const names = new Map(
        (await db.selectFrom('tenant').select(['id', 'name']).execute()).map((tenant) => [tenant.id, tenant.name]),
      );
      const { rule, tenant, days, state, progress, events, seconds, error } = row;
      return {
        id,
        rule,
        tenant,
        days,
        state,
        progress,
        events,
        alerts: (row.alerts as unknown as Alert[]).map((alert) => ({
          alert,
          tenantName: names.get(alert.tenant) ?? alert.tenant,
          state: 'open',
          acknowledgedBy: '',
          acknowledgedAt: undefined,
          decision: undefined,
        })),
        wouldBlock: row.would_block,
        seconds,
        error,
        note: { nl: row.note_nl, en: row.note_en },
      };
    },
  };
}
