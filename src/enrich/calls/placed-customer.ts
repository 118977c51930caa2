import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { CallParty } from '../../core/calls/call-party.ts';
import type { DialPlan, NumberRange } from '../../core/phone/dial-plan.ts';
import { type DialledNumber, numberReader } from '../../core/phone/normalise.ts';
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
  /** Its place among all customers, from 1 on; 0 for nobody. */
  readonly place: number;
  readonly party: CallParty;
  /** Whether any of its numbers are known. */
  readonly hasNumbers: boolean;
  /** What a number means to its phones. */
  readonly normalise: (dialled: string) => DialledNumber;
  /** Local days since 1970 on which it is closed. */
  readonly #closedDays: ReadonlySet<number>;
  /** The day that was asked for last, and whether it is one of them. */
  #day = Number.NaN;
  #dayClosed = false;

  /** Minutes of the week at which it opens and closes, in turn; undefined when no opening hours are known. */
  readonly #turns: Float64Array | undefined;

  constructor(customer: CallCustomer, place: number) {
    this.customer = customer;
    this.place = place;
    this.#turns = customer.opening && Float64Array.from(customer.opening.open.flat());
    this.plan = { ...customer.plan, ownRanges: [...customer.plan.ownRanges, ...ownRanges(customer)] };
    this.hasNumbers = this.plan.ownRanges.length > 0;
    this.party = new CallParty(customer.id, '');
    this.normalise = numberReader(this.plan);
    this.calendar = calendarOf(customer.timeZone);
    this.#closedDays = new Set(
      customer.closedDays.map((day) => Math.floor(Date.parse(`${day}T00:00:00Z`) / 86_400_000)),
    );
  }

  /** Sets the hour of the week in which a call began, and whether it was closed then. */
  setHour(call: Call): void {
    const second = Math.floor(call.start / 1_000);
    const local = second + this.calendar.offset(second);
    const day = Math.floor(local / 86_400);
    const minute = (((((day + 3) % 7) + 7) % 7) * 1_440 + Math.floor((local - day * 86_400) / 60)) | 0;
    call.weekHour = Math.floor(minute / 60);
    call.closed = !this.#isOpen(minute) || this.#isClosedDay(day);
  }

  #isClosedDay(day: number): boolean {
    if (day !== this.#day) {
      this.#day = day;
      this.#dayClosed = this.#closedDays.has(day);
    }
    return this.#dayClosed;
  }

  /** As `isOpenAt`; open when no opening hours are known. */
  #isOpen(minute: number): boolean {
    const turns = this.#turns;
    if (!turns) return true;
    for (let i = 0; i < turns.length; i += 2) if (minute >= turns[i]! && minute < turns[i + 1]!) return true;
    return false;
  }
}

function ownRanges({ identifiers }: CallCustomer): NumberRange[] {
  return identifiers.flatMap(({ kind, value }) => {
    const range = kind === 'number' ? readNumberRange(value) : undefined;
    return range ? [{ first: range[0], last: range[1] }] : [];
  });
}
