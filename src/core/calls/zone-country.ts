import { countryDialling } from '../phone/countries.ts';

let countries: Map<string, string> | undefined;

/** Whether the runtime knows a zone of this IANA name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name !== '';
  } catch {
    return false;
  }
}

/** ISO country that an IANA zone lies in, '' for UTC and other zones of no country. */
export function countryOfZone(name: string): string {
  if (!countries) {
    countries = new Map();
    for (const country of countryDialling.keys())
      for (const zone of zonesOf(country)) if (!countries.has(zone)) countries.set(zone, country);
  }
  return countries.get(name) ?? '';
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
