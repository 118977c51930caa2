import type { CallRecord } from '../../src/core/call-record.ts';
import type { AccountFact } from '../../src/core/calls/account-fact.ts';
import type { CallSourceSink } from '../../src/ingest/calls/call-source.ts';

/** Keeps what a live source of calls tells. */
export class KeptCalls implements CallSourceSink {
  readonly calls: { record: CallRecord; complete: boolean }[] = [];
  readonly facts: AccountFact[] = [];
  readonly runs: { ids: readonly string[]; time: number }[] = [];
  readonly states: { up: boolean; detail: string }[] = [];
  readonly counts = { received: 0, recognised: 0, ignored: 0, malformed: 0 };

  call(record: CallRecord, complete: boolean): void {
    this.calls.push({ record, complete });
  }

  fact(fact: AccountFact): void {
    this.facts.push(fact);
  }

  running(ids: readonly string[], time: number): void {
    this.runs.push({ ids, time });
  }

  state(up: boolean, detail: string): void {
    this.states.push({ up, detail });
  }

  count(what: keyof KeptCalls['counts'], n: number): void {
    this.counts[what] += n;
  }

  /** The last that was told of a call. */
  last(id: string): CallRecord | undefined {
    return this.calls.findLast(({ record }) => record.id === id)?.record;
  }

  /** All that was told, as text: to look for what must not be there. */
  get everything(): string {
    return JSON.stringify([this.calls, this.facts, this.runs, this.states]);
  }
}
