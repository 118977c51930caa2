/**
 * A time zone in which it is this hour of the day now: what is unusual at night must not hang on when the tests run.
 * Zones of the `Etc` area name their offset the other way round (https://data.iana.org/time-zones/theory.html).
 */
export function zoneWhere(hour: number, now = new Date()): string {
  const east = ((hour - now.getUTCHours() + 36) % 24) - 12;
  return east === 0 ? 'Etc/GMT' : `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
}
