import { Problem } from '../problem.ts';

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Turns for work that holds a connection to the database for seconds, such as a search in free text: of one customer only a few
 * are under way at once, and of all customers together never so many that sign-ins and deliveries find no connection left.
 */
export class Turns {
  readonly #most: { readonly one: number; readonly all: number; readonly waiting: number };
  readonly #queues = new Map<string, Queue>();

  /** `one`: at once of one caller; `all`: of all together; `waiting`: in line for one, further ones are refused. */
  constructor(most: { readonly one: number; readonly all: number; readonly waiting: number }) {
    this.#most = most;
  }

  /** Runs it when it is its turn. @throws Problem 429 when too many wait already */
  async run<T>(whose: string, work: () => Promise<T>): Promise<T> {
    await this.#enter(`one ${whose}`, this.#most.one, this.#most.waiting);
    try {
      await this.#enter('all', this.#most.all, Number.POSITIVE_INFINITY);
      try {
        return await work();
      } finally {
        this.#leave('all');
      }
    } finally {
      this.#leave(`one ${whose}`);
    }
  }

  async #enter(name: string, most: number, line: number): Promise<void> {
    const queue = this.#queues.get(name) ?? { running: 0, waiting: [] };
    this.#queues.set(name, queue);
    if (queue.running < most) {
      queue.running++;
      return;
    }
    if (queue.waiting.length >= line)
      throw new Problem(
        429,
        'Too many searches at once. Wait for those that run.',
        undefined,
        '/problems/too-many-requests',
      );
    // Whoever leaves hands the turn on, so it stays counted.
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
  }

  #leave(name: string): void {
    const queue = this.#queues.get(name)!;
    const next = queue.waiting.shift();
    if (next) next();
    else if (--queue.running === 0) this.#queues.delete(name);
  }
}

/** For searches in free text, of events and of the record each: the pool has 20 connections. */
export const searches = { one: 3, all: 6, waiting: 20 };
