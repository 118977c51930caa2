import type { AlertChange } from '../../core/alert.ts';
import type { Call } from '../../core/calls/call.ts';
import { CallAlert, type Measure } from './call-alert.ts';
import { callSentence } from './call-sentence.ts';
import type { CustomerState } from './customer-state.ts';
import type { CallRule } from './rule.ts';

/** An alert to which nothing was added for so long is over. */
const quietMs = 30 * 3_600_000;
/** What the same payer does elsewhere belongs to it only while it goes on. */
const samePayerMs = 6 * 3_600_000;
const mostOpen = 10_000;

/** The alerts that are open. One fraud is one alert: what belongs to it joins, and it is told again when it has grown. */
export class AlertBook {
  readonly #tell: (change: AlertChange) => void;
  readonly #stateOf: (tenant: string) => CustomerState | undefined;
  readonly #byTenant = new Map<string, CallAlert[]>();
  readonly #byId = new Map<string, CallAlert>();
  #lastLook = 0;

  constructor(tell: (change: AlertChange) => void, stateOf: (tenant: string) => CustomerState | undefined) {
    this.#tell = tell;
    this.#stateOf = stateOf;
  }

  get size(): number {
    return this.#byId.size;
  }

  of(tenant: string): readonly CallAlert[] {
    return this.#byTenant.get(tenant) ?? [];
  }

  get(id: string): CallAlert | undefined {
    return this.#byId.get(id);
  }

  /** The open alert that something about a payer and destinations belongs to. */
  find(tenant: string, payer: string, keys: Iterable<string>, at: number): CallAlert | undefined {
    const open = this.#byTenant.get(tenant);
    if (!open) return undefined;
    for (const alert of open) if (alert.payer === payer && at - alert.active <= samePayerMs) return alert;
    for (const alert of open) {
      if (at - alert.active > quietMs) continue;
      for (const key of keys) if (alert.keys.has(key)) return alert;
    }
    return undefined;
  }

  /** Opens one over calls that have been; it is told at once. */
  open(
    rule: CallRule,
    tenant: string,
    payer: string,
    at: number,
    measure: Measure,
    calls: readonly Call[],
    keys: Iterable<string>,
  ): CallAlert {
    const start = calls.reduce((first, call) => Math.min(first, call.start), at);
    const alert = new CallAlert(rule, tenant, payer, at, start, measure);
    for (const key of keys) alert.keys.add(key);
    for (const call of calls) {
      alert.add(call);
      alert.payers.add(call.payer);
    }
    alert.begun();
    const there = this.#byTenant.get(tenant);
    if (there) there.push(alert);
    else this.#byTenant.set(tenant, [alert]);
    this.#byId.set(alert.id, alert);
    if (this.#byId.size > mostOpen) this.#close(this.#byId.values().next().value!, at);
    this.#say('opened', alert, at);
    return alert;
  }

  /** Told again when it has grown enough, or `now` in any case. */
  grown(alert: CallAlert, at: number, now = false): void {
    if (now ? alert.changed(at) : alert.due(at)) this.#say('updated', alert, at);
  }

  /** Its severity or its stops changed. */
  say(alert: CallAlert, at: number): void {
    this.#say('updated', alert, at);
  }

  ended(call: Call): CallAlert | undefined {
    const open = this.#byTenant.get(call.tenant);
    if (!open) return undefined;
    let found: CallAlert | undefined;
    for (const alert of open)
      if (alert.ended(call)) {
        found ??= alert;
        this.grown(alert, call.end);
      }
    return found;
  }

  /** Tells what grew and closes what is quiet. Cheap: looks once a minute. */
  advance(now: number): void {
    if (this.#byId.size === 0 || now - this.#lastLook < 60_000) return;
    this.#lastLook = now;
    for (const alert of this.#byId.values()) {
      if (alert.runs) this.grown(alert, now);
      else if (now - alert.active > quietMs) this.#close(alert, now);
      else if (now - alert.active > 600_000) this.grown(alert, now, true);
    }
  }

  /** The present state of all, for who stops here. */
  flush(at: number): void {
    for (const alert of this.#byId.values()) this.grown(alert, at, true);
  }

  #close(alert: CallAlert, at: number): void {
    this.grown(alert, at, true);
    this.#byId.delete(alert.id);
    const left = this.of(alert.tenant).filter((other) => other !== alert);
    if (left.length > 0) this.#byTenant.set(alert.tenant, left);
    else this.#byTenant.delete(alert.tenant);
  }

  #say(kind: AlertChange['kind'], alert: CallAlert, at: number): void {
    alert.sentence = callSentence(alert, this.#stateOf(alert.tenant), at);
    this.#tell({ kind, alert: alert.told(at) });
    alert.wasTold(at);
  }
}
