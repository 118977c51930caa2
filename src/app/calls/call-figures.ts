import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { type MoneyWindow, moneyWindows } from '../../core/rates/local-calendar.ts';
import { providerTenant } from '../../core/tenant.ts';
import { calendarOf } from '../../enrich/calls/placed-customer.ts';
import type { CallGuard } from './call-guard.ts';
import type { CallsStats, TenantNow } from './messages.ts';

const minuteMs = 60_000;
const hourMinutes = 60;
/** What is normal moves slowly. */
const normalEveryMs = 10 * minuteMs;

interface Sums {
  running: number;
  abroad: number;
  perMinute: number;
}

const noSums: Sums = { running: 0, abroad: 0, perMinute: 0 };

/** What goes on with calls now, per customer, from what the guard knows. */
export class CallFigures {
  readonly #guard: CallGuard;
  readonly #more: () => Readonly<Record<string, number>>;
  #zones = new Map<string, string>();
  readonly #normal = new Map<string, { readonly at: number; readonly band: TenantNow['normal'] }>();
  /** Refused and reported calls by minute and customer, the last hour. */
  readonly #refusals = new Map<number, Map<string, { refused: number; reported: number }>>();
  readonly #unattributed: { readonly minute: number; readonly count: number }[] = [];

  constructor(guard: CallGuard, more: () => Readonly<Record<string, number>>) {
    this.#guard = guard;
    this.#more = more;
  }

  renew(customers: readonly CallCustomer[]): void {
    this.#zones = new Map(customers.map(({ id, timeZone }) => [id, timeZone]));
  }

  refused(tenant: string, reported: boolean, at: number): void {
    const minute = Math.floor(at / minuteMs);
    let byTenant = this.#refusals.get(minute);
    if (!byTenant) {
      byTenant = new Map();
      this.#refusals.set(minute, byTenant);
    }
    const counts = byTenant.get(tenant) ?? { refused: 0, reported: 0 };
    if (reported) counts.reported++;
    else counts.refused++;
    byTenant.set(tenant, counts);
  }

  at(now: number, inFlight: number): Omit<CallsStats, 'peers'> {
    const byTenant = new Map<string, Sums>();
    for (const call of this.#guard.running()) {
      let sums = byTenant.get(call.tenant);
      if (!sums) {
        sums = { ...noSums };
        byTenant.set(call.tenant, sums);
      }
      sums.running++;
      if (call.abroad) sums.abroad++;
      if (call.answer > 0 && call.direction === 'out') sums.perMinute += call.rate.perMinute;
    }
    const stops = new Map<string, number>();
    for (const { tenant } of this.#guard.stops()) stops.set(tenant, (stops.get(tenant) ?? 0) + 1);
    const refusals = this.#lastHour(now);
    const { counts } = this.#guard;
    const tenants = [...new Set([...byTenant.keys(), ...stops.keys(), ...this.#zones.keys()])].flatMap((tenant) => {
      const sums = byTenant.get(tenant) ?? noSums;
      const spent = this.#spent('customer', tenant);
      const { refused = 0, reported = 0 } = refusals.get(tenant) ?? {};
      const held = stops.get(tenant) ?? 0;
      if (sums.running + held + refused + reported + spent.month === 0) return [];
      return [{ tenant, ...sums, spent, refused, reported, stops: held, normal: this.#normalOf(tenant, now) }];
    });
    return {
      at: now,
      tenants,
      provider: this.#spent('provider', providerTenant),
      counts: { ...counts, ...this.#more() },
      inFlight,
      unattributed: this.#unattributedSince(now, counts.unattributed ?? 0),
    };
  }

  #spent(kind: string, name: string): Readonly<Record<MoneyWindow, number>> {
    const key = this.#guard.exposure.find(kind, name);
    const money = (window: MoneyWindow) => (key ? this.#guard.exposure.money(key, window) : 0);
    return Object.fromEntries(moneyWindows.map((window) => [window, money(window)])) as Record<MoneyWindow, number>;
  }

  #lastHour(now: number): ReadonlyMap<string, { refused: number; reported: number }> {
    const first = Math.floor(now / minuteMs) - hourMinutes;
    const sums = new Map<string, { refused: number; reported: number }>();
    for (const [minute, byTenant] of this.#refusals) {
      if (minute < first) {
        this.#refusals.delete(minute);
        continue;
      }
      for (const [tenant, { refused, reported }] of byTenant) {
        const sum = sums.get(tenant) ?? { refused: 0, reported: 0 };
        sums.set(tenant, { refused: sum.refused + refused, reported: sum.reported + reported });
      }
    }
    return sums;
  }

  #unattributedSince(now: number, count: number): number {
    const minute = Math.floor(now / minuteMs);
    const samples = this.#unattributed;
    if (samples.at(-1)?.minute !== minute) samples.push({ minute, count });
    while (samples.length > 1 && samples[0]!.minute < minute - hourMinutes) samples.shift();
    return count - samples[0]!.count;
  }

  #normalOf(tenant: string, now: number): TenantNow['normal'] {
    const known = this.#normal.get(tenant);
    if (known && now - known.at < normalEveryMs) return known.band;
    const { normal, weeks } = this.#guard.profile(tenant, undefined, undefined);
    const second = Math.floor(now / 1000);
    const local = second + calendarOf(this.#zones.get(tenant) ?? 'UTC').offset(second);
    const hour = Math.floor(local / 3600);
    // The first of January 1970 was a Thursday.
    const weekHour = (((hour + 72) % 168) + 168) % 168;
    const [low, high] = [normal.concurrent.median[weekHour], normal.concurrent.high[weekHour]];
    const band = weeks > 0 && low !== undefined && high !== undefined ? { low, high } : undefined;
    this.#normal.set(tenant, { at: now, band });
    return band;
  }
}
