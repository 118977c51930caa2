import type { FastifyError, FastifyInstance } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { Problem, sendProblem } from './problem.ts';

/** Turns every error into a problem document; what is not the caller's doing is logged and not told. */
export function problems(app: FastifyInstance, log: (line: string) => void): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
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

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [first] = error.validation;
    const { keys } = first.params as { keys?: string[] };
    const path = first.instancePath.split('/').filter(Boolean);
    if (keys?.length) path.push(keys[0]);
    const place = error.validationContext === 'body' ? '' : ` (${error.validationContext})`;
    return new Problem(400, `${first.message ?? 'Not as expected'}${place}`, path.join('.') || error.validationContext);
  }
  const status = error.statusCode ?? 500;
  // SQLSTATE 57014: ended since it took too long. Class 08 and 57P: the database is away.
  const { code } = error;
  if (code === '57014')
    return new Problem(503, 'This takes too long. Ask for a shorter time span, or search for less.');
  if (/^(08|57P|ECONN|EPIPE|ENOENT)/.test(code ?? '')) {
    return new Problem(503, 'The database does not answer now; what was stored is safe. Try again in a moment.');
  }
  if (status === 413) return new Problem(413, 'The request is larger than this route takes.');
  if (status === 429) return new Problem(429, 'Too many requests from this address; wait a little.');
  if (status === 415) return new Problem(415, 'This route does not take that content type.');
  if (status >= 400 && status < 500) return new Problem(status, 'The request cannot be read.');
  return new Problem(500, 'Something went wrong here; the log has the reason. Nothing was changed unless you see it.');
}
