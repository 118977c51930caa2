import type { BlockPort } from '../../../../api/ports.ts';
import type { DecisionRecord } from '../../../../core/decision-record.ts';
import { derivedId } from '../../../../core/derived-id.ts';
import type { Store } from '../../../../store/store.ts';
import type { Carrier, OrderStanding } from './carrier.ts';

/** Blocks of addresses and ranges, as on the page of blocks. */
export function blockCarrier(parts: { readonly store: Store; readonly blocks: () => BlockPort }): Carrier<'block'> {
  const { store, blocks } = parts;
  const find = async (id: string): Promise<DecisionRecord | undefined> => (await store.decisions.byIds([id]))[0];
  return {
    async impose({ id, value }, { from, until, reason, tenant }, { by, work }) {
      if (await find(id)) return;
      const outcome = await blocks().block({
        ...{ id, value, tenant, reason, work, author: by.id },
        durationS: Math.max(1, Math.round((until - from) / 1000)),
      });
      if (!outcome.ok) throw new Error(`${outcome.held.guard}: ${outcome.held.detail}`);
    },
    async look({ id }) {
      const record = await find(id);
      return record ? standing(record) : { state: 'failed', reports: [], detail: '' };
    },
    async lift({ id }, reason, { by, work }) {
      await blocks().undo(id, by.id, reason, work);
      const record = await find(id);
      const now = record ? standing(record) : undefined;
      if (now && now.state !== 'gone') throw new Error(now.detail || 'no enforcer has confirmed that it is gone');
    },
    extend: async () => {},
    successor: (order, until) => ({ ...order, id: derivedId('block-until', order.id, until) }),
  };
}

function standing({ decision, enforcers }: DecisionRecord): OrderStanding {
  const reports = enforcers.map(({ enforcer, real, state, at, error }) => ({
    by: enforcer,
    real,
    state,
    at,
    detail: error,
  }));
  const real = enforcers.filter((one) => one.real);
  const troubles = real.flatMap(({ enforcer, state, error }) => (state === 'failed' ? [`${enforcer}: ${error}`] : []));
  const detail = troubles.join('; ');
  switch (decision.state) {
    case 'asked':
    case 'in-force':
      return { state: real.some(({ state }) => state === 'in-force') ? 'holds' : 'ordered', reports, detail };
    case 'lifted': {
      const left = real.filter(({ state }) => state === 'in-force' || state === 'asked');
      const waits = left.map(({ enforcer }) => `${enforcer} has not confirmed that it is gone`).join('; ');
      return { state: left.length > 0 ? 'ending' : 'gone', reports, detail: waits || detail };
    }
    // What carries a block out ends it by itself at its time.
    case 'expired':
      return { state: 'gone', reports, detail };
    default:
      return { state: 'failed', reports, detail };
  }
}
