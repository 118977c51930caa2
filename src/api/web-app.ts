import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem, sendProblem } from './problem.ts';

/** Paths of machines: an unknown one is a problem, not the web app. */
const machinePath = /^\/(api|v1|lists|metrics|healthz|assets)(\/|$|\?)/;

const notBuilt = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Belwacht</title>
<p>Belwacht runs, but its web app has not been built. Run <code>npm run build</code> and load this page again.</p></html>`;

/** Serves the built web app; every other path people open gives its page, so that links into it work. */
export function webApp(server: FastifyInstance, webDir: string): void {
  server.register(async (app) => {
    app.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'open', limit: 'files' };
    });
    const page = pageOf(join(webDir, 'index.html'));
    const sendPage = (reply: FastifyReply) => {
      const text = page(reply.styleNonce);
      if (text === undefined) return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(text);
    };
    for (const url of ['/', '/index.html'])
      app.get(url, { schema: { hide: true } }, (_request, reply) => sendPage(reply));
    await app.register(fastifyStatic, {
      root: webDir,
      index: false,
      cacheControl: false,
      dotfiles: 'deny',
      // The build lays them beside the files; the page itself changes with every answer and is small.
      preCompressed: true,
      setHeaders(reply, path) {
        // Names of built assets carry a hash of their content.
        const hashed = path.startsWith(join(webDir, 'assets'));
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    app.setNotFoundHandler((request, reply) => {
      const isPage = (request.method === 'GET' || request.method === 'HEAD') && !machinePath.test(request.url);
      if (!isPage) return sendProblem(reply, new Problem(404, 'There is nothing here.'));
      return sendPage(reply);
    });
  });
}

/** What stands in index.html where the nonce of the page goes. */
const placeholder = '__STYLE_NONCE__';

/** Reads the page again only when it was built anew; gives its text with this nonce, undefined while it is not built. */
function pageOf(file: string): (nonce: string) => string | undefined {
  let builtAt = 0;
  let text = '';
  return (nonce) => {
    if (!existsSync(file)) return undefined;
    const { mtimeMs } = statSync(file);
    if (mtimeMs !== builtAt) {
      text = readFileSync(file, 'utf8');
      builtAt = mtimeMs;
    }
    return text.replaceAll(placeholder, nonce);
  };
}
