import type { Problem } from './types.ts';

/** An answer that is not what was asked for: a problem document (RFC 9457), or status 0 when no answer came. */
export class RequestError extends Error {
  readonly status: number;
  readonly detail: string;
  readonly field: string;

  constructor(problem: Partial<Problem> & { status: number }) {
    super(problem.detail || problem.title || `HTTP ${problem.status}`);
    this.name = 'RequestError';
    this.status = problem.status;
    this.detail = problem.detail || problem.title || '';
    this.field = problem.field ?? '';
  }
}

/** Reads the body of a failed answer; an answer of another shape still gives its status. */
export async function readProblem(response: Response): Promise<RequestError> {
  try {
    const body = (await response.json()) as Partial<Problem> & { message?: string };
    return new RequestError({ ...body, detail: body.detail ?? body.message, status: response.status });
  } catch {
    return new RequestError({ status: response.status });
  }
}
