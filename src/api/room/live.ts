import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Accounts } from '../access/accounts.ts';
import { actorOf, authorOf, scopeOf } from '../access/actor.ts';
import { mayTokenGoOn } from '../access/gate.ts';
import { liveHub, message } from '../live-hub.ts';
import type { ApiDeps } from '../ports.ts';
import { Problem } from '../problem.ts';

const heartbeatMs = 15_000;
/** A browser that does not read gets no more than this; it is cut off and fetches everything anew when it is back. */
const maxBuffered = 1024 * 1024;
const maxClients = 200;
/** Of one person or token: nobody takes the room of all others. */
const maxOfOne = 20;

/** Live changes as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function liveRoutes(server: FastifyInstance, deps: ApiDeps, accounts: Accounts): void {
  const app = server.withTypeProvider<ZodTypeProvider>();
  const hub = liveHub(deps);
  const open = new Map<() => void, string>();
  server.addHook('preClose', async () => {
    hub.stop();
    for (const close of open.keys()) close();
  });

  app.get(
    '/api/v1/live',
    {
      config: { needs: 'overview:read' },
      exposeHeadRoute: false,
      schema: {
        tags: ['overview'],
        summary:
          'Changes as server-sent events: quiet (once, first), alert, decision, source, tick, calls, stop, geo, respond',
        produces: ['text/event-stream'],
        querystring: z.object({ tenant: z.string().max(100).optional() }),
      },
    },
    async (request, reply) => {
      if (open.size >= maxClients) throw new Problem(503, 'Too many screens are open at once.');
      const author = authorOf(request);
      if ([...open.values()].filter((one) => one === author).length >= maxOfOne)
        throw new Problem(429, `At most ${maxOfOne} streams of one caller. Close another one first.`);
      const tenant = scopeOf(request, request.query.tenant);
      const { raw } = reply;
      const { person } = request;
      reply.hijack();
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) raw.setHeader(name, value);
      raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      raw.write('retry: 2000\n\n: connected\n\n');

      const send = (text: string) => {
        if (raw.writableLength + text.length > maxBuffered) close();
        else raw.write(text);
      };
      const ofProvider = actorOf(request).tenant === undefined;
      const unsubscribe = hub.subscribe(tenant, ofProvider, send);
      // When something happened at others is not for customers to know: they fetch once more.
      send(message('quiet', { ms: ofProvider ? hub.quiet() : 0 }));
      const beat = setInterval(async () => {
        send(`: ${new Date(deps.clock()).toISOString()}\n\n`);
        // Who signed out elsewhere, or whose token was withdrawn, sees no more.
        const goesOn = person ? accounts.watch.mayGoOn({ request, person }) : mayTokenGoOn(request, deps);
        if (!(await goesOn)) finish();
      }, heartbeatMs);
      const close = () => {
        clearInterval(beat);
        unsubscribe();
        unwatch();
        open.delete(close);
        raw.destroy();
      };
      // A stream that may not go on says nothing more and ends as an answer does, so that browsers report no broken one.
      const finish = () => {
        clearInterval(beat);
        unsubscribe();
        raw.end();
      };
      // What ends the session closes its streams at once.
      const unwatch = accounts.watch.add(request, finish);
      open.set(close, author);
      raw.on('close', close);
      raw.on('error', close);
    },
  );
}
