import type { Asker } from '../../../../api/ports/incident-desk.ts';
import type { MeasureOrder, MeasureReport } from '../../../../core/incident/measure-record.ts';

/** When an order holds, for whom and why. */
export interface OrderTime {
  /** ms UTC */
  readonly from: number;
  readonly until: number;
  readonly reason: string;
  /** Customer the measure is about. */
  readonly tenant: string;
  /** Number of the incident. */
  readonly incident: number;
}

/**
 * How an order stands. `holds`: something that really carries it out confirmed it. `ordered`: it is in force as far as Belwacht
 * goes, and nothing real has confirmed it. `ending`: to be gone, not confirmed yet. `gone`: it is not in force any more.
 * `failed`: it never was.
 */
export interface OrderStanding {
  readonly state: 'holds' | 'ordered' | 'ending' | 'gone' | 'failed';
  readonly reports: readonly MeasureReport[];
  /** What is wrong or missing, as those who carry it out say; '' for nothing. */
  readonly detail: string;
}

type OrderOf<K extends MeasureOrder['kind']> = Extract<MeasureOrder, { readonly kind: K }>;

/** Carries out one kind of orders, and says only what it has seen to be so. */
export interface Carrier<K extends MeasureOrder['kind']> {
  /** Does it. What is done already is left as it is, so that asking again after a crash does nothing twice. Throws when it cannot. */
  impose(order: OrderOf<K>, time: OrderTime, asker: Asker): Promise<void>;
  look(order: OrderOf<K>): Promise<OrderStanding>;
  /** Takes it back everywhere; what is gone already is. Throws when it is not known to be gone. */
  lift(order: OrderOf<K>, reason: string, asker: Asker): Promise<void>;
  /** Gives it another end. Of a kind that has a `successor` that one takes its place instead. */
  extend(order: OrderOf<K>, time: OrderTime, asker: Asker): Promise<void>;
  /** The order that takes the place of one that cannot be given another end. */
  successor?(order: OrderOf<K>, until: number): OrderOf<K>;
}

export function report(
  by: string,
  state: MeasureReport['state'],
  detail: string,
  at: number,
  real = true,
): MeasureReport {
  return { by, real, state, at, detail };
}
