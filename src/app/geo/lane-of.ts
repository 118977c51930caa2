import type { GeoBook } from '../../core/geo/geo-policy.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { customerHours } from './customer-hours.ts';

/**
 * The lane in which the kernel judges packets to somebody: the narrowest there is. Who has policies or hours of their own that
 * count and no addresses to be reached at is in none: undefined. Who has none is in that of everybody.
 */
export function laneOf(
  wishes: readonly LaneWish[],
  book: Pick<GeoBook, 'policies' | 'attacks' | 'customers'>,
  { tenant, site, asset, service }: LaneWish['context'],
): LaneWish | undefined {
  const of = wishes.filter(({ context }) => context.service === service);
  const own = of.filter(({ context, also = [] }) => {
    if (tenant === '' || (context.tenant !== tenant && !also.includes(tenant))) return false;
    return context.asset === '' ? context.site === '' || context.site === site : context.asset === asset;
  });
  const narrow = ({ context }: LaneWish) => Number(context.asset !== '') * 2 + Number(context.site !== '');
  const [narrowest] = own.toSorted((a, b) => narrow(b) - narrow(a));
  if (narrowest) return narrowest;
  const hasOwn = [...book.policies.filter(({ state }) => state !== 'off'), ...book.attacks].some(
    ({ scope }) => scope.level !== 'provider' && scope.tenant === tenant,
  );
  return hasOwn || customerHours(book)(tenant) !== '' ? undefined : of.find(({ context }) => context.tenant === '');
}
