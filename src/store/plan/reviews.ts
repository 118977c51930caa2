import { sql } from 'kysely';
import type { PlanReviewDone } from '../../core/plan/plan-records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

interface Row {
  review: string;
  due_on: string;
  done_on: string;
  made_by: string;
  note: string;
}

/** Reviews that were done, by the id they have in the plan. */
export function planReviewStore(db: Db, clock: () => number) {
  return {
    async reviewsDone(): Promise<readonly PlanReviewDone[]> {
      const { rows } = await sql<Row>`select * from (select * from plan_review_done where tenant = ${providerTenant}
        order by id desc limit 1000) as d order by id`.execute(db);
      return rows.map(({ review, due_on, done_on, made_by, note }) => ({
        ...{ review, note, by: made_by },
        ...{ dueOn: due_on, doneOn: done_on },
      }));
    },

    async reviewDone({ review, dueOn, doneOn, by, note }: PlanReviewDone): Promise<void> {
      await sql`insert into plan_review_done (tenant, review, due_on, done_on, made_by, note, at)
        values (${providerTenant}, ${storableText(review, 64)}, ${dueOn}, ${doneOn}, ${storableText(by, 200)},
          ${storableText(note, 2000)}, ${clock()})`.execute(db);
    },
  };
}
