import type { AlertLink } from '../../core/incident/alert-link.ts';
import { type Incident, type IncidentTraits, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import { ok, type Result } from '../../core/result.ts';
import { providerTenant, unassignedTenant } from '../../core/tenant.ts';
import { unique, withTraits } from './impact.ts';
import { refuse } from './refuse.ts';
import { raise } from './severity.ts';
import { goOn } from './stages.ts';
import { quote } from './words.ts';

/**
 * An alert becomes part of an incident, or is heard of again: then its end and severity move and the timeline stays. What was
 * thought to be over goes on.
 */
export function joinAlert(
  incident: Incident,
  { alert, why }: Extract<IncidentAct, { readonly act: 'join-alert' }>,
  context: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  const because = { nl: `door de melding van ${quote(alert.rule)}`, en: `by the alert of ${quote(alert.rule)}` };
  const known = incident.alerts.find((link) => link.alert === alert.alert);
  if (known) {
    const again = { ...known, ...alert };
    const alerts = incident.alerts.map((link) => (link === known ? again : link));
    return ok(raise(gathered({ ...incident, alerts }, again), alert.severity, because, context));
  }
  if (alert.drill !== incident.drill) {
    return refuse('not-together', {
      nl: 'Een oefening en een echt incident horen niet bij elkaar.',
      en: 'A drill and a real incident do not belong together.',
    });
  }
  if (!mayHold(incident.tenant, alert.tenant)) {
    return refuse('not-together', {
      nl: 'Deze melding is van een andere klant. Voeg haar toe aan een incident van de aanbieder.',
      en: 'This alert is another customer’s. Add it to an incident of the provider.',
    });
  }
  if (incident.alerts.length >= incidentLimits.alerts) {
    return refuse('too-many', {
      nl: `Een incident heeft ten hoogste ${incidentLimits.alerts} meldingen. Open een nieuw incident.`,
      en: `An incident has at most ${incidentLimits.alerts} alerts. Open a new one.`,
    });
  }
  const link = { ...alert, joinedAt: context.now, why };
  const joined = gathered({ ...incident, alerts: [...incident.alerts, link] }, alert);
  const again = openedAgain(joined, context);
  if (!again.ok) return again;
  const raised = raise(again.value.incident, alert.severity, because, context);
  return ok({
    incident: raised.incident,
    entries: [
      {
        ...{ kind: 'detection', at: Math.min(alert.start, context.now), by: context.by, internal: false },
        about: { kind: 'alert', id: alert.alert },
        key: `alert:${alert.alert}`,
        text: { nl: `${alert.sentence.nl} (${why.nl})`, en: `${alert.sentence.en} (${why.en})` },
      },
      ...again.value.entries,
      ...raised.entries,
    ],
  });
}

/** Whether an incident of one tenant may hold what is about another: only the provider sees what is about several. */
export function mayHold(incidentTenant: string, tenant: string): boolean {
  return incidentTenant === tenant || incidentTenant === providerTenant;
}

/** What alerts say of who and what it is about. */
export function traitsOf(alerts: readonly AlertLink[]): Partial<IncidentTraits> {
  const known = <T>(values: readonly T[]) => unique(values.filter((value) => value !== '' && value !== 0));
  return {
    addresses: known(alerts.map(({ address }) => address)),
    networks: known(alerts.map(({ network }) => network)),
    accounts: known(alerts.map(({ account }) => account)),
    assets: known(alerts.map(({ asset }) => asset)),
    rules: known(alerts.map(({ rule }) => rule)),
  };
}

function gathered(incident: Incident, alert: AlertLink): Incident {
  const { impact } = incident;
  const isCustomer = alert.tenant !== providerTenant && alert.tenant !== unassignedTenant;
  return {
    ...incident,
    traits: withTraits(incident.traits, traitsOf([alert])),
    impact: {
      ...impact,
      customers: isCustomer
        ? unique([...impact.customers, alert.tenant]).slice(0, incidentLimits.customers)
        : impact.customers,
      assets:
        alert.asset === '' ? impact.assets : unique([...impact.assets, alert.asset]).slice(0, incidentLimits.customers),
      since: Math.min(impact.since, alert.start),
    },
  };
}

/** Whoever watches or thought it was over learns that it is not. */
function openedAgain(incident: Incident, context: ActContext): Result<MovedIncident, IncidentRefusal> {
  if (!incident.stages.resolved) return ok({ incident, entries: [] });
  return goOn(
    incident,
    { nl: 'een nieuwe melding hoort bij dit incident', en: 'a new alert belongs to this incident' },
    context,
  );
}
