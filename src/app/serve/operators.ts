import type { OperatorAddress } from '../../decide/policy.ts';

/** How long after a request an operator's address stays guarded, ms. */
const guardedMs = 12 * 3_600_000;
/** Seen again within this changes nothing, ms. */
const refreshMs = 600_000;

/** Addresses from which people work with Belwacht; they are never blocked automatically. */
export class Operators {
  readonly #until = new Map<string, number>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Somebody signed in works from here. */
  seen(address: string, now: number): void {
    const until = this.#until.get(address) ?? 0;
    if (until - guardedMs > now - refreshMs) return;
    this.#until.set(address, now + guardedMs);
    this.#onChange();
  }

  list(now: number): OperatorAddress[] {
    for (const [address, until] of this.#until) if (until < now) this.#until.delete(address);
    return [...this.#until].map(([address, until]) => ({ address, until }));
  }
}
