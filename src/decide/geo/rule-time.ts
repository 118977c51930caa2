import { readOpeningHours } from '../../core/calls/opening-hours-text.ts';
import type { GeoCustomer, GeoWhen } from '../../core/geo/geo-policy.ts';
import { WeekSchedule } from './week-schedule.ts';
import { offsetsOf } from './zone-offsets.ts';

/** Whether something holds, and when that may change. */
export interface Holding {
  readonly now: boolean;
  /** ms UTC, Infinity for never. */
  readonly until: number;
}

const never: ReadonlySet<string> = new Set();

/** Whether a rule holds at `time`; its hours are those of `customer`, undefined for nobody in particular. */
export function holding(when: GeoWhen | undefined, customer: GeoCustomer | undefined, time: number): Holding {
  if (!when) return { now: true, until: Number.POSITIVE_INFINITY };
  if (when.until !== 0 && time >= when.until) return { now: false, until: Number.POSITIVE_INFINITY };
  if (time < when.from) return { now: false, until: when.from };
  const end = when.until === 0 ? Number.POSITIVE_INFINITY : when.until;
  if (when.hours === '') return { now: true, until: end };
  const hours = scheduleOf(when, customer);
  if (!hours.schedule) return { now: hours.open, until: end };
  return {
    now: hours.schedule.isOpen(time) === hours.open,
    until: Math.min(end, hours.schedule.nextChange(time)),
  };
}

/** Without a schedule `open` says whether the rule holds at all times. */
function scheduleOf(
  { hours, timeZone }: GeoWhen,
  customer: GeoCustomer | undefined,
): { readonly open: boolean; readonly schedule: WeekSchedule | undefined } {
  const open = hours.toLowerCase() !== 'closed';
  const ofCustomer = !open || hours.toLowerCase() === 'open';
  const read = readOpeningHours(ofCustomer ? (customer?.hours ?? '') : hours);
  // Hours nobody said, or that cannot be read, count as always open: nobody is shut out for want of them.
  if (!read.ok || !read.value) return { open, schedule: undefined };
  const zone = offsetsOf(timeZone || customer?.timeZone || 'UTC');
  return { open, schedule: new WeekSchedule(read.value, zone, ofCustomer ? daysOf(customer) : never) };
}

const closedDays = new WeakMap<GeoCustomer, ReadonlySet<string>>();

function daysOf(customer: GeoCustomer | undefined): ReadonlySet<string> {
  if (!customer || customer.closedDays.length === 0) return never;
  const before = closedDays.get(customer);
  if (before) return before;
  const days = new Set(customer.closedDays);
  closedDays.set(customer, days);
  return days;
}
