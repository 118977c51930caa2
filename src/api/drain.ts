import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is sent too much is read and thrown away so far, bytes. */
export const drained = 16 * 1024 * 1024;

/**
 * Reads the rest of a body that was refused, so that the one who sends it hears why: an answer to somebody who is still sending
 * is lost with the connection. Who sends still more loses it all the same. Never rejects.
 */
export async function drain(request: FastifyRequest, reply: FastifyReply, body: Readable = request.raw): Promise<void> {
  let left = drained;
  try {
    for await (const piece of body.iterator({ destroyOnReturn: false })) {
      left -= (piece as Uint8Array).length;
      if (left < 0) break;
    }
  } catch {
    // Whoever sent it is gone.
  }
  if (left < 0 || !request.raw.complete) reply.header('connection', 'close');
}
