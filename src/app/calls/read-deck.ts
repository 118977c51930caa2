import { Worker } from 'node:worker_threads';
import type { ImportReport } from '../../core/calls/call-records.ts';
import type { DeckArrays } from '../../core/rates/deck.ts';
import type { DeckReading } from '../../core/rates/deck-reading.ts';

/** A file to be read. */
export interface DeckJob {
  /** Packed with gzip. */
  readonly packed: Uint8Array;
  readonly reading: DeckReading;
}

export interface DeckRead {
  readonly arrays: DeckArrays;
  readonly report: ImportReport;
  readonly prefixes: number;
  /** Of the file as it came. */
  readonly bytes: number;
}

/** Reads a rate deck on a thread of its own. Rejects when the file is no gzip or too large. */
export function readDeck(job: DeckJob): Promise<DeckRead> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./deck-worker.ts', import.meta.url), { workerData: job });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the deck was not read')));
  });
}
