export interface RetryPauseOptions {
  /** First pause, ms. */
  readonly first?: number;
  /** Longest pause, ms. */
  readonly most?: number;
  /** 0 to 1; for tests. */
  readonly chance?: () => number;
}

/** How long to wait before the next try: twice as long each time, with chance mixed in so that many do not come at once. */
export class RetryPause {
  readonly #first: number;
  readonly #most: number;
  readonly #chance: () => number;
  #next: number;
  constructor({ first = 1_000, most = 60_000, chance = Math.random }: RetryPauseOptions = {}) {
    this.#first = Math.max(1, first);
    this.#most = Math.max(this.#first, most);
    this.#chance = chance;
    this.#next = this.#first;
  }

  /** Milliseconds to wait now: between half of this step and all of it. */
  take(): number {
    const step = this.#next;
    this.#next = Math.min(this.#most, step * 2);
    return Math.round(step / 2 + (this.#chance() * step) / 2);
  }

  /** Waits for the longest next: what is wrong will not mend itself soon. */
  toMost(): void {
    this.#next = this.#most;
  }

  /** It worked: the next trouble begins with the first pause. */
  reset(): void {
    this.#next = this.#first;
  }
}

/** Waits so many ms, or until the signal says to stop. Never rejects. */
export function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
