/** A command that takes this long says how far it is. */
const quietMs = 2000;
const everyMs = 500;

/** How far a command is, on the standard error: nothing for short ones, one line that is written over on a terminal. */
export class Progress {
  readonly #say: (done: number, total: number | undefined) => string;
  readonly #begun = Date.now();
  #last = 0;
  #said = false;

  constructor(say: (done: number, total: number | undefined) => string) {
    this.#say = say;
  }

  at(done: number, total?: number): void {
    const now = Date.now();
    if (now - this.#begun < quietMs || now - this.#last < everyMs) return;
    this.#last = now;
    this.#said = true;
    process.stderr.write(
      `${process.stderr.isTTY ? '\r\x1b[K' : ''}${this.#say(done, total)}${process.stderr.isTTY ? '' : '\n'}`,
    );
  }

  end(): void {
    if (this.#said && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  }
}
