import type { Call } from '../../core/calls/call.ts';
import type { CallStop } from '../../core/calls/call-stop.ts';
import { isCostly } from '../../core/calls/costly.ts';
import { providerTenant } from '../../core/tenant.ts';

/** Stops that hold now, those of people and of rules. Ends of time are looked at by whoever asks: `expire` tells of them. */
export class Stops {
  readonly #byId = new Map<string, CallStop>();
  readonly #byTenant = new Map<string, CallStop[]>();
  /** None ends earlier. */
  #firstEnd = Infinity;

  /** Puts a stop in force, or in the place of what it was; one that is over is taken out. */
  put(stop: CallStop): void {
    this.#remove(stop.id);
    if (stop.state !== 'in-force' && stop.state !== 'asked' && stop.state !== 'reported') return;
    this.#byId.set(stop.id, stop);
    this.#firstEnd = Math.min(this.#firstEnd, stop.until);
    const key = stop.scope === 'provider' ? providerTenant : stop.tenant;
    const there = this.#byTenant.get(key);
    // The longest first: of two that hold the one that stays is named.
    if (there) {
      there.push(stop);
      there.sort((a, b) => b.until - a.until);
    } else this.#byTenant.set(key, [stop]);
  }

  get(id: string): CallStop | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<CallStop> {
    return this.#byId.values();
  }

  get size(): number {
    return this.#byId.size;
  }

  /** The stop that holds for an outgoing call at a time; one that `isReal` (is carried out) before one that is only reported. */
  find(call: Call, at: number, isReal: (stop: CallStop) => boolean): CallStop | undefined {
    const own = this.#among(this.#byTenant.get(call.tenant), call, at, isReal);
    if (own && isReal(own)) return own;
    const everybodys = this.#among(this.#byTenant.get(providerTenant), call, at, isReal);
    return everybodys && isReal(everybodys) ? everybodys : (own ?? everybodys);
  }

  /** The diversion that a person made for such a call at a time: that of its account or number before that of the customer. */
  diversion(call: Call, at: number): CallStop | undefined {
    let found: CallStop | undefined;
    for (const stop of this.#byTenant.get(call.tenant) ?? []) {
      if (stop.until <= at || stop.from > at || stop.state === 'reported' || !divertsCall(stop, call)) continue;
      if (stop.payer !== '') return stop;
      found ??= stop;
    }
    return found;
  }

  /** Takes out those that are over at a time, and tells them. */
  expire(now: number): CallStop[] {
    if (now < this.#firstEnd) return [];
    const over = [...this.#byId.values()].filter(({ until }) => until <= now);
    for (const { id } of over) this.#remove(id);
    this.#firstEnd = Infinity;
    for (const { until } of this.#byId.values()) this.#firstEnd = Math.min(this.#firstEnd, until);
    return over;
  }

  #among(
    stops: readonly CallStop[] | undefined,
    call: Call,
    at: number,
    isReal: (stop: CallStop) => boolean,
  ): CallStop | undefined {
    if (!stops) return undefined;
    let reported: CallStop | undefined;
    for (const stop of stops) {
      if (stop.until <= at || stop.from > at || !holdsFor(stop, call)) continue;
      if (isReal(stop)) return stop;
      reported ??= stop;
    }
    return reported;
  }

  #remove(id: string): void {
    const stop = this.#byId.get(id);
    if (!stop) return;
    this.#byId.delete(id);
    const key = stop.scope === 'provider' ? providerTenant : stop.tenant;
    const left = this.#byTenant.get(key)!.filter((other) => other.id !== id);
    if (left.length) this.#byTenant.set(key, left);
    else this.#byTenant.delete(key);
  }
}

/** Whether a stop is about such an outgoing call; whether it is time for it is not looked at. */
export function holdsFor(stop: CallStop, call: Call): boolean {
  if (stop.reach === 'incoming' || stop.reach === 'passing') return false;
  if (stop.payer !== '' && stop.payer !== call.payer) return false;
  if (stop.scope === 'account' && stop.payer === '') return false;
  if (stop.country !== '' && stop.country !== call.country) return false;
  if (stop.prefix !== '' && !call.number.startsWith(stop.prefix)) return false;
  if (call.country !== '' && stop.spared.includes(call.country)) return false;
  if (stop.reach === 'abroad') return call.abroad;
  return stop.reach === 'outgoing' || isCostly(call);
}

/** Whether a diversion is about such a call; whether it is time for it, and who must not be diverted, is not looked at. */
export function divertsCall({ reach, payer }: CallStop, call: Call): boolean {
  if (payer !== '' && payer !== call.payer) return false;
  return reach === 'incoming' ? call.direction === 'in' : reach === 'passing' && call.direction !== 'in';
}
