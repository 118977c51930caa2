import type { Alert, CallAlertFacts } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import { derivedId } from '../../core/derived-id.ts';
import { callCost } from '../../core/rates/rate.ts';
import { type Severity, severities } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import type { CallRule } from './rule.ts';

const mostIds = 100;
const mostNamed = 20;
const mostCounted = 1_000;

/** What a rule counted when it fired. */
export interface Measure {
  readonly normal: number;
  readonly seen: number;
  readonly unit: CallAlertFacts['unit'];
  /** Money that was counted, of calls that are none of the alert too, and since when: micro-euro, ms UTC. */
  readonly spent?: { readonly cost: number; readonly since: number };
}

/** An alert about calls that is open: it grows with each call that belongs to it. */
export class CallAlert {
  readonly id: string;
  readonly rule: CallRule;
  readonly tenant: string;
  readonly payer: string;
  readonly detected: number;
  /** Destinations it is about, as habits know them. */
  readonly keys = new Set<string>();
  readonly payers = new Set<string>();
  measure: Measure;
  severity: Severity;
  start: number;
  end: number;
  count = 0;
  /** Those of them that came in. */
  incoming = 0;
  refused = 0;
  /** Until when what was asked to be stopped is stopped, by stop; and whether any took hold. */
  readonly stops = new Map<string, number>();
  stoppedAt = 0;
  costAtStop = 0;
  costAtDetection = 0;
  /** What it had cost when its cost alone was last a reason to stop. */
  dearAt = 0;
  /** Last time something joined. */
  active: number;
  sentence: Text = { en: '', nl: '' };
  off = 0;
  #finishedCost = 0;
  /** Of `measure.spent` what other calls cost. */
  #spentBefore = 0;
  #minutes = 0;
  readonly #running = new Set<Call>();
  readonly #seen = new Set<number>();
  readonly #countries = new Map<string, number>();
  readonly #numbers = new Map<string, number>();
  readonly #addresses = new Set<string>();
  readonly #ids: string[] = [];
  /** What was last told of it. */
  #told = { count: 0, cost: 0, at: 0, refused: 0, end: 0 };

  constructor(rule: CallRule, tenant: string, payer: string, at: number, start: number, measure: Measure) {
    this.rule = rule;
    this.tenant = tenant;
    this.payer = payer;
    this.detected = at;
    this.active = at;
    this.start = start;
    this.end = start;
    this.measure = measure;
    this.severity = rule.level;
    this.id = derivedId('call-alert', rule.id, tenant, payer, start, at);
  }

  /** All calls it is about when it begins were added. */
  begun(): void {
    const { spent } = this.measure;
    if (spent) this.#spentBefore = Math.max(0, spent.cost - this.cost(this.detected));
    this.costAtDetection = this.money(this.detected);
  }

  /** A call that belongs to it. Twice the same one counts once. */
  add(call: Call): boolean {
    if (this.#seen.has(call.serial)) return false;
    if (this.#seen.size < 100_000) this.#seen.add(call.serial);
    this.count++;
    if (call.direction === 'in') this.incoming++;
    this.start = Math.min(this.start, call.start);
    this.end = Math.max(this.end, call.start, call.end);
    count(this.#countries, call.country);
    count(this.#numbers, call.number);
    if (call.address !== '' && this.#addresses.size < mostCounted) this.#addresses.add(call.address);
    if (this.#ids.length < mostIds) this.#ids.push(call.id);
    if (call.verdict.action !== 'pass') this.refused++;
    else if (call.end > 0) this.#done(call);
    else this.#running.add(call);
    return true;
  }

  /** A call of it ended; false for one that is not its. */
  ended(call: Call): boolean {
    if (!this.#running.delete(call)) return false;
    this.end = Math.max(this.end, call.end);
    this.#done(call);
    return true;
  }

  has(call: Call): boolean {
    return this.#running.has(call);
  }

  /** A call was refused because of it, or would have been: one that is its already, or not. */
  refuse(call: Call): void {
    const known = !this.add(call);
    // One that was refused when it joined is counted.
    if (call.verdict.action === 'pass' || (known && this.#running.delete(call))) this.refused++;
  }

  get runs(): boolean {
    return this.#running.size > 0;
  }

  /** Micro-euro of its calls so far. */
  cost(at: number): number {
    let cost = this.#finishedCost;
    for (const { rate, answer } of this.#running) if (answer > 0) cost += callCost(rate, Math.max(0, at - answer));
    return cost;
  }

  /** Micro-euro so far of all that it is about. */
  money(at: number): number {
    return this.cost(at) + this.#spentBefore;
  }

  raise(severity: Severity): boolean {
    if (severities.indexOf(severity) <= severities.indexOf(this.severity)) return false;
    this.severity = severity;
    return true;
  }

  /** The countries and numbers, most calls first. */
  countries(): string[] {
    return named(this.#countries);
  }

  numbers(): string[] {
    return named(this.#numbers);
  }

  /** Whether enough changed since it was last told to tell it again. */
  due(at: number): boolean {
    const { count, cost, at: told } = this.#told;
    if (this.count >= count + Math.max(5, count / 2)) return true;
    if (at - told < 60_000) return false;
    return this.cost(at) > 1.5 * cost + 5_000_000 || (at - told > 900_000 && this.count > count);
  }

  /** Whether anything did. */
  changed(at: number): boolean {
    const { count, cost, refused, end } = this.#told;
    return this.count !== count || this.refused !== refused || this.end !== end || this.cost(at) !== cost;
  }

  /** It was told as it is at `at`. */
  wasTold(at: number): void {
    this.#told = { count: this.count, cost: this.cost(at), at, refused: this.refused, end: this.end };
  }

  /** As it is told. */
  told(at: number): Alert {
    const cost = this.money(at);
    const countries = this.countries();
    const [country = '', second] = countries;
    const [address = '', other] = [...this.#addresses];
    let minutes = this.#minutes;
    for (const { answer } of this.#running) if (answer > 0) minutes += Math.max(0, at - answer) / 60_000;
    const { rule, tenant, payer, measure } = this;
    return {
      ...{ id: this.id, rule: rule.id, severity: this.severity, tenant, asset: '' },
      group: { 'organization.id': tenant, 'user.name': payer },
      ...{
        start: Math.min(this.start, measure.spent?.since ?? this.start),
        end: Math.max(this.end, this.runs ? at : 0),
      },
      count: this.count,
      distinct: { users: this.payers.size, addresses: this.#addresses.size, numbers: this.#numbers.size },
      ...{
        sourceIp: other === undefined ? address : '',
        userName: payer,
        country: second === undefined ? country : '',
      },
      ...{ asNumber: 0, asName: '', sentence: this.sentence, evidence: [] },
      response: {
        action: rule.response.action === 'stop' ? 'block' : 'alert',
        durationS: rule.response.action === 'stop' ? rule.response.durationS : 0,
        ceilingS: rule.response.action === 'stop' ? rule.response.durationS : 0,
      },
      calls: {
        ...{ payer, detected: this.detected, calls: this.count, minutes: Math.round(minutes * 10) / 10, cost },
        ...{ costAtDetection: this.costAtDetection, costAtStop: this.costAtStop, refused: this.refused },
        ...{ normal: measure.normal, seen: measure.seen, unit: measure.unit },
        ...{ countries, numbers: this.numbers(), ids: [...this.#ids] },
      },
    };
  }

  #done({ answer, end, cost }: Call): void {
    this.#finishedCost += cost;
    if (answer > 0) this.#minutes += (end - answer) / 60_000;
  }
}

function count(counts: Map<string, number>, name: string): void {
  if (name === '' || (counts.size >= mostCounted && !counts.has(name))) return;
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Those with the most calls, by name where equal. Told often: a few are picked out, not all sorted. */
function named(counts: ReadonlyMap<string, number>): string[] {
  const names: string[] = [];
  const most: number[] = [];
  for (const [name, calls] of counts) {
    let place = names.length;
    while (place > 0 && (most[place - 1]! < calls || (most[place - 1] === calls && names[place - 1]! > name))) place--;
    if (place >= mostNamed) continue;
    names.splice(place, 0, name);
    most.splice(place, 0, calls);
    if (names.length > mostNamed) {
      names.pop();
      most.pop();
    }
  }
  return names;
}
