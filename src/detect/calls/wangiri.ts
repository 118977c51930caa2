import type { Call } from '../../core/calls/call.ts';
import type { CustomerState, OneRing } from './customer-state.ts';
import { dayMs } from './destination-memory.ts';
import type { SimpleRules } from './simple-rules.ts';

const mostKept = 200;
/** What counts as one ring, seconds, when no rule says so: calls back are recognised by it as well. */
const usualRing = 8;

/** One-ring calls from abroad: they want to be called back. Few of them are everyday life; a wave to several numbers is not. */
export class Wangiri {
  readonly #rules: SimpleRules;

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  /** An incoming call from abroad ended without an answer. */
  missed(call: Call, state: CustomerState): void {
    const rule = this.#rules.rule('wangiri-in');
    if (call.number.length < 7) return;
    const figures = rule ? state.figures(rule) : undefined;
    if (call.end - call.start > (figures?.ring_s ?? usualRing) * 1_000) return;
    const at = call.end;
    const day = Math.floor(at / dayMs);
    if (day > state.oneRingDay) {
      state.oneRingsPerDay =
        (state.oneRingsPerDay + 0.2 * Math.min(state.oneRingsToday, 10)) * 0.8 ** (day - state.oneRingDay);
      state.oneRingDay = day;
      state.oneRingsToday = 0;
    }
    state.oneRingsToday++;
    const { oneRings } = state;
    oneRings.push({ number: call.number, country: call.country, called: call.dialled, time: at, call });
    while (oneRings.length > mostKept || (oneRings.length > 0 && at - oneRings[0]!.time > 3 * dayMs)) oneRings.shift();
    if (!rule || !figures) return;
    const from = at - figures.within_hours! * 3_600_000;
    const wave = oneRings.filter((ring) => ring.time >= from && ring.country === call.country);
    const usual = state.oneRingsPerDay;
    const measure = { normal: Math.round(usual * 10) / 10, seen: wave.length, unit: 'calls' } as const;
    // Neighbouring numbers that ring several of ours do not do so by chance.
    const range = call.number.slice(0, -3);
    const neighbours = wave.filter((ring) => ring.number.startsWith(range));
    const rung = new Set(neighbours.map((ring) => ring.called)).size;
    if (neighbours.length >= figures.calls! - 1 && rung >= figures.calls! - 2) {
      this.#rules.raise(rule, call.tenant, '', at, measure, callsOf(neighbours), [call.country]);
      return;
    }
    // Country by country: whoever really is called from abroad knows the country.
    const memory = state.destinations.get(call.country);
    if (memory && memory.daysAt(at) > 0.05 * state.days(at) + 1) return;
    const called = new Set(wave.map((ring) => ring.called)).size;
    if (wave.length < figures.calls! + 3 * usual || (called < 2 && new Set(wave.map((ring) => ring.number)).size < 2))
      return;
    this.#rules.raise(rule, call.tenant, '', at, measure, callsOf(wave), [call.country]);
  }
}

function callsOf(rings: readonly OneRing[]): Call[] {
  return rings.map(({ call }) => call);
}
