import type { Work } from '../work.ts';
import type { IncidentActor } from './timeline.ts';

/** Belwacht itself, as timelines call it. */
export const ownActor: IncidentActor = { id: 'system', name: 'Belwacht' };

/** How whoever works is called on a timeline. */
export function actorOfWork({ actor: { kind, id, name } }: Work): IncidentActor {
  if (kind === 'system') return ownActor;
  return { id: `${kind === 'person' ? 'user' : kind}:${id}`, name };
}
