import type { FastifyReply } from 'fastify';
import type { Problem as ProblemDocument } from './schema/common.ts';

/**
 * Kinds of problems that a client does something about; each has a section in docs/api.md. Others are `about:blank`: their
 * status says what kind they are.
 */
export const problemTypes = {
  'not-permitted': 'The role or token of the caller lacks a permission.',
  'step-up-required': 'A fresh second factor is needed first.',
  'mfa-required': 'A second factor has to be set up first.',
  'version-required': 'Say in If-Match which version was seen.',
  'version-stale': 'Somebody changed it since; read it again.',
  'key-reused': 'This Idempotency-Key belongs to another request.',
  'key-running': 'The request with this Idempotency-Key is still running.',
  'outcome-unknown': 'The server stopped while this ran; look whether it was done.',
  'answer-not-kept': 'This was done; its answer is not kept.',
  'too-many-requests': 'Wait as long as Retry-After says.',
  'too-many-attempts': 'Too many failed attempts to sign in; wait as long as Retry-After says.',
  'token-expired': 'The token has come to its end.',
  'sign-in-refused': 'Address, password or passkey is wrong.',
  'sign-in-again': 'It took too long or went wrong too often; start with the first step.',
  'code-wrong': 'The code is wrong or was used before.',
  'account-suspended': 'This person may not sign in now.',
  'customer-suspended': 'People of this customer may not sign in now.',
  'place-refused': 'Nobody may sign in from this address.',
  'place-needs-factor': 'From this address signing in needs a second factor.',
  'provider-away': 'Single sign-on does not answer.',
  'link-spent': 'The link was used, withdrawn or has expired.',
  'address-taken': 'Somebody with this address is here or invited.',
  'last-owner': 'The last owner who can sign in stays one.',
  'password-required': 'A password is missing.',
  'password-short': 'The password has fewer than twelve characters.',
  'password-common': 'The password is on lists of leaked and common ones.',
  'password-personal': 'The password holds the name or address of its person.',
  'password-guessable': 'The password repeats itself or follows a pattern.',
  'invalid-request': 'A field is missing, unknown or not as expected; `field` names the first, `errors` all.',
} as const;

export type ProblemType = `/problems/${keyof typeof problemTypes}`;

/** A refusal that becomes an RFC 9457 problem document. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  /** Field that is wrong, as a dotted path. */
  readonly field: string | undefined;
  /** Relative URI reference; `about:blank` where the status says what kind it is. */
  readonly type: string;
  /** Further members of the document. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    detail: string,
    field?: string,
    type: string = 'about:blank',
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.title = titles[status] ?? 'Error';
    this.field = field;
    this.type = type;
    this.more = more;
  }

  /** Members of the document. */
  document(): ProblemDocument {
    return {
      ...this.more,
      type: this.type,
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
  406: 'Not acceptable',
  408: 'Too slow',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length required',
  412: 'Changed since',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  421: 'Misdirected request',
  422: 'Cannot be done',
  428: 'Version needed',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Unavailable',
};

/** Media type of problem documents. */
export const problemMedia = 'application/problem+json; charset=utf-8';

/** Sends a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply
    .code(problem.status)
    .type(problemMedia)
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problem.document());
}
