import { type Incident, type IncidentMeasure, incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal, MovedIncident } from '../../core/incident/incident-act.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { checkText, words } from './checks.ts';
import { refuse } from './refuse.ts';
import { measureWords, moment, quote } from './words.ts';

type Moved = Result<MovedIncident, IncidentRefusal>;
type MeasureAct = Extract<
  IncidentAct,
  { readonly act: 'add-measure' | 'own-measure' | 'keep-measure' | 'extend-measure' | 'undo-measure' }
>;

/** What was done to the network for the duration, and its undoing. */
export function measureAct(incident: Incident, act: MeasureAct, context: ActContext): Moved {
  if (act.act === 'add-measure') return add(incident, act.measure, context);
  const measure = incident.measures.find(({ id }) => id === act.id);
  if (!measure) return refuse('unknown', { nl: 'Deze maatregel is er niet.', en: 'There is no such measure.' });
  const [kind, what] = [measureWords[measure.kind], quote(measure.what)];
  if (measure.undoneAt !== undefined) {
    return refuse('already', {
      nl: `Deze maatregel is al ongedaan gemaakt: ${what}.`,
      en: `This measure is undone already: ${what}.`,
    });
  }
  switch (act.act) {
    case 'own-measure':
      return put(incident, { ...measure, owner: act.owner }, context, {
        nl: `Eigenaar van deze ${kind.nl} is nu ${quote(act.owner.name)}: ${what}.`,
        en: `Owner of this ${kind.en} is now ${quote(act.owner.name)}: ${what}.`,
      });
    case 'keep-measure': {
      if (!measure.owner) {
        return refuse('too-early', {
          nl: `Wijs eerst een eigenaar aan voor deze ${kind.nl}: ${what}.`,
          en: `Name an owner of this ${kind.en} first: ${what}.`,
        });
      }
      const why = checkText(act.reason, incidentLimits.text, words.reason);
      if (!why.ok) return why;
      return put(incident, { ...measure, keptBecause: why.value }, context, {
        nl: `Deze ${kind.nl} blijft: ${what}. Reden: ${why.value}`,
        en: `This ${kind.en} stays: ${what}. Reason: ${why.value}`,
      });
    }
    case 'extend-measure':
      return put(incident, { ...measure, until: act.until, decision: act.decision ?? measure.decision }, context, {
        nl: `Deze ${kind.nl} geldt nu tot ${moment(act.until)}: ${what}.`,
        en: `This ${kind.en} holds until ${moment(act.until)} now: ${what}.`,
      });
    case 'undo-measure':
      return put(incident, { ...measure, undoneAt: context.at, undoneBy: context.by }, context, {
        nl: `Ongedaan gemaakt (${kind.nl}): ${what}.`,
        en: `Undone (${kind.en}): ${what}.`,
      });
  }
}

function add(
  incident: Incident,
  wish: Extract<MeasureAct, { readonly act: 'add-measure' }>['measure'],
  context: ActContext,
): Moved {
  const what = checkText(wish.what, incidentLimits.text, words.what);
  if (!what.ok) return what;
  if (incident.measures.some(({ id }) => id === wish.id)) {
    return refuse('already', { nl: 'Deze maatregel is er al.', en: 'This measure is there already.' });
  }
  if (incident.measures.length >= incidentLimits.measures) {
    return refuse('too-many', {
      nl: `Een incident heeft ten hoogste ${incidentLimits.measures} maatregelen.`,
      en: `An incident has at most ${incidentLimits.measures} measures.`,
    });
  }
  const { id, kind, decision, owner, until } = wish;
  const measure: IncidentMeasure = {
    ...{ id, kind, decision, what: what.value, owner, until, since: context.at },
    ...{ keptBecause: '', undoneAt: undefined, undoneBy: undefined },
  };
  const whose = owner ? `, ${quote(owner.name)}` : '';
  return ok({
    incident: { ...incident, measures: [...incident.measures, measure] },
    entries: [
      line(context, id, {
        nl: `Genomen (${measureWords[kind].nl}): ${quote(what.value)}${whose}.`,
        en: `Taken (${measureWords[kind].en}): ${quote(what.value)}${whose}.`,
      }),
    ],
  });
}

function put(incident: Incident, measure: IncidentMeasure, context: ActContext, text: Text): Moved {
  return ok({
    incident: { ...incident, measures: incident.measures.map((old) => (old.id === measure.id ? measure : old)) },
    entries: [line(context, measure.id, text)],
  });
}

function line({ at, by }: ActContext, id: string, text: Text): NewIncidentEntry {
  return { kind: 'action', at, by, text, internal: false, about: { kind: 'measure', id } };
}
