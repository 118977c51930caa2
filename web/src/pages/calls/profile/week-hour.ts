const formats = new Map<string, Intl.DateTimeFormat>();
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Hour of the week of an instant in a zone, 0 is Monday 00:00. */
export function weekHourIn(timeZone: string, at: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  const parts = format.formatToParts(new Date(at));
  const day = days.indexOf(parts.find(({ type }) => type === 'weekday')?.value ?? 'Mon');
  return day * 24 + Number(parts.find(({ type }) => type === 'hour')?.value ?? 0);
}
