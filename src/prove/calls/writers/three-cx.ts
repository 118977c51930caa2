import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { SimAccount } from '../sim-customer.ts';
import type { CdrWriter } from './cdr-writer.ts';
import { hoursOf, wallClock } from './written-time.ts';

const reasons: Readonly<Record<SimCall['outcome'], string>> = {
  answered: 'TerminatedByDst',
  'no-answer': 'NoAnswer',
  busy: 'Busy',
  failed: 'Failed',
  cancelled: 'TerminatedBySrc',
};

/** `cdr.log` of 3CX in its default order of fields. Extensions are unique over all customers, as where several 3CX write to one collector. */
export function threeCxWriter(calendar: SimCalendar): CdrWriter {
  const wall = wallClock((time) => calendar.wall(time).replaceAll('-', '/'));
  const extensions = new Map<SimAccount, string>();
  const extension = (account: SimAccount) => {
    let known = extensions.get(account);
    if (known === undefined) {
      known = String(20_000 + extensions.size);
      extensions.set(account, known);
    }
    return known;
  };
  let calls = 0;
  return {
    format: '3cx-cdr',
    file: 'cdr.log',
    header: '',
    write(call, lines) {
      const { account, kind, start, answer, end, outcome } = call;
      const serial = ++calls;
      const id = `${serial.toString(16).toUpperCase().padStart(10, '0')}_${serial % 9_973}`;
      const own = extension(account);
      const times = `${hoursOf(answer ? end - answer : 0, 2)},${wall(start)},${answer ? wall(answer) : ''},${wall(end)},${reasons[outcome]}`;
      const caller = (number: string) => (number === '' ? 'anonymous' : `+${number}`);
      let parties: string;
      if (kind === 'in') {
        const from = caller(call.number);
        parties = `${from},Ext.${own},10001,${own},${own},Default,Ext.${own},${own},,,,,Chain: ${from};Ext.${own};`;
      } else if (kind === 'forward') {
        const from = caller(call.caller);
        parties = `${from},Ext.${own},10001,${own},${own},FwdAll,${call.dialled},10000,,,,,Chain: ${from};Ext.${own};${call.dialled};`;
      } else if (kind === 'internal') {
        const other = call.customer.accounts.find((one) => one.extension === call.number);
        const to = call.number.startsWith('*') ? call.number : `Ext.${other ? extension(other) : call.number}`;
        const dn = to.replace('Ext.', '');
        parties = `Ext.${own},${to},${own},${dn},${dn},Default,${to},${dn},,,,,Chain: Ext.${own};${to};`;
      } else
        parties = `Ext.${own},${call.dialled},${own},10000,${call.dialled},Default,${call.dialled},10000,,,,,Chain: Ext.${own};${call.dialled};`;
      lines.push({ at: end, text: `Call ${serial},${id},${times},${parties}\r\n` });
      return id;
    },
    payer: ({ account }) => extension(account),
    identifiers: ({ accounts }) => accounts.map((account) => ['account', extension(account)] as const),
  };
}
