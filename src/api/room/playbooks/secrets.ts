import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../../ports.ts';
import { instantOf } from '../../present/instant.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { playbookSecret, playbookSecretForm, playbookSecretName } from '../../schema/playbook-secrets.ts';

const tags = ['playbooks'];
const params = z.object({ name: playbookSecretName });

/** What requests of playbooks sign in with: kept sealed, each for one host, never told again. */
export function playbookSecretRoutes(server: FastifyInstance, { playbooks: { secrets } }: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
}
