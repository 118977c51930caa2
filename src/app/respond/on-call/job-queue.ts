/** Does one thing after the other; what fails is told and holds nothing up. */
export class JobQueue {
  readonly #trouble: (error: unknown) => void;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(trouble: (error: unknown) => void) {
    this.#trouble = trouble;
  }

  /** In the background. After `close` nothing more is taken. */
  add(job: () => Promise<unknown>): void {
    if (this.#closed) return;
    this.do(job).catch(this.#trouble);
  }

  /** The same, for who wants to know what came of it. */
  do<T>(job: () => Promise<T>): Promise<T> {
    const done = this.#last.then(job);
    this.#last = done.catch(() => {});
    return done;
  }

  /** Resolves when all that was taken is done. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#last;
  }
}
