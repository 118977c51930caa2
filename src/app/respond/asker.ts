import type { Asker } from '../../api/ports/incident-desk.ts';
import { actorOfWork, ownActor } from '../../core/incident/actor-of-work.ts';
import { ownWork, type Work } from '../../core/work.ts';

/** Belwacht itself. */
export const ownAsker: Asker = { work: ownWork, by: ownActor };

/** How whoever works is called on a timeline. */
export function askerOf(work: Work): Asker {
  return { work, by: actorOfWork(work) };
}
