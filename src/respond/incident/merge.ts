import { undetermined } from '../../core/incident/classification.ts';
import {
  type Incident,
  type IncidentDoubt,
  type IncidentMeasure,
  type IncidentTask,
  incidentLimits,
  isIncidentOver,
} from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, IncidentTie, TiedIncidents } from '../../core/incident/incident-act.ts';
import { graver } from '../../core/incident/severity-matrix.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkEventTime, checkText, words } from './checks.ts';
import { describe } from './describe.ts';
import { unique, withTraits } from './impact.ts';
import { mayHold } from './join-alert.ts';
import { refuse } from './refuse.ts';
import { reopen } from './stages.ts';
import { quote } from './words.ts';

/**
 * Makes `from` a part of `into`: its tasks, measures, alerts and customers go over, every line of its timeline is told in the
 * other with where it comes from, and it keeps its own timeline and who held its roles.
 */
export function mergeIncidents(
  from: Incident,
  into: Incident,
  reason: string,
  context: ActContext,
): Result<TiedIncidents, IncidentRefusal> {
  const time = checkEventTime(context);
  if (!time.ok) return time;
  const why = checkText(reason, incidentLimits.text, words.reason);
  if (!why.ok) return why;
  if (from.id === into.id || isIncidentOver(from) || isIncidentOver(into)) {
    return refuse('over', {
      nl: 'Alleen twee verschillende incidenten die nog open zijn kunnen worden samengevoegd.',
      en: 'Only two different incidents that are still open can be merged.',
    });
  }
  if (from.drill !== into.drill) {
    return refuse('not-together', {
      nl: 'Een oefening en een echt incident kunnen niet worden samengevoegd.',
      en: 'A drill and a real incident cannot be merged.',
    });
  }
  if (!mayHold(into.tenant, from.tenant)) {
    return refuse('not-together', {
      nl: 'Deze incidenten zijn van verschillende klanten. Voeg ze samen in een incident van de aanbieder.',
      en: 'These incidents are different customers’. Merge them into an incident of the provider.',
    });
  }
  // What goes over needs somebody to work on it.
  const open = into.stages.resolved ? reopen(into, why.value, context) : ok({ incident: into, entries: [] });
  if (!open.ok) return open;
  const target = open.value.incident;
  const { impact } = from;
  const alerts = [
    ...target.alerts,
    ...from.alerts.filter(({ alert }) => !target.alerts.some((known) => known.alert === alert)),
  ];
  const merged: Incident = {
    ...target,
    severity: graver(target.severity, from.severity),
    // What is known of one of them stays known: clocks of the law run by it.
    classification: target.classification === undetermined ? from.classification : target.classification,
    suspectedMalicious: worse(target.suspectedMalicious, from.suspectedMalicious),
    crossBorder: worse(target.crossBorder, from.crossBorder),
    cause: target.cause || from.cause,
    whatWorked: target.whatWorked || from.whatWorked,
    impact: {
      customers: unique([...target.impact.customers, ...impact.customers]),
      sites: unique([...target.impact.sites, ...impact.sites]),
      assets: unique([...target.impact.assets, ...impact.assets]),
      // Who is hit by both is counted once; how many that are is not known.
      users: Math.max(target.impact.users, impact.users),
      emergencyCalling: worse(target.impact.emergencyCalling, impact.emergencyCalling),
      since: Math.min(target.impact.since, impact.since),
    },
    detectedAt: Math.min(target.detectedAt, from.detectedAt),
    exposure: {
      now: target.exposure.now + from.exposure.now,
      most: target.exposure.most + from.exposure.most,
      at: Math.max(target.exposure.at, from.exposure.at),
    },
    tasks: [...target.tasks, ...apart(target.tasks, from.tasks, from)],
    measures: [...target.measures, ...apart(target.measures, from.measures, from)],
    alerts,
    traits: withTraits(target.traits, from.traits),
    // It goes on: a review is due again once it is resolved.
    reviewDue: undefined,
  };
  const { tasks, measures, alerts: most, customers } = incidentLimits;
  const isTooMuch =
    merged.tasks.length > tasks ||
    merged.measures.length > measures ||
    merged.alerts.length > most ||
    merged.impact.customers.length > customers;
  if (isTooMuch) {
    return refuse('too-many', {
      nl: 'Samen hebben deze incidenten te veel meldingen, taken of maatregelen.',
      en: 'Together these incidents have too many alerts, tasks or measures.',
    });
  }
  const closed: Incident = {
    ...from,
    mergedInto: into.id,
    ...{ tasks: [], measures: [], alerts: [] },
    roles: from.roles.map((holding) =>
      holding.until === undefined ? { ...holding, until: Math.max(holding.from, context.at) } : holding,
    ),
  };
  const tie: IncidentTie = { from: from.id, to: into.id, entries: 'all', alerts: [], internal: false };
  return ok({
    incidents: [closed, merged],
    entries: {
      [from.id]: [
        line(context, into.id, {
          nl: `Samengevoegd met incident ${into.number} “${quote(into.title)}”. Reden: ${why.value}`,
          en: `Merged into incident ${into.number} “${quote(into.title)}”. Reason: ${why.value}`,
        }),
      ],
      [into.id]: [
        line(context, from.id, {
          nl: `Incident ${from.number} “${quote(from.title)}” hoort nu hierbij. Reden: ${why.value}`,
          en: `Incident ${from.number} “${quote(from.title)}” is now part of this one. Reason: ${why.value}`,
        }),
        ...open.value.entries,
        ...factLines(target, merged, context),
      ],
    },
    tie,
  });
}

/** What the other one knew and this one did not, or took less gravely. */
function factLines(before: Incident, after: Incident, context: ActContext): readonly NewIncidentEntry[] {
  const { classification, suspectedMalicious, crossBorder, cause, whatWorked } = after;
  const told = describe(before, { classification, suspectedMalicious, crossBorder, cause, whatWorked }, context);
  return told.ok ? told.value.entries : [];
}

/** Those of the other incident under ids that are free here. */
function apart<T extends IncidentTask | IncidentMeasure>(
  mine: readonly T[],
  others: readonly T[],
  { id: from }: Incident,
): readonly T[] {
  const taken = new Set(mine.map(({ id }) => id));
  return others.map((other) => (taken.has(other.id) ? { ...other, id: `${from}:${other.id}` } : other));
}

/** In doubt is worse than no. */
function worse(a: IncidentDoubt, b: IncidentDoubt): IncidentDoubt {
  return (['yes', 'unknown', 'no'] as const).find((one) => one === a || one === b)!;
}

function line({ at, by }: ActContext, about: string, text: Text): NewIncidentEntry {
  return { kind: 'action', at, by, text, internal: false, about: { kind: 'incident', id: about } };
}
