import type { FastifyInstance } from 'fastify';
import type { ApiDeps } from '../../ports.ts';
import { playbookContentRoutes } from './contents.ts';
import { incidentRunRoutes } from './incident-runs.ts';
import { playbookListRoutes } from './lists.ts';
import { runRoutes } from './runs.ts';
import { playbookSecretRoutes } from './secrets.ts';
import { playbookTrialRoutes } from './trials.ts';

/** Playbooks and their runs. The provider's own: customers see neither. */
export function playbookRoutes(server: FastifyInstance, deps: ApiDeps): void {
  playbookListRoutes(server, deps);
  playbookTrialRoutes(server, deps);
  playbookContentRoutes(server, deps);
  incidentRunRoutes(server, deps);
  runRoutes(server, deps);
  playbookSecretRoutes(server, deps);
}
