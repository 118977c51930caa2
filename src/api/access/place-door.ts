import { paced, waitOf } from '../../core/pace.ts';
import type { GeoDoorPort, PlaceVerdict } from '../ports/geo-doors.ts';
import { Problem } from '../problem.ts';

const mostAddresses = 10_000;

/** Whether somebody may try to sign in from an address, and how. */
export class PlaceDoor {
  readonly #verdict: GeoDoorPort;
  readonly #clock: () => number;
  readonly #due = new Map<string, number>();

  constructor(verdict: GeoDoorPort, clock: () => number) {
    this.#verdict = verdict;
    this.#clock = clock;
  }

  /** Counts an attempt. `wait`: ms until the next one may be made from there. */
  try(
    address: string,
  ): { readonly way: 'in' } | { readonly way: 'refused' } | { readonly way: 'wait'; readonly wait: number } {
    const { verdict, limit } = this.#verdict(address);
    if (verdict === 'refuse') return { way: 'refused' };
    if (verdict !== 'limit' || !limit) return { way: 'in' };
    const at = this.#clock();
    const before = this.#due.get(address) ?? 0;
    const due = paced(before, at, limit.count);
    if (due === undefined) return { way: 'wait', wait: waitOf(before, at, limit.count) };
    this.#due.delete(address);
    this.#due.set(address, due);
    // Whoever waited longest is forgotten first.
    if (this.#due.size > mostAddresses) this.#due.delete(this.#due.keys().next().value!);
    return { way: 'in' };
  }

  /** Whether a password alone is not enough from there. */
  needsFactor(address: string): boolean {
    const { verdict, limit }: PlaceVerdict = this.#verdict(address);
    return verdict === 'limit' && limit?.mfa === true;
  }
}

export function placeRefused(): Problem {
  return new Problem(
    403,
    'Nobody may sign in from this address. Sign in from elsewhere, or ask whoever manages the policies.',
    undefined,
    '/problems/place-refused',
  );
}

export function placeNeedsFactor(): Problem {
  return new Problem(
    403,
    'From this address signing in needs a second factor. Show one, or add one from elsewhere first.',
    undefined,
    '/problems/place-needs-factor',
  );
}
