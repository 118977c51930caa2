import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { Problem, sendProblem } from './problem.ts';

/** Paths of machines: an unknown one is a problem, not the web app. */
const machinePath = /^\/(api|v1|lists|metrics|healthz|assets)(\/|$|\?)/;

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Belwacht</title>
<p>Belwacht runs, but its web app has not been built. Run <code>npm run build</code> and load this page again.</p></html>`;

/** Serves the built web app; every other path people open gives its page, so that links into it work. */
export function webApp(server: FastifyInstance, webDir: string): void {
  server.register(async (app) => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open' };
    });
    await app.register(fastifyStatic, {
      root: webDir,
      index: ['index.html'],
      cacheControl: false,
      dotfiles: 'deny',
      setHeaders(reply, path) {
        // Names of built assets carry a hash of their content.
        const hashed = path.startsWith(join(webDir, 'assets'));
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    app.setNotFoundHandler((request, reply) => {
      const page = (request.method === 'GET' || request.method === 'HEAD') && !machinePath.test(request.url);
      if (!page) return sendProblem(reply, new Problem(404, 'There is nothing here.'));
      if (existsSync(join(webDir, 'index.html'))) return reply.sendFile('index.html');
      return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
    });
  });
}
