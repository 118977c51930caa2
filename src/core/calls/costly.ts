import { microPerEuro } from '../rates/rate.ts';
import type { Call } from './call.ts';

/** From this price a minute a call counts as costly wherever it goes, micro-euro. */
export const costlyPerMinute = 0.25 * microPerEuro;

const costlyKinds: ReadonlySet<string> = new Set([
  'premium',
  'personal',
  'satellite',
  'international-network',
  'paging',
]);

/** Calls worth money to somebody: abroad, to a paid number, or at a high price. */
export function isCostly({ abroad, destinationKind, rate }: Call): boolean {
  return (
    abroad || costlyKinds.has(destinationKind) || rate.perMinute >= costlyPerMinute || rate.setup >= costlyPerMinute
  );
}
