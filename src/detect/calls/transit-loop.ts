import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

/** A power of two. */
const slots = 4_096;
/** Shorter numbers are extensions and codes. */
const fewestDigits = 6;

/** A call that comes back: the same caller and called number begin again and again within seconds, wherever they lead. */
export class TransitLoop {
  readonly #rules: SimpleRules;
  /** By hash of both numbers: the first call of the run that was seen last. A collision begins a new run: nothing fires wrongly. */
  readonly #first: (Call | undefined)[] = new Array(slots);
  /** The others of a run that has any. */
  readonly #more = new Map<number, Call[]>();

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** An outgoing call begins. */
  begin(call: Call, state: CustomerState): void {
    const { number, dialled } = call;
    if ((number || dialled).length < fewestDigits) return;
    const slot = hash(number || dialled, call.from) & (slots - 1);
    const first = this.#first[slot];
    if (first?.number !== number || first.from !== call.from || first.dialled !== dialled) {
      this.#first[slot] = call;
      if (this.#more.size > 0) this.#more.delete(slot);
      return;
    }
    const rule = this.#rules.rule('transit-loop');
    if (!rule) return;
    const figures = state.figures(rule);
    if (call.tenant !== first.tenant || call.start - first.start > figures.within_s! * 1_000) {
      this.#first[slot] = call;
      this.#more.delete(slot);
      return;
    }
    const more = this.#more.get(slot) ?? [];
    more.push(call);
    this.#more.set(slot, more);
    const seen = more.length + 1;
    if (seen < figures.calls!) return;
    this.#first[slot] = undefined;
    this.#more.delete(slot);
    const measure = { normal: 1, seen, unit: 'calls' } as const;
    const key = `loop:${number || dialled}`;
    this.#rules.raise(rule, call.tenant, call.payer, call.start, measure, [first, ...more], [key]);
  }
}

function hash(a: string, b: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < a.length; i++) h = Math.imul(h ^ a.charCodeAt(i), 0x01000193);
  for (let i = 0; i < b.length; i++) h = Math.imul(h ^ b.charCodeAt(i), 0x01000193);
  return h ^ (h >>> 15);
}
