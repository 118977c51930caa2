/** A run of failures of one account goes on as long as no hour passes between two of them. */
const gapMs = 3_600_000;
/** A success after this many failures of the same account, or amid failures on this many accounts, is suspicious. */
const limit = 5;

interface Run {
  account: string;
  count: number;
  last: number;
}

/**
 * Recent failed guesses per address and account. Bounded: `capacity` addresses, `limit` accounts each; the address that
 * failed longest ago goes first, counted in `evicted`.
 */
export class FailureLog {
  readonly #capacity: number;
  readonly #runs = new Map<string, Run[]>();
  evicted = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#runs.size;
  }

  /** Notes one failed guess at `account` ('' when unknown) from `key` at `time` (ms). */
  failed(key: string, account: string, time: number): void {
    let runs = this.#runs.get(key);
    if (runs === undefined) {
      if (this.#runs.size >= this.#capacity) {
        this.#runs.delete(this.#runs.keys().next().value!);
        this.evicted++;
      }
      runs = [];
    } else {
      const run = runs.find((candidate) => candidate.account === account);
      if (run !== undefined) {
        run.count = time - run.last > gapMs ? 1 : run.count + 1;
        run.last = Math.max(run.last, time);
        this.#touch(key, runs);
        return;
      }
      // The run that ended longest ago makes room: what matters is how many accounts failed lately.
      if (runs.length >= limit) runs.splice(oldest(runs), 1);
    }
    runs.push({ account, count: 1, last: time });
    this.#touch(key, runs);
  }

  /** Moves `key` to the young end, so that the address that failed longest ago is evicted first. */
  #touch(key: string, runs: Run[]): void {
    this.#runs.delete(key);
    this.#runs.set(key, runs);
  }

  /** Whether a success of `account` from `key` at `time` looks like a guess that hit. */
  suspicious(key: string, account: string, time: number): boolean {
    const runs = this.#runs.get(key);
    if (runs === undefined) return false;
    let own = 0;
    let accounts = 0;
    for (const run of runs) {
      if (time - run.last > gapMs) continue;
      accounts++;
      if (run.account === account || run.account === '' || account === '') own += run.count;
    }
    return own >= limit || accounts >= limit;
  }
}

function oldest(runs: readonly Run[]): number {
  let at = 0;
  for (let i = 1; i < runs.length; i++) if (runs[i].last < runs[at].last) at = i;
  return at;
}
