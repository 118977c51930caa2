import type { FastifyReply } from 'fastify';
import type { Problem as ProblemDocument } from './schema/common.ts';

/** A refusal that becomes an RFC 9457 problem document. `type` is `about:blank`: the status says what kind it is. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** Field that is wrong, as a dotted path. */
  readonly field: string | undefined;

  constructor(status: number, detail: string, field?: string) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.title = titles[status] ?? 'Error';
    this.field = field;
  }

  /** Members of the document. */
  document(): ProblemDocument {
    return {
      type: 'about:blank',
      title: this.title,
      status: this.status,
      detail: this.message,
      ...(this.field !== undefined && { field: this.field }),
    };
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Unavailable',
};

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problem.document());
}
