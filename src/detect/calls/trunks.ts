import type { Call } from '../../core/calls/call.ts';
import { providerTenant } from '../../core/tenant.ts';
import { Activity } from './activity.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

const hourMs = 3_600_000;
const mostTrunks = 10_000;
/** A quiet week has so much of what is usual. */
const quietShare = 0.4;

interface Trunk {
  readonly name: string;
  readonly activity: Activity;
  /** The customer all of whose calls it carries; the provider once it carries those of several. */
  tenant: string;
  last: number;
  /** Usual share of attempts that are answered, 0 to 1, and weeks’ worth of attempts behind it. */
  ratio: number;
  known: number;
  /** Attempts and answers since the present look began. */
  tried: number;
  answered: number;
  silentSince: number;
  /** Calls that were to be expected since the last one, as far as added up. */
  expected: number;
  expectedAt: number;
}

/** Trunks: whether what goes out by them is still answered, and whether anything goes by them at all. */
export class Trunks {
  readonly #rules: SimpleRules;
  readonly #stateOf: (tenant: string) => CustomerState | undefined;
  readonly #trunks = new Map<string, Trunk>();
  #nextLook = 0;

  constructor(rules: SimpleRules, stateOf: (tenant: string) => CustomerState | undefined) {
    this.#rules = rules;
    this.#stateOf = stateOf;
  }

  begin(call: Call): void {
    // What an incoming or internal call goes to is a phone.
    if (call.trunk === '' || call.direction !== 'out') return;
    let trunk = this.#trunks.get(call.trunk);
    if (!trunk) {
      if (this.#trunks.size >= mostTrunks) this.#trunks.delete(this.#trunks.keys().next().value!);
      trunk = {
        ...{ name: call.trunk, activity: new Activity(), tenant: call.tenant, last: 0, ratio: 0, known: 0 },
        ...{ tried: 0, answered: 0, silentSince: 0, expected: 0, expectedAt: 0 },
      };
      this.#trunks.set(call.trunk, trunk);
    }
    if (trunk.tenant !== call.tenant) trunk.tenant = providerTenant;
    trunk.last = call.start;
    trunk.silentSince = 0;
    trunk.expected = 0;
    trunk.expectedAt = call.start;
    trunk.activity.add(Math.floor(call.start / hourMs), call.weekHour, false, 1, undefined);
  }

  /** An outgoing call that no fraud is suspected of ended. */
  finish(call: Call): void {
    const trunk = this.#trunks.get(call.trunk);
    if (!trunk || call.direction !== 'out' || call.outcome === 'cancelled' || call.outcome === 'busy') return;
    trunk.tried++;
    if (call.answer > 0) trunk.answered++;
    const rule = this.#rules.rule('answer-ratio');
    const calls = rule?.figures.calls?.default ?? 60;
    if (trunk.tried < calls) return;
    const ratio = trunk.answered / trunk.tried;
    if (rule && trunk.known >= 10 * calls && trunk.ratio > 0.3) {
      const share = rule.figures.share!.default;
      // How improbable it is that so few of so many are answered, in nats.
      const nats = surprise(trunk.tried, ratio, trunk.ratio);
      if (ratio < trunk.ratio * share && nats > 12) {
        const measure = { normal: percent(trunk.ratio), seen: percent(ratio), unit: 'percent' } as const;
        this.#rules.raise(rule, trunk.tenant, `trunk ${trunk.name}`, call.end, measure, [], [`trunk:${trunk.name}`]);
      }
    }
    const weight = Math.min(0.1, calls / (trunk.known + calls));
    if (trunk.known === 0) trunk.ratio = ratio;
    else if (ratio > trunk.ratio * 0.5) trunk.ratio += weight * (ratio - trunk.ratio);
    trunk.known += trunk.tried;
    trunk.tried = 0;
    trunk.answered = 0;
  }

  get next(): number {
    return this.#trunks.size > 0 ? this.#nextLook : Infinity;
  }

  /** Every quarter of an hour: is a trunk silent at a time when it never is? */
  advance(now: number): void {
    if (now < this.#nextLook) return;
    this.#nextLook = (Math.floor(now / (hourMs / 4)) + 1) * (hourMs / 4);
    const rule = this.#rules.rule('trunk-silent');
    if (!rule) return;
    for (const trunk of this.#trunks.values()) {
      if (
        trunk.silentSince > 0 ||
        now - trunk.last < hourMs / 2 ||
        now - trunk.last > 4 * hourMs ||
        trunk.activity.weeks < 0.99
      )
        continue;
      trunk.expected += this.#expected(trunk, trunk.expectedAt, now);
      trunk.expectedAt = now;
      const { expected } = trunk;
      const state = this.#stateOf(trunk.tenant);
      const least = state ? state.figures(rule).expected! : rule.figures.expected!.default;
      if (expected < least) continue;
      trunk.silentSince = trunk.last;
      const measure = { normal: Math.round(expected), seen: 0, unit: 'calls' } as const;
      this.#rules.raise(rule, trunk.tenant, `trunk ${trunk.name}`, now, measure, [], [`trunk:${trunk.name}`]);
    }
  }

  /** Calls that its hours usually bring between two moments; nothing when the customer is closed. */
  #expected(trunk: Trunk, from: number, now: number): number {
    const state = this.#stateOf(trunk.tenant);
    let expected = 0;
    for (let at = from; at < now; ) {
      const until = Math.min(now, (Math.floor(at / hourMs) + 1) * hourMs);
      const second = Math.floor(at / 1_000);
      const local = Math.floor((second + (state?.calendar.offset(second) ?? 0)) / 3_600);
      const usual = trunk.activity.hours[(((local + 72) % 168) + 168) % 168]!;
      if (usual > 0 && !(state?.closedOn(Math.floor(local / 24)) ?? false))
        expected += (quietShare * usual * (until - at)) / hourMs;
      at = until;
    }
    return expected;
  }
}

/** Kullback-Leibler distance of what was seen from what is usual, times the number of trials. */
function surprise(trials: number, seen: number, usual: number): number {
  const part = (p: number, q: number) => (p > 0 ? p * Math.log(p / Math.max(1e-6, q)) : 0);
  return trials * (part(seen, usual) + part(1 - seen, 1 - usual));
}

function percent(share: number): number {
  return Math.round(share * 100);
}
