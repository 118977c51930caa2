import { ControlError } from '../call-control.ts';

/** Runs what asks 3CX; errors of its interface become errors of the control `id`, bugs stay bugs. */
export async function asControlError<T>(id: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const { retryable, message } = error as { retryable?: unknown; message?: unknown };
    if (error instanceof ControlError || typeof retryable !== 'boolean') throw error;
    throw new ControlError(id, String(message), retryable, error);
  }
}
