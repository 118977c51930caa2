import type { Problem } from './types.ts';

/** An answer that is not what was asked for: a problem document (RFC 9457), or status 0 when no answer came. */
export class RequestError extends Error {
  readonly status: number;
  readonly detail: string;
  readonly field: string;
  /** End of the type `/problems/<kind>`; '' where the problem has no type of its own. */
  readonly kind: string;
  /** Seconds to wait before another attempt; 0 when the server named none. */
  readonly waitS: number;
  /** Everything else that stood in the problem document. */
  readonly more: Readonly<Record<string, unknown>>;

  constructor(problem: Partial<Problem> & { status: number }, waitS = 0) {
    super(problem.detail || problem.title || `HTTP ${problem.status}`);
    this.name = 'RequestError';
    this.status = problem.status;
    this.detail = problem.detail || problem.title || '';
    this.field = problem.field ?? '';
    this.kind = /^\/problems\/([\w-]+)$/.exec(problem.type ?? '')?.[1] ?? '';
    this.waitS = waitS;
    this.more = problem;
  }
}

/** What the browser, and not the server, refused; `kind` finds the sentence, as that of a problem does. */
export class BrowserError extends Error {
  readonly kind: string;

  constructor(kind: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : kind, { cause });
    this.name = 'BrowserError';
    this.kind = kind;
  }
}

/** Reads the body of a failed answer; an answer of another shape still gives its status. */
export async function readProblem(response: Response): Promise<RequestError> {
  const waitS = Math.max(0, Math.ceil(Number(response.headers.get('retry-after') ?? 0)) || 0);
  try {
    const body = (await response.json()) as Partial<Problem> & { message?: string };
    return new RequestError({ ...body, detail: body.detail ?? body.message, status: response.status }, waitS);
  } catch {
    return new RequestError({ status: response.status }, waitS);
  }
}
