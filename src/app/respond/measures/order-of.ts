import { derivedId } from '../../../core/derived-id.ts';
import type { MeasureOrder } from '../../../core/incident/measure-record.ts';
import type { MeasurePart } from '../../../respond/measures/read-measure.ts';
import type { RunningCall } from '../../calls/messages.ts';

/** What `all` runs that a part of a measure is about; never a call to an emergency number, nor one within the customer. */
export function callsOf(part: MeasurePart, all: readonly RunningCall[]): readonly RunningCall[] {
  if (part.kind === 'stop') {
    return all.filter(
      ({ emergency, direction, payer, abroad }) =>
        !emergency &&
        direction === 'out' &&
        (part.payer === '' || part.payer === payer) &&
        (part.reach !== 'abroad' || abroad),
    );
  }
  if (part.kind !== 'hang-up') return [];
  const { account, destination, call } = part;
  return all.filter(
    ({ emergency, id, payer, country, number, at }) =>
      !emergency &&
      (account === '' || payer === account) &&
      (call === '' || id === call || at.some(({ sourceCall }) => sourceCall === call)) &&
      (destination === '' || country === destination || (number !== '' && number.startsWith(destination))),
  );
}

/** The orders of a measure. Their ids follow from its own, so that after a crash they are met again. */
export function ordersOf(
  measure: string,
  parts: readonly MeasurePart[],
  running: readonly RunningCall[],
): readonly MeasureOrder[] {
  return parts.map((part, i) => orderOf(derivedId('measure', measure, i), part, running));
}

function orderOf(id: string, part: MeasurePart, running: readonly RunningCall[]): MeasureOrder {
  switch (part.kind) {
    case 'block':
      return { id, kind: 'block', value: part.value };
    case 'stop':
    case 'divert': {
      const { tenant, payer, reach, divertTo, hangUp } = part;
      const scope = payer === '' ? 'customer' : 'account';
      return { id, kind: part.kind, stop: { tenant, scope, payer, reach, divertTo, hangUp } };
    }
    case 'attack-mode': {
      const { mode, scope, countries } = part;
      const services =
        mode === 'management-closed' ? [] : (['registration', 'calls-in', 'web', 'ssh', 'provisioning'] as const);
      return { id: `attack-${id}`, kind: 'attack-mode', attack: { kind: mode, scope, services, countries } };
    }
    case 'policy':
      return { id, kind: 'policy', subject: part.subject };
    case 'registration':
      return { id, kind: 'registration', tenant: part.tenant, account: part.account, source: part.source };
    case 'hang-up':
      return { id, kind: 'hang-up', calls: callsOf(part, running).flatMap(({ at }) => at) };
  }
}
