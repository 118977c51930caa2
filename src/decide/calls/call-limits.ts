import type { Call } from '../../core/calls/call.ts';
import type { GeoLimit } from '../../core/geo/geo-policy.ts';
import { paced } from '../../core/pace.ts';

const mostPayers = 100_000;

interface Share {
  /** Of `paced`. */
  due: number;
  running: number;
}

/** How many calls each account makes where a policy limits them. */
export class CallLimits {
  readonly #shares = new Map<string, Share>();
  readonly #holds = new Map<Call, Share>();

  /** A call begins at `at` (ms UTC). False when it is one too many; then it does not count. */
  take(call: Call, { count, concurrent }: GeoLimit, at: number): boolean {
    const key = `${call.tenant}\0${call.payer}\0${count}\0${concurrent}`;
    let share = this.#shares.get(key);
    if (!share) {
      if (this.#shares.size >= mostPayers) this.#forget(at);
      share = { due: 0, running: 0 };
      this.#shares.set(key, share);
    }
    if (concurrent > 0 && share.running >= concurrent) return false;
    const due = paced(share.due, at, count);
    if (due === undefined) return false;
    share.due = due;
    share.running++;
    this.#holds.set(call, share);
    return true;
  }

  /** It is over. */
  release(call: Call): void {
    const share = this.#holds.get(call);
    if (!share) return;
    share.running--;
    this.#holds.delete(call);
  }

  /** Who makes no call now and has made none for a minute counts from the start again all the same. */
  #forget(at: number): void {
    for (const [key, { due, running }] of this.#shares) if (running === 0 && due <= at) this.#shares.delete(key);
  }
}
