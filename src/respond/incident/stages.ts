import { type Incident, type IncidentStage, incidentLimits, incidentStages } from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkText, words } from './checks.ts';
import { closingGate } from './closing-gate.ts';
import { refuse } from './refuse.ts';
import { asWritten, stageWords } from './words.ts';

type Moved = Result<MovedIncident, IncidentRefusal>;

/** What has to be there before a flag can be set. Containing and recovering go side by side. */
const needs: Readonly<Record<IncidentStage, readonly IncidentStage[]>> = {
  triage: [],
  contained: ['triage'],
  recovering: ['triage'],
  monitoring: ['contained', 'recovering'],
  resolved: ['contained', 'recovering', 'monitoring'],
  reviewed: ['resolved'],
  closed: ['resolved'],
};
/** What a drill, an outage or a false alarm may not have. */
const skippable: ReadonlySet<IncidentStage> = new Set(['contained', 'recovering', 'monitoring']);
/** These end the work: they are taken back by reopening only. */
const endings: ReadonlySet<IncidentStage> = new Set(['resolved', 'reviewed', 'closed']);

/** Sets a flag. */
export function reach(incident: Incident, stage: IncidentStage, context: ActContext): Moved {
  const { stages, reviewDue } = incident;
  const before = stages[stage];
  if (before && before.skipped === '') {
    return refuse('already', {
      nl: `Dit is al zo: ${stageWords[stage].nl}.`,
      en: `This is so already: ${stageWords[stage].en}.`,
    });
  }
  if (stage === 'closed') {
    const [first, ...rest] = closingGate(incident, context.now);
    if (first) return refuse('gate', first, ...rest);
  }
  const missing = missingFor(incident, stage);
  if (missing) return missing;
  const late = stage === 'reviewed' && reviewDue !== undefined && context.at > reviewDue;
  return ok({
    incident: { ...incident, stages: { ...stages, [stage]: mark(context, '') } },
    entries: [
      line(context, {
        nl: `${capital(stageWords[stage].nl)}${late ? ', later dan vijf werkdagen na de oplossing' : ''}.`,
        en: `${capital(stageWords[stage].en)}${late ? ', later than five working days after it was resolved' : ''}.`,
      }),
    ],
  });
}

/** Passes over a stage that does not apply. */
export function skip(incident: Incident, stage: IncidentStage, reason: string, context: ActContext): Moved {
  if (!skippable.has(stage)) {
    return refuse('wrong-value', {
      nl: `Deze stap kan niet worden overgeslagen: ${stageWords[stage].nl}.`,
      en: `This step cannot be passed over: ${stageWords[stage].en}.`,
    });
  }
  if (incident.stages[stage]) {
    return refuse('already', {
      nl: `Dit is al vastgelegd: ${stageWords[stage].nl}.`,
      en: `This is settled already: ${stageWords[stage].en}.`,
    });
  }
  const why = checkText(reason, incidentLimits.text, words.reason);
  if (!why.ok) return why;
  const missing = missingFor(incident, stage);
  if (missing) return missing;
  return ok({
    incident: { ...incident, stages: { ...incident.stages, [stage]: mark(context, why.value) } },
    entries: [
      line(context, {
        nl: `Niet van toepassing: ${stageWords[stage].nl}. Reden: ${why.value}`,
        en: `Does not apply: ${stageWords[stage].en}. Reason: ${why.value}`,
      }),
    ],
  });
}

/** Takes a flag back, and those that rest on it. */
export function takeBack(incident: Incident, stage: IncidentStage, reason: string, context: ActContext): Moved {
  const { stages } = incident;
  if (endings.has(stage) || stages.resolved) {
    return refuse('over', {
      nl: 'Het incident is opgelost. Heropen het om verder te werken.',
      en: 'The incident is resolved. Reopen it to go on.',
    });
  }
  if (!stages[stage]) {
    return refuse('already', {
      nl: `Dit was niet zo: ${stageWords[stage].nl}.`,
      en: `This was not so: ${stageWords[stage].en}.`,
    });
  }
  const why = checkText(reason, incidentLimits.text, words.reason);
  if (!why.ok) return why;
  return ok({
    incident: { ...incident, stages: without(stages, restOn(stage)) },
    entries: [
      line(context, {
        nl: `Teruggenomen: ${stageWords[stage].nl}. Reden: ${why.value}`,
        en: `Taken back: ${stageWords[stage].en}. Reason: ${why.value}`,
      }),
    ],
  });
}

/** Work goes on after all, as a person says. */
export function reopen(incident: Incident, reason: string, context: ActContext): Moved {
  const why = checkText(reason, incidentLimits.text, words.reason);
  return why.ok ? goOn(incident, asWritten(why.value), context) : why;
}

/** Work goes on after all. */
export function goOn(incident: Incident, reason: Text, context: ActContext): Moved {
  const { stages, reopened } = incident;
  if (!stages.resolved) {
    return refuse('already', { nl: 'Het incident is nog open.', en: 'The incident is still open.' });
  }
  if (reopened.length >= incidentLimits.reopened) {
    return refuse('too-many', {
      nl: 'Dit incident is te vaak heropend. Open een nieuw incident.',
      en: 'This incident was reopened too often. Open a new one.',
    });
  }
  return ok({
    incident: {
      ...incident,
      stages: without(stages, new Set(['monitoring', ...endings])),
      reopened: [...reopened, { at: context.at, by: context.by, reason }],
    },
    entries: [line(context, { nl: `Heropend. Reden: ${reason.nl}`, en: `Reopened. Reason: ${reason.en}` })],
  });
}

function missingFor({ stages }: Incident, stage: IncidentStage) {
  const missing = needs[stage].filter((needed) => !stages[needed]);
  if (missing.length === 0) return undefined;
  const names = (language: keyof Text) => missing.map((needed) => stageWords[needed][language]).join(', ');
  return refuse('too-early', {
    nl: `Eerst moet dit vaststaan: ${names('nl')}.`,
    en: `This has to be settled first: ${names('en')}.`,
  });
}

function restOn(stage: IncidentStage): ReadonlySet<IncidentStage> {
  const gone = new Set<IncidentStage>([stage]);
  // The order of the list is such that what rests on something comes after it.
  for (const later of incidentStages) if (needs[later].some((needed) => gone.has(needed))) gone.add(later);
  return gone;
}

function without(stages: Incident['stages'], gone: ReadonlySet<IncidentStage>): Incident['stages'] {
  return Object.fromEntries(
    incidentStages.flatMap((name) => (stages[name] && !gone.has(name) ? [[name, stages[name]]] : [])),
  );
}

function mark({ at, by }: ActContext, skipped: string) {
  return { at, by, skipped };
}

function line({ at, by }: ActContext, text: Text): NewIncidentEntry {
  return { kind: 'decision', at, by, text, internal: false };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
