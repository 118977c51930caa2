import { type IncidentClass, incidentClasses } from '../../../core/incident/classification.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { PlanIncidentType } from '../../../core/plan/plan.ts';
import type { Text } from '../../../core/text.ts';

/** A type of incident a playbook may be of, how well it fits (100: exactly) and why. */
export interface Suggestion {
  readonly type: PlanIncidentType;
  readonly fit: number;
  readonly why: Text;
}

/** Which procedures belong to a class of RSIT, best first. */
const byClass: Readonly<Partial<Record<IncidentClass, readonly PlanIncidentType[]>>> = {
  'fraud/unauthorised-use-of-resources': ['toll-fraud', 'hacked-account'],
  'fraud/masquerade': ['phishing-cloned-voice'],
  'fraud/phishing': ['phishing-cloned-voice'],
  'information-gathering/social-engineering': ['phishing-cloned-voice'],
  'information-gathering/sniffing': ['data-leak'],
  'intrusion-attempts/brute-force': ['hacked-account'],
  'intrusion-attempts/exploit': ['sbc-pbx-outage', 'hacked-account'],
  'intrusions/privileged-account-compromise': ['hacked-account'],
  'intrusions/unprivileged-account-compromise': ['hacked-account', 'toll-fraud'],
  'intrusions/application-compromise': ['hacked-account', 'data-leak'],
  'intrusions/system-compromise': ['hacked-account', 'data-leak'],
  'availability/dos': ['ddos-sip'],
  'availability/ddos': ['ddos-sip'],
  'availability/misconfiguration': ['sbc-pbx-outage', 'carrier-outage'],
  'availability/sabotage': ['sbc-pbx-outage'],
  'availability/outage': ['sbc-pbx-outage', 'carrier-outage', 'supplier-incident'],
  'information-content-security/unauthorised-information-access': ['data-leak'],
  'information-content-security/unauthorised-information-modification': ['data-leak'],
  'information-content-security/data-loss': ['data-leak', 'supplier-incident'],
  'information-content-security/data-leak': ['data-leak'],
  'vulnerable/vulnerable-system': ['supplier-incident'],
};

/** What the names of our rules tell, first match first. */
const byRule: readonly (readonly [RegExp, PlanIncidentType])[] = [
  [/flood|ddos|tdos/, 'ddos-sip'],
  [/trunk-silent|answer-ratio/, 'carrier-outage'],
  [/brute-force|success-after-failures|takeover|new-country|two-countries|enumeration/, 'hacked-account'],
  [
    /-cap$|international|concurrent-calls|destination|forward-abroad|fraud|long-call|pumping|premium|hunting|satellite|transit-loop|wangiri|false-answer|one-sided/,
    'toll-fraud',
  ],
  [/silent|outage/, 'sbc-pbx-outage'],
];

/** Playbooks that fit an incident, by its class and by the rules of its alerts; best first, each type once. Pure. */
export function suggestTypes({
  classification,
  traits,
}: Pick<Incident, 'classification' | 'traits'>): readonly Suggestion[] {
  const found = new Map<PlanIncidentType, Suggestion>();
  const add = (type: PlanIncidentType, fit: number, why: Text) => {
    if (!found.has(type)) found.set(type, { type, fit, why });
  };
  for (const [i, type] of (byClass[classification] ?? []).entries()) add(type, 100 - i * 20, kindOf(classification));
  for (const rule of traits.rules) {
    const match = byRule.find(([pattern]) => pattern.test(rule));
    if (match) add(match[1], 70, { en: `alert of the rule ${rule}`, nl: `melding van de regel ${rule}` });
  }
  return [...found.values()].sort((a, b) => b.fit - a.fit);
}

function kindOf(classification: IncidentClass): Text {
  const name = incidentClasses.get(classification);
  return { en: `kind of incident: ${name?.en ?? classification}`, nl: `soort incident: ${name?.nl ?? classification}` };
}
