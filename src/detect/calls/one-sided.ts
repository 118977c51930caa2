import type { Call } from '../../core/calls/call.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

export type OneSidedKind = 'cdr-without-sip' | 'sip-without-cdr';

interface Span {
  since: number;
  told: Call[];
}

/**
 * Calls that only one kind of source told of. One is a lost packet; a row of them means that traffic goes past what we
 * watch, or that records are withheld.
 */
export class OneSided {
  readonly #rules: SimpleRules;
  readonly #spans = new Map<string, Span>();

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** @param at ms UTC: when it was clear that the other side would not tell. */
  unmatched(kind: OneSidedKind, call: Call, state: CustomerState, at: number): void {
    const rule = this.#rules.rule('one-sided');
    if (!rule) return;
    const figures = state.figures(rule);
    const key = `${call.tenant}\0${kind}`;
    let span = this.#spans.get(key);
    if (!span || at - span.since > figures.within_minutes! * 60_000) {
      if (this.#spans.size > 20_000) this.#spans.delete(this.#spans.keys().next().value!);
      span = { since: at, told: [] };
      this.#spans.set(key, span);
    }
    if (span.told.length < 200) span.told.push(call);
    if (span.told.length < figures.calls!) return;
    const measure = { normal: 0, seen: span.told.length, unit: 'calls' } as const;
    this.#rules.raise(rule, call.tenant, kind, at, measure, span.told, [`one-sided:${kind}`]);
    span.told = [];
  }
}
