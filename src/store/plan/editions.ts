import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Plan } from '../../core/plan/plan.ts';
import type { PlanEdition, PlanHand, PlanMove } from '../../core/plan/plan-records.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { actColumns, actValues, type EditionRow, readEdition } from './edition-rows.ts';

const ofProvider = sql`tenant = ${providerTenant}`;
/** One after another: an edition in force and the one that takes its place change together. */
const lock = sql`select pg_advisory_xact_lock(hashtext('belwacht plan'))`;

/** Editions of the plan; none is ever removed. */
export function planEditionStore(db: Db, clock: () => number) {
  const where = async (condition: ReturnType<typeof sql>, on: Db = db): Promise<PlanEdition | undefined> => {
    const { rows } = await sql<EditionRow>`select * from plan_edition where ${ofProvider} and ${condition}`.execute(on);
    return rows[0] && readEdition(rows[0]);
  };
  const inForce = (on: Db = db) => where(sql`state = 'in-force'`, on);
  const open = (on: Db = db) => where(sql`state in ('draft', 'approved')`, on);

  return {
    inForce: () => inForce(),
    open: () => open(),
    edition: (edition: number) => where(sql`edition = ${edition}`),

    /** The matrix of the edition in force. */
    async matrixInForce(): Promise<{ readonly edition: number; readonly cells: Plan['matrix'] } | undefined> {
      const { rows } = await sql<{ edition: number; cells: Plan['matrix'] }>`select edition, form->'matrix' as cells
        from plan_edition where ${ofProvider} and state = 'in-force'`.execute(db);
      return rows[0];
    },

    async editions(): Promise<readonly PlanEdition[]> {
      const { rows } = await sql<EditionRow>`select * from plan_edition where ${ofProvider}
        order by edition desc limit 200`.execute(db);
      return rows.map(readEdition);
    },

    begin<Refusal>(
      { by, name }: PlanHand,
      make: (id: string, highest: number) => Result<Plan, Refusal>,
    ): Promise<Result<PlanEdition, Refusal> | undefined> {
      return db.transaction().execute(async (tx) => {
        await lock.execute(tx);
        if (await open(tx)) return undefined;
        const { rows: top } = await sql<{ highest: number }>`select coalesce(max(edition), 0) as highest
          from plan_edition where ${ofProvider}`.execute(tx);
        const made = make(randomUUID(), top[0].highest);
        if (!made.ok) return made;
        const { id, edition } = made.value;
        const names = { [by]: storableText(name, 200) };
        const { rows } = await sql<EditionRow>`insert into plan_edition (id, tenant, edition, created_at, ${actColumns})
          values (${id}, ${providerTenant}, ${edition}, ${clock()}, ${actValues(made.value, '', names)}) returning *`.execute(
          tx,
        );
        return ok(readEdition(rows[0]));
      });
    },

    change<Refusal>(
      edition: number,
      { by, name }: PlanHand,
      judge: (
        plan: PlanEdition,
        now: number,
        current: PlanEdition | undefined,
      ) => Result<readonly [PlanMove, ...PlanMove[]], Refusal>,
      version?: number,
    ): Promise<Result<PlanEdition, Refusal | 'missing' | 'stale'>> {
      return db.transaction().execute(async (tx): Promise<Result<PlanEdition, Refusal | 'missing' | 'stale'>> => {
        await lock.execute(tx);
        const before = await where(sql`edition = ${edition}`, tx);
        if (!before) return refused('missing');
        if (version !== undefined && before.version !== version) return refused('stale');
        const judged = judge(before, clock(), await inForce(tx));
        if (!judged.ok) return judged;
        // What gives way is written first: one at a time is in force.
        for (const { plan, alone } of judged.value.toReversed()) {
          const was = plan.id === before.id ? before : await where(sql`id = ${plan.id}`, tx);
          if (!was) throw new Error(`there is no edition ${plan.edition} to change`);
          const names = { ...was.names, [by]: storableText(name, 200) };
          const kept = plan.approved === undefined ? '' : (alone ?? was.approvedAlone);
          await sql`update plan_edition set (${actColumns}) = row(${actValues(plan, kept, names)})
            where id = ${plan.id}`.execute(tx);
        }
        return ok((await where(sql`edition = ${edition}`, tx))!);
      });
    },
  };
}
