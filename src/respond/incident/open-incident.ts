import type { AlertLink } from '../../core/incident/alert-link.ts';
import { incidentClasses, undetermined } from '../../core/incident/classification.ts';
import { type Incident, incidentLimits, titlesOf } from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, IncidentWish, MovedIncident } from '../../core/incident/incident-act.ts';
import { graver, incidentLevels, type SeverityMatrix, severityByMatrix } from '../../core/incident/severity-matrix.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Severity } from '../../core/severity.ts';
import { providerTenant, unassignedTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { checkEventTime, checkLength, checkText, words } from './checks.ts';
import { classOfRule } from './class-of-rule.ts';
import { noTraits } from './impact.ts';
import { joinAlert } from './join-alert.ts';
import { refuse } from './refuse.ts';
import { quote } from './words.ts';

/** A new incident, number and version 0 until it is kept. `context.at` is when it was noticed. */
export function openIncident(wish: IncidentWish, context: ActContext): Result<MovedIncident, IncidentRefusal> {
  const time = checkEventTime(context);
  if (!time.ok) return time;
  const title = checkText(wish.title, incidentLimits.title, words.title);
  if (!title.ok) return title;
  const summary = checkLength((wish.summary ?? '').trim(), incidentLimits.summary, words.summary);
  if (!summary.ok) return summary;
  const classification = wish.classification ?? undetermined;
  if (!incidentClasses.has(classification)) {
    return refuse('wrong-value', { nl: 'Deze soort incident is er niet.', en: 'There is no such kind of incident.' });
  }
  const isCustomer = wish.tenant !== providerTenant && wish.tenant !== unassignedTenant;
  const { at, by, now } = context;
  const incident: Incident = {
    ...{ id: wish.id, number: 0, tenant: wish.tenant, title: title.value, titles: wish.titles, summary: summary.value },
    severity: severityOf(wish, context.matrix),
    assessment: {
      impact: incidentLevels.filter((level) => wish.assessment.impact.includes(level)),
      urgency: incidentLevels.filter((level) => wish.assessment.urgency.includes(level)),
    },
    classification,
    suspectedMalicious: wish.suspectedMalicious ?? 'unknown',
    crossBorder: wish.crossBorder ?? 'unknown',
    drill: wish.drill ?? false,
    ...{ detectedAt: at, createdAt: now, openedBy: by, stages: {}, reopened: [], reviewDue: undefined, roles: [] },
    impact: {
      ...{ customers: isCustomer ? [wish.tenant] : [], sites: [], assets: [], users: 0 },
      ...{ emergencyCalling: 'unknown', since: at },
    },
    ...{ exposure: { now: 0, most: 0, at: 0 }, tasks: [], measures: [], alerts: [], traits: noTraits },
    ...{ cause: '', whatWorked: '', mergedInto: '', splitFrom: '', version: 0, changedAt: 0, changedBy: '' },
  };
  return ok({
    incident,
    entries: [
      {
        ...{ kind: 'detection', at, by, internal: false },
        text: {
          nl: `${incident.drill ? 'Oefening' : 'Incident'} geopend: “${quote(titlesOf(incident).nl)}”.`,
          en: `${incident.drill ? 'Drill' : 'Incident'} opened: “${quote(titlesOf(incident).en)}”.`,
        },
      },
    ],
  });
}

/** A new incident with alerts that somebody says belong to it. */
export function openWithAlerts(
  wish: IncidentWish,
  alerts: readonly AlertLink[],
  context: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  let moved = openIncident(wish, context);
  for (const alert of alerts) {
    if (!moved.ok) return moved;
    const { incident, entries } = moved.value;
    const why = { nl: `toegevoegd door ${quote(context.by.name)}`, en: `added by ${quote(context.by.name)}` };
    const joined = joinAlert(incident, { act: 'join-alert', alert, why }, context);
    moved = joined.ok
      ? ok({ incident: joined.value.incident, entries: [...entries, ...joined.value.entries] })
      : joined;
  }
  return moved;
}

/** What a rule says of the kind; an outage of ours is nobody's malice. */
function maliceOf({ rule }: AlertLink): Pick<IncidentWish, 'classification' | 'suspectedMalicious'> {
  const classification = classOfRule(rule);
  return { classification, suspectedMalicious: classification === 'availability/outage' ? 'unknown' : 'yes' };
}

/** At least what was said; what nobody assessed is as severe as was said, or as may be. */
function severityOf({ severity, assessment }: IncidentWish, matrix?: SeverityMatrix): Severity {
  if (severity === undefined) return severityByMatrix(assessment, matrix);
  const isAssessed = assessment.impact.length > 0 && assessment.urgency.length > 0;
  return isAssessed ? graver(severity, severityByMatrix(assessment, matrix)) : severity;
}

/** A new incident that begins with an alert. */
export function openFromAlert(
  id: string,
  alert: AlertLink,
  title: Text,
  language: keyof Text,
  { by, now }: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  // An alert may carry the time of a machine whose clock is ahead; it was noticed now at the latest.
  const context: ActContext = { by, at: Math.min(alert.start, now), now };
  const titles = { nl: quote(title.nl, incidentLimits.title), en: quote(title.en, incidentLimits.title) };
  const opened = openIncident(
    {
      ...{ id, tenant: alert.tenant, title: titles[language], titles, drill: alert.drill },
      ...{ assessment: { impact: [], urgency: [] }, severity: alert.severity },
      ...maliceOf(alert),
    },
    context,
  );
  if (!opened.ok) return opened;
  const joined = joinAlert(
    opened.value.incident,
    {
      act: 'join-alert',
      alert: { ...alert, start: context.at, end: Math.max(context.at, alert.end) },
      why: { nl: 'hiermee begon het', en: 'it began with this' },
    },
    context,
  );
  if (!joined.ok) return joined;
  return ok({ incident: joined.value.incident, entries: [...opened.value.entries, ...joined.value.entries] });
}
