import { type Incident, incidentLimits, isIncidentOver } from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, SplitWish, TiedIncidents } from '../../core/incident/incident-act.ts';
import { ok, type Result } from '../../core/result.ts';
import { providerTenant } from '../../core/tenant.ts';
import { checkEventTime, checkText, words } from './checks.ts';
import { withTraits } from './impact.ts';
import { mayHold, traitsOf } from './join-alert.ts';
import { openIncident } from './open-incident.ts';
import { refuse } from './refuse.ts';
import { quote } from './words.ts';

/** Takes a part of an incident out. The timeline it had stays whole; what is taken along is told in the new one with its origin. */
export function splitIncident(
  incident: Incident,
  wish: SplitWish,
  context: ActContext,
): Result<TiedIncidents, IncidentRefusal> {
  const time = checkEventTime(context);
  if (!time.ok) return time;
  const why = checkText(wish.reason, incidentLimits.text, words.reason);
  if (!why.ok) return why;
  if (isIncidentOver(incident)) {
    return refuse('over', {
      nl: 'Dit incident is gesloten of samengevoegd; er kan niets meer uit worden gehaald.',
      en: 'This incident is closed or merged; nothing can be taken out of it any more.',
    });
  }
  const [alerts, tasks, measures] = [new Set(wish.alerts), new Set(wish.tasks), new Set(wish.measures)];
  const taken = {
    alerts: incident.alerts.filter(({ alert }) => alerts.has(alert)),
    tasks: incident.tasks.filter(({ id }) => tasks.has(id)),
    measures: incident.measures.filter(({ id }) => measures.has(id)),
  };
  const isKnown =
    taken.alerts.length === alerts.size && taken.tasks.length === tasks.size && taken.measures.length === measures.size;
  if (!isKnown) {
    return refuse('unknown', {
      nl: 'Een van de meldingen, taken of maatregelen hoort niet bij dit incident.',
      en: 'One of the alerts, tasks or measures does not belong to this incident.',
    });
  }
  if (alerts.size + tasks.size + measures.size + wish.entries.length === 0) {
    return refuse('wrong-value', { nl: 'Kies wat eruit moet.', en: 'Choose what has to go out.' });
  }
  const isAllowed =
    (wish.tenant === incident.tenant || incident.tenant === providerTenant) &&
    taken.alerts.every(({ tenant }) => mayHold(wish.tenant, tenant));
  if (!isAllowed) {
    return refuse('not-together', {
      nl: 'Het nieuwe incident kan alleen bevatten wat van dezelfde klant is.',
      en: 'The new incident can hold only what is the same customer’s.',
    });
  }
  const detectedAt = Math.min(...taken.alerts.map(({ start }) => start), incident.detectedAt, context.now);
  const opened = openIncident(
    {
      ...{ id: wish.id, tenant: wish.tenant, title: wish.title, assessment: incident.assessment },
      ...{ classification: incident.classification, suspectedMalicious: incident.suspectedMalicious },
      ...{ crossBorder: incident.crossBorder, drill: incident.drill, severity: incident.severity },
    },
    { ...context, at: detectedAt },
  );
  if (!opened.ok) return opened;
  const fresh = opened.value.incident;
  const made: Incident = {
    ...fresh,
    ...taken,
    stages: incident.stages.triage ? { triage: incident.stages.triage } : {},
    traits: withTraits(fresh.traits, traitsOf(taken.alerts)),
    splitFrom: incident.id,
  };
  const left: Incident = {
    ...incident,
    alerts: incident.alerts.filter((one) => !taken.alerts.includes(one)),
    tasks: incident.tasks.filter((one) => !taken.tasks.includes(one)),
    measures: incident.measures.filter((one) => !taken.measures.includes(one)),
  };
  const { at, by } = context;
  const line = { kind: 'action', at, by, internal: false } as const;
  const toOther = wish.tenant !== incident.tenant;
  return ok({
    incidents: [left, made],
    entries: {
      [incident.id]: [
        {
          ...line,
          about: { kind: 'incident', id: wish.id },
          text: {
            nl: `Afgesplitst naar een eigen incident: “${quote(wish.title)}”. Reden: ${why.value}`,
            en: `Split off into an incident of its own: “${quote(wish.title)}”. Reason: ${why.value}`,
          },
        },
      ],
      [wish.id]: [
        ...opened.value.entries.map((entry) => ({ ...entry, at })),
        {
          ...line,
          // A customer learns nothing of an incident of the provider.
          internal: toOther,
          about: { kind: 'incident', id: incident.id },
          text: {
            nl: `Afgesplitst van incident ${incident.number} “${quote(incident.title)}”. Reden: ${why.value}`,
            en: `Split off from incident ${incident.number} “${quote(incident.title)}”. Reason: ${why.value}`,
          },
        },
      ],
    },
    tie: { from: incident.id, to: wish.id, entries: wish.entries, alerts: wish.alerts, internal: toOther },
  });
}
