import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Text } from '../../../core/text.ts';
import { actorOf, scopeOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { Problem } from '../../problem.ts';
import { problem } from '../../schema/common.ts';
import { geoImported, geoImportForm } from '../../schema/geo.ts';
import { callerOf, checkScope } from './geo-caller.ts';
import { withProposal } from './with-proposal.ts';

const tags = ['geo'];

/** Policies as a file, out and in. */
export function geoFileRoutes(server: FastifyInstance, deps: ApiDeps): void {
  const app = server.withTypeProvider<ZodTypeProvider>();

  app.get(
    '/api/v1/geo/policies/export',
    {
      config: { needs: 'geo:read' },
      schema: {
        tags,
        summary: 'Policies and own groups as a YAML file',
        produces: ['text/yaml'],
        querystring: z.object({ tenant: z.string().max(100).optional() }),
      },
    },
    async (request, reply) => {
      const policies = await request.store.geo.policies.list(scopeOf(request, request.query.tenant));
      const groups = await request.store.geo.groups.list();
      reply.header('content-disposition', 'attachment; filename="geo-policies.yaml"');
      reply.type('text/yaml; charset=utf-8');
      return reply.send(deps.geoDesk.writeFile(policies, groups));
    },
  );

  app.post(
    '/api/v1/geo/policies/import',
    {
      bodyLimit: 2 * 1024 * 1024,
      config: { needs: 'geo:write' },
      schema: {
        tags,
        summary: 'Take policies from a file, all or none; they start in watch',
        body: geoImportForm,
        response: { 200: geoImported, 400: problem, 409: problem, 422: problem },
      },
    },
    async (request) => {
      const read = deps.geoDesk.readFile(request.body.text);
      if (!read.ok) throw new Problem(422, read.reason, 'text', '/problems/geo-faults');
      const { policies, groups } = read.value;
      if (groups.length > 0 && actorOf(request).tenant !== undefined)
        throw new Problem(403, 'Only the provider has groups.', 'text');
      const own = new Set((await request.store.geo.groups.list()).map(({ name }) => name));
      // A group that is there is left as it is: policies that are enforced may name it.
      const made = groups.filter(({ name }) => !own.has(name));
      for (const group of made) {
        const [fault] = await deps.geoDesk.groupFaults(group);
        if (fault) throw new Problem(422, ofNamed(group, fault), 'text', '/problems/geo-faults');
      }
      for (const { scope } of policies) await checkScope(request, scope);
      const notes: { nl: string; en: string }[] = groups
        .filter(({ name }) => own.has(name))
        .map(({ name }) => ({
          en: `The group ${name} is there already and stays as it is.`,
          nl: `De groep ${name} is er al en blijft zoals hij is.`,
        }));
      const forms = policies.map((form) => ({
        ...form,
        state: form.state === 'off' ? form.state : ('watch' as const),
      }));
      for (const form of forms) {
        const { faults, notes: said } = await deps.geoDesk.check(form, '', callerOf(request), made);
        if (faults.length > 0)
          throw new Problem(422, ofNamed(form, faults[0].sentence), 'text', '/problems/geo-faults', { faults });
        notes.push(...said);
      }
      const groupNames = made.map(({ name }) => name);
      if (request.body.dryRun)
        return { policies: forms.map(({ name }) => ({ id: '', name })), groups: groupNames, notes };
      for (const group of made)
        if (!(await request.store.geo.groups.put(group, 0)))
          throw new Problem(409, `Somebody made the group ${group.name} just now. Import the file again.`, 'text');
      const taken: { id: string; name: string }[] = [];
      for (const form of forms) {
        const { id, name } = await request.store.geo.policies.insert(withProposal(form, deps.clock()));
        taken.push({ id, name });
      }
      await deps.geoDesk.changed('policies');
      return { policies: taken, groups: groupNames, notes };
    },
  );
}

/** Which of several it is about. */
function ofNamed({ name }: { readonly name: string }, { nl, en }: Text): Text {
  return { nl: `${name}: ${nl}`, en: `${name}: ${en}` };
}
