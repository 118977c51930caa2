import type { Incident, IncidentMeasure } from '../../core/incident/incident.ts';
import { isAtLeast } from '../../core/incident/severity-matrix.ts';
import type { Text } from '../../core/text.ts';
import { measureWords, moment, quote } from './words.ts';

/** From this severity on an incident is reviewed before it is closed. */
export const reviewedFrom = 'high';

/** So many of each are told one by one. */
const told = 20;

/** Measures that are still in place and to be undone. A block may stay as long as somebody owns it. */
export function measuresToUndo({ measures }: Pick<Incident, 'measures'>): readonly IncidentMeasure[] {
  return measures.filter(
    ({ kind, undoneAt, keptBecause }) => undoneAt === undefined && kind !== 'block' && keptBecause === '',
  );
}

/** Blocks in place that are nobody's. */
export function blocksOfNobody({ measures }: Pick<Incident, 'measures'>): readonly IncidentMeasure[] {
  return measures.filter(({ kind, undoneAt, owner }) => undoneAt === undefined && kind === 'block' && !owner);
}

/** Every reason why an incident cannot be closed at `now` (ms); none when it can. */
export function closingGate(incident: Incident, now: number): readonly Text[] {
  const { stages, tasks, severity, reviewDue } = incident;
  const reasons: Text[] = [];
  if (!stages.resolved) {
    reasons.push({ nl: 'Het incident is nog niet opgelost.', en: 'The incident is not resolved yet.' });
  }
  each(
    tasks.filter(({ state }) => state === 'open'),
    reasons,
    ({ title, owner }) => ({
      nl: `Deze taak staat nog open: “${quote(title)}” (${owner ? quote(owner.name) : 'van niemand'}).`,
      en: `This task is still open: “${quote(title)}” (${owner ? quote(owner.name) : 'nobody’s'}).`,
    }),
  );
  each(blocksOfNobody(incident), reasons, ({ what }) => ({
    nl: `Deze blokkade heeft geen eigenaar: ${quote(what)}. Wijs iemand aan of hef de blokkade op.`,
    en: `This block has no owner: ${quote(what)}. Name somebody or lift the block.`,
  }));
  each(measuresToUndo(incident), reasons, ({ kind, what }) => ({
    nl: `Deze ${measureWords[kind].nl} is er nog: ${quote(what)}. Maak die ongedaan, of leg vast waarom die blijft.`,
    en: `This ${measureWords[kind].en} is still in place: ${quote(what)}. Undo it, or say why it stays.`,
  }));
  if (isAtLeast(severity, reviewedFrom) && !stages.reviewed) {
    const [nl, en] =
      reviewDue === undefined
        ? ['binnen vijf werkdagen na de oplossing', 'within five working days of being resolved']
        : now > reviewDue
          ? [`had vóór ${moment(reviewDue)} gemoeten`, `was due before ${moment(reviewDue)}`]
          : [`uiterlijk ${moment(reviewDue)}`, `by ${moment(reviewDue)} at the latest`];
    reasons.push({ nl: `De evaluatie ontbreekt: ${nl}.`, en: `The review is missing: ${en}.` });
  }
  return reasons;
}

function each<T>(items: readonly T[], reasons: Text[], say: (item: T) => Text): void {
  for (const item of items.slice(0, told)) reasons.push(say(item));
  if (items.length > told) {
    const more = items.length - told;
    reasons.push({ nl: `En nog ${more} van zulke punten.`, en: `And ${more} more of these.` });
  }
}
