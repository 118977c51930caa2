import type { Asker } from '../../../api/ports/incident-desk.ts';
import type { MeasureResult } from '../../../api/ports/measures.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import { outcomeWords } from '../../../respond/measures/outcome-words.ts';
import { both } from './both.ts';
import { blockCarrier } from './carriers/block-carrier.ts';
import type { MeasureParts } from './measure-parts.ts';

/**
 * Undoes a measure of an incident that was not taken here: a block that a rule made, a stop or a mode that somebody imposed
 * elsewhere, or what was done by hand and is only written down.
 */
export async function undoByHand(
  { incidents, store, blocks, calls, geo }: MeasureParts,
  incident: Incident | undefined,
  id: string,
  reason: string,
  asker: Asker,
): Promise<MeasureResult> {
  const measure = incident?.measures.find((one) => one.id === id);
  if (!incident || !measure) return { ok: false, sentence: outcomeWords.noMeasure, measure: '' };
  if (measure.undoneAt !== undefined) return { ok: true, sentence: outcomeWords.undone(measure.what), measure: id };
  const { kind, decision, what } = measure;
  try {
    if (decision !== '') {
      if (kind === 'block')
        await blockCarrier({ store, blocks }).lift({ kind, id: decision, value: '' }, reason, asker);
      else if (kind === 'stop' || kind === 'divert') await calls().desk.lift(decision, asker.work);
      else if (kind === 'attack-mode') await geo().desk.lift(decision, asker.work);
    }
  } catch (error) {
    return { ok: false, sentence: outcomeWords.undoing(what, both((error as Error).message)), measure: id };
  }
  const outcome = await incidents.act(incident.id, { act: 'undo-measure', id }, asker);
  // The network watch may have seen it go first.
  const already = !outcome.ok && typeof outcome.reason === 'object' && outcome.reason.code === 'already';
  if (outcome.ok || already) return { ok: true, sentence: outcomeWords.undone(what), measure: id };
  const sentence = typeof outcome.reason === 'string' ? outcomeWords.notNow : outcome.reason.texts[0];
  return { ok: false, sentence, measure: id };
}
