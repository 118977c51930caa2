import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CallRecord } from '../../../core/call-record.ts';
import type { CallVerdict } from '../../../core/calls/call-verdict.ts';
import { actorOf } from '../../access/actor.ts';
import type { ApiDeps } from '../../ports.ts';
import { type CallQuestion, callAnswer, callQuestion } from '../../schema/calls.ts';
import { problem } from '../../schema/common.ts';

/** The verdict over a call that is about to be made, for dial plans and SBCs. */
export function authoriseRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.register(async (scoped) => {
    // Asterisk's CURL() posts forms.
    scoped.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scoped.withTypeProvider<ZodTypeProvider>().post(
      '/api/v1/calls/authorise',
      {
        config: { needs: 'calls:authorise', limit: 'verdicts' },
        schema: {
          tags: ['calls'],
          summary:
            'May this call be made? JSON, or with format=text one line: pass, refuse, or divert and a SIP URI. Whoever gets no answer within half a second, or another status than 200, lets the call pass',
          querystring: z.object({ format: z.enum(['json', 'text']).default('json') }),
          body: callQuestion,
          response: { 200: callAnswer, 400: problem },
        },
      },
      async (request, reply) => {
        const { id, name, tenant } = actorOf(request);
        const verdict = await deps.calls.authorise(recordOf(request.body, deps.clock()), tenant, { id, name });
        if (request.query.format === 'text') {
          const line = verdict.action === 'divert' ? `divert ${verdict.target}` : verdict.action;
          return reply
            .type('text/plain; charset=utf-8')
            .serializer(String)
            .send(`${line}\n` as never);
        }
        return presentVerdict(verdict);
      },
    );
  });
}

function presentVerdict({ action, reason, target, stop, reported, sentence }: CallVerdict) {
  return { verdict: action, reason, target, stop, reported, sentence };
}

/** The question as a record of a call that begins now. Only who can only be making a call asks, so it goes out. */
function recordOf(question: CallQuestion, now: number): CallRecord {
  const { from, to, account, accountCode, trunk, address, callId } = question;
  return {
    ...{ id: callId, linkedId: '', direction: 'unknown', from, to, account, accountCode, trunk, address },
    ...{ start: now, answer: undefined, end: undefined, outcome: 'running', cause: 0, line: 0 },
  };
}
