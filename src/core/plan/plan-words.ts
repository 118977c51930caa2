import type { Text } from '../text.ts';
import type {
  ContactKind,
  PlanIncidentType,
  PlanLevel,
  PlanPhase,
  PlanRoleName,
  PlanSeverity,
  PlanState,
} from './plan.ts';

type Words<Name extends string> = Readonly<Record<Name, Text>>;

export const incidentTypeWords: Words<PlanIncidentType> = {
  'toll-fraud': { nl: 'belfraude', en: 'toll fraud' },
  'hacked-account': { nl: 'gehackt account', en: 'hacked account' },
  'ddos-sip': { nl: 'DDoS of TDoS op SIP', en: 'DDoS or TDoS on SIP' },
  'sbc-pbx-outage': { nl: 'uitval van SBC of PBX', en: 'SBC or PBX outage' },
  'carrier-outage': { nl: 'uitval van een carrier', en: 'carrier outage' },
  'data-leak': { nl: 'datalek', en: 'data leak' },
  'phishing-cloned-voice': { nl: 'phishing met een nagemaakte stem', en: 'phishing with a cloned voice' },
  'supplier-incident': { nl: 'incident bij een leverancier', en: 'supplier incident' },
};

export const roleWords: Words<PlanRoleName> = {
  coordinator: { nl: 'coördinator', en: 'coordinator' },
  deputy: { nl: 'plaatsvervanger', en: 'deputy' },
  scribe: { nl: 'notulist', en: 'scribe' },
  'technical-lead': { nl: 'technisch leider', en: 'technical lead' },
  communications: { nl: 'communicatie', en: 'communications' },
  management: { nl: 'directie', en: 'management' },
  reporter: { nl: 'melder', en: 'reporter' },
};

export const contactKindWords: Words<ContactKind> = {
  internal: { nl: 'intern', en: 'internal' },
  customer: { nl: 'klant', en: 'customer' },
  supplier: { nl: 'leverancier', en: 'supplier' },
  carrier: { nl: 'carrier', en: 'carrier' },
  csirt: { nl: 'CSIRT', en: 'CSIRT' },
  police: { nl: 'politie', en: 'police' },
  regulator: { nl: 'toezichthouder', en: 'regulator' },
  insurer: { nl: 'verzekeraar', en: 'insurer' },
  other: { nl: 'overig', en: 'other' },
};

export const phaseWords: Words<PlanPhase> = {
  triage: { nl: 'Triage', en: 'Triage' },
  preserve: { nl: 'Eerst veiligstellen', en: 'Preserve first' },
  contain: { nl: 'Inperken', en: 'Contain' },
  inform: { nl: 'Informeren en melden', en: 'Inform and notify' },
  recover: { nl: 'Herstellen', en: 'Recover' },
  review: { nl: 'Afsluiten en evalueren', en: 'Close and review' },
};

export const severityWords: Words<PlanSeverity> = {
  low: { nl: 'laag', en: 'low' },
  medium: { nl: 'midden', en: 'medium' },
  high: { nl: 'hoog', en: 'high' },
  critical: { nl: 'kritiek', en: 'critical' },
};

export const levelWords: Words<PlanLevel> = {
  low: { nl: 'laag', en: 'low' },
  medium: { nl: 'midden', en: 'medium' },
  high: { nl: 'hoog', en: 'high' },
};

export const planStateWords: Words<PlanState> = {
  draft: { nl: 'concept', en: 'draft' },
  approved: { nl: 'goedgekeurd', en: 'approved' },
  'in-force': { nl: 'van kracht', en: 'in force' },
  replaced: { nl: 'vervangen', en: 'replaced' },
  discarded: { nl: 'weggegooid', en: 'discarded' },
};
