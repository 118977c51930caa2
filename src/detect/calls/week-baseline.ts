import { hoursOfWeek } from './activity.ts';
import { type CallProfile, type ProfileSeries, profileSeries } from './call-profile.ts';

const series = profileSeries.length;
/** Weeks that are kept: their median does not mind two bad ones. */
const weeks = 5;
const rowBytes = 24 * series * weeks;
const hourMs = 3_600_000;
/** What happened less than this ago is not yet normal. */
const lagHours = 24;
const mostPending = 72;
/** Euro and minutes are kept in tenths. */
const scales = [1, 10, 10, 1, 1, 1] as const;

/** Rows that all baselines together may have; each is a day of the week of one of them. Beyond it nothing new is learned. */
export class RowBudget {
  left: number;
  /** Rows there was no room for. */
  refused = 0;

  constructor(most: number) {
    this.left = most;
  }

  take(): boolean {
    if (this.left <= 0) {
      this.refused++;
      return false;
    }
    this.left--;
    return true;
  }
}

/** What a byte stands for. */
const decoded = Float64Array.from({ length: 256 }, (_, byte) => 2 ** (byte / 16) - 1);

interface Hour {
  readonly hour: number;
  readonly weekHour: number;
  readonly values: readonly number[];
}

/**
 * Six counts by hour of the week over the last weeks, each in one byte on a scale of logarithms. Days of the week without
 * any take no room. The present hour is added up as it goes and learned a day later, cut off where it is far beyond normal.
 */
export class WeekBaseline {
  readonly #rows: (Uint8Array | undefined)[] = new Array(7).fill(undefined);
  readonly #budget: RowBudget;
  readonly #now = new Float64Array(series);
  readonly #countries: string[] = [];
  #country: string | undefined;
  readonly #pending: Hour[] = [];
  /** How many of them were learned. */
  #past = 0;
  #hour = -1;
  #weekHour = 0;
  #firstHour = -1;
  #learned = -1;

  constructor(budget: RowBudget) {
    this.#budget = budget;
  }

  /** A call begins; `running` calls of the same run now. `at` ms UTC, `weekHour` where the customer is. */
  begin(at: number, weekHour: number, country: string, running: number): void {
    const hour = Math.floor(at / hourMs);
    if (hour !== this.#hour) this.#roll(hour, weekHour);
    const now = this.#now;
    now[0]!++;
    if (running > now[3]!) now[3] = running;
    if (country === this.#country) return;
    this.#country = country;
    if (this.#countries.length < 200 && !this.#countries.includes(country)) this.#countries.push(country);
  }

  /** A call ended after `minutes` and cost `eur`; 0 minutes is one that failed. */
  finish(minutes: number, eur: number): void {
    if (minutes > 0) this.#now[1]! += minutes;
    else this.#now[5]!++;
    this.#now[2]! += eur;
  }

  get weeks(): number {
    return this.#firstHour < 0 ? 0 : Math.min(weeks, Math.floor((this.#learned - this.#firstHour) / hoursOfWeek));
  }

  /** Median and upper edge of normal of one count at an hour of the week: three robust deviations, and what chance alone does. */
  normal(weekHour: number, place: number): { readonly median: number; readonly high: number } {
    const row = this.#rows[Math.floor(weekHour / 24)];
    const known = this.weeks;
    if (!row || known === 0) return { median: 0, high: 0 };
    const values: number[] = [];
    const at = ((weekHour % 24) * series + place) * weeks;
    for (let week = 0; week < weeks; week++) values.push(decode(row[at + week]!, place));
    // Weeks that have not been are zeros: only as many count as there were.
    values.sort((a, b) => b - a);
    values.length = known;
    const middle = medianOf(values);
    const spread = 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)).sort((a, b) => b - a));
    return { median: middle, high: middle + 3 * Math.max(spread, Math.sqrt(middle)) };
  }

  profile(): CallProfile {
    const normal = Object.fromEntries(
      profileSeries.map((name, place) => {
        const hours = Array.from({ length: hoursOfWeek }, (_, hour) => this.normal(hour, place));
        return [name, { median: hours.map(({ median }) => round(median)), high: hours.map(({ high }) => round(high)) }];
      }),
    ) as unknown as CallProfile['normal'];
    const present: Hour[] =
      this.#hour < 0 ? [] : [{ hour: this.#hour, weekHour: this.#weekHour, values: this.#values() }];
    const line = [...this.#pending, ...present].map(({ hour, weekHour, values }) => {
      const counts = Object.fromEntries(profileSeries.map((name, i) => [name, round(values[i]!)]));
      return { time: hour * hourMs, weekHour, ...(counts as Record<ProfileSeries, number>) };
    });
    return { weeks: this.weeks, normal, line };
  }

  save(): unknown {
    const rows = this.#rows.map((row) => (row ? btoa(String.fromCharCode(...row)) : ''));
    return { firstHour: this.#firstHour, learned: this.#learned, rows };
  }

  restore({ firstHour, learned, rows }: { firstHour: number; learned: number; rows: string[] }): void {
    this.#firstHour = firstHour;
    this.#learned = learned;
    rows.forEach((text, day) => {
      if (text === '' || (!this.#rows[day] && !this.#budget.take())) return;
      this.#rows[day] = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    });
  }

  #values(): number[] {
    const now = this.#now;
    return [now[0]!, now[1]!, now[2]!, now[3]!, this.#countries.length, now[5]!];
  }

  #roll(hour: number, weekHour: number): void {
    if (hour < this.#hour) return;
    if (this.#hour >= 0) {
      this.#pending.push({ hour: this.#hour, weekHour: this.#weekHour, values: this.#values() });
      if (this.#pending.length > mostPending) {
        this.#pending.shift();
        this.#past = Math.max(0, this.#past - 1);
      }
    } else if (this.#firstHour < 0) this.#firstHour = hour;
    this.#learn(hour);
    this.#hour = hour;
    this.#weekHour = weekHour;
    this.#now.fill(0);
    this.#countries.length = 0;
    this.#country = undefined;
  }

  /** Learns the hours that are a day ago; those without calls are zeros. */
  #learn(hour: number): void {
    const until = hour - lagHours;
    let from = Math.max(this.#learned + 1, this.#firstHour, until - weeks * hoursOfWeek);
    for (; this.#past < this.#pending.length; this.#past++) {
      const each = this.#pending[this.#past]!;
      if (each.hour > until) break;
      if (each.hour < from) continue;
      for (; from < each.hour; from++) this.#put(from, mod(each.weekHour - (each.hour - from)), undefined);
      this.#put(each.hour, each.weekHour, each.values);
      from = each.hour + 1;
    }
    if (until > this.#learned) this.#learned = until;
  }

  #put(hour: number, weekHour: number, values: readonly number[] | undefined): void {
    const day = Math.floor(weekHour / 24);
    let row = this.#rows[day];
    if (!row) {
      if (!values || !this.#budget.take()) return;
      row = new Uint8Array(rowBytes);
      this.#rows[day] = row;
    }
    const first = (weekHour % 24) * series * weeks + (Math.floor(hour / hoursOfWeek) % weeks);
    for (let place = 0; place < series; place++) {
      const value = values ? values[place]! : 0;
      // An attack that nobody saw may widen normal a little, never make it.
      const most = value <= 5 || this.weeks < 2 ? value : 3 * this.normal(weekHour, place).high + 5;
      row[first + place * weeks] = encode(Math.min(value, most), place);
    }
  }
}

function encode(value: number, place: number): number {
  return value === 0 ? 0 : Math.min(255, Math.round(16 * Math.log2(1 + value * scales[place]!)));
}

function decode(byte: number, place: number): number {
  return decoded[byte]! / scales[place]!;
}

/** Of values in order. */
function medianOf(values: readonly number[]): number {
  const middle = values.length >> 1;
  if (values.length === 0) return 0;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}

function mod(weekHour: number): number {
  return ((weekHour % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
