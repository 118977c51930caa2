import type { CallsNow } from '../../api/schema/calls.ts';
import type { CallMode } from '../../core/calls/call-customer.ts';
import { usualCallSettings } from '../../core/calls/call-settings.ts';
import { microPerEuro } from '../../core/rates/rate.ts';
import type { CallsStats, TenantNow } from './messages.ts';

export interface NowContext {
  /** Customer that looks, '' for all together. */
  readonly tenant: string;
  readonly names: ReadonlyMap<string, string>;
  readonly modes: ReadonlyMap<string, CallMode>;
  readonly troubles: readonly { readonly nl: string; readonly en: string }[];
}

const mostCustomers = 50;
const none = { hour: 0, day: 0, week: 0, month: 0 };
const euro = (micro: number) => Math.round(micro) / microPerEuro;

/** The figures of the call thread as one customer, or the provider, may see them. */
export function showNow(stats: CallsStats | undefined, { tenant, names, modes, troubles }: NowContext): CallsNow {
  const shown = (stats?.tenants ?? []).filter((one) => tenant === '' || one.tenant === tenant);
  const sum = (pick: (one: TenantNow) => number) => shown.reduce((total, one) => total + pick(one), 0);
  const spent = tenant === '' ? (stats?.provider ?? none) : (shown[0]?.spent ?? none);
  return {
    at: new Date(stats?.at ?? Date.now()).toISOString(),
    running: sum(({ running }) => running),
    runningAbroad: sum(({ abroad }) => abroad),
    eurPerHour: euro(sum(({ perMinute }) => perMinute) * 60),
    costEur: { hour: euro(spent.hour), day: euro(spent.day), week: euro(spent.week), month: euro(spent.month) },
    normal: tenant === '' ? together(shown) : (shown[0]?.normal ?? null),
    refusedHour: sum(({ refused }) => refused),
    reportedHour: sum(({ reported }) => reported),
    stops: sum(({ stops }) => stops),
    customers: [...shown]
      .sort((a, b) => b.perMinute - a.perMinute || b.spent.day - a.spent.day || (a.tenant < b.tenant ? -1 : 1))
      .slice(0, mostCustomers)
      .map((one) => ({
        tenant: one.tenant,
        tenantName: names.get(one.tenant) ?? one.tenant,
        mode: modes.get(one.tenant) ?? usualCallSettings.mode,
        running: one.running,
        eurPerHour: euro(one.perMinute * 60),
        costDayEur: euro(one.spent.day),
        normal: one.normal ?? null,
      })),
    unattributed: tenant === '' ? (stats?.unattributed ?? 0) : 0,
    counts: tenant === '' ? { ...stats?.counts } : {},
    troubles: [...troubles],
  };
}

/** Bands of customers added up; null while none has one. */
function together(shown: readonly TenantNow[]): { low: number; high: number } | null {
  const bands = shown.flatMap(({ normal }) => normal ?? []);
  if (bands.length === 0) return null;
  return {
    low: bands.reduce((total, { low }) => total + low, 0),
    high: bands.reduce((total, { high }) => total + high, 0),
  };
}
