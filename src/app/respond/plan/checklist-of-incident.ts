import { incidentClasses } from '../../../core/incident/classification.ts';
import { holderOf, type Incident, type IncidentDoubt, type IncidentStage } from '../../../core/incident/incident.ts';
import type { ChecklistAnswer, ChecklistAnswers } from '../../../core/plan/checklist.ts';
import type { PlanLanguage } from '../../../core/plan/plan.ts';
import { levelWords, severityWords } from '../../../core/plan/plan-words.ts';

import { type MeasureLine, type MeasuresKnown, measuresOnChecklist } from './measures-on-checklist.ts';

const hourMs = 3_600_000;
type Blanks = Readonly<Record<string, string>>;

/** How times and names are told on the checklist. */
export interface ChecklistTelling {
  readonly language: PlanLanguage;
  /** IANA zone. */
  readonly timeZone: string;
  /** Name of a customer. */
  readonly customer: (tenant: string) => string;
}

/**
 * What is known of an incident, on the lines of the checklist. A line counts as done only where the incident itself says so; what
 * people have to judge stays open, with what is known beside it.
 */
export function checklistOfIncident(
  incident: Incident,
  measures: MeasuresKnown,
  { language, timeZone, customer }: ChecklistTelling,
): ChecklistAnswers {
  const nl = language === 'nl';
  const format = new Intl.DateTimeFormat(nl ? 'nl-NL' : 'en-GB', {
    ...{ timeZone, year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZoneName: 'short',
  });
  const time = (at: number | undefined) => (at === undefined ? '' : format.format(at));
  const euro = (micro: number) =>
    new Intl.NumberFormat(nl ? 'nl-NL' : 'en-GB', { style: 'currency', currency: 'EUR' }).format(micro / 1_000_000);
  const { impact, exposure, stages } = incident;
  const person = (role: Parameters<typeof holderOf>[1]) => holderOf(incident, role)?.name ?? '';
  const standing = incident.measures.filter(({ undoneAt }) => undoneAt === undefined);
  const placed = measuresOnChecklist(incident, measures);
  const measuresOf = (line: MeasureLine) => {
    const all = placed.filter((one) => one.line === line);
    const times = (pick: 'from' | 'until') => all.flatMap((one) => one[pick] ?? []);
    const names = (pick: 'by' | 'approver') =>
      [...new Set(all.map((one) => one[pick]).filter((name) => name !== ''))].join(', ');
    const [froms, untils] = [times('from'), times('until')];
    return {
      ...{ what: all.map(({ what }) => what).join('; '), by: names('by'), approver: names('approver') },
      from: froms.length > 0 ? time(Math.min(...froms)) : '',
      until: untils.length > 0 ? time(Math.min(...untils)) : '',
    };
  };
  const stage = (name: IncidentStage, blanks: Blanks = {}): ChecklistAnswer => {
    const mark = stages[name];
    if (!mark) return open(blanks);
    const passed = mark.skipped !== '';
    return {
      ...open(blanks),
      ...{ state: passed ? 'not-applicable' : 'done', reason: mark.skipped, who: mark.by.name, when: time(mark.at) },
    };
  };
  // Whether that is enough people judge.
  const contained = (line: MeasureLine) => {
    const { what, by, approver, from, until } = measuresOf(line);
    return { ...open({ approver, expiry: until }), evidence: what, who: by, when: from };
  };
  // A drill starts no legal clock.
  const legal = (hours: number): ChecklistAnswer =>
    incident.drill
      ? { ...open({}), state: 'not-applicable', reason: nl ? 'Oefening' : 'Drill' }
      : open({ due: time(incident.createdAt + hours * hourMs) });
  const divert = measuresOf('reroute');
  const coordinator = person('coordinator');
  return {
    identify: {
      ...open({
        incident: `${incident.number} · ${incident.title}`,
        reporter: incident.openedBy.name,
        detected: time(incident.detectedAt),
        aware: time(incident.createdAt),
        drill: incident.drill ? 'yes' : 'no',
      }),
      ...{ state: 'done', who: incident.openedBy.name, when: time(incident.createdAt) },
    },
    roles: open({
      coordinator,
      deputy: person('deputy'),
      scribe: person('scribe'),
      communications: person('communications'),
    }),
    class: open({
      class: incidentClasses.get(incident.classification)?.[language] ?? incident.classification,
      malicious: yesNo(incident.suspectedMalicious),
      'cross-border': yesNo(incident.crossBorder),
    }),
    severity: open({
      impact: levels(incident.assessment.impact, language),
      urgency: levels(incident.assessment.urgency, language),
      severity: severityWord(incident.severity, language),
    }),
    customers: open({
      customers: impact.customers.map(customer).join(', '),
      trunks: impact.assets.join(', '),
      numbers: incident.traits.accounts.join(', '),
    }),
    'emergency-calling': open({ affected: yesNo(impact.emergencyCalling) }),
    money: open({
      'so-far':
        exposure.at === 0
          ? ''
          : `${euro(exposure.now)}, ${nl ? 'sinds' : 'since'} ${time(impact.since)}; ${nl ? 'berekend' : 'worked out'} ${time(exposure.at)}`,
    }),
    'early-warning': legal(24),
    notification: legal(72),
    times: open({ start: time(impact.since) }),
    'contain-account': contained('contain-account'),
    'contain-running-calls': contained('contain-running-calls'),
    'contain-destination': contained('contain-destination'),
    'contain-segment': contained('contain-segment'),
    'contain-source': contained('contain-source'),
    reroute: open({ route: divert.what, until: divert.until }),
    phases: stage('recovering'),
    'extra-watch': stage('monitoring'),
    eradicate: open({ cause: incident.cause }),
    'close-gate': stage('closed', {
      left: standing
        .map(({ what, owner, until }) => [what, owner?.name ?? '', time(until)].filter(Boolean).join(', '))
        .join('; '),
    }),
    review: stage('reviewed'),
  };
}

const open = (blanks: Blanks): ChecklistAnswer => ({
  ...{ state: '', reason: '', who: '', when: '', evidence: '' },
  blanks,
});

/** Levels that are none of the plan's are told as they are called. */
function levels(names: readonly string[], language: PlanLanguage): string {
  return names.map((name) => (Object.hasOwn(levelWords, name) ? levelWords[name as 'low'][language] : name)).join(', ');
}

const yesNo = (doubt: IncidentDoubt): string => (doubt === 'unknown' ? '' : doubt);

function severityWord(severity: Incident['severity'], language: PlanLanguage): string {
  return severity === 'informational'
    ? language === 'nl'
      ? 'informatief'
      : 'informational'
    : severityWords[severity][language];
}
