import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { newRule } from './draft-policy.ts';
import { usualLimit } from './limit-fields.tsx';
import { services } from './use-rule-words.ts';
import { verdicts } from './verdict-mark.tsx';

/** What an address bar says of a rule to begin with: countries chosen on the map, a verdict, a service. */
export interface Picked {
  readonly countries?: string;
  readonly verdict?: string;
  readonly service?: string;
}

/** The rule about countries picked on the map; undefined where none were. Refuses, and is about SIP, unless it is said otherwise. */
export function pickedRule(id: string, { countries = '', verdict, service }: Picked): GeoRuleWire | undefined {
  const subjects = [...new Set(countries.split(','))].filter((code) => /^[A-Z]{2}$/.test(code));
  if (subjects.length === 0) return undefined;
  const wanted = verdicts.find((one) => one === verdict) ?? 'refuse';
  const about = [services.find((one) => one === service) ?? 'sip'];
  return {
    ...newRule(id),
    verdict: wanted,
    limit: wanted === 'limit' ? usualLimit(about) : null,
    services: about,
    subjects,
  };
}
