/**
 * What the control needs of the configuration API of 3CX; `XapiClient` of the calls room is one. All methods reject with an
 * error whose message is a sentence and that says `retryable`; `trouble` is `gone` for what is not there.
 */
export interface Xapi {
  list(
    set: string,
    query?: Readonly<Record<string, string>>,
  ): Promise<{ readonly rows: readonly unknown[]; readonly isWhole: boolean }>;
  post(path: string, body?: unknown): Promise<unknown>;
  delete(path: string): Promise<unknown>;
}

/** Runs a request; what is not there gives undefined. */
export async function unlessGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if ((error as { trouble?: unknown }).trouble === 'gone') return undefined;
    throw error;
  }
}
