import type { MeasureOrder } from '../../../../core/incident/measure-record.ts';
import type { RespondParts } from '../../respond-parts.ts';
import { attackCarrier } from './attack-carrier.ts';
import { blockCarrier } from './block-carrier.ts';
import type { Carrier } from './carrier.ts';
import { hangUpCarrier, registrationCarrier } from './pbx-carriers.ts';
import { policyCarrier } from './policy-carrier.ts';
import { stopCarrier } from './stop-carrier.ts';

export type CarrierParts = Pick<RespondParts, 'store' | 'storeOf' | 'blocks' | 'calls' | 'geo' | 'clock'>;

/** Gives the one that carries out an order. */
export function carriersOf(parts: CarrierParts): (order: MeasureOrder) => Carrier<MeasureOrder['kind']> {
  const stops = stopCarrier(parts);
  const byKind: { readonly [K in MeasureOrder['kind']]: Carrier<K> } = {
    block: blockCarrier(parts),
    stop: stops as Carrier<'stop'>,
    divert: stops as Carrier<'divert'>,
    'attack-mode': attackCarrier(parts),
    policy: policyCarrier(parts),
    registration: registrationCarrier(parts),
    'hang-up': hangUpCarrier(parts),
  };
  // An order is only ever given to the carrier of its own kind.
  return ({ kind }) => byKind[kind] as unknown as Carrier<MeasureOrder['kind']>;
}
