import { countryDialling } from '../phone/countries.ts';

/** Asked first: asking for the zones of all countries takes a while. */
const nearby = ['NL', 'BE', 'DE', 'LU', 'FR', 'GB', 'IE', 'ES', 'PT', 'IT', 'AT', 'CH', 'DK', 'NO', 'SE', 'PL'];
const known = new Map<string, string>();
/** Names that were asked for, and whether they are zones. */
const zones = new Map<string, boolean>();
const mostZones = 2_000;

/** Whether the runtime knows a zone of this IANA name. */
export function isZone(name: string): boolean {
  let is = zones.get(name);
  if (is === undefined) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: name });
      is = name !== '';
    } catch {
      is = false;
    }
    if (zones.size < mostZones) zones.set(name, is);
  }
  return is;
}

/** ISO country that an IANA zone lies in, '' for UTC and other zones of no country. */
export function countryOfZone(name: string): string {
  let country = known.get(name);
  if (country === undefined) {
    country = name.includes('/') && !name.startsWith('Etc/') ? search(name) : '';
    known.set(name, country);
  }
  return country;
}

function search(name: string): string {
  for (const country of [...nearby, ...countryDialling.keys()]) if (zonesOf(country).includes(name)) return country;
  return '';
}

function zonesOf(country: string): readonly string[] {
  try {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & {
      getTimeZones?(): readonly string[] | undefined;
    };
    return locale.getTimeZones?.() ?? [];
  } catch {
    return [];
  }
}
