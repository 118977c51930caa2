import { type Incident, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import { graver, incidentLevels, isAtLeast, severityByMatrix } from '../../core/incident/severity-matrix.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import { type Severity, severities } from '../../core/severity.ts';
import { checkLength, checkText, words } from './checks.ts';
import { refuse } from './refuse.ts';
import { asWritten, severityWords } from './words.ts';

type Moved = Result<MovedIncident, IncidentRefusal>;
type Of<A extends IncidentAct['act']> = Extract<IncidentAct, { readonly act: A }>;

/** Makes an incident as severe as something new says, never less; the line tells it when it changes. */
export function raise(
  incident: Incident,
  severity: Severity,
  because: { readonly nl: string; readonly en: string },
  context: ActContext,
): MovedIncident {
  const next = graver(incident.severity, severity);
  if (next === incident.severity) return { incident, entries: [] };
  return { incident: { ...incident, severity: next }, entries: [changed(incident.severity, next, because, context)] };
}

/** By the matrix of impact and urgency. It may say less than what holds; then what holds stays. */
export function assess(incident: Incident, { assessment }: Of<'assess'>, context: ActContext): Moved {
  const impact = incidentLevels.filter((level) => assessment.impact.includes(level));
  const urgency = incidentLevels.filter((level) => assessment.urgency.includes(level));
  const thought = { impact, urgency };
  const said = severityByMatrix(thought, context.matrix);
  const raised = raise(
    { ...incident, assessment: thought },
    said,
    { nl: 'volgens impact en urgentie', en: 'by impact and urgency' },
    context,
  );
  if (raised.entries.length > 0) return ok(raised);
  const [nl, en] = [severityWords[said].nl, severityWords[said].en];
  const kept = severityWords[incident.severity];
  const stays = isAtLeast(said, incident.severity)
    ? { nl: '', en: '' }
    : { nl: `; de ernst blijft ${kept.nl}`, en: `; the severity stays ${kept.en}` };
  return ok({
    incident: raised.incident,
    entries: [
      line(context, {
        nl: `Ingeschat volgens impact en urgentie: ${nl}${stays.nl}.`,
        en: `Assessed by impact and urgency: ${en}${stays.en}.`,
      }),
    ],
  });
}

/** As a person says. Less severe needs a reason. */
export function setSeverity(incident: Incident, { severity, reason }: Of<'set-severity'>, context: ActContext): Moved {
  if (!severities.includes(severity)) {
    return refuse('wrong-value', { nl: 'Zo’n ernst is er niet.', en: 'There is no such severity.' });
  }
  if (severity === incident.severity) {
    return refuse('already', {
      nl: `De ernst is al ${severityWords[severity].nl}.`,
      en: `The severity is ${severityWords[severity].en} already.`,
    });
  }
  const isLess = isAtLeast(incident.severity, severity);
  const check = isLess ? checkText : checkLength;
  const why = check(reason.trim(), incidentLimits.text, words.reason);
  if (!why.ok) return why;
  return ok({
    incident: { ...incident, severity },
    entries: [changed(incident.severity, severity, asWritten(why.value), context)],
  });
}

function changed(
  from: Severity,
  to: Severity,
  because: { readonly nl: string; readonly en: string },
  context: ActContext,
): NewIncidentEntry {
  const tail = (reason: string) => (reason === '' ? '.' : `: ${reason}`);
  return line(context, {
    nl: `Ernst van ${severityWords[from].nl} naar ${severityWords[to].nl}${tail(because.nl)}`,
    en: `Severity from ${severityWords[from].en} to ${severityWords[to].en}${tail(because.en)}`,
  });
}

function line({ at, by }: ActContext, text: NewIncidentEntry['text']): NewIncidentEntry {
  return { kind: 'decision', at, by, text, internal: false };
}
