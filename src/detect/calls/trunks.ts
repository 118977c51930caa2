import type { Call } from '../../core/calls/call.ts';
import { isOpenAt } from '../../core/calls/opening-hours.ts';
import { providerTenant } from '../../core/tenant.ts';
import { Activity } from './activity.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

const hourMs = 3_600_000;
const mostTrunks = 10_000;
/** A quiet week has so much of what is usual. */
const quietShare = 0.4;
/** So many calls elsewhere are needed to tell how the day is. */
const fewOthers = 5;

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
  /** Hour of the week at its last call, and calls of all kinds until then. */
  weekHour: number;
  countAtLast: number;
}

/** Trunks: whether what goes out by them is still answered, and whether anything goes by them at all. */
export class Trunks {
  readonly #rules: SimpleRules;
  readonly #states: ReadonlyMap<string, CustomerState>;
  /** Calls of all kinds, by any trunk and by none. */
  readonly #all = new Activity();
  #count = 0;
  #openDay = -1;
  #openShare = 1;
  readonly #trunks = new Map<string, Trunk>();
  #last: Trunk | undefined;
  #nextLook = 0;

  constructor(rules: SimpleRules, states: ReadonlyMap<string, CustomerState>) {
    this.#rules = rules;
    this.#states = states;
  }

  begin(call: Call): void {
    const hour = Math.floor(call.start / hourMs);
    this.#count++;
    this.#all.add(hour, call.weekHour, false, 1, undefined);
    // What an incoming or internal call goes to is a phone.
    if (call.trunk === '' || call.direction !== 'out') return;
    let trunk = this.#of(call.trunk);
    if (!trunk) {
      if (this.#trunks.size >= mostTrunks) this.#trunks.delete(this.#trunks.keys().next().value!);
      this.#last = undefined;
      trunk = {
        ...{ name: call.trunk, activity: new Activity(), tenant: call.tenant, last: 0, ratio: 0, known: 0 },
        ...{ tried: 0, answered: 0, silentSince: 0, weekHour: 0, countAtLast: 0 },
      };
      this.#trunks.set(call.trunk, trunk);
    }
    if (trunk.tenant !== call.tenant) trunk.tenant = providerTenant;
    trunk.last = call.start;
    trunk.silentSince = 0;
    trunk.weekHour = call.weekHour;
    trunk.countAtLast = this.#count;
    trunk.activity.add(hour, call.weekHour, false, 1, undefined);
  }

  /** An outgoing call that no fraud is suspected of ended. */
  finish(call: Call): void {
    if (call.direction !== 'out') return;
    const trunk = this.#of(call.trunk);
    if (!trunk || call.outcome === 'cancelled' || call.outcome === 'busy') return;
    trunk.tried++;
    if (call.answer > 0) trunk.answered++;
    const rule = this.#rules.rule('answer-ratio');
    const figures = rule && this.#states.get(trunk.tenant)?.figures(rule);
    const calls = figures?.calls ?? 60;
    if (trunk.tried < calls) return;
    const ratio = trunk.answered / trunk.tried;
    if (rule && figures && trunk.known >= 10 * calls && trunk.ratio > 0.3) {
      const share = figures.share!;
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

  /** Most calls go by the same few. */
  #of(name: string): Trunk | undefined {
    if (this.#last?.name === name) return this.#last;
    const trunk = this.#trunks.get(name);
    if (trunk) this.#last = trunk;
    return trunk;
  }

  get next(): number {
    return this.#trunks.size > 0 ? this.#nextLook : Infinity;
  }

  /** Every quarter of an hour: is a trunk silent at a time when it never is, and while calls go on elsewhere? */
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
      const expected = this.#expected(trunk, now);
      const state = this.#states.get(trunk.tenant);
      const least = state ? state.figures(rule).expected! : rule.figures.expected!.default;
      if (expected < least) continue;
      trunk.silentSince = trunk.last;
      const measure = { normal: Math.round(expected), seen: 0, unit: 'calls' } as const;
      this.#rules.raise(rule, trunk.tenant, `trunk ${trunk.name}`, now, measure, [], [`trunk:${trunk.name}`]);
    }
  }

  /**
   * Calls that even a quiet week brings in the hours since its last one; fewer by the share by which all other calls fell, and
   * nothing while its customers are closed: then it is a quiet day, not a broken trunk.
   */
  #expected(trunk: Trunk, now: number): number {
    // Hours of the week are those of the customers: as far from UTC as they were at the last call.
    const hour = Math.floor(trunk.last / hourMs);
    const ahead = trunk.weekHour - weekHourOf(hour);
    const shift = ahead > 84 ? ahead - 168 : ahead < -84 ? ahead + 168 : ahead;
    let expected = 0;
    let others = 0;
    for (let at = trunk.last; at < now; ) {
      const until = Math.min(now, (Math.floor(at / hourMs) + 1) * hourMs);
      const local = Math.floor(at / hourMs) + shift;
      const weekHour = weekHourOf(local);
      const usual = Math.max(0, trunk.activity.hours[weekHour]!);
      const share = (until - at) / hourMs;
      others += share * Math.max(0, this.#all.hours[weekHour]! - usual);
      if (usual > 0)
        expected += quietShare * usual * share * this.#open(trunk.tenant, Math.floor(local / 24), weekHour);
      at = until;
    }
    const seen = this.#count - trunk.countAtLast;
    return expected * Math.min(1, (seen + fewOthers) / (others + fewOthers));
  }

  /** Of the customers by whom a trunk is used the share that is open, 0 to 1, each as far as it calls. */
  #open(tenant: string, day: number, weekHour: number): number {
    if (tenant !== providerTenant) {
      const state = this.#states.get(tenant);
      if (!state) return 1;
      const opening = state.customer?.opening;
      return state.closedOn(day) || (opening && !isOpenAt(opening, weekHour * 60 + 30)) ? 0 : 1;
    }
    if (this.#openDay !== day) {
      let all = 0;
      let open = 0;
      for (const state of this.#states.values()) {
        const { mean } = state.activity;
        all += mean;
        if (!state.closedOn(day)) open += mean;
      }
      this.#openDay = day;
      this.#openShare = all > 0 ? open / all : 1;
    }
    // On a holiday of most the rest is quieter as well: they have nobody to call.
    return this.#openShare < 0.5 ? 0 : this.#openShare;
  }
}

/** Hour of the week of an hour since 1970, 0 is Monday 00:00. */
function weekHourOf(hour: number): number {
  return (((hour + 72) % 168) + 168) % 168;
}

/** Kullback-Leibler distance of what was seen from what is usual, times the number of trials. */
function surprise(trials: number, seen: number, usual: number): number {
  const part = (p: number, q: number) => (p > 0 ? p * Math.log(p / Math.max(1e-6, q)) : 0);
  return trials * (part(seen, usual) + part(1 - seen, 1 - usual));
}

function percent(share: number): number {
  return Math.round(share * 100);
}
