import type { GeoAttackRecord } from '../../../../core/geo/records.ts';
import type { Store } from '../../../../store/store.ts';
import type { Geo } from '../../../geo/start-geo.ts';
import { type Carrier, type OrderStanding, report } from './carrier.ts';

/** Attack modes, as in the console of geo-blocking. The kernel carries them out; without one only Belwacht's own doors and feeds do. */
export function attackCarrier(parts: {
  readonly store: Store;
  readonly geo: () => Geo;
  readonly clock: () => number;
}): Carrier<'attack-mode'> {
  const { store, geo, clock } = parts;
  const { attacks } = store.geo;
  const standing = async (record: GeoAttackRecord): Promise<OrderStanding> => {
    const { kernel } = await geo().desk.standing();
    const by = kernel.present ? 'kernel' : 'no kernel';
    const { state, error } = record;
    const at = record.liftedAt ?? record.confirmedAt ?? clock();
    if (record.liftedAt !== undefined)
      return { state: 'gone', reports: [report(by, 'lifted', error, at, kernel.present)], detail: '' };
    if (state === 'lifted' || state === 'expired') return { state: 'ending', reports: [], detail: error };
    if (!kernel.present) {
      const detail = 'no kernel carries it out here: only the sign-in of Belwacht, feeds and files follow it';
      return { state: 'ordered', reports: [report(by, 'asked', detail, at, false)], detail };
    }
    const holds = state === 'in-force';
    const said = state === 'failed' ? 'failed' : holds ? 'in-force' : 'asked';
    return { state: holds ? 'holds' : 'ordered', reports: [report(by, said, error, at)], detail: error };
  };

  return {
    async impose({ id, attack }, { from, until, reason }, { by, work }) {
      if (await attacks.get(id)) return;
      await geo().desk.raise({ id, ...attack, from, until, author: by.id, reason, alert: '' }, work);
    },
    async look({ id }) {
      const record = await attacks.get(id);
      return record ? standing(record) : { state: 'failed', reports: [], detail: '' };
    },
    async lift({ id }, _reason, { work }) {
      await geo().desk.lift(id, work);
      const record = await attacks.get(id);
      const now = record && (await standing(record));
      if (now && now.state !== 'gone') throw new Error(now.detail || 'the kernel has not confirmed that it is gone');
    },
    async extend(order, { until }, { work }) {
      await geo().desk.extend(order.id, until, work);
    },
  };
}
