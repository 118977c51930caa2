import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/**
 * Refuses what no text may hold, wherever it stands in a request: NUL, which PostgreSQL does not store, and halves of
 * characters (lone surrogates), which are no Unicode. What is delivered as events is another matter and made storable.
 */
export function wellFormed(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    look(params, '');
    look(query, '');
    // Files come as bytes or as a stream, and are read by who knows their form.
    if (!Buffer.isBuffer(body) && typeof (body as { pipe?: unknown } | undefined)?.pipe !== 'function') look(body, '');
  });
}

function look(value: unknown, place: string): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) {
      throw new Problem(400, 'This holds a NUL or half a character.', place || 'body', '/problems/invalid-request');
    }
  } else if (Array.isArray(value)) {
    for (const [i, inner] of value.entries()) look(inner, place ? `${place}.${i}` : String(i));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) {
      look(key, place || key.replaceAll('\0', '').toWellFormed().slice(0, 60));
      look(inner, place ? `${place}.${key}` : key);
    }
  }
}
