import {
  type GeoLevel,
  type GeoRule,
  type GeoServiceName,
  type GeoVerdict,
  geoLevels,
  geoVerdicts,
} from '../../core/geo/geo-policy.ts';
import type { GeoSubject } from '../../core/geo/subject.ts';

/** How a rule names a service: by itself, as part of `sip`, with all; -1 when it does not. */
export function serviceRank(rule: GeoRule, service: GeoServiceName): number {
  if (rule.services.length === 0) return 0;
  if (rule.services.includes(service)) return 2;
  return rule.services.includes('sip') && (service === 'registration' || service === 'calls-in') ? 1 : -1;
}

/** How narrow a subject is; `groupSize` is the number of countries of the group it came out of, 0 for none. */
export function subjectRank(subject: GeoSubject, groupSize: number): number {
  switch (subject.kind) {
    case 'range':
      return 2_000 + subject.cidr.prefix;
    case 'number':
      return 2_000 + subject.digits.length;
    case 'as':
    case 'number-kind':
      return 1_900;
    case 'hosting':
      return 1_800;
    case 'country':
      return groupSize === 0 ? 1_700 : 1_600 - Math.min(groupSize, 500);
    case 'unknown':
      return 10;
    default:
      return 0;
  }
}

/**
 * One number by which the narrowest rule that covers something wins: level of its scope, an exception before an ordinary rule, how it
 * names the service, how narrow the subject is, and on a tie the strictest verdict.
 */
export function rankOf(
  level: GeoLevel,
  exception: boolean,
  service: number,
  subject: number,
  verdict: GeoVerdict,
): number {
  const scope = geoLevels.indexOf(level) * 2 + (exception ? 1 : 0);
  return ((scope * 3 + service) * 4_096 + subject) * 4 + geoVerdicts.indexOf(verdict);
}

/** The milder of two verdicts. */
export function milder(a: GeoVerdict, b: GeoVerdict): GeoVerdict {
  return geoVerdicts.indexOf(a) <= geoVerdicts.indexOf(b) ? a : b;
}

/** Whether `a` is stricter than `b`. */
export function isStricter(a: GeoVerdict, b: GeoVerdict): boolean {
  return geoVerdicts.indexOf(a) > geoVerdicts.indexOf(b);
}
