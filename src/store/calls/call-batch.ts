import { sql } from 'kysely';
import type { CallBatch } from '../../core/calls/call-batch.ts';
import { putAlerts } from '../batch/alerts.ts';
import { putLearned } from '../batch/learned.ts';
import { dayOf, inReach, makePartition } from '../partitions.ts';
import type { Db } from '../postgres.ts';
import { storeError } from '../store-error.ts';
import { putCalls } from './put-calls.ts';
import { addRefusals, putStops } from './put-stops.ts';

/** Stores batches of the call thread. */
export interface CallBatchWriter {
  /**
   * Stores everything of a batch in one transaction and resolves once it is on disk. The same batch (instance, seq) again
   * changes nothing.
   *
   * @throws StoreError; nothing of the batch was stored, or all of it when the answer was lost.
   */
  save(batch: CallBatch): Promise<void>;
}

/** `owner` makes partitions. */
export function callBatchWriter(db: Db, owner: Db, clock: () => number): CallBatchWriter {
  const days = new Set<number>();

  async function ensurePartitions({ calls }: CallBatch, now: number): Promise<void> {
    const wanted = new Set<number>();
    for (const { call } of calls) {
      const day = dayOf(call.start);
      if (!days.has(day) && inReach(day, now)) wanted.add(day);
    }
    for (const day of wanted) {
      await makePartition(owner, day, 'call');
      days.add(day);
    }
  }

  return {
    async save(batch) {
      const now = clock();
      try {
        await ensurePartitions(batch, now);
        await db.transaction().execute(async (tx) => {
          const { rows } =
            await sql`insert into applied_batch (instance, seq, at) values (${batch.instance}, ${batch.seq}, ${now})
            on conflict do nothing returning 1`.execute(tx);
          if (rows.length === 0) return;
          await putCalls(tx, batch.calls, now);
          await putAlerts(tx, batch.alerts, now);
          await putStops(tx, batch.stops, now);
          await addRefusals(tx, batch.refusals);
          await putLearned(tx, batch.state, now, 'call_learned');
        });
      } catch (error) {
        // A partition that was dropped under us is made again at the next try.
        days.clear();
        throw storeError(error);
      }
    },
  };
}
