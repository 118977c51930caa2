import type { HotBatch } from '../../core/hot-batch.ts';
import type { BatchWriter } from '../../store/batch.ts';
import type { IngestCounts } from '../hot/messages.ts';

type Batch = { readonly batch: HotBatch; readonly ingests: readonly (readonly [number, IngestCounts])[] };

export interface BatchSaverPorts {
  readonly batches: BatchWriter;
  /** Called once a batch is on disk. */
  readonly stored: (message: Batch) => void;
  readonly log: (line: string) => void;
}

const firstWaitMs = 200;
const longestWaitMs = 10_000;

/**
 * Stores batches of the hot thread one after the other, in order. A database that does not answer is waited for: the batch is
 * offered again until it is stored, and the hot thread holds back meanwhile since nothing is acknowledged.
 */
export class BatchSaver {
  readonly #ports: BatchSaverPorts;
  readonly #queue: Batch[] = [];
  #working: Promise<void> | undefined;
  #stopped = false;
  /** Sentence while the database does not take batches, '' otherwise. */
  trouble = '';

  constructor(ports: BatchSaverPorts) {
    this.#ports = ports;
  }

  add(message: Batch): void {
    this.#queue.push(message);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  /** Batches that are not stored yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Resolves when everything handed over is stored, or `stop` was called and the attempt at hand is over. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  /** Gives up on batches that cannot be stored now. */
  stop(): void {
    this.#stopped = true;
  }

  async #work(): Promise<void> {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      await this.#save(next);
      this.#queue.shift();
    }
  }

  async #save(message: Batch): Promise<void> {
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      try {
        await this.#ports.batches.saveBatch(message.batch);
        if (this.trouble) this.#ports.log('the database takes batches again');
        this.trouble = '';
        this.#ports.stored(message);
        return;
      } catch (error) {
        const said = (error as Error).message;
        if (!this.trouble) this.#ports.log(`a batch could not be stored, trying again: ${said}`);
        this.trouble = `The database does not take events: ${said}`;
        if (this.#stopped) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}
