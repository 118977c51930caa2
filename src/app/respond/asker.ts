import type { Asker } from '../../api/ports/incident-desk.ts';
import type { IncidentActor } from '../../core/incident/timeline.ts';
import { ownWork, type Work } from '../../core/work.ts';

/** Belwacht itself. */
export const ownAsker: Asker = { work: ownWork, by: { id: 'system', name: 'Belwacht' } };

/** How whoever works is called on a timeline. */
export function askerOf(work: Work): Asker {
  const { kind, id, name } = work.actor;
  return { work, by: actorOf(kind, id, name) };
}

function actorOf(kind: Work['actor']['kind'], id: string, name: string): IncidentActor {
  if (kind === 'system') return ownAsker.by;
  return { id: `${kind === 'person' ? 'user' : kind}:${id}`, name };
}
