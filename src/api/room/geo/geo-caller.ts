import type { FastifyRequest } from 'fastify';
import type { GeoScope } from '../../../core/geo/geo-policy.ts';
import { actorOf, maySee } from '../../access/actor.ts';
import type { GeoCaller } from '../../ports/geo-desk.ts';
import { Problem } from '../../problem.ts';

/** Who asks, and from where. */
export function callerOf(request: FastifyRequest): GeoCaller {
  return { address: request.ip, name: actorOf(request).name };
}

/**
 * A scope that the caller may touch and that there is.
 *
 * @throws Problem 400, 403
 */
export async function checkScope(request: FastifyRequest, { level, tenant, site, asset }: GeoScope): Promise<void> {
  if (level === 'provider') {
    if (actorOf(request).tenant !== undefined)
      throw new Problem(403, 'Only the provider decides for everybody.', 'scope');
    return;
  }
  if (tenant !== '' && !maySee(request, tenant))
    throw new Problem(403, 'You may see one customer only.', 'scope.tenant');
  const { customers } = request.store;
  const customer = tenant === '' ? undefined : await customers.get(tenant);
  if (customer?.kind !== 'customer') throw new Problem(400, 'There is no such customer.', 'scope.tenant');
  if (level === 'site' && !(site && (await customers.getPart(tenant, 'sites', site))))
    throw new Problem(400, 'This customer has no such site.', 'scope.site');
  if (level === 'asset' && !(asset && (await customers.getPart(tenant, 'assets', asset))))
    throw new Problem(400, 'This customer has no such asset.', 'scope.asset');
}
