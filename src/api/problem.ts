import type { FastifyReply } from 'fastify';
import type { Text } from '../core/text.ts';
import { inDutch, readsDutch } from './dutch/in-dutch.ts';
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

  readonly #dutch: string;

  /** `detail` as English alone has its Dutch in `dutch/problem-sentences.ts`. */
  constructor(
    status: number,
    detail: string | Text,
    field?: string,
    type: string = 'about:blank',
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(typeof detail === 'string' ? detail : detail.en);
    this.#dutch = typeof detail === 'string' ? inDutch(detail) : detail.nl;
    this.name = 'Problem';
    this.status = status;
    this.title = titles[status] ?? 'Error';
    this.field = field;
    this.type = type;
    this.more = more;
  }

  /** Members of the document, with title and detail in Dutch or English. */
  document(dutch = false): ProblemDocument {
    const { errors } = this.more;
    return {
      ...this.more,
      ...(dutch && Array.isArray(errors) && { errors: errors.map(fieldInDutch) }),
      type: this.type,
      title: dutch ? inDutch(this.title) : this.title,
      status: this.status,
      detail: dutch ? this.#dutch : this.message,
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

/** What is wrong with one field; what is no sentence of ours stays as it is. */
function fieldInDutch(error: unknown): unknown {
  const { detail } = (error ?? {}) as { detail?: unknown };
  return typeof detail === 'string' ? { ...(error as object), detail: inDutch(detail) } : error;
}

/** Media type of problem documents. */
export const problemMedia = 'application/problem+json; charset=utf-8';

/** Sends a problem document, in Dutch to who reads that. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const dutch = readsDutch(reply.request.headers['accept-language']);
  return reply
    .code(problem.status)
    .type(problemMedia)
    .header('content-language', dutch ? 'nl' : 'en')
    .serializer((document: unknown) => JSON.stringify(document))
    .send(problem.document(dutch));
}
