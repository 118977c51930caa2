import { Worker } from 'node:worker_threads';
import type { CallRecord } from '../../core/call-record.ts';
import type { MoneyNow } from '../../core/calls/call-records.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import type { CallProfile } from '../../detect/calls/call-profile.ts';
import type {
  CallStart,
  CallsStats,
  CdrCounts,
  CdrReading,
  ControlAnswer,
  ControlWish,
  FromCalls,
  RateFound,
  RunningCall,
  SourceState,
  ToCalls,
} from './messages.ts';

/** Those of the call thread's messages that its owner handles; the rest is answers. */
export interface CallEvents {
  batch(message: Extract<FromCalls, { type: 'batch' }>): void;
  hangUps(message: Extract<FromCalls, { type: 'hangUps' }>): void;
  stops(message: Extract<FromCalls, { type: 'stops' }>): void;
  stats(stats: CallsStats): void;
  alarm(message: Extract<FromCalls, { type: 'alarm' }>): void;
  /** The thread ended although nobody asked it to; `reason` is what it said. */
  died(reason: string): void;
}

type Body<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

const answerWithinMs = 5000;
/** An SBC goes on without an answer after half a second. */
const verdictWithinMs = 400;
/** A PBX is asked, acts and is asked whether it is so. */
const controlWithinMs = 30_000;

/**
 * Room for what is new. Calls live for minutes, so each collection copies nearly all that came since the last one: with the
 * usual room that takes 15 ms five times a second at 10,000 calls a second, with this a few ms.
 */
const youngMb = 16;

/** The call thread as the main thread sees it. */
export class CallThread {
  readonly #worker: Worker;
  readonly #events: CallEvents;
  readonly #answers = new Map<number, (value: unknown) => void>();
  readonly #uploads = new Map<number, { resolve(counts: CdrCounts): void; reject(error: Error): void }>();
  readonly #ready = Promise.withResolvers<void>();
  #nextId = 1;
  #stopping = false;
  #started: ((message: Extract<FromCalls, { type: 'started' }>) => void) | undefined;

  constructor(start: CallStart, events: CallEvents) {
    this.#events = events;
    // Whoever waits for it hears of a failure; nobody has to.
    this.#ready.promise.catch(() => {});
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    this.#worker.on('message', (message: FromCalls) => this.#hear(message));
    let reason = 'it ended without a word';
    this.#worker.on('error', (error) => {
      reason = (error as Error).stack ?? String(error);
    });
    this.#worker.on('exit', () => {
      for (const { reject } of this.#uploads.values())
        reject(new Error('the call thread stopped before the records were stored; send them again'));
      this.#uploads.clear();
      this.#ready.reject(new Error(`the call thread did not start: ${reason}`));
      for (const answer of this.#answers.values()) answer(undefined);
      this.#answers.clear();
      if (!this.#stopping) this.#events.died(reason);
    });
  }

  /** Resolves once decks and rules are loaded. */
  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Opens listeners and sources; resolves with the ports they really have and what did not work. */
  listen(): Promise<Extract<FromCalls, { type: 'started' }>> {
    return new Promise((resolve) => {
      this.#started = resolve;
      this.send({ type: 'listen' });
    });
  }

  send(message: ToCalls, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, [...transfer]);
  }

  /** What is said of a call; no objection when there is no answer in time. `tenant`: customer that asks, '' for the provider. */
  async verdict(record: CallRecord, tenant: string): Promise<CallVerdict> {
    const answer = await this.#ask({ type: 'ask', record, tenant }, verdictWithinMs);
    return (answer as CallVerdict | undefined) ?? noObjection;
  }

  /** Takes records; resolves when the batch that carries their calls was stored (see `stored`). */
  take(body: Uint8Array, source: string, reading: CdrReading): Promise<CdrCounts> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#uploads.set(id, { resolve, reject });
      this.send({ type: 'cdr', id, body, source, reading });
    });
  }

  /** The records of this batch are durable. */
  stored(uploads: readonly (readonly [number, CdrCounts])[]): void {
    for (const [id, counts] of uploads) {
      this.#uploads.get(id)?.resolve(counts);
      this.#uploads.delete(id);
    }
  }

  /** Puts a stop of a person in force. Rejects when the thread does not answer. */
  async impose(stop: CallStop): Promise<void> {
    if ((await this.#ask({ type: 'impose', stop })) === undefined) throw new Error('the call thread does not answer');
  }

  /** The stop as it was lifted; undefined when none of that id holds. */
  async lift(stop: string, at: number): Promise<CallStop | undefined> {
    return (await this.#ask({ type: 'lift', stop, at })) as CallStop | undefined;
  }

  async profile(tenant: string, payer: string, country: string): Promise<CallProfile | undefined> {
    return (await this.#ask({ type: 'profile', tenant, payer, country })) as CallProfile | undefined;
  }

  /** Money of a customer as of now; undefined when nobody answers in time. */
  async money(tenant: string): Promise<readonly MoneyNow[] | undefined> {
    return (await this.#ask({ type: 'money', tenant })) as readonly MoneyNow[] | undefined;
  }

  async rate(tenant: string, number: string): Promise<RateFound | undefined> {
    return (await this.#ask({ type: 'rate', tenant, number })) as RateFound | undefined;
  }

  /** Has a PBX do something. */
  async control(source: string, wish: ControlWish): Promise<ControlAnswer> {
    const answer = await this.#ask({ type: 'control', source, wish }, controlWithinMs);
    return (
      (answer as ControlAnswer | undefined) ?? { ok: false, retryable: true, sentence: 'It did not answer in time.' }
    );
  }

  async sourceStates(): Promise<readonly SourceState[]> {
    return ((await this.#ask({ type: 'sourceStates' })) as readonly SourceState[] | undefined) ?? [];
  }

  /** Calls that run now, of a customer or ('') of everybody; undefined when it does not answer. */
  async running(tenant: string): Promise<readonly RunningCall[] | undefined> {
    return (await this.#ask({ type: 'running', tenant })) as readonly RunningCall[] | undefined;
  }

  /** Closes listeners and sources, hands over the last batch and ends. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const ended = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()));
    this.send({ type: 'stop' });
    const patience = setTimeout(() => void this.#worker.terminate(), 10_000);
    await ended;
    clearTimeout(patience);
  }

  #ask(body: Body<ToCalls>, withinMs = answerWithinMs): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      const patience = setTimeout(() => {
        this.#answers.delete(id);
        resolve(undefined);
      }, withinMs);
      this.#answers.set(id, (value) => {
        clearTimeout(patience);
        resolve(value);
      });
      this.send({ ...body, id } as ToCalls);
    });
  }

  #hear(message: FromCalls): void {
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
      case 'hangUps':
        this.#events.hangUps(message);
        return;
      case 'stops':
        this.#events.stops(message);
        return;
      case 'stats':
        this.#events.stats(message.stats);
        return;
      case 'alarm':
        this.#events.alarm(message);
        return;
      case 'answer':
        this.#answers.get(message.id)?.(message.value);
        this.#answers.delete(message.id);
        return;
      case 'stopped':
        return;
    }
  }
}
