/** One command of ./belwacht. */
export interface Command {
  readonly name: string;
  /** One line for `./belwacht help`. */
  readonly summary: string;
  /** Usage and options, shown by `./belwacht help NAME`. */
  readonly usage: string;
  /** Options as of node:util parseArgs. */
  readonly options: Readonly<
    Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>
  >;
  /** Runs; resolves with the exit code. */
  run(
    values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>,
    words: readonly string[],
  ): Promise<number>;
}

/** A command by name; the code behind it is loaded when it is asked for, since a short command should not wait for a long one. */
export interface CommandEntry {
  readonly name: string;
  load(): Promise<Command>;
}

/** A command line that cannot be carried out as given; its message says what to do. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
