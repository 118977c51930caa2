import { Worker } from 'node:worker_threads';
import type { GeoBook, GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { GeoHits } from '../../core/geo/lane-plan.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import type { FromGeo, GeoAnswered, GeoStart, KernelState, LaneSource, ToGeo } from './messages.ts';

export interface GeoThreadParts {
  /** All a thread needs, as it is now. */
  readonly start: () => GeoStart;
  /** The kernel changed, or could not be changed. */
  readonly moved: () => void;
  readonly log: (line: string) => void;
}

const againMs = 1_000;
const answerWithinMs = 15_000;
const stopWithinMs = 20_000;

/** The thread that keeps the kernel, as the main thread sees it; started again when it dies. */
export class GeoThread {
  readonly #parts: GeoThreadParts;
  #worker: Worker | undefined;
  #stopped: PromiseWithResolvers<void> | undefined;
  #book: { readonly book: GeoBook; readonly wishes: readonly LaneWish[] } | undefined;
  #seq = 0;
  #nextId = 1;
  readonly #answers = new Map<number, (value: GeoAnswered) => void>();
  readonly #waiting = new Set<{ readonly seq: number; readonly done: (held: boolean) => void }>();
  /** What the kernel holds; undefined before the first time. */
  state: KernelState | undefined;
  /** Number of the newest book whose lanes are in the kernel. */
  applied = 0;
  /** What went wrong since it worked last, '' for nothing. */
  trouble = '';

  constructor(parts: GeoThreadParts) {
    this.#parts = parts;
  }

  start(): void {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: this.#parts.start() });
    this.#worker = worker;
    let reason = 'it ended without a word';
    worker.on('message', (message: FromGeo) => this.#hear(message));
    worker.on('error', (error) => {
      reason = (error as Error).message;
    });
    worker.on('exit', () => {
      for (const answer of this.#answers.values()) answer(undefined);
      this.#answers.clear();
      if (this.#stopped) {
        this.#stopped.resolve();
        return;
      }
      this.trouble = `What keeps the kernel equal to the policies stopped and is being started again: ${reason}`;
      this.#parts.log(this.trouble);
      this.#parts.moved();
      setTimeout(() => {
        if (!this.#stopped) this.start();
      }, againMs).unref();
    });
    if (this.#book) this.#tell({ type: 'book', seq: this.#seq, ...this.#book });
  }

  /** Has the kernel follow this book; gives the number by which `held` asks about it. */
  follow(book: GeoBook, wishes: readonly LaneWish[]): number {
    this.#seq++;
    this.#book = { book, wishes };
    this.#tell({ type: 'book', seq: this.#seq, ...this.#book });
    return this.#seq;
  }

  /** Resolves with true once the kernel holds the lanes of that book or a later one; false when it failed, or after `withinMs`. */
  held(seq: number, withinMs: number): Promise<boolean> {
    if (this.applied >= seq) return Promise.resolve(true);
    return new Promise((resolve) => {
      const wait = {
        seq,
        done: (held: boolean) => {
          clearTimeout(patience);
          this.#waiting.delete(wait);
          resolve(held);
        },
      };
      const patience = setTimeout(() => wait.done(false), withinMs);
      this.#waiting.add(wait);
    });
  }

  /** Data on disk or corrections changed. */
  renewData(corrections: GeoStart['corrections'], reload: boolean): void {
    this.#tell({ type: 'data', reload, corrections });
  }

  async hits(): Promise<readonly GeoHits[]> {
    return ((await this.#ask((id) => ({ type: 'hits', id }))) as readonly GeoHits[] | undefined) ?? [];
  }

  /** What differs from the policy, '' for nothing; undefined when nobody could look. */
  async check(): Promise<string | undefined> {
    return (await this.#ask((id) => ({ type: 'check', id }))) as string | undefined;
  }

  async verdict(address: string, lane: string): Promise<GeoVerdict | ''> {
    return ((await this.#ask((id) => ({ type: 'verdict', id, address, lane }))) as GeoVerdict | undefined) ?? '';
  }

  /** What a lane does with the whole world; starts the thread when nothing else did. */
  async source(wish: LaneWish, known: string): Promise<LaneSource | undefined> {
    if (!this.#worker && !this.#stopped) this.start();
    return (await this.#ask((id) => ({ type: 'source', id, wish, known }))) as LaneSource | undefined;
  }

  /** Ends it; the kernel keeps what it holds unless `remove`. */
  async stop(remove: boolean): Promise<void> {
    this.#stopped ??= Promise.withResolvers<void>();
    if (!this.#worker) return;
    this.#tell({ type: 'stop', remove });
    const patience = setTimeout(() => void this.#worker?.terminate(), stopWithinMs);
    await this.#stopped.promise;
    clearTimeout(patience);
  }

  #tell(message: ToGeo): void {
    this.#worker?.postMessage(message);
  }

  #ask(message: (id: number) => ToGeo): Promise<GeoAnswered> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const patience = setTimeout(() => {
        this.#answers.delete(id);
        resolve(undefined);
      }, answerWithinMs);
      this.#answers.set(id, (value) => {
        clearTimeout(patience);
        this.#answers.delete(id);
        resolve(value);
      });
      this.#tell(message(id));
    });
  }

  #hear(message: FromGeo): void {
    switch (message.type) {
      case 'applied':
        this.state = message.state;
        this.trouble = '';
        this.#settle(message.seq, true);
        this.#parts.moved();
        return;
      case 'failed':
        this.trouble = message.detail;
        this.#parts.log(`policies by country are not in the kernel as they should be: ${message.detail}`);
        if (!message.retryable) this.#settle(message.seq, false);
        this.#parts.moved();
        return;
      case 'answer':
        this.#answers.get(message.id)?.(message.value);
        return;
      case 'ready':
      case 'stopped':
        return;
    }
  }

  #settle(seq: number, held: boolean): void {
    if (held) this.applied = Math.max(this.applied, seq);
    for (const wait of [...this.#waiting]) if (wait.seq <= seq) wait.done(held);
  }
}
