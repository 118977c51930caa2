import type { SimDay } from './calendar.ts';
import type { Random } from './random.ts';
import type { SimCustomer } from './sim-customer.ts';

/** Whether a customer works on a day at all. */
export function worksOn(customer: SimCustomer, day: SimDay): boolean {
  const { sector, week } = customer;
  if (day.holiday && !sector.holidays) return false;
  if (sector.closedIn?.includes(day.school) && day.weekday < 5) return false;
  return week[day.weekday]!.length > 0;
}

/** Days before holidays end early for most: minutes of the day after which nobody works. */
export function lastMinute(customer: SimCustomer, day: SimDay): number {
  const eve = day.date.endsWith('-12-24') || day.date.endsWith('-12-31');
  return eve && !customer.sector.holidays ? 960 : 1_440;
}

/** How busy a minute of a working day is beside the busiest: morning and afternoon, lunch, a slow start, evenings and nights. */
function busyness(minute: number, from: number, until: number, weekday: number): number {
  if (minute < 300) return 0.05;
  if (minute < 420) return until - from >= 1_380 ? 0.12 : 0.5;
  let weight = 1;
  if (minute > 735 && minute < 800) weight = 0.45;
  else if (minute > 600 && minute < 700) weight = 1.1;
  if (minute > 1_080) weight *= minute > 1_290 ? 0.15 : 0.5;
  if (minute < from + 30) weight *= 0.65;
  if (minute > until - 30) weight *= 0.6;
  if (weekday === 4 && minute > 930) weight *= 0.65;
  return weight;
}

/** A minute of the day in which somebody calls; `NaN` when it is closed. Some calls lie before opening or after closing. */
export function workMinute(customer: SimCustomer, day: SimDay, random: Random): number {
  const spans = customer.week[day.weekday]!;
  if (spans.length === 0) return Number.NaN;
  const end = lastMinute(customer, day);
  const edge = random.pick(spans);
  if (edge[1] - edge[0] < 1_380 && random.chance(0.012)) {
    const off = random.exponential(35);
    return Math.min(1_439, Math.max(0, random.chance(0.35) ? edge[0] - off : edge[1] + off));
  }
  for (let tries = 0; tries < 40; tries++) {
    const [from, until] = random.weighted(spans, ([a, b]) => b - a);
    const minute = random.between(from, until);
    if (minute < end && random.next() * 1.1 < busyness(minute, from, until, day.weekday)) return minute;
  }
  return random.between(...spans[0]!);
}

/** How much a customer does on a day beside its usual: season, growth, the day's chance, school holidays. */
export function activityOn(customer: SimCustomer, day: SimDay, days: number, random: Random): number {
  const { sector, growth } = customer;
  const next = sector.season?.[day.month % 12] ?? 1;
  const now = sector.season?.[day.month - 1] ?? 1;
  const season = now + ((next - now) * Math.max(0, day.monthDay - 15)) / 30;
  const quiet = day.school !== '' && !sector.season ? 0.8 : 1;
  return season * quiet * (1 + (growth * day.index) / days) * random.gamma(25, 1 / 25);
}
