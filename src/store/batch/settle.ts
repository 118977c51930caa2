import { sql } from 'kysely';
import type { DecisionState } from '../../core/decision.ts';
import { textArray } from '../array-literal.ts';
import type { BatchTransaction } from './tx.ts';

/** Any constant of our own. */
const lockKey = 0x64656373;

/**
 * An enforcer may confirm a decision before the batch that keeps it is committed. Both sides take this lock until their
 * commit, so that whichever comes second sees the first.
 */
export async function oneAtATime(tx: BatchTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx);
}

/** Brings states of decisions in line with what enforcers confirmed, and notes each move; returns the ids that moved. */
export async function settle(tx: BatchTransaction, ids: readonly string[], now: number): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const list = sql`${textArray(ids)}::text[]`;
  await sql`update decision_enforcer e set tenant = d.tenant from decision d
    where d.id = e.decision and e.decision = any(${list}) and e.tenant <> d.tenant`.execute(tx);
  const { rows } = await sql<{ id: string; tenant: string; state: DecisionState; error: string }>`
    update decision d set updated_at = ${now}, state = case when e.holds then 'in-force' else 'failed' end
    from (select decision, bool_or(state = 'in-force') as holds, bool_and(state = 'failed') as failed, max(error) as error
      from decision_enforcer where decision = any(${list}) group by decision) e
    where d.id = e.decision and ((d.state in ('asked', 'failed') and e.holds) or (d.state = 'asked' and e.failed))
    returning d.id, d.tenant, d.state, e.error`.execute(tx);
  if (rows.length === 0) return [];
  await tx
    .insertInto('decision_change')
    .values(
      rows.map(({ id, tenant, state, error }) => ({
        decision: id,
        tenant,
        at: now,
        state,
        author: '',
        detail: state === 'failed' ? error : '',
      })),
    )
    .execute();
  return rows.map(({ id }) => id);
}
