import type { CallRecord } from '../../src/core/call-record.ts';
import type { AccountFact } from '../../src/core/calls/account-fact.ts';
import type { CallSourceSink } from '../../src/ingest/calls/call-source.ts';
import { until } from './until.ts';

/** Keeps what a source of calls tells. */
export class SeenCalls implements CallSourceSink {
  readonly told: { readonly record: CallRecord; readonly complete: boolean }[] = [];
  readonly facts: AccountFact[] = [];
  readonly lists: { readonly ids: readonly string[]; readonly time: number }[] = [];
  readonly states: { readonly up: boolean; readonly detail: string }[] = [];
  readonly counts = { received: 0, recognised: 0, ignored: 0, malformed: 0 };

  call(record: CallRecord, complete: boolean): void {
    this.told.push({ record, complete });
  }

  fact(fact: AccountFact): void {
    this.facts.push(fact);
  }

  running(ids: readonly string[], time: number): void {
    this.lists.push({ ids, time });
  }

  state(up: boolean, detail: string): void {
    this.states.push({ up, detail });
  }

  count(what: 'received' | 'recognised' | 'ignored' | 'malformed', n: number): void {
    this.counts[what] += n;
  }

  /** What was told of calls to a number since a mark, the newest of each call; live only, unless `complete`. */
  calls(to: string, since = 0, complete = false): CallRecord[] {
    const newest = new Map<string, CallRecord>();
    for (const { record, complete: last } of this.told.slice(since))
      if (record.to === to && last === complete) newest.set(record.id, record);
    return [...newest.values()];
  }

  /** Waits for a call to a number, as soon as it is as told. */
  call1(to: string, since: number, what: (record: CallRecord) => boolean, complete = false): Promise<CallRecord> {
    return until(`a call to ${to}`, 8, () => this.calls(to, since, complete).find(what));
  }
}
