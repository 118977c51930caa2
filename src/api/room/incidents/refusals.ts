import type { Incident } from '../../../core/incident/incident.ts';
import type { IncidentRefusal } from '../../../core/incident/incident-act.ts';
import { joinTexts, type Text } from '../../../core/text.ts';
import type { IncidentOutcome } from '../../ports/incidents.ts';
import { Problem } from '../../problem.ts';

/** What was asked is wrong in itself; other refusals are about how the incident is now. */
const wrong: ReadonlySet<IncidentRefusal['code']> = new Set(['in-the-future', 'reason-missing', 'wrong-value']);

/** Why an act cannot be, with every reason in both languages. */
export function refusal({ code, texts }: IncidentRefusal): Problem {
  return sentences(wrong.has(code) ? 400 : 409, texts, { code });
}

/** A refusal that is sentences for people. */
export function sentences(status: number, texts: readonly [Text, ...Text[]], more: object = {}): Problem {
  return new Problem(status, joinTexts(texts), undefined, undefined, { ...more, sentences: texts });
}

/**
 * What became of an act.
 *
 * @throws Problem 404, 400, 409; 412 is for who knows the newest: `stale`
 */
export function kept(outcome: IncidentOutcome): Incident | 'stale' {
  if (outcome.ok) return outcome.value;
  if (outcome.reason === 'missing') throw new Problem(404, 'There is no such incident.');
  if (outcome.reason === 'stale') return 'stale';
  throw refusal(outcome.reason);
}
