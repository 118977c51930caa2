import type { Severity } from '../../core/severity.ts';
import type { Text } from '../../core/text.ts';
import { plainLine } from './plain-line.ts';

export type Language = keyof Text;

/** What a message of an escalation is made of. Names and titles may hold what an attacker wrote. */
export interface AlarmFacts {
  /** Number of the incident. */
  readonly number: number;
  readonly title: string;
  readonly severity: Severity;
  /** Names of the customers that are hit; empty when it is not known. */
  readonly customers: readonly string[];
  /** Since when, ms UTC. */
  readonly since: number;
  readonly emergencyCalling: 'no' | 'yes' | 'unknown';
  readonly drill: boolean;
  /** Page on which it is acknowledged; '' when there is none. */
  readonly link: string;
  /** Name of whom the one who is asked stands in for; '' for nobody. */
  readonly standsInFor: string;
  /** Names of what this way depends on and is hit. */
  readonly atRisk: readonly string[];
  /** When it would have come but for quiet hours, ms UTC; 0 when nothing held it. */
  readonly deferredFrom: number;
  /** IANA zone of the one who reads it. */
  readonly zone: string;
}

export const severityWords: Readonly<Record<Severity, Text>> = {
  informational: { nl: 'Ter informatie', en: 'Information' },
  low: { nl: 'Laag', en: 'Low' },
  medium: { nl: 'Middel', en: 'Medium' },
  high: { nl: 'Hoog', en: 'High' },
  critical: { nl: 'Kritiek', en: 'Critical' },
};

export const drillWord: Text = { nl: 'OEFENING', en: 'DRILL' };

/** Title on one line; never empty. */
export function titleOf({ title }: AlarmFacts, language: Language, most: number): string {
  return plainLine(title, most) || (language === 'nl' ? 'zonder titel' : 'without a title');
}

/** `Bakker BV`, `Bakker BV en 2 andere klanten`; '' when nobody is known. */
export function customersOf({ customers }: AlarmFacts, language: Language): string {
  const [first, ...others] = customers.map((name) => plainLine(name, 60)).filter((name) => name !== '');
  if (first === undefined || others.length === 0) return first ?? '';
  if (language === 'nl') return `${first} en ${others.length} andere ${others.length === 1 ? 'klant' : 'klanten'}`;
  return `${first} and ${others.length} other ${others.length === 1 ? 'customer' : 'customers'}`;
}

/** `12:03` where the reader is. */
export function timeOfDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
  }).format(at);
}

/** `8 januari 12:03 CET`. */
export function dateAndTime(at: number, zone: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}
