import { Worker } from 'node:worker_threads';
import type { Source } from '../../core/source.ts';
import type { SiteRecord } from '../../decide/customer-sites.ts';
import { type FromHot, type HotStart, type IngestCounts, noStats, type TailLine, type ToHot } from './messages.ts';

/** Those of a hot thread's messages that its owner handles; the rest is answers. */
export interface HotEvents {
  batch(message: Extract<FromHot, { type: 'batch' }>): void;
  decisions(message: Extract<FromHot, { type: 'decisions' }>): void;
  alarm(message: Extract<FromHot, { type: 'alarm' }>): void;
  /** What it saw of calls and accounts. */
  calls?(message: Extract<FromHot, { type: 'calls' }>): void;
  /** The thread ended although nobody asked it to; `reason` is what it said. */
  died(reason: string): void;
}

const answerWithinMs = 5000;

/** The hot path's worker thread as the main thread sees it. */
export class HotThread {
  readonly #worker: Worker;
  readonly #events: HotEvents;
  readonly #answers = new Map<number, (value: unknown) => void>();
  readonly #ingests = new Map<number, { resolve(counts: IngestCounts): void; reject(error: Error): void }>();
  #nextId = 1;
  #stopping = false;
  #started: ((message: Extract<FromHot, { type: 'started' }>) => void) | undefined;
  readonly #ready = Promise.withResolvers<void>();
  stats = noStats;

  constructor(start: HotStart, events: HotEvents) {
    this.#events = events;
    // Whoever waits for it hears of a failure; nobody has to.
    this.#ready.promise.catch(() => {});
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: start });
    this.#worker.on('message', (message: FromHot) => this.#hear(message));
    let reason = 'it ended without a word';
    this.#worker.on('error', (error) => {
      reason = (error as Error).stack ?? String(error);
    });
    this.#worker.on('exit', () => {
      for (const { reject } of this.#ingests.values())
        reject(new Error('the hot path stopped before the batch was stored; send it again'));
      this.#ingests.clear();
      this.#ready.reject(new Error(`the hot path did not start: ${reason}`));
      for (const answer of this.#answers.values()) answer(undefined);
      this.#answers.clear();
      if (!this.#stopping) this.#events.died(reason);
    });
  }

  /** Resolves once the thread has loaded rules and databases and can be rebuilt. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Opens the listeners; resolves with the ports they really have and what did not work. */
  listen(): Promise<Extract<FromHot, { type: 'started' }>> {
    return new Promise((resolve) => {
      this.#started = resolve;
      this.send({ type: 'listen' });
    });
  }

  send(message: ToHot): void {
    this.#worker.postMessage(message);
  }

  /** Takes NDJSON of a source; resolves when the batch that carries its events was stored (see `stored`). */
  ingest(body: Uint8Array, source: Source): Promise<IngestCounts> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#ingests.set(id, { resolve, reject });
      this.send({ type: 'ingest', id, body, source });
    });
  }

  /** The bodies of this batch are durable. */
  stored(ingests: readonly (readonly [number, IngestCounts])[]): void {
    for (const [id, counts] of ingests) {
      this.#ingests.get(id)?.resolve(counts);
      this.#ingests.delete(id);
    }
  }

  /** Last lines of a source, newest first. */
  async tail(source: string): Promise<readonly TailLine[]> {
    return ((await this.#ask((id) => ({ type: 'tail', id, source }))) as readonly TailLine[] | undefined) ?? [];
  }

  /** Learned customer sites inside or around a range. */
  async sites(value: string): Promise<readonly SiteRecord[]> {
    return ((await this.#ask((id) => ({ type: 'sites', id, value }))) as readonly SiteRecord[] | undefined) ?? [];
  }

  /** Closes the listeners, hands over the last batch and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.send({ type: 'stop' });
    const patience = setTimeout(() => void this.#worker.terminate(), 10_000);
    await ended;
    clearTimeout(patience);
  }

  #ask(message: (id: number) => ToHot): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const patience = setTimeout(() => {
        this.#answers.delete(id);
        resolve(undefined);
      }, answerWithinMs);
      this.#answers.set(id, (value) => {
        clearTimeout(patience);
        resolve(value);
      });
      this.send(message(id));
    });
  }

  #hear(message: FromHot): void {
    switch (message.type) {
      case 'ready':
        this.#ready.resolve();
        return;
      case 'started':
        this.#started?.(message);
        return;
      case 'batch':
        this.#events.batch(message);
        return;
      case 'calls':
        this.#events.calls?.(message);
        return;
      case 'decisions':
        this.#events.decisions(message);
        return;
      case 'alarm':
        this.#events.alarm(message);
        return;
      case 'answer':
        this.#answers.get(message.id)?.(message.value);
        this.#answers.delete(message.id);
        return;
      case 'stats':
        this.stats = message.stats;
        return;
      case 'stopped':
        return;
    }
  }
}
