const dayMs = 86_400_000;

/** Easter Sunday in the Gregorian calendar, days since 1970 (the method of Meeus, Jones and Butcher). */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1) / dayMs;
}

const known = new Map<number, ReadonlySet<number>>();

/** Dutch public holidays of a year as days since 1970: the general ones, and Liberation Day every fifth year, when most are free. */
function publicHolidays(year: number): ReadonlySet<number> {
  let days = known.get(year);
  if (!days) {
    const on = (month: number, day: number) => Date.UTC(year, month - 1, day) / dayMs;
    const sunday = easter(year);
    const king = on(4, 27);
    days = new Set([
      on(1, 1),
      sunday,
      sunday + 1,
      (king + 3) % 7 === 6 ? king - 1 : king,
      ...(year % 5 === 0 ? [on(5, 5)] : []),
      sunday + 39,
      sunday + 49,
      sunday + 50,
      on(12, 25),
      on(12, 26),
    ]);
    known.set(year, days);
  }
  return days;
}

/** Whether a date `YYYY-MM-DD` is a general Dutch holiday. */
export function isPublicHoliday(date: string): boolean {
  const day = Date.parse(`${date}T00:00:00Z`) / dayMs;
  return publicHolidays(Number(date.slice(0, 4))).has(day);
}

/** Dutch school holidays to within days (regions differ by a week or two): the name, '' when there is school. */
export function schoolHolidayOf(date: string): string {
  const day = date.slice(5);
  if (day >= '12-21' || day <= '01-05') return 'christmas';
  if (day >= '02-16' && day <= '02-28') return 'spring';
  if (day >= '04-26' && day <= '05-05') return 'may';
  if (day >= '07-12' && day <= '08-25') return 'summer';
  return day >= '10-14' && day <= '10-25' ? 'autumn' : '';
}
