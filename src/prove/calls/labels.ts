import { callCost, microPerEuro } from '../../core/rates/rate.ts';
import type { SimRates } from './rates.ts';
import type { SimCall } from './sim-call.ts';
import type { CdrWriter } from './writers/cdr-writer.ts';

/** Euro with what micro-euro need. */
export function euros(micro: number): string {
  return (micro / microPerEuro).toFixed(6);
}

/** What a call costs, micro-euro; calls in and inside cost nothing. */
export function costOf(call: SimCall, rates: SimRates): number {
  if (call.answer === 0 || call.kind === 'in' || call.kind === 'internal') return 0;
  return callCost(rates.find(call.number), call.end - call.answer);
}

/** What is known of one attack when all its calls were written. */
export interface AttackLabel {
  readonly id: string;
  readonly shape: string;
  readonly slow: boolean;
  readonly customer: string;
  /** Accounts whose calls they are. */
  readonly accounts: Set<string>;
  /** Every account, code or number that can be said to have called. */
  readonly payers: Set<string>;
  start: number;
  end: number;
  calls: number;
  answered: number;
  cost: number;
}

export const labelsHeader = 'id,shape,slow,customer,account,payers,start,end,calls,answered,cost_eur\n';
export const labelledCallsHeader = 'attack,call_id,direction,account,number,start,answer,end,outcome,cost_eur\n';

export function labelLine({
  id,
  shape,
  slow,
  customer,
  accounts,
  payers,
  start,
  end,
  calls,
  answered,
  cost,
}: AttackLabel): string {
  const iso = (time: number) => new Date(time).toISOString();
  return `${id},${shape},${slow ? 'yes' : 'no'},${customer},${[...accounts].join('|')},${[...payers].join('|')},${iso(start)},${iso(end)},${calls},${answered},${euros(cost)}\n`;
}

export function labelledCallLine(call: SimCall, id: string, cost: number): string {
  const iso = (time: number) => (time === 0 ? '' : new Date(time).toISOString());
  const direction = call.kind === 'in' ? 'in' : call.kind === 'internal' ? 'internal' : 'out';
  return `${call.attack},${id},${direction},${call.account.name},${call.number},${iso(call.start)},${iso(call.answer)},${iso(call.end)},${call.outcome},${euros(cost)}\n`;
}

/** customers.csv as the offline replay reads it. */
export function* customersFile(customers: Iterable<SimCall['customer']>, writer: CdrWriter): Generator<string> {
  yield 'customer,kind,identifier,timezone,opening_hours\n';
  for (const customer of customers) {
    const hours = customer.hoursKnown ? customer.hours : '';
    const row = (kind: string, value: string) => `${customer.name},${kind},${value},Europe/Amsterdam,${hours}\n`;
    yield row('number', `${customer.firstDid}-${customer.lastDid}`);
    for (const [kind, value] of writer.identifiers(customer)) yield row(kind, value);
    const { outsideLine, told } = customer.dialling;
    if (outsideLine !== '' && told) yield row('outside_line', outsideLine);
  }
}
