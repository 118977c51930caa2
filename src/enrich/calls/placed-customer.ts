import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { isOpenAt } from '../../core/calls/opening-hours.ts';
import type { DialPlan, NumberRange } from '../../core/phone/dial-plan.ts';
import { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { readNumberRange } from './number-ranges.ts';

const calendars = new Map<string, LocalCalendar>();

/** The calendar of a zone, one for everybody in it; UTC for a name that is no zone. */
export function calendarOf(zone: string): LocalCalendar {
  let calendar = calendars.get(zone);
  if (!calendar) {
    try {
      calendar = new LocalCalendar(zone);
    } catch {
      calendar = new LocalCalendar('UTC');
    }
    calendars.set(zone, calendar);
  }
  return calendar;
}

/** A customer with what reading its calls needs at hand. */
export class PlacedCustomer {
  readonly customer: CallCustomer;
  /** Its dial plan; numbers it is known by are its own. */
  readonly plan: DialPlan;
  readonly calendar: LocalCalendar;
  /** Local days since 1970 on which it is closed. */
  readonly #closedDays: ReadonlySet<number>;

  constructor(customer: CallCustomer) {
    this.customer = customer;
    this.plan = { ...customer.plan, ownRanges: [...customer.plan.ownRanges, ...ownRanges(customer)] };
    this.calendar = calendarOf(customer.timeZone);
    this.#closedDays = new Set(
      customer.closedDays.map((day) => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)),
    );
  }

  /** Hour of the week, 0 is Monday 00:00, and whether it is closed then. `at` ms UTC. */
  hourAt(at: number): { readonly weekHour: number; readonly closed: boolean } {
    const second = Math.floor(at / 1_000);
    const local = second + this.calendar.offset(second);
    const day = Math.floor(local / 86_400);
    const minute = (((((day + 3) % 7) + 7) % 7) * 1_440 + Math.floor((local - day * 86_400) / 60)) | 0;
    const { opening } = this.customer;
    const closed = this.#closedDays.has(day) || (opening !== undefined && !isOpenAt(opening, minute));
    return { weekHour: Math.floor(minute / 60), closed };
  }
}

function ownRanges({ identifiers }: CallCustomer): NumberRange[] {
  return identifiers.flatMap(({ kind, value }) => {
    const range = kind === 'number' ? readNumberRange(value) : undefined;
    return range ? [{ first: range[0], last: range[1] }] : [];
  });
}
