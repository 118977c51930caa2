import { ByAddress } from '../core/by-address.ts';

/** A run of failures of one account goes on as long as no hour passes between two of them. */
const gapMs = 3_600_000;
/** A success after this many failures of the same account, or amid failures on this many accounts, is suspicious. */
const limit = 5;

interface Run {
  account: string;
  count: number;
  last: number;
}

/** What failed from one address. */
interface Failing {
  readonly runs: Run[];
  /** It made room for another. */
  gone: boolean;
  /** Number of the failure at which it was last put at the young end. */
  moved: number;
}

/**
 * Recent failed guesses per address and account. Bounded: `capacity` addresses, `limit` accounts each; the address that
 * failed longest ago goes first, give or take as many failures as an eighth of the capacity, counted in `evicted`.
 */
export class FailureLog {
  private readonly capacity: number;
  private readonly failing = new Map<string, Failing>();
  private readonly latest = new ByAddress<Failing>();
  private failures = 0;
  evicted = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get size(): number {
    return this.failing.size;
  }

  /** Notes one failed guess at `account` ('' when unknown) from `key` at `time` (ms). */
  failed(key: string, account: string, time: number): void {
    this.failures++;
    const failing = this.find(key) ?? this.add(key);
    if (this.failures - failing.moved > this.capacity >> 3) this.touch(key, failing);
    const { runs } = failing;
    for (let i = 0; i < runs.length; i++) {
      const run = runs[i];
      if (run.account !== account) continue;
      run.count = time - run.last > gapMs ? 1 : run.count + 1;
      run.last = Math.max(run.last, time);
      return;
    }
    // The run that ended longest ago makes room: what matters is how many accounts failed lately.
    if (runs.length < limit) runs.push({ account, count: 1, last: time });
    else renew(runs[oldest(runs)], account, time);
  }

  private find(key: string): Failing | undefined {
    const latest = this.latest.get(key);
    if (latest !== undefined && !latest.gone) return latest;
    const failing = this.failing.get(key);
    if (failing !== undefined) this.latest.set(key, failing);
    return failing;
  }

  private add(key: string): Failing {
    if (this.failing.size >= this.capacity) {
      const [[oldest, gone]] = this.failing;
      gone.gone = true;
      this.failing.delete(oldest);
      this.evicted++;
    }
    const failing: Failing = { runs: [], moved: this.failures, gone: false };
    this.failing.set(key, failing);
    return failing;
  }

  /** Moves `key` to the young end, so that the address that failed longest ago is evicted first. */
  private touch(key: string, failing: Failing): void {
    failing.moved = this.failures;
    this.failing.delete(key);
    this.failing.set(key, failing);
  }

  /** Whether a success of `account` from `key` at `time` looks like a guess that hit. */
  suspicious(key: string, account: string, time: number): boolean {
    const runs = this.find(key)?.runs;
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

function renew(run: Run, account: string, time: number): void {
  run.account = account;
  run.count = 1;
  run.last = time;
}

function oldest(runs: readonly Run[]): number {
  let at = 0;
  for (let i = 1; i < runs.length; i++) if (runs[i].last < runs[at].last) at = i;
  return at;
}
