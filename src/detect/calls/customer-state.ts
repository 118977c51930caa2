import type { Call } from '../../core/calls/call.ts';
import type { CallCustomer } from '../../core/calls/call-customer.ts';
import { isOpenAt } from '../../core/calls/opening-hours.ts';
import { LocalCalendar } from '../../core/rates/local-calendar.ts';
import { Activity } from './activity.ts';
import { DestinationMemory, dayMs } from './destination-memory.ts';
import { IncomingCalls } from './incoming-calls.ts';
import { NumberMemory } from './number-memory.ts';
import { PayerState } from './payer-state.ts';
import type { CallRule } from './rule.ts';
import { Spending } from './spending.ts';
import { Suspicion } from './suspicion.ts';
import { type RowBudget, WeekBaseline } from './week-baseline.ts';

const calendars = new Map<string, LocalCalendar>();

/** One calendar per zone, UTC for a name that is none. */
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

/** Weeks of memory that all habits have, in days. */
const mostDays = 65;
const mostPayers = 5_000;

/** A call that rang once from abroad and stopped. */
export interface OneRing {
  readonly number: string;
  readonly country: string;
  readonly called: string;
  readonly time: number;
  readonly call: Call;
}

/** What is known of one customer. */
export class CustomerState {
  readonly id: string;
  customer: CallCustomer | undefined;
  calendar: LocalCalendar;
  readonly activity = new Activity();
  readonly destinations = new Map<string, DestinationMemory>();
  readonly numbers = new NumberMemory();
  readonly payers = new Map<string, PayerState>();
  readonly suspicion = new Suspicion();
  readonly spending = new Spending();
  /** What it counts by hour of the week, in all and by country that it calls. */
  readonly week: WeekBaseline;
  readonly countries = new Map<string, WeekBaseline>();
  /** Outgoing calls that run. */
  running = 0;
  /** Goes up whenever days with a destination were learned. */
  habits = 0;
  /** Days with a destination, over all of them: how venturesome it is. */
  destinationDays = 0;
  /** Those of them with calls at unusual hours. */
  offDestinationDays = 0;
  readonly incoming = new IncomingCalls();
  /** One-ring calls of the last days, oldest first, at most 200. */
  readonly oneRings: OneRing[] = [];
  /** Usual one-ring calls a day. */
  oneRingsPerDay = 0;
  oneRingDay = 0;
  oneRingsToday = 0;
  /** Outgoing calls answered, and those answered at once, fading. */
  answered = 0;
  answeredAtOnce = 0;
  /** Changed since it was last saved. */
  dirty = true;
  #firstDay = -1;
  #lastDay = -1;
  readonly #suspects = new Map<string, number>();
  #closedDays: ReadonlySet<number> | undefined;
  #figures = new Map<string, Readonly<Record<string, number>>>();
  /** Rules of which somebody set figures for this customer. */
  #set = new Set<string>();

  constructor(id: string, customer: CallCustomer | undefined, budget: RowBudget) {
    this.id = id;
    this.week = new WeekBaseline(budget);
    this.customer = customer;
    this.#set = rulesWithFigures(customer);
    this.calendar = calendarOf(customer?.timeZone ?? 'UTC');
  }

  renew(customer: CallCustomer | undefined): void {
    this.customer = customer;
    this.#set = rulesWithFigures(customer);
    this.calendar = calendarOf(customer?.timeZone ?? 'UTC');
    this.#figures = new Map();
    this.#closedDays = undefined;
  }

  /** Figures of a rule as they hold for this customer. */
  figures(rule: CallRule): Readonly<Record<string, number>> {
    let figures = this.#figures.get(rule.id);
    if (!figures) {
      const own: Record<string, number> = {};
      for (const [name, { default: standard, min, max }] of Object.entries(rule.figures)) {
        const set = this.customer?.figures[`${rule.id}.${name}`];
        own[name] = set === undefined || !Number.isFinite(set) ? standard : Math.min(max, Math.max(min, set));
      }
      figures = own;
      this.#figures.set(rule.id, figures);
    }
    return figures;
  }

  /** Whether a figure was set for this customer and is not our default. */
  isSet(rule: CallRule, figure: string): boolean {
    return this.#set.has(rule.id) && this.customer?.figures[`${rule.id}.${figure}`] !== undefined;
  }

  /** How usual it is that it calls at the hour of a call; a day on which it is closed though it is open else is a closed one. */
  density({ weekHour, closed }: Call): number {
    const opening = this.customer?.opening;
    const holiday = closed && (opening === undefined || isOpenAt(opening, weekHour * 60 + 30));
    return this.activity.density(weekHour, closed, holiday);
  }

  /** A country or a run of numbers where an attack went, until `until`. */
  suspect(destination: string, until: number): void {
    if (destination === '') return;
    this.#suspects.delete(destination);
    this.#suspects.set(destination, until);
    if (this.#suspects.size > 200) this.#suspects.delete(this.#suspects.keys().next().value!);
  }

  isSuspect(country: string, number: string, at: number): boolean {
    if (this.#suspects.size === 0) return false;
    if ((this.#suspects.get(country) ?? 0) > at) return true;
    for (let length = number.length - 1; length >= 4; length--)
      if ((this.#suspects.get(number.slice(0, length)) ?? 0) > at) return true;
    return false;
  }

  /** Whether it is closed on a local day (since 1970), as its list of days says. */
  closedOn(day: number): boolean {
    this.#closedDays ??= new Set(
      (this.customer?.closedDays ?? []).map((date) => Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs)),
    );
    return this.#closedDays.has(day);
  }

  /** Days since its first call, as far as habits reach back. */
  days(at: number): number {
    return this.#firstDay < 0 ? 0 : Math.min(mostDays, Math.floor(at / dayMs) - this.#firstDay);
  }

  /** A day began with a call: how many it has been, once a day, else 0. */
  lived(at: number): number {
    const day = Math.floor(at / dayMs);
    if (day <= this.#lastDay) return 0;
    if (this.#firstDay < 0) this.#firstDay = day;
    this.#lastDay = day;
    return day - this.#firstDay;
  }

  since(firstDay: number): void {
    this.#firstDay = firstDay;
  }

  get firstDay(): number {
    return this.#firstDay;
  }

  destination(key: string): DestinationMemory {
    let memory = this.destinations.get(key);
    if (!memory) {
      memory = new DestinationMemory();
      this.destinations.set(key, memory);
    }
    return memory;
  }

  /** The payer of a name, made when it is new; beyond its room the one made first is forgotten. */
  payer(name: string, at: number): PayerState {
    let payer = this.payers.get(name);
    if (!payer) {
      if (this.payers.size >= mostPayers) this.#forgetPayer();
      payer = new PayerState(name, Math.floor(at / dayMs));
      this.payers.set(name, payer);
    }
    return payer;
  }

  #forgetPayer(): void {
    const [oldest] = this.payers.values();
    oldest!.forgotten = true;
    this.payers.delete(oldest!.name);
  }
}

function rulesWithFigures(customer: CallCustomer | undefined): Set<string> {
  return new Set(Object.keys(customer?.figures ?? {}).map((key) => key.slice(0, key.lastIndexOf('.'))));
}
