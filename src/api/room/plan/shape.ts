import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { planChanges } from '../../../core/plan/plan-changes.ts';
import { type PlanField, type PlanFields, planShape } from '../../../core/plan/plan-shape.ts';
import {
  contactKindWords,
  incidentTypeWords,
  levelWords,
  phaseWords,
  roleWords,
  severityWords,
} from '../../../core/plan/plan-words.ts';
import type { Text } from '../../../core/text.ts';
import { type PlanFieldWire, type PlanLeafField, planCompare, planCompared, planFields } from '../../schema/plan.ts';

const tags = ['plan'];
const mostChanges = 2000;
const words: Readonly<Record<string, Text>> = {
  ...{ nl: { nl: 'Nederlands', en: 'Dutch' }, en: { nl: 'Engels', en: 'English' } },
  ...levelWords,
  ...severityWords,
  ...contactKindWords,
  ...incidentTypeWords,
  ...roleWords,
  ...phaseWords,
};

/** What a plan consists of, and how two of them differ. */
export function planShapeRoutes(server: FastifyInstance): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/plan/fields',
    {
      config: { needs: 'plan:read' },
      schema: { tags, summary: 'Fields of a plan in the order of the document', response: { 200: planFields } },
    },
    async () => fields,
  );

  app.post(
    '/api/v1/plan/compare',
    {
      bodyLimit: 4 * 1024 * 1024,
      config: { needs: 'plan:read' },
      schema: {
        tags,
        summary: 'What is different between two plans, in sentences; nothing is kept',
        body: planCompare,
        response: { 200: planCompared },
      },
    },
    async (request) => {
      const all = planChanges(request.body.before, request.body.after);
      return { changes: all.slice(0, mostChanges).map((one) => ({ ...one })), total: all.length };
    },
  );
}

const fields = described(planShape) as PlanFieldWire[];

function described(of: PlanFields): readonly (PlanLeafField & { fields: unknown })[] {
  return Object.entries(of).map(([name, field]) => ({ ...leaf(name, field), fields: inner(field) }));
}

function inner(field: PlanField): readonly unknown[] {
  return field.kind === 'group' || field.kind === 'list' ? described(field.fields) : [];
}

function leaf(name: string, field: PlanField): PlanLeafField {
  return {
    ...{ name, kind: field.kind, label: { ...field.label } },
    most: 'most' in field ? field.most : 0,
    wanted: 'wanted' in field && field.wanted,
    choices: field.kind === 'choice' ? field.from.map((value) => ({ value, label: { ...words[value] } })) : [],
    calledBy: field.kind === 'list' ? field.name : '',
  };
}
