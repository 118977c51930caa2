/** Runs what it is given one after the other: a value is read, changed and written without anybody between. */
export class InTurn {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `step` when everything before it is over, however that ended; resolves or rejects as it does. */
  run<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(step, step);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
