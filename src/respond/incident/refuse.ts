import type { IncidentRefusal } from '../../core/incident/incident-act.ts';
import { refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';

/** Refuses an act, with what to say about it. */
export function refuse(code: IncidentRefusal['code'], ...texts: readonly [Text, ...Text[]]) {
  return refused<IncidentRefusal>({ code, texts });
}
