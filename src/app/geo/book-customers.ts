import { type CallSettingsRecord, homeCountryOf, usualCallSettings } from '../../core/calls/call-settings.ts';
import { publicHolidays } from '../../core/calls/holidays.ts';
import type { GeoCustomer } from '../../core/geo/geo-policy.ts';
import type { CallCustomerFacts } from '../../store/calls/customers.ts';

const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** Customers as the judge knows them; `now` in ms: holidays of this year and those around it count. */
export function bookCustomers(
  facts: readonly CallCustomerFacts[],
  settings: readonly CallSettingsRecord[],
  now: number,
): readonly GeoCustomer[] {
  const set = new Map(settings.map((one) => [one.tenant, one]));
  const year = new Date(now).getUTCFullYear();
  return facts.map(({ id, timeZone, country, hours, closedDays }) => {
    const own = set.get(id) ?? usualCallSettings;
    const home = homeCountryOf(own.dialPlan, { country, timeZone });
    const holidays = own.keepsHolidays ? [year - 1, year, year + 1].flatMap((each) => publicHolidays(home, each)) : [];
    const closed = [...new Set([...closedDays, ...holidays])];
    return { tenant: id, country: home, timeZone, hours: hoursText(hours), closedDays: closed };
  });
}

/** Opening hours as `readOpeningHours` reads them: hours of all sites together, since then somebody is there. '' for none. */
export function hoursText(hours: CallCustomerFacts['hours']): string {
  const days = dayNames.map((name, day) => {
    const spans = hours
      .filter(([weekday]) => weekday === day + 1)
      .map(([, from, until]) => [from, until] as const)
      .sort((a, b) => a[0] - b[0]);
    const merged: [number, number][] = [];
    for (const [from, until] of spans) {
      const last = merged.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], until);
      else merged.push([from, until]);
    }
    return merged.length > 0 ? `${name} ${merged.map(([a, b]) => `${clock(a)}-${clock(b)}`).join(',')}` : '';
  });
  return days.filter(Boolean).join('; ');
}

function clock(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
