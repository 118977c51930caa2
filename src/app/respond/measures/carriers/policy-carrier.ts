import type { GeoPolicy, GeoPolicyForm } from '../../../../core/geo/geo-policy.ts';
import type { Store } from '../../../../store/store.ts';
import type { Geo } from '../../../geo/start-geo.ts';
import { type Carrier, type OrderTime, report } from './carrier.ts';

const patienceMs = 8_000;
const lookEveryMs = 200;

/** The policy that refuses a network everything until a time. `note` tells whose it is. */
export function refusingPolicy(
  subject: string,
  note: string,
  owner: string,
  { until, incident }: Pick<OrderTime, 'until' | 'incident'>,
): GeoPolicyForm {
  return {
    ...{ name: `Incident ${incident}: ${subject}`, state: 'enforced', proposeOn: '', reviewOn: '', owner, note },
    scope: { level: 'provider', tenant: '', site: '', asset: '' },
    rules: [
      {
        ...{ id: 'refuse', verdict: 'refuse', subjects: [subject], limit: undefined, exception: undefined, note: '' },
        services: ['registration', 'calls-in', 'web', 'ssh', 'provisioning'],
        when: { from: 0, until, hours: '', timeZone: '' },
      },
    ],
  };
}

/** Networks (AS) refused by a policy by country that ends by itself. */
export function policyCarrier(parts: {
  readonly store: Store;
  readonly storeOf: (work: Parameters<Geo['desk']['lift']>[1]) => Store;
  readonly geo: () => Geo;
  readonly clock: () => number;
}): Carrier<'policy'> {
  const { store, storeOf, geo, clock } = parts;
  // Policies get their ids from the database: the note says which is ours.
  const noteOf = (id: string) => `measure ${id}`;
  const find = async (id: string): Promise<GeoPolicy | undefined> =>
    (await store.geo.policies.list('provider')).find(({ note }) => note === noteOf(id));
  /** Resolves once the kernel holds what was asked at a time, or after a few seconds. */
  const followed = async (since: number) => {
    await geo().desk.changed('policies');
    for (const end = clock() + patienceMs; clock() < end; ) {
      const { kernel } = await geo().desk.standing();
      if (!kernel.present || (kernel.ok && kernel.loadedAt !== null && Date.parse(kernel.loadedAt) >= since)) return;
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  };

  return {
    async impose({ id, subject }, time, { by, work }) {
      if (await find(id)) return;
      const since = clock();
      await storeOf(work).geo.policies.insert(refusingPolicy(subject, noteOf(id), by.name, time));
      await followed(since);
    },
    async look({ id }) {
      const [policy, { kernel }] = await Promise.all([find(id), geo().desk.standing()]);
      if (!policy || policy.state === 'off') return { state: 'gone', reports: [], detail: '' };
      const detail = kernel.present ? kernel.detail : 'no kernel carries it out here';
      const holds = kernel.present && kernel.ok;
      const said = report(
        kernel.present ? 'kernel' : 'no kernel',
        holds ? 'in-force' : 'asked',
        detail,
        clock(),
        kernel.present,
      );
      return { state: holds ? 'holds' : 'ordered', reports: [said], detail };
    },
    async lift({ id }, _reason, { work }) {
      const policy = await find(id);
      if (!policy) return;
      const since = clock();
      await storeOf(work).geo.policies.remove(policy.id);
      await followed(since);
      const { kernel } = await geo().desk.standing();
      if (kernel.present && !kernel.ok) throw new Error(kernel.detail);
    },
    async extend(order, time, { by, work }) {
      const policy = await find(order.id);
      if (policy)
        await storeOf(work).geo.policies.update(
          policy.id,
          refusingPolicy(order.subject, noteOf(order.id), by.name, time),
        );
      await followed(clock());
    },
  };
}
