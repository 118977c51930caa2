import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { CdrWriter } from './cdr-writer.ts';
import { uuidOf, wallClock } from './written-time.ts';

const causes: Readonly<Record<SimCall['outcome'], string>> = {
  answered: 'NORMAL_CLEARING',
  'no-answer': 'NO_ANSWER',
  busy: 'USER_BUSY',
  failed: 'UNALLOCATED_NUMBER',
  cancelled: 'ORIGINATOR_CANCEL',
};

/**
 * mod_cdr_csv of FreeSWITCH with its default template `example`. Users of the directory have an accountcode, but not those of
 * customers whose accounts are not logged.
 */
export function freeswitchWriter(calendar: SimCalendar): CdrWriter {
  const wall = wallClock((time) => calendar.wall(time));
  let calls = 0;
  return {
    format: 'freeswitch-cdr',
    file: 'Master.csv',
    header: '',
    write(call, lines) {
      const { account, customer, kind, start, answer, end, outcome } = call;
      // Who forwards is named always, since nothing else tells whose call it is; and so is who calls within.
      const code = customer.dialling.logged || kind !== 'out' ? account.name : '';
      const id = uuidOf(++calls, 0);
      const stamps = `"${wall(start)}","${answer ? wall(answer) : ''}","${wall(end)}"`;
      const lengths = `"${(end - start) / 1_000}","${answer ? (end - answer) / 1_000 : 0}"`;
      const outside = kind === 'in' ? call.number : kind === 'forward' ? call.caller : undefined;
      const number =
        outside === undefined
          ? kind === 'internal'
            ? account.extension
            : code === ''
              ? account.name
              : `+${account.did}`
          : outside && `+${outside}`;
      const name = outside === undefined ? account.person : number || 'anonymous';
      const dialled = kind === 'in' ? `+${call.dialled}` : call.dialled;
      const context = outside === undefined ? 'default' : 'public';
      const other = outcome === 'answered' ? uuidOf(calls, 1) : '';
      lines.push({
        at: end,
        text: `"${name}","${number || 'anonymous'}","${dialled}","${context}",${stamps},${lengths},"${causes[outcome]}","${id}","${other}","${code}","PCMA","PCMA"\n`,
      });
      return id;
    },
    payer: ({ account }) => account.name,
    identifiers: ({ accounts, dialling }) =>
      [...new Set(accounts.map(({ name }) => name))].flatMap((name) => [
        ['accountcode', name] as const,
        ...(dialling.logged ? [] : [['account', name] as const]),
      ]),
  };
}
