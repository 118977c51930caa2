import type { MeasureReport } from '../../../../core/incident/measure-record.ts';
import type { SteerAnswer } from '../../../calls/controls.ts';
import type { Calls } from '../../../calls/start-calls.ts';
import { type Carrier, type OrderStanding, report } from './carrier.ts';

interface PbxParts {
  readonly calls: () => Calls;
  readonly clock: () => number;
}

const nobody: OrderStanding = { state: 'ordered', reports: [], detail: '' };

/** What PBXs said last, by order: they are asked when something is done, not every few seconds. */
function said(answers: readonly SteerAnswer[], now: number): OrderStanding {
  const reports: MeasureReport[] = answers.map(({ ok, by, detail }) =>
    report(by, ok ? 'in-force' : 'failed', detail, now),
  );
  const failed = answers.filter(({ ok }) => !ok).map(({ by, detail }) => `${by}: ${detail}`);
  return { state: answers.length > 0 && failed.length === 0 ? 'holds' : 'ordered', reports, detail: failed.join('; ') };
}

/**
 * Registrations of an account, removed at the PBXs of its customer. A phone may register again: so it is repeated while the
 * measure holds. There is nothing to take back.
 */
export function registrationCarrier({ calls, clock }: PbxParts): Carrier<'registration'> {
  const last = new Map<string, OrderStanding>();
  return {
    async impose({ id, tenant, account, source }) {
      const pbxs = calls()
        .steering.pbxs(tenant)
        .filter((pbx) => pbx.drops && (source === '' || pbx.id === source));
      const act = { kind: 'drop-registration', account } as const;
      last.set(id, said(await Promise.all(pbxs.map((pbx) => calls().steering.steer(pbx.id, act))), clock()));
    },
    look: async ({ id }) => last.get(id) ?? nobody,
    async lift({ id }) {
      last.delete(id);
    },
    extend: async () => {},
  };
}

/** Running calls, hung up one by one at the PBX that has them. One that has ended is confirmed as well. */
export function hangUpCarrier({ calls, clock }: PbxParts): Carrier<'hang-up'> {
  const last = new Map<string, OrderStanding>();
  return {
    async impose({ id, calls: chosen }) {
      const { steering } = calls();
      const answers = await Promise.all(
        chosen.map(({ source, sourceCall }) => steering.steer(source, { kind: 'hang-up', callId: sourceCall })),
      );
      last.set(id, said(answers, clock()));
    },
    look: async ({ id }) => last.get(id) ?? nobody,
    async lift({ id }) {
      last.delete(id);
    },
    extend: async () => {},
  };
}
