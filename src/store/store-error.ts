/** The database could not do what was asked. `retryable`: the same again may work (it is away, full, or was in the way). */
export class StoreError extends Error {
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean, cause: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.retryable = retryable;
  }
}

/**
 * Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) that speak of the data or the
 * statement: asking again gives the same answer.
 */
const lasting = new Set(['21', '22', '23', '26', '2F', '34', '42', '44']);

/** Wraps what the driver threw. */
export function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { code?: string; message?: string };
  const isState = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return new StoreError(`Database: ${message ?? error}`, !(isState && lasting.has(code.slice(0, 2))), error);
}
