import type { GeoReach } from '../../api/schema/geo.ts';
import { type GeoBook, type GeoPolicy, type GeoServiceName, geoServices } from '../../core/geo/geo-policy.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { covers } from '../../decide/geo/scope.ts';
import { customerHours } from './customer-hours.ts';

export interface ReachParts {
  readonly book: GeoBook;
  /** Lanes that the kernel is asked for. */
  readonly wishes: readonly LaneWish[];
  readonly kernel: { readonly present: boolean; readonly ok: boolean; readonly followed: boolean };
  /** Kamailios that follow policies: which service of which customer ('' for everybody). */
  readonly followers: readonly { readonly id: string; readonly service: string; readonly customer: string }[];
}

/** Who carries a policy out, were it enforced: what nobody carries out must not look as if it were in force. */
export function reachOf(policy: Pick<GeoPolicy, 'scope' | 'rules'>, parts: ReachParts): GeoReach {
  const { book, wishes, kernel, followers } = parts;
  const { scope, rules } = policy;
  const about = servicesOf(rules);
  const packets = [...about].filter((service) => service !== 'calls-out');
  const lanes = wishes.filter(
    ({ context, also = [] }) =>
      about.has(context.service) &&
      (scope.level === 'provider' || [context.tenant, ...also].some((tenant) => covers(scope, { ...context, tenant }))),
  );
  const hoursOf = customerHours({
    policies: [{ ...policy, state: 'enforced' } as GeoPolicy],
    customers: book.customers,
  });
  // Packets to somebody without addresses are judged as those to everybody: by no hours in particular.
  const reached = new Set(wishes.flatMap(({ context, also = [] }) => [context.tenant, ...also]));
  const unreached = book.customers.filter(
    ({ tenant }) => tenant !== providerTenant && hoursOf(tenant) !== '' && !reached.has(tenant),
  );
  const state = !kernel.present
    ? 'absent'
    : lanes.length === 0
      ? 'nowhere'
      : !kernel.ok
        ? 'failing'
        : kernel.followed
          ? 'held'
          : 'on-its-way';
  return {
    kernel: packets.length === 0 ? 'not-about-packets' : state,
    addresses: new Set(lanes.flatMap(({ destinations }) => destinations)).size,
    withoutAddresses: packets.length === 0 ? 0 : unreached.length,
    calls: about.has('calls-out'),
    signIn: scope.level === 'provider' && about.has('web'),
    followers: followers
      .filter(({ service, customer }) => {
        const context = { tenant: customer, site: '', asset: '', service: 'registration' as const };
        return (about.has(service) || (service === 'sip' && about.has('registration'))) && covers(scope, context);
      })
      .map(({ id }) => id),
  };
}

function servicesOf(rules: Pick<GeoPolicy, 'rules'>['rules']): ReadonlySet<string> {
  const of = (service: GeoServiceName) => (service === 'sip' ? ['registration', 'calls-in'] : [service]);
  return new Set(
    rules.flatMap(({ services }) => (services.length === 0 ? [...geoServices] : services.flatMap((one) => of(one)))),
  );
}
