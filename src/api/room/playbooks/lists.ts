import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { planIncidentTypes } from '../../../core/plan/plan.ts';
import { incidentTypeWords } from '../../../core/plan/plan-words.ts';
import { filledVariables } from '../../../core/playbook/filled-variables.ts';
import {
  ownActionForms,
  ownActions,
  positionExtensionId,
  taskExtensionId,
  taskRoles,
} from '../../../core/playbook/own-command.ts';
import {
  agentTypes,
  ownCommandType,
  standardCommandTypes,
  stepTypes,
  variableTypes,
} from '../../../core/playbook/vocabularies.ts';
import type { ApiDeps } from '../../ports.ts';
import { presentPlaybook } from '../../present/playbooks/playbook.ts';
import { playbookSummary, playbookVocabulary } from '../../schema/playbooks.ts';

const tags = ['playbooks'];

/** Lists: of playbooks, and of what editors offer. */
export function playbookListRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/playbooks',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'Playbooks by name, at most 500',
        querystring: z.object({
          q: z.string().max(200).optional(),
          type: z.string().max(100).optional(),
          language: z.enum(['nl', 'en']).optional(),
          state: z.enum(['active', 'draft', 'off']).optional(),
        }),
        response: { 200: z.array(playbookSummary) },
      },
    },
    async (request) => {
      const { state, ...query } = request.query;
      const all = (await deps.playbooks.library.list(query, request.work)).map(presentPlaybook);
      return state ? all.filter((each) => each.state === state) : all;
    },
  );

  app.get(
    '/api/v1/playbooks/vocabulary',
    {
      config: { needs: 'playbooks:read' },
      schema: {
        tags,
        summary: 'What editors offer: steps, actions and their parameters, roles, variables an incident fills in',
        response: { 200: playbookVocabulary },
      },
    },
    async () => ({
      ...{ stepTypes: [...stepTypes], variableTypes: [...variableTypes], roles: [...taskRoles] },
      ...{ agentTypes: [...agentTypes], commandTypes: [...standardCommandTypes, ownCommandType] },
      actions: ownActions.map((action) => {
        const { needs, may, harmless } = ownActionForms[action];
        return { action, needs: [...needs], may: [...may], harmless };
      }),
      types: planIncidentTypes.map((type) => ({ type, name: { ...incidentTypeWords[type] } })),
      filled: [...filledVariables].map(([name, description]) => ({ name, description: { ...description } })),
      ...{ taskExtension: taskExtensionId, positionExtension: positionExtensionId },
      httpHosts: [...deps.playbooks.library.httpHosts],
    }),
  );
}
