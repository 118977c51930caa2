const earliest = Date.parse('0000-01-01T00:00:00Z');
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** ISO 8601 UTC of a time in ms; times that four digits of a year cannot hold are brought to the nearest that can. */
export function iso(ms: number): string {
  return new Date(Math.min(Math.max(ms, earliest), latest)).toISOString();
}
