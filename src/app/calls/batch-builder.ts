import type { Alert } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import type { CallBatch, KeptCall, RefusalDelta } from '../../core/calls/call-batch.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';

/** Rows of calls that may wait; with more, uploads do. */
export const maxCallsWaiting = 20_000;
/** Calls that wait while the database is away; beyond, finished ones that cost nothing are left out and counted. */
const mostCalls = 300_000;
const mostInBatch = 1000;
/** Refused calls of one payer a minute that get a row each; the rest is counted. */
const mostRefusedRows = 300;
const minuteMs = 60_000;

/** Gathers what has to be stored until the next batch leaves; of a call only its last state. */
export class CallBatchBuilder {
  readonly #instance: string;
  #seq = 0;
  #calls = new Map<string, KeptCall>();
  #alerts = new Map<string, Alert>();
  #stops = new Map<string, CallStop>();
  #refusals = new Map<string, { delta: RefusalDelta; count: number }>();
  #state = new Map<string, unknown>();
  readonly #refusedRows = new Map<string, number>();
  #refusedMinute = 0;
  /** Calls that were left out for want of room, and rows of refused ones that were only counted. */
  readonly counts = { shedCalls: 0, refusedCounted: 0 };

  constructor(instance: string) {
    this.#instance = instance;
  }

  get rows(): number {
    return this.#calls.size;
  }

  call(call: Call, sourceCall: string): void {
    if (call.verdict.action === 'refuse' && !this.#hasRoomForRefused(call)) return;
    if (this.#calls.size >= mostCalls && !this.#calls.has(call.id) && call.end > 0 && call.cost === 0) {
      this.counts.shedCalls++;
      return;
    }
    this.#calls.set(call.id, { call, sourceCall });
  }

  alert(alert: Alert): void {
    this.#alerts.set(alert.id, alert);
  }

  stop(stop: CallStop): void {
    this.#stops.set(stop.id, stop);
  }

  refused(call: Call, at: number): void {
    const { tenant, payer, country, verdict } = call;
    const minute = Math.floor(at / minuteMs) * minuteMs;
    const { reason, stop, reported } = verdict;
    const key = [minute, tenant, payer, country, reason, stop, reported].join('\u001f');
    const known = this.#refusals.get(key);
    if (known) known.count++;
    else
      this.#refusals.set(key, {
        delta: { minute, tenant, payer, country, reason, stop, reported, count: 0 },
        count: 1,
      });
  }

  state(entries: readonly (readonly [key: string, value: unknown])[]): void {
    for (const [key, value] of entries) this.#state.set(key, value);
  }

  /** What gathered, of many calls a part; undefined when nothing did. */
  take(evenEmpty = false): CallBatch | undefined {
    const sizes = this.#calls.size + this.#alerts.size + this.#stops.size + this.#refusals.size + this.#state.size;
    if (sizes === 0 && !evenEmpty) return undefined;
    const batch: CallBatch = {
      instance: this.#instance,
      seq: ++this.#seq,
      calls: this.#takeCalls(),
      alerts: [...this.#alerts.values()],
      stops: [...this.#stops.values()],
      refusals: [...this.#refusals.values()].map(({ delta, count }) => ({ ...delta, count })),
      state: [...this.#state],
    };
    this.#alerts = new Map();
    this.#stops = new Map();
    this.#refusals = new Map();
    this.#state = new Map();
    return batch;
  }

  /** A message is copied in one go: a large one would let everybody who asks meanwhile wait. */
  #takeCalls(): readonly KeptCall[] {
    if (this.#calls.size <= mostInBatch) {
      const all = [...this.#calls.values()];
      this.#calls.clear();
      return all;
    }
    const some: KeptCall[] = [];
    for (const [id, kept] of this.#calls) {
      some.push(kept);
      this.#calls.delete(id);
      if (some.length >= mostInBatch) break;
    }
    return some;
  }

  #hasRoomForRefused({ tenant, payer, start }: Call): boolean {
    const minute = Math.floor(start / minuteMs);
    if (minute !== this.#refusedMinute) {
      this.#refusedMinute = minute;
      this.#refusedRows.clear();
    }
    const key = `${tenant}\0${payer}`;
    const rows = (this.#refusedRows.get(key) ?? 0) + 1;
    this.#refusedRows.set(key, rows);
    if (rows <= mostRefusedRows) return true;
    this.counts.refusedCounted++;
    return false;
  }
}
