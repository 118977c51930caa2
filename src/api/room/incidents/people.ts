import type { FastifyRequest } from 'fastify';
import { isCustomerRole } from '../../../core/access.ts';
import type { Incident } from '../../../core/incident/incident.ts';
import type { IncidentActor } from '../../../core/incident/timeline.ts';
import { askerOf } from '../../access/asker.ts';
import { Problem } from '../../problem.ts';

/**
 * A person as forms name them: their id (with or without `user:`), `me`, or '' for nobody. `before`: who is it already, who may
 * have left since. A customer's own people have a part in that customer's incidents only.
 *
 * @throws Problem 400 when there is no such person
 */
export async function personOf(
  request: FastifyRequest,
  { tenant }: Pick<Incident, 'tenant'>,
  given: string,
  field: string,
  before?: IncidentActor,
): Promise<IncidentActor | undefined> {
  if (given === '') return undefined;
  if (given === 'me') return askerOf(request).by;
  if (given === before?.id) return before;
  const person = await request.store.people.get(given.replace(/^user:/, ''));
  if (person?.state !== 'active' || (isCustomerRole(person.role) && person.tenant !== tenant))
    throw new Problem(400, 'There is no such person.', field);
  return { id: `user:${person.id}`, name: person.name };
}
