export interface BatchSaverPorts<Batch> {
  /** Resolves when it is on disk; the same again must be harmless. */
  readonly save: (message: Batch) => Promise<void>;
  /** Called once a batch is on disk. */
  readonly stored: (message: Batch) => void;
  /** What is in them, in a sentence: events, calls. */
  readonly of: string;
  readonly log: (line: string) => void;
}

const firstWaitMs = 200;
const longestWaitMs = 10_000;

/**
 * Stores batches of a thread one after the other, in order. A database that does not answer is waited for: the batch is
 * offered again until it is stored, and the thread holds back meanwhile since nothing is acknowledged.
 */
export class BatchSaver<Batch> {
  readonly #ports: BatchSaverPorts<Batch>;
  readonly #queue: Batch[] = [];
  #working: Promise<void> | undefined;
  #stopped = false;
  /** Sentence while the database does not take batches, '' otherwise. */
  trouble = '';

  constructor(ports: BatchSaverPorts<Batch>) {
    this.#ports = ports;
  }

  add(message: Batch): void {
    this.#queue.push(message);
    this.#working ??= this.#work();
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
    // In the same breath as the last look at the queue: who adds from now on starts anew.
    this.#working = undefined;
  }

  async #save(message: Batch): Promise<void> {
    for (let wait = firstWaitMs; ; wait = Math.min(wait * 2, longestWaitMs)) {
      try {
        await this.#ports.save(message);
        if (this.trouble) this.#ports.log(`the database takes ${this.#ports.of} again`);
        this.trouble = '';
        this.#ports.stored(message);
        return;
      } catch (error) {
        const said = (error as Error).message;
        if (!this.trouble) this.#ports.log(`a batch could not be stored, trying again: ${said}`);
        this.trouble = `The database does not take ${this.#ports.of}: ${said}`;
        if (this.#stopped) return;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }
}
