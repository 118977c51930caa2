import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/** Arrays and objects within each other; deeper ones are nobody's form. */
const maxDepth = 32;

/**
 * Bodies are JSON in UTF-8 (an empty one is none) unless a route says otherwise; other content types are answered 415.
 * Packed ones are not taken anywhere, so that a small one cannot become a large one.
 */
export function bodies(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    const packed = headers['content-encoding'];
    if (packed !== undefined && packed.toLowerCase() !== 'identity') {
      throw new Problem(415, 'Send the body as it is, not packed.', 'Content-Encoding');
    }
  });
  app.removeAllContentTypeParsers();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    const body = bytes as Buffer;
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(new Problem(400, 'The body is not UTF-8.', 'body'), undefined);
    if (isDeep(body))
      return done(new Problem(400, `The body is nested more than ${maxDepth} deep.`, 'body'), undefined);
    parse(request, body.toString(), done);
  });
}

/** Counts brackets outside of strings. */
function isDeep(body: Buffer): boolean {
  let depth = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i];
    if (byte === quote) {
      for (i++; i < body.length && body[i] !== quote; i++) if (body[i] === backslash) i++;
    } else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > maxDepth) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
