import type { Decision } from '../core/decision.ts';

/** An offence counts for the next one when it ended less than this ago. */
const rememberMs = 30 * 86_400_000;

/** What the history needs of a decision; any stored decision fits. */
export type PastDecision = Pick<Decision, 'id' | 'value' | 'offence' | 'until' | 'state' | 'author' | 'alert'>;

interface Entry {
  offence: number;
  /** Automatic decisions ever taken for the value: numbers their ids. */
  taken: number;
  lastId: string;
  /** End of the last automatic block, and of the last block by a person, ms. */
  until: number;
  manualUntil: number;
}

/**
 * Which values were blocked before, how often and until when. Blocks and what report-only mode would have blocked are kept
 * apart: nothing that was only noted makes a later block longer or stands in its way. Bounded: the value whose last decision
 * is oldest goes first, counted in `evicted`.
 */
export class OffenceHistory {
  readonly #capacity: number;
  readonly #blocks = new Map<string, Entry>();
  readonly #reports = new Map<string, Entry>();
  evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether a block (or, with `reported`, a noted one) of `value` still runs at `time` (ms). */
  current(value: string, time: number, reported: boolean): boolean {
    const block = this.#blocks.get(value);
    if (block !== undefined && (block.until > time || block.manualUntil > time)) return true;
    return reported && (this.#reports.get(value)?.until ?? 0) > time;
  }

  /**
   * What a decision at `time` would be: its `offence`, 1 for a first one, and its `ordinal` among the decisions for this
   * value, which unlike the offence never goes back when a person undoes one.
   */
  next(value: string, time: number, reported: boolean): { readonly offence: number; readonly ordinal: number } {
    const block = this.#blocks.get(value);
    const report = reported ? this.#reports.get(value) : undefined;
    return {
      offence: 1 + Math.max(offences(block, time), offences(report, time)),
      ordinal: 1 + Math.max(block?.taken ?? 0, report?.taken ?? 0),
    };
  }

  /**
   * Takes in one decision of any state; again whenever it is undone. Held ones leave no trace. One that a person lifted is
   * no offence, but stands until it would have ended: what a person undid is not done again by the next event.
   */
  note(decision: PastDecision): void {
    const { state } = decision;
    if (state === 'held') return;
    const table = state === 'reported' ? this.#reports : this.#blocks;
    let entry = table.get(decision.value);
    if (entry === undefined) {
      if (table.size >= this.#capacity) {
        table.delete(table.keys().next().value!);
        this.evicted++;
      }
      entry = { offence: 0, taken: 0, lastId: '', until: 0, manualUntil: 0 };
    }
    table.delete(decision.value);
    table.set(decision.value, entry);
    if (!decision.author.startsWith('rule:')) {
      entry.manualUntil = state === 'lifted' ? 0 : decision.until;
      return;
    }
    if (decision.id !== entry.lastId) entry.taken++;
    entry.lastId = decision.id;
    entry.until = Math.max(entry.until, decision.until);
    entry.offence = state === 'lifted' ? Math.max(0, decision.offence - 1) : decision.offence;
  }
}

function offences(entry: Entry | undefined, time: number): number {
  return entry !== undefined && entry.until + rememberMs > time ? entry.offence : 0;
}

/** Length of a block, ms: doubled for every offence after the first, at most the ceiling. */
export function blockMs(offence: number, durationS: number, ceilingS: number): number {
  const longest = Math.max(1, ceilingS || durationS);
  return Math.min(longest, Math.max(1, durationS) * 2 ** Math.min(offence - 1, 40)) * 1000;
}
