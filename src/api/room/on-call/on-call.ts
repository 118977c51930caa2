import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../../ports.ts';
import { answerRoutes } from './answer.ts';
import { deliveryRoutes } from './deliveries.ts';
import { incidentEscalationRoutes } from './incident-escalation.ts';
import { responderRoutes } from './people.ts';
import { escalationPolicyRoutes } from './policies.ts';
import { pushRoutes } from './push.ts';
import { rosterRoutes } from './rosters.ts';

/** Who is asked when something is wrong, and what they answer. */
export function onCallRoutes(server: FastifyInstance, deps: ApiDeps): void {
  rosterRoutes(server, deps);
  responderRoutes(server, deps);
  escalationPolicyRoutes(server, deps);
  incidentEscalationRoutes(server, deps);
  deliveryRoutes(server, deps);
  answerRoutes(server, deps);
  pushRoutes(server, deps);
}
