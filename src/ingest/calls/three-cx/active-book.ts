import type { CallRecord } from '../../../core/call-record.ts';
import { type ActiveCall, recordOf } from './active-call.ts';
import type { ThreeCxNumbers } from './parties.ts';

interface Followed {
  call: ActiveCall;
  answer: number;
  /** When it was not in the list for the first time, 0 while it is. */
  missed: number;
}

/** Follows active calls from one look to the next. */
export class ActiveBook {
  readonly #calls = new Map<string, Followed>();
  readonly #tell: (call: CallRecord) => void;
  constructor(tell: (call: CallRecord) => void) {
    this.#tell = tell;
  }

  ids(): string[] {
    return [...this.#calls.keys()];
  }

  /**
   * Takes what the PBX lists at `now` (its own clock, ms). Calls that are not there any more have ended; when the list came in
   * more than one page one may have slipped between them, and has to be missing twice. After a gap (`isFirst`) nobody knows
   * when they ended: they are forgotten.
   */
  take(list: readonly ActiveCall[], numbers: ThreeCxNumbers, now: number, isPaged: boolean, isFirst: boolean): void {
    const there = new Set<string>();
    for (const call of list) {
      there.add(call.id);
      this.#see(call, numbers);
    }
    for (const [id, followed] of this.#calls) {
      if (there.has(id)) continue;
      const { call, answer, missed } = followed;
      if (isFirst) this.#calls.delete(id);
      else if (isPaged && missed === 0) followed.missed = now;
      else {
        this.#calls.delete(id);
        this.#tell(recordOf(call, answer, missed || now, numbers));
      }
    }
  }

  #see(call: ActiveCall, numbers: ThreeCxNumbers): void {
    const known = this.#calls.get(call.id);
    if (!known) {
      // Its last change is the answer, unless it was put on hold since: then no better is known than when it began.
      const followed = { call, answer: call.isAnswered ? call.changed || call.established : 0, missed: 0 };
      this.#calls.set(call.id, followed);
      this.#tell(recordOf(call, followed.answer, 0, numbers));
      return;
    }
    known.missed = 0;
    const isNews = known.call.caller !== call.caller || known.call.callee !== call.callee;
    const isAnswered = known.answer === 0 && call.isAnswered;
    known.call = call;
    if (isAnswered) known.answer = call.changed || call.serverNow || call.established;
    if (isNews || isAnswered) this.#tell(recordOf(call, known.answer, 0, numbers));
  }
}
