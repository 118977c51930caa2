import type { CallSource, CallSourceSink } from '../call-source.ts';
import { pauseFor, RetryPause, type RetryPauseOptions } from '../retry-pause.ts';
import { ActiveBook } from './active-book.ts';
import { type ActiveCall, readActiveCall } from './active-call.ts';
import { readLogEntry } from './event-log.ts';
import { readSegment } from './history-segment.ts';
import type { ThreeCxNumbers } from './parties.ts';
import type { XapiClient } from './xapi-client.ts';
import { XapiError, type XapiTrouble } from './xapi-error.ts';

export interface ThreeCxSourceOptions {
  readonly id: string;
  /** Shared with the control; whoever made it closes it. */
  readonly xapi: Pick<XapiClient, 'list'>;
  /** How 3CX is called in sentences: its address without a path. */
  readonly name: string;
  /** How often each is looked at, ms; 0 never. */
  readonly activeMs?: number;
  readonly historyMs?: number;
  readonly eventsMs?: number;
  readonly numbersMs?: number;
  /** From when history and event log are read at the start, ms UTC; a quarter of an hour ago unless told. */
  readonly since?: number;
  readonly retry?: RetryPauseOptions;
  /** ms UTC; for tests. */
  readonly now?: () => number;
}

/** A part of what is looked at besides active calls. */
interface Part {
  readonly what: string;
  readonly everyMs: number;
  readonly look: () => Promise<void>;
  dueAt: number;
  /** Why it is not looked at any more, '' while it is. */
  trouble: string;
}

/** History is asked for from so long before the last look: segments come late. */
const overlap = 600_000;
const mostSegments = 20_000;
/** Troubles that are those of one set, not of the whole interface. */
const leftOut: ReadonlySet<XapiTrouble> = new Set(['forbidden', 'gone', 'said-no']);

/**
 * Follows the calls of a 3CX (V20) over its configuration API: active calls every two seconds, the call history behind them
 * for exact times, the event log for failed sign-ins. See docs/sources/3cx-live.md.
 */
export class ThreeCxSource implements CallSource {
  readonly kind = '3cx';
  readonly id: string;
  readonly #options: ThreeCxSourceOptions;
  readonly #sink: CallSourceSink;
  readonly #now: () => number;
  readonly #book: ActiveBook;
  readonly #stopping = new AbortController();
  readonly #parts: readonly Part[];
  readonly #segments = new Set<number>();
  #numbers: ThreeCxNumbers = { extensions: new Set(), trunks: new Set() };
  #historySince: number;
  #eventsSince: number;
  /** What was read of the newest moment of the event log. */
  #lastEvents = new Set<string>();
  #running: Promise<void> | undefined;

  constructor(options: ThreeCxSourceOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.#now = options.now ?? Date.now;
    this.#book = new ActiveBook((call) => sink.call(call, false));
    this.#historySince = options.since ?? this.#now() - 900_000;
    this.#eventsSince = this.#historySince;
    const part = (what: string, everyMs: number, look: () => Promise<void>): Part => ({
      what,
      everyMs,
      look,
      dueAt: 0,
      trouble: '',
    });
    this.#parts = [
      part('extensions and trunks', options.numbersMs ?? 3_600_000, () => this.#lookAtNumbers()),
      part('call history', options.historyMs ?? 30_000, () => this.#lookAtHistory()),
      part('event log', options.eventsMs ?? 60_000, () => this.#lookAtEvents()),
    ];
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const pause = new RetryPause(this.#options.retry);
    let isFirst = true;
    while (!signal.aborted) {
      try {
        for (const part of this.#parts) await this.#lookAtPart(part);
        await this.#lookAtActive(isFirst);
        if (isFirst) this.#tellUp();
        isFirst = false;
        pause.reset();
        await pauseFor(this.#options.activeMs ?? 2_000, signal);
      } catch (error) {
        if (signal.aborted) break;
        isFirst = true;
        await this.#waitAfter(error, pause);
      }
    }
  }

  async #waitAfter(error: unknown, pause: RetryPause): Promise<void> {
    const known = error instanceof XapiError ? error : undefined;
    if (known && !known.retryable) pause.toMost();
    const wait = Math.max(pause.take(), known?.waitMs ?? 0);
    const sentence = known?.message ?? `It failed (${(error as Error).name}).`;
    this.#sink.state(false, `3CX at ${this.#options.name}: ${sentence} Next try in ${Math.ceil(wait / 1_000)} s.`);
    await pauseFor(wait, this.#stopping.signal);
  }

  #tellUp(): void {
    const running = this.#book.ids().length;
    const missing = this.#parts
      .filter(({ trouble }) => trouble !== '')
      .map(({ what, trouble }) => `No ${what}: ${trouble}`);
    const sentence = `3CX at ${this.#options.name}: connected, ${running} calls run. ${missing.join(' ')}`;
    this.#sink.state(true, sentence.trimEnd());
  }

  /** What the client may not read, or this version does not have, is left out and said; active calls go on. */
  async #lookAtPart(part: Part): Promise<void> {
    if (part.everyMs === 0 || part.trouble !== '' || this.#now() < part.dueAt || this.#stopping.signal.aborted) return;
    try {
      await part.look();
      part.dueAt = this.#now() + part.everyMs;
    } catch (error) {
      if (!(error instanceof XapiError) || !leftOut.has(error.trouble)) throw error;
      part.trouble = error.message;
    }
  }

  /** Rows of a collection; rejects at once when it is stopped, so that nothing is told after that. */
  async #list(set: string, query: Readonly<Record<string, string>>): ReturnType<XapiClient['list']> {
    const { signal } = this.#stopping;
    const stopped = Promise.withResolvers<never>();
    const stop = () => stopped.reject(new XapiError('unreachable', 'It was stopped.'));
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      return await Promise.race([this.#options.xapi.list(set, query), stopped.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #lookAtActive(isFirst: boolean): Promise<void> {
    const { rows, pages } = await this.#list('ActiveCalls', { $orderby: 'Id' });
    const calls: ActiveCall[] = [];
    for (const row of rows) {
      const call = readActiveCall(row);
      if (call) calls.push(call);
      this.#count(call !== undefined);
    }
    // The clock of the PBX, as times of calls are.
    const now = calls.reduce((latest, { serverNow }) => Math.max(latest, serverNow), 0) || this.#now();
    this.#book.take(calls, this.#numbers, now, pages > 1, isFirst);
    if (isFirst) this.#sink.running(this.#book.ids(), now);
  }

  async #lookAtNumbers(): Promise<void> {
    const numbers = async (set: string) => {
      const { rows } = await this.#list(set, { $select: 'Id,Number' });
      const found = rows.map((row) => (row as { Number?: unknown } | null)?.Number);
      return new Set(found.filter((number): number is string => typeof number === 'string' && number !== ''));
    };
    this.#numbers = { extensions: await numbers('Users'), trunks: await numbers('Trunks') };
  }

  async #lookAtHistory(): Promise<void> {
    const since = this.#historySince;
    const started = this.#now();
    const { rows } = await this.#list('CallHistoryView', {
      $filter: `SegmentEndTime ge ${new Date(since).toISOString()}`,
      $orderby: 'SegmentId',
    });
    for (const row of rows) {
      const read = readSegment(row);
      if (read && this.#segments.has(read.segment)) continue;
      this.#count(read !== undefined);
      if (!read) continue;
      this.#remember(read.segment);
      this.#sink.call(read.call, true);
    }
    this.#historySince = Math.max(since, started - overlap);
  }

  #remember(segment: number): void {
    this.#segments.add(segment);
    if (this.#segments.size <= mostSegments) return;
    const oldest = this.#segments.values().next().value;
    if (oldest !== undefined) this.#segments.delete(oldest);
  }

  async #lookAtEvents(): Promise<void> {
    const { rows } = await this.#list('EventLogs', {
      $filter: `TimeGenerated ge ${new Date(this.#eventsSince).toISOString()}`,
      $orderby: 'TimeGenerated',
    });
    for (const row of rows) {
      const entry = readLogEntry(row);
      const key = JSON.stringify(row) ?? '';
      if (entry && (entry.time < this.#eventsSince || this.#lastEvents.has(key))) continue;
      if (entry && entry.time > this.#eventsSince) {
        this.#eventsSince = entry.time;
        this.#lastEvents = new Set();
      }
      this.#sink.count('received', 1);
      this.#sink.count(entry === undefined ? 'malformed' : entry.fact ? 'recognised' : 'ignored', 1);
      if (!entry) continue;
      this.#lastEvents.add(key);
      if (entry.fact) this.#sink.fact(entry.fact);
    }
  }

  #count(isRead: boolean): void {
    this.#sink.count('received', 1);
    this.#sink.count(isRead ? 'recognised' : 'malformed', 1);
  }
}
