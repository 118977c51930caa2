/** Open spans of each weekday (0 is Monday), minutes of the day, at most 1440. */
export type WeekHours = readonly (readonly (readonly [from: number, until: number])[])[];

const names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** Reads our own way of writing them: `Mo-Fr 08:30-17:00; Sa 10:00-16:00`, `24/7`. Throws RangeError for anything else. */
export function readWeekHours(text: string): WeekHours {
  const week: (readonly [number, number])[][] = names.map(() => []);
  if (text === '24/7') return names.map(() => [[0, 1_440]]);
  for (const part of text.split(';').map((one) => one.trim())) {
    const [, first, last, spans] = /^([A-Z][a-z])(?:-([A-Z][a-z]))? (.+)$/.exec(part) ?? [];
    const from = names.indexOf(first ?? '');
    const to = last === undefined ? from : names.indexOf(last);
    if (from < 0 || to < from || spans === undefined) throw new RangeError(`opening hours: ${part}`);
    for (const span of spans.split(',')) {
      const [, h, m, hh, mm] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(span.trim()) ?? [];
      if (h === undefined) throw new RangeError(`opening hours: ${span}`);
      for (let day = from; day <= to; day++)
        week[day]!.push([Number(h) * 60 + Number(m), Number(hh) * 60 + Number(mm)]);
    }
  }
  return week;
}
