import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { drain } from './drain.ts';
import { Problem, problemMedia, sendProblem } from './problem.ts';

/** Most fields that one answer names. */
const mostErrors = 20;

/** Turns every error into a problem document; what is not the caller's doing is logged and not told. */
export function problems(app: FastifyInstance, log: (line: string) => void): void {
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') await drain(request, reply);
    const problem = toProblem(error);
    if (problem.status >= 500) {
      const cause = isResponseSerializationError(error)
        ? `${error.message} ${JSON.stringify(error.cause.issues)}`
        : error.stack;
      log(`${request.method} ${request.routeOptions.url ?? '(no route)'} failed: ${cause ?? error}`);
    }
    return sendProblem(reply, problem);
  });
}

/** What the router refuses before there is a route: an address that cannot be read. */
export function frameworkErrors(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  sendProblem(reply, toProblem(error));
}

/** What is no HTTP at all, or too much of it: the answer is written by hand, since there is no request. */
export function clientErrorHandler(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const details: Readonly<Record<number, string>> = {
    400: 'This is no HTTP request that can be read.',
    408: 'The request took too long to arrive.',
    431: 'The headers are longer than this server takes.',
  };
  const body = JSON.stringify(new Problem(status, details[status]).document());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: ${problemMedia}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error);
  const status = error.statusCode ?? 500;
  // SQLSTATE 57014: ended since it took too long. Class 08 and 57P: the database is away.
  const { code } = error;
  if (code === '57014')
    return new Problem(503, 'This takes too long. Ask for a shorter time span, or search for less.');
  if (/^(08|57P|ECONN|EPIPE|ENOENT)/.test(code ?? '') || (code === undefined && lostConnection.test(error.message))) {
    return new Problem(503, 'The database does not answer now; what was stored is safe. Try again in a moment.');
  }
  // Class 23: two asked for the same at once, or what it points to went meanwhile; the tables let one of them win.
  if (/^23(505|503|P01)$/.test(code ?? '')) {
    return new Problem(409, 'Somebody was faster: this is there already, or what it belongs to is gone. Look again.');
  }
  if (code === '40001' || code === '40P01') return new Problem(503, 'Too much at once. Try again in a moment.');
  const known = readable[code ?? ''];
  if (known) return new Problem(status, known, bodyCodes.has(code ?? '') ? 'body' : undefined);
  if (status === 413) return new Problem(413, 'The request is larger than this route takes.');
  if (status === 415) return new Problem(415, 'This route does not take that content type.');
  // JSON.parse of the body.
  if (status === 400 && error instanceof SyntaxError) return new Problem(400, 'The body is no JSON.', 'body');
  if (status >= 400 && status < 500) return new Problem(status, 'The request cannot be read.');
  return new Problem(500, 'Something went wrong here; the log has the reason. Nothing was changed unless you see it.');
}

/** What pg says without a code when a connection breaks in the middle of a question. */
const lostConnection = /^(Connection terminated|Client has encountered a connection error|Client was closed)/;

const readable: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is no JSON.',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body is not as long as Content-Length says.',
  FST_ERR_BAD_URL: 'The address cannot be read: a % must be followed by two hexadecimal digits of UTF-8.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the address is too long.',
};
const bodyCodes = new Set(Object.keys(readable).filter((code) => code.startsWith('FST_ERR_CTP')));

/** Names what is wrong: the first as `field`, up to 20 as `errors`. */
function invalid(error: FastifyError): Problem {
  const context = error.validationContext ?? 'body';
  const place = context === 'body' ? '' : ` (${context})`;
  const errors = (error.validation ?? []).slice(0, mostErrors).map(({ instancePath, message, params }) => {
    const path = instancePath
      .split('/')
      .filter(Boolean)
      // JSON Pointer (RFC 6901) writes / and ~ in names as ~1 and ~0.
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const { keys } = params as { keys?: string[] };
    if (keys?.length) path.push(keys[0]);
    return { field: path.join('.') || context, detail: `${message ?? 'Not as expected'}${place}` };
  });
  const [first] = errors;
  return new Problem(400, first?.detail ?? 'Not as expected', first?.field ?? context, '/problems/invalid-request', {
    errors,
  });
}
