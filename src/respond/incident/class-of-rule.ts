import { type IncidentClass, undetermined } from '../../core/incident/classification.ts';

/** What the name of a rule says of the kind of incident; the first that fits counts. A person says better. */
const kinds: readonly (readonly [RegExp, IncidentClass])[] = [
  [/success-after|two-countries|new-country|stolen|takeover/, 'intrusions/unprivileged-account-compromise'],
  [/brute-force|distributed|spray/, 'intrusion-attempts/brute-force'],
  [/ids-alert/, 'intrusion-attempts/ids-alert'],
  [
    /fraud|premium|wangiri|pumping|hunting|satellite|international|-cap$|long-call|concurrent/,
    'fraud/unauthorised-use-of-resources',
  ],
  [/forward-abroad|first-destination|one-sided|transit-loop/, 'fraud/unauthorised-use-of-resources'],
  [/distributed-flood|flood-total|reports-flood/, 'availability/ddos'],
  [/flood/, 'availability/dos'],
  [/scan|sweep|enumeration|probing|stranger|challenged/, 'information-gathering/scanner'],
  [/backup-failed|silent/, 'availability/outage'],
];

/** The kind of incident that an alert of a rule speaks for; not known when its name says nothing. */
export function classOfRule(rule: string): IncidentClass {
  return kinds.find(([pattern]) => pattern.test(rule))?.[1] ?? undetermined;
}
