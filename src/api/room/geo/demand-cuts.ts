import type { GeoCuts } from '../../ports/geo-desk.ts';
import { Problem } from '../../problem.ts';

/**
 * Nobody who works now is cut off unless who changes something says that they mean it: of each by its key, or of all together.
 *
 * @throws Problem 409 of type `/problems/geo-cuts` with those that nobody confirmed.
 */
export function demandCuts(
  { cuts, cutsTotal }: Pick<GeoCuts, 'cuts' | 'cutsTotal'>,
  given: { readonly keys?: readonly string[]; readonly all: boolean },
): void {
  if (given.all) return;
  const confirmed = new Set(given.keys ?? []);
  const open = cuts.some(({ key, guarded }) => !guarded && !confirmed.has(key));
  // Those that a list has no room for have no keys.
  if (!open && cutsTotal <= cuts.length) return;
  throw new Problem(
    409,
    open
      ? 'This would cut off somebody who works now. Make an exception for them, or confirm it.'
      : 'This would cut off more than can be listed. Confirm all of them together, or make it narrower.',
    'confirm',
    '/problems/geo-cuts',
    { cuts, cutsTotal },
  );
}

/**
 * The same of a mode under attack, in one go: at night nobody confirms them one by one.
 *
 * @throws Problem 409 of type `/problems/geo-cuts` with all of them.
 */
export function demandAttackCuts({ cuts, cutsTotal }: Pick<GeoCuts, 'cuts' | 'cutsTotal'>): void {
  if (cuts.every(({ guarded }) => guarded) && cutsTotal <= cuts.length) return;
  throw new Problem(
    409,
    'This would cut off somebody who works now. Confirm all of them together to shut the doors all the same.',
    'acknowledgeCuts',
    '/problems/geo-cuts',
    { cuts, cutsTotal },
  );
}
