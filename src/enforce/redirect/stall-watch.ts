import type { Clock } from '../../core/clock.ts';

const lookEveryMs = 50;
/** What Node fetches from one socket in one turn; when fewer came, the kernel holds no more. */
const perTurn = 32;

/**
 * Knows whether this thread was away. What waited in the kernel meanwhile is older than it looks, and whoever sent it may have
 * gone on without an answer; so for a while everything that comes counts as stale, until the sockets are empty.
 */
export class StallWatch {
  stale = false;
  readonly #clock: Clock;
  readonly #patienceMs: () => number;
  #awake: number;
  #arrivals = 0;
  readonly #timer: NodeJS.Timeout;

  /** `clock` only goes on, ms; being away for longer than `patienceMs` counts. */
  constructor(clock: Clock, patienceMs: () => number) {
    this.#clock = clock;
    this.#patienceMs = patienceMs;
    this.#awake = clock();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
    this.#timer.unref();
  }

  /** To be called when something comes; gives the time. `stale` holds for it afterwards. */
  arrival(): number {
    this.#arrivals++;
    return this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): number {
    const now = this.#clock();
    if (!this.stale && now - this.#awake > this.#patienceMs() + lookEveryMs) {
      this.stale = true;
      setImmediate(this.#settle);
    }
    this.#awake = now;
    return now;
  }

  readonly #settle = (): void => {
    const more = this.#arrivals >= perTurn;
    this.#arrivals = 0;
    if (more) setImmediate(this.#settle);
    else this.stale = false;
  };
}
