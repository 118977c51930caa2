import type { StopListing } from '../../../../core/calls/call-records.ts';
import type { CallStop } from '../../../../core/calls/call-stop.ts';
import type { MeasureReport } from '../../../../core/incident/measure-record.ts';
import { moment } from '../../../../respond/incident/words.ts';
import type { Store } from '../../../../store/store.ts';
import type { Calls } from '../../../calls/start-calls.ts';
import { type Carrier, report } from './carrier.ts';

/** Whoever asked about a call within this time carries out what is said to them. */
const asksMs = 24 * 3_600_000;

/**
 * Stops and diversions of calls. They are carried out by whoever asks before a call is made (SBC, proxy, dial plan), and stops of
 * accounts by PBXs that are steered as well.
 */
export function stopCarrier(parts: {
  readonly store: Store;
  readonly calls: () => Calls;
  readonly clock: () => number;
}): Carrier<'stop' | 'divert'> {
  const { store, calls, clock } = parts;
  const isOver = ({ stop: { state } }: StopListing) => state === 'lifted' || state === 'expired' || state === 'failed';

  const askers = (): MeasureReport[] =>
    calls()
      .steering.askers()
      .filter(({ lastAt, silent }) => !silent && clock() - lastAt < asksMs)
      .map(({ name, lastAt }) =>
        report(name, 'in-force', `It asks before it makes a call, last at ${moment(lastAt)}.`, clock()),
      );
  const impose = async (stop: CallStop, work: Parameters<ReturnType<typeof calls>['desk']['impose']>[1]) => {
    await calls().desk.impose(stop, work);
    if (stop.divertTo === '') await calls().steering.align(stop.tenant);
  };

  return {
    async impose({ id, stop }, { from, until, reason }, { by, work }) {
      const kept = await store.callStops.get(id);
      if (kept && isOver(kept)) return;
      await impose(
        {
          ...{ id, ...stop, country: '', prefix: '', spared: [], from, until, alert: '', rule: '', state: 'in-force' },
          ...{ reason: { nl: reason, en: reason }, author: by.id },
        },
        work,
      );
    },
    async look({ id }) {
      const kept = await store.callStops.get(id);
      if (!kept) return { state: 'failed', reports: [], detail: '' };
      const said = kept.controls.map(({ control, state, at, detail }) => report(control, state, detail, at));
      if (isOver(kept) || kept.stop.until <= clock()) return { state: 'gone', reports: said, detail: '' };
      const reports = [...said, ...askers()];
      const holds = reports.some(({ state }) => state === 'in-force');
      const failed = said.filter(({ state }) => state === 'failed').map(({ by, detail }) => `${by}: ${detail}`);
      return { state: holds ? 'holds' : 'ordered', reports, detail: failed.join('; ') };
    },
    async lift({ id, stop }, _reason, { work }) {
      await calls().desk.lift(id, work);
      if (stop.divertTo !== '') return;
      // A PBX keeps a stop until it is told otherwise.
      const left = (await calls().steering.align(stop.tenant)).filter(({ ok }) => !ok);
      if (left.length > 0) throw new Error(left.map(({ detail }) => detail).join(' '));
    },
    async extend(order, { until }, { work }) {
      const kept = await store.callStops.get(order.id);
      if (kept && !isOver(kept)) await impose({ ...kept.stop, until, hangUp: false }, work);
    },
  };
}
