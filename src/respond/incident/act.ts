import { type Incident, isIncidentOver } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import { isAtLeast } from '../../core/incident/severity-matrix.ts';
import { incidentEntryKinds, maxEntryLength } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import { checkEventTime, checkText, words } from './checks.ts';
import { reviewedFrom } from './closing-gate.ts';
import { describe } from './describe.ts';
import { impactAct, traitsAct } from './impact.ts';
import { joinAlert } from './join-alert.ts';
import { measureAct } from './measures.ts';
import { refuse } from './refuse.ts';
import { giveRole } from './roles.ts';
import { assess, setSeverity } from './severity.ts';
import { reach, reopen, skip, takeBack } from './stages.ts';
import { taskAct } from './tasks.ts';
import { usualCalendar, type WorkCalendar, workingDaysAfter } from './working-days.ts';

/** Working days within which an incident is reviewed after it was resolved. */
const reviewDays = 5;

/**
 * Does something to an incident: the incident after it and the lines its timeline gets, or every reason why it cannot be. Pure;
 * nothing is kept here.
 */
export function actOnIncident(
  incident: Incident,
  act: IncidentAct,
  context: ActContext,
  calendar: WorkCalendar = usualCalendar,
): Result<MovedIncident, IncidentRefusal> {
  const time = checkEventTime(context);
  if (!time.ok) return time;
  if (incident.mergedInto !== '') {
    return refuse('over', {
      nl: 'Dit incident is samengevoegd met een ander. Werk daar verder.',
      en: 'This incident was merged with another. Go on there.',
    });
  }
  // What people remember later still belongs on the timeline.
  if (isIncidentOver(incident) && act.act !== 'reopen' && act.act !== 'add-entry') {
    return refuse('over', {
      nl: 'Dit incident is gesloten. Heropen het met een reden om verder te werken.',
      en: 'This incident is closed. Reopen it with a reason to go on.',
    });
  }
  const moved = carryOut(incident, act, context);
  return moved.ok ? ok({ ...moved.value, incident: withReviewTime(moved.value.incident, calendar) }) : moved;
}

function carryOut(incident: Incident, act: IncidentAct, context: ActContext): Result<MovedIncident, IncidentRefusal> {
  switch (act.act) {
    case 'reach':
      return reach(incident, act.stage, context);
    case 'skip':
      return skip(incident, act.stage, act.reason, context);
    case 'take-back':
      return takeBack(incident, act.stage, act.reason, context);
    case 'reopen':
      return reopen(incident, act.reason, context);
    case 'assess':
      return assess(incident, act, context);
    case 'set-severity':
      return setSeverity(incident, act, context);
    case 'describe':
      return describe(incident, act.facts, context);
    case 'impact':
      return impactAct(incident, act, context);
    case 'traits':
      return traitsAct(incident, act, context);
    case 'give-role':
      return giveRole(incident, act, context);
    case 'add-task':
    case 'change-task':
    case 'finish-task':
    case 'fail-task':
    case 'drop-task':
    case 'reopen-task':
      return taskAct(incident, act, context);
    case 'add-measure':
    case 'own-measure':
    case 'keep-measure':
    case 'extend-measure':
    case 'undo-measure':
      return measureAct(incident, act, context);
    case 'join-alert':
      return joinAlert(incident, act, context);
    case 'add-entry':
      return addEntry(incident, act, context);
    default:
      return act satisfies never;
  }
}

function addEntry(
  incident: Incident,
  { kind, text, internal, about, key }: Extract<IncidentAct, { readonly act: 'add-entry' }>,
  { at, by }: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  if (!incidentEntryKinds.includes(kind)) {
    return refuse('wrong-value', { nl: 'Zo’n soort regel is er niet.', en: 'There is no such kind of line.' });
  }
  for (const one of [text.nl, text.en]) {
    const fits = checkText(one, maxEntryLength, words.line);
    if (!fits.ok) return fits;
  }
  return ok({ incident, entries: [{ kind, at, by, text, internal, about, key }] });
}

/** A review is due only of what is resolved and severe, also when it turns severe later. */
function withReviewTime(incident: Incident, calendar: WorkCalendar): Incident {
  const { resolved } = incident.stages;
  const reviewDue =
    resolved && isAtLeast(incident.severity, reviewedFrom)
      ? workingDaysAfter(resolved.at, reviewDays, calendar)
      : undefined;
  return reviewDue === incident.reviewDue ? incident : { ...incident, reviewDue };
}
