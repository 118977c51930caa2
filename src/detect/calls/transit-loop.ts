import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

const slots = 4_096;

/** A call that comes back: the same caller and called number begin again and again within seconds, each while the one before runs. */
export class TransitLoop {
  readonly #rules: SimpleRules;
  /** By hash of both numbers: what was seen last, and the run of it. A collision begins a new run: nothing fires wrongly. */
  readonly #pairs: (string | undefined)[] = new Array(slots);
  readonly #since = new Float64Array(slots);
  readonly #count = new Int32Array(slots);

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  begin(call: Call, state: CustomerState): void {
    const rule = this.#rules.rule('transit-loop');
    if (!rule || call.number.length < 6) return;
    const slot = hash(call.number, call.from) & (slots - 1);
    const figures = state.figures(rule);
    if (this.#pairs[slot] !== call.number || call.start - this.#since[slot]! > figures.within_s! * 1_000) {
      this.#pairs[slot] = call.number;
      this.#since[slot] = call.start;
      this.#count[slot] = 1;
      return;
    }
    const count = ++this.#count[slot]!;
    if (count < figures.calls!) return;
    this.#count[slot] = 0;
    const measure = { normal: 1, seen: count, unit: 'calls' } as const;
    this.#rules.raise(rule, call.tenant, call.payer, call.start, measure, [call], [`loop:${call.number}`]);
  }
}

function hash(a: string, b: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < a.length; i++) h = Math.imul(h ^ a.charCodeAt(i), 0x01000193);
  for (let i = 0; i < b.length; i++) h = Math.imul(h ^ b.charCodeAt(i), 0x01000193);
  return h ^ (h >>> 15);
}
