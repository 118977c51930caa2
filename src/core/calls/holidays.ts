const dayMs = 86_400_000;

/**
 * Easter Sunday of the Gregorian calendar, in days since 1970 (the anonymous algorithm of 1876, as in Meeus, Astronomical
 * Algorithms, chapter 8).
 */
function easterOf(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const rest = year % 100;
  const leap = Math.floor(century / 4);
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - leap - correction + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(rest / 4) - epact - (rest % 4)) % 7;
  const month = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const place = epact + weekday - 7 * month + 114;
  return Date.UTC(year, Math.floor(place / 31) - 1, (place % 31) + 1) / dayMs;
}

/** Days after Easter Sunday, and days of the calendar as `MM-DD`, on which nearly all offices of a country are closed. */
const closed: Readonly<Record<string, { readonly easter: readonly number[]; readonly fixed: readonly string[] }>> = {
  NL: { easter: [0, 1, 39, 49, 50], fixed: ['01-01', '12-25', '12-26'] },
  BE: { easter: [0, 1, 39, 49, 50], fixed: ['01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25'] },
  DE: { easter: [-2, 0, 1, 39, 49, 50], fixed: ['01-01', '05-01', '10-03', '12-25', '12-26'] },
};

/**
 * Public holidays of a year as local dates (`YYYY-MM-DD`), ascending: the Netherlands (King's Day a day early when it falls on a
 * Sunday, Liberation Day every fifth year), Belgium, and those that all of Germany has. None for other countries.
 */
export function publicHolidays(country: string, year: number): readonly string[] {
  const own = closed[country];
  if (!own) return [];
  const easter = easterOf(year);
  const dates = [...own.easter.map((days) => dateOf(easter + days)), ...own.fixed.map((day) => `${year}-${day}`)];
  if (country === 'NL') {
    const sunday = new Date(Date.UTC(year, 3, 27)).getUTCDay() === 0;
    dates.push(`${year}-04-${sunday ? 26 : 27}`);
    if (year % 5 === 0) dates.push(`${year}-05-05`);
  }
  return [...new Set(dates)].sort();
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
