import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDeps } from '../../ports.ts';
import { answerPageHtml, goneHtml } from '../../present/on-call/answer-page.ts';

const params = z.object({ token: z.string().min(1).max(128) });
const kinds = { acknowledge: 'acknowledged', decline: 'declined' } as const;
const html = 'text/html; charset=utf-8';

/**
 * The page that the link of an alarm opens, without signing in: who has the link may answer for the one it was sent to. Fetching
 * it answers nothing, since mail servers and chat programs fetch links to look what is behind them.
 */
export function answerRoutes(server: FastifyInstance, deps: ApiDeps): void {
  server.register(async (scope) => {
    // A button of a form sends an empty form along.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'buffer', bodyLimit: 1024 },
      (_request, _body, done) => done(null, undefined),
    );
    const app = scope.withTypeProvider<ZodTypeProvider>();

    app.get(
      '/a/:token',
      {
        config: { access: 'open' },
        // A page like those of the web app: not part of the API.
        schema: { hide: true, params },
      },
      async (request, reply) => {
        const page = await deps.onCall.answerPage(request.params.token);
        prepare(reply);
        if (!page) return reply.code(404).send(goneHtml(reply.styleNonce));
        return reply.send(answerPageHtml(page, `/a/${encodeURIComponent(request.params.token)}`, reply.styleNonce));
      },
    );

    for (const act of ['acknowledge', 'decline'] as const) {
      app.post(
        `/a/:token/${act}`,
        {
          bodyLimit: 1024,
          config: { access: 'open' },
          schema: { hide: true, params, consumes: ['application/x-www-form-urlencoded'] },
        },
        async (request, reply) => {
          const { token } = request.params;
          const { ok, sentence } = await deps.onCall.answerMessage(token, 'link', kinds[act]);
          const page = await deps.onCall.answerPage(token);
          prepare(reply);
          if (!page) return reply.code(404).send(goneHtml(reply.styleNonce));
          const path = `/a/${encodeURIComponent(token)}`;
          return reply.code(ok ? 200 : 409).send(answerPageHtml(page, path, reply.styleNonce, sentence[page.language]));
        },
      );
    }
  });
}

function prepare(reply: FastifyReply): void {
  reply.headers({
    'content-type': html,
    'cache-control': 'no-store',
    // Without one a browser says of the form on this page that it came from nowhere.
    'referrer-policy': 'same-origin',
    'x-robots-tag': 'noindex',
  });
  reply.serializer(String);
}
