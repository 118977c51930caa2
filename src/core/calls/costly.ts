import { microPerEuro } from '../rates/rate.ts';
import type { Call } from './call.ts';

/** From this price a minute a call counts as costly wherever it goes, micro-euro. */
export const costlyPerMinute = 0.25 * microPerEuro;

/** Calls worth money to somebody: abroad, to a paid number, or at a high price. */
export function isCostly({ abroad, destinationKind, rate }: Call): boolean {
  return (
    abroad ||
    rate.perMinute >= costlyPerMinute ||
    rate.setup >= costlyPerMinute ||
    destinationKind === 'premium' ||
    destinationKind === 'personal' ||
    destinationKind === 'satellite' ||
    destinationKind === 'international-network' ||
    destinationKind === 'paging'
  );
}
