import type { CallRecord } from '../../core/call-record.ts';
import type { AccountFact } from '../../core/calls/account-fact.ts';
import { ControlError } from '../../enforce/calls/call-control.ts';
import type { CallSourceSink } from '../../ingest/calls/call-source.ts';
import type { FileCursor } from '../../ingest/source.ts';
import type { Teller } from './live-call.ts';
import { makePbx, type Pbx } from './make-pbx.ts';
import type { ControlAnswer, ControlWish, SourceOrder, SourceState } from './messages.ts';

export interface LiveSourcesOut {
  readonly timeZone: string;
  take(record: CallRecord, complete: boolean, source: string, teller: Teller): void;
  fact(fact: AccountFact): void;
  running(source: string, ids: readonly string[], time: number): void;
  runningOf(source: string): number;
  /** Where the file of a source was read to by an earlier run. */
  cursor(source: string): FileCursor | undefined;
  /** A file was read to here: to be kept with its calls. */
  onCursor(source: string, cursor: FileCursor): void;
}

interface Kept {
  readonly order: SourceOrder;
  readonly pbx: Pbx;
  up: boolean;
  detail: string;
  lastSeen: number;
  readonly tally: { received: number; recognised: number; ignored: number; malformed: number };
  readonly last: { readonly at: number; readonly summary: string }[];
}

const mostShown = 20;

/** The live sources of calls as ordered: starts those that are new, stops those that went, and knows how each fares. */
export class LiveSources {
  readonly #out: LiveSourcesOut;
  readonly #kept = new Map<string, Kept>();
  #renewing: Promise<void> = Promise.resolve();

  constructor(out: LiveSourcesOut) {
    this.#out = out;
  }

  /** Brings what runs in line with what is ordered, one after another. */
  renew(orders: readonly SourceOrder[]): Promise<void> {
    this.#renewing = this.#renewing.then(() => this.#renew(orders)).catch(() => {});
    return this.#renewing;
  }

  states(): readonly SourceState[] {
    return [...this.#kept.values()].map(({ order: { id }, up, detail, lastSeen, tally, last }) => ({
      ...{ id, up, detail, lastSeen, ...tally, running: this.#out.runningOf(id) },
      last: [...last].reverse(),
    }));
  }

  /** Has the control of a source do something; what goes wrong is an answer too. */
  async control(source: string, wish: ControlWish): Promise<ControlAnswer> {
    // One that was ordered a moment ago may be on its way.
    if (!this.#kept.has(source)) await this.#renewing;
    const control = this.#kept.get(source)?.pbx.control;
    if (!control) return { ok: false, retryable: false, sentence: 'It cannot be steered as it is set up.' };
    try {
      if (wish.op === 'inForce') return { ok: true, acts: await control.inForce(), confirmed: '' };
      if (wish.op === 'renewLease') {
        await control.renewLease?.();
        return { ok: true, acts: [], confirmed: '' };
      }
      if (wish.op === 'blocks')
        return { ok: true, acts: [], confirmed: '', blocks: await control.alignBlocks?.(wish.wanted) };
      return { ok: true, acts: [], ...(await control[wish.op](wish.act)) };
    } catch (error) {
      const retryable = error instanceof ControlError ? error.retryable : true;
      return { ok: false, retryable, sentence: (error as Error).message };
    }
  }

  async stop(): Promise<void> {
    await this.renew([]);
  }

  async #renew(orders: readonly SourceOrder[]): Promise<void> {
    const wanted = new Map(orders.map((order) => [order.id, order]));
    for (const [id, { order, pbx }] of this.#kept) {
      if (JSON.stringify(wanted.get(id)) === JSON.stringify(order)) continue;
      this.#kept.delete(id);
      await pbx.source?.stop().catch(() => {});
      await pbx.control?.close().catch(() => {});
      pbx.close?.();
    }
    for (const order of orders) if (!this.#kept.has(order.id)) await this.#start(order);
  }

  async #start(order: SourceOrder): Promise<void> {
    const sink = this.#sink(order);
    let pbx: Pbx = {};
    let trouble = '';
    try {
      const { timeZone } = this.#out;
      const cursor = this.#out.cursor(order.id);
      pbx = makePbx(order, sink, { timeZone, cursor, onCursor: (at) => this.#out.onCursor(order.id, at) });
    } catch (error) {
      trouble = (error as Error).message;
    }
    this.#kept.set(order.id, {
      ...{ order, pbx, up: false, detail: trouble || (pbx.source ? 'It is being started.' : ''), lastSeen: 0 },
      ...{ tally: { received: 0, recognised: 0, ignored: 0, malformed: 0 }, last: [] },
    });
    await pbx.source?.start().catch((error: Error) => sink.state(false, error.message));
  }

  #sink({ id, kind }: SourceOrder): CallSourceSink {
    const teller: Teller = kind.includes('cdr') ? 'cdr' : 'switch';
    const kept = () => this.#kept.get(id);
    return {
      call: (record, complete) => {
        const own = kept();
        if (!own) return;
        own.lastSeen = Date.now();
        if (own.last.push({ at: own.lastSeen, summary: summaryOf(record) }) > mostShown) own.last.shift();
        this.#out.take(record, complete, id, complete ? 'cdr' : teller);
      },
      fact: (fact) => this.#out.fact(fact),
      running: (ids, time) => this.#out.running(id, ids, time),
      state: (up, detail) => {
        const own = kept();
        if (!own) return;
        own.up = up;
        own.detail = detail;
      },
      count: (what, n) => {
        const own = kept();
        if (!own) return;
        own.tally[what] += n;
        own.lastSeen = Date.now();
      },
    };
  }
}

function summaryOf({ from, to, account, answer, end, outcome }: CallRecord): string {
  const state = end !== undefined ? outcome : answer !== undefined ? 'answered' : 'begins';
  return `${account || from || '?'} → ${to || '?'}: ${state}`.slice(0, 200);
}
