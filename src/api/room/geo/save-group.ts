import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GeoGroup } from '../../../core/geo/geo-policy.ts';
import type { GeoGroupRecord } from '../../../core/geo/records.ts';
import { actorOf } from '../../access/actor.ts';
import { demandDangerous } from '../../access/proof.ts';
import { expectedVersion, stale, tagged } from '../../access/version.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentGroup } from '../../present/geo-history.ts';
import { Problem } from '../../problem.ts';
import type { GeoOwnGroup } from '../../schema/geo.ts';
import { demandCuts } from './demand-cuts.ts';
import { callerOf } from './geo-caller.ts';

/**
 * The one way in which a group is made and changed, by whoever writes it and by going back. Policies that name it follow at
 * once, so that whom it would cut off is acknowledged. Who changes a group says which version they saw; a new one has `"0"`, or no `If-Match`.
 *
 * @throws Problem 400 a fault of the group, 403, 409 a new one whose name is taken or cuts that nobody acknowledged, 412 and 428 as `expectedVersion`
 */
export async function saveGroup(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: ApiDeps,
  group: GeoGroup,
  acknowledgeCuts: boolean,
): Promise<GeoOwnGroup> {
  providerOnly(request);
  const { groups } = request.store.geo;
  const version = versionSeen(request, await groups.get(group.name));
  const [fault] = await deps.geoDesk.groupFaults(group);
  if (fault) throw new Problem(400, fault, 'subjects');
  const cuts = await deps.geoDesk.cutsOf({ what: 'group', group }, callerOf(request));
  if (cuts.inForce) demandDangerous(request, 'geo:write', deps.clock());
  demandCuts(cuts, { all: acknowledgeCuts });
  const after = await groups.put(group, version);
  if (!after) throw version === 0 ? taken() : await late(request, group.name);
  await deps.geoDesk.changed('policies');
  tagged(reply, after);
  return presentGroup(after);
}

/**
 * A group of the provider's own.
 *
 * @throws Problem 404
 */
export async function knownGroup(request: FastifyRequest, name: string): Promise<GeoGroupRecord> {
  const group = await request.store.geo.groups.get(name);
  if (!group) throw new Problem(404, 'There is no such group.');
  return group;
}

/** @throws Problem 403 */
export function providerOnly(request: FastifyRequest): void {
  if (actorOf(request).tenant !== undefined) throw new Problem(403, 'Only the provider has groups.');
}

/** Somebody was faster. */
export async function late(request: FastifyRequest, name: string): Promise<Problem> {
  const now = await request.store.geo.groups.get(name);
  return now ? stale(now) : gone();
}

/** The version that the change has to find; undefined for any, 0 for none. */
function versionSeen(request: FastifyRequest, before: GeoGroupRecord | undefined): number | undefined {
  const seen = request.headers['if-match']?.trim();
  if (before) {
    if (seen === none) throw taken();
    return expectedVersion(request, before);
  }
  if (seen !== undefined && seen !== '*' && seen !== none) throw gone();
  return 0;
}

/** `If-Match` of who makes a new one. */
const none = '"0"';

function taken(): Problem {
  return new Problem(409, 'There is a group of this name already.', 'name');
}

function gone(): Problem {
  return new Problem(
    412,
    'Somebody removed this group meanwhile. Bring it back, then change it.',
    undefined,
    '/problems/version-stale',
  );
}
