import { sql } from 'kysely';
import type { HotBatch } from '../core/hot-batch.ts';
import { putAlerts } from './batch/alerts.ts';
import { insertDecisions } from './batch/decisions.ts';
import { countAddresses, insertEvents, markSilence } from './batch/events.ts';
import { putLearned } from './batch/learned.ts';
import { addRecent } from './batch/recent.ts';
import { addRollups } from './batch/rollups.ts';
import { addSites, addTallies, putCursors, putDiscovered } from './batch/sources.ts';
import { addTraffic } from './batch/traffic.ts';
import { dayOf, inReach, makePartition } from './partitions.ts';
import type { Db } from './postgres.ts';
import { storeError } from './store-error.ts';

/** Stores batches of the hot path. */
export interface BatchWriter {
  /**
   * Stores everything of a batch in one transaction and resolves once it is on disk. The same batch (instance, seq) again
   * changes nothing, so a batch whose answer was lost may be sent again.
   *
   * @throws StoreError; nothing of the batch was stored, or all of it when the answer was lost.
   */
  saveBatch(batch: HotBatch): Promise<void>;
}

/** `owner` makes partitions. */
export function batchWriter(db: Db, owner: Db, clock: () => number): BatchWriter {
  /** Days that are known to have their partition. */
  const days = new Set<number>();

  async function ensurePartitions(batch: HotBatch, now: number): Promise<void> {
    const wanted = new Set<number>();
    for (const { time } of batch.events) {
      const day = dayOf(time);
      if (!days.has(day) && inReach(day, now)) wanted.add(day);
    }
    for (const day of wanted) {
      await makePartition(owner, day);
      days.add(day);
    }
  }

  return {
    async saveBatch(batch) {
      const now = clock();
      try {
        await ensurePartitions(batch, now);
        await db.transaction().execute(async (tx) => {
          const { rows } =
            await sql`insert into applied_batch (instance, seq, at) values (${batch.instance}, ${batch.seq}, ${now})
            on conflict do nothing returning 1`.execute(tx);
          if (rows.length === 0) return;
          await insertEvents(tx, batch.events, now);
          await countAddresses(tx, batch.events);
          await markSilence(tx, batch.events);
          await addRollups(tx, batch.rollups);
          await putAlerts(tx, batch.alerts, now);
          await insertDecisions(tx, batch.decisions, now);
          await putDiscovered(tx, batch.discovered, now);
          await addTallies(tx, batch.tallies, now);
          await putCursors(tx, batch.cursors, now);
          await addSites(tx, batch.sites);
          await addTraffic(tx, batch.traffic ?? []);
          await addRecent(tx, batch.traffic ?? [], now);
          await putLearned(tx, batch.state ?? [], now);
        });
      } catch (error) {
        // A partition that was dropped under us is made again at the next try.
        days.clear();
        throw storeError(error);
      }
    },
  };
}
