import type { SimCalendar } from '../calendar.ts';
import type { CdrWriter } from './cdr-writer.ts';
import { wallClock } from './written-time.ts';

const disposition = {
  answered: 'ANSWERED',
  'no-answer': 'NO ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
  cancelled: 'NO ANSWER',
};

/** `Master.csv` of one Asterisk for all customers: `newcdrcolumns=yes`, times on the wall, a line when a call is over. */
export function asteriskWriter(calendar: SimCalendar): CdrWriter {
  let channels = 0;
  /** A channel of this peer: every one has the next number. */
  const channel = (peer: string) => `PJSIP/${peer}-${(++channels).toString(16).padStart(8, '0')}`;
  const wall = wallClock((time) => calendar.wall(time));
  return {
    format: 'asterisk-cdr',
    file: 'Master.csv',
    header: '',
    write(call, lines) {
      const { customer, account, kind } = call;
      const code = customer.attribution === 'accountcode' || kind === 'forward' ? customer.slug : '';
      const trunk = customer.attribution === 'trunk' ? `${customer.slug}-trunk` : 'carrier';
      const whole = customer.attribution === 'number' || customer.attribution === 'pbx';
      const id = () => `${Math.floor(call.start / 1_000)}.${channels}`;
      const answer = call.answer ? `"${wall(call.answer)}"` : '';
      const lengths = `${(call.end - call.start) / 1_000},${call.answer ? (call.end - call.answer) / 1_000 : 0}`;
      const times = `"${wall(call.start)}",${answer},"${wall(call.end)}",${lengths},"${disposition[call.outcome]}","DOCUMENTATION"`;
      const line = (
        src: string,
        dst: string,
        context: string,
        name: string,
        from: string,
        to: string,
        app: string,
        data: string,
        own: string,
        linked: string,
        sequence: number,
      ) =>
        lines.push({
          at: call.end,
          text: `"${code}","${src}","${dst}","${context}","""${name}"" <${src}>","${from}","${to}","${app}","${data}",${times},"${own}","","","${linked}",${sequence}\n`,
        });
      if (kind === 'in') {
        const from = channel(trunk);
        const own = id();
        const sequence = channels;
        const src = call.number === '' ? 'anonymous' : `+${call.number}`;
        const peer = call.account.name;
        line(
          src,
          `+${call.dialled}`,
          'from-trunk',
          call.number === '' ? 'Anonymous' : src,
          from,
          channel(peer),
          'Dial',
          `PJSIP/${peer},30`,
          own,
          own,
          sequence,
        );
        return own;
      }
      if (kind === 'internal') {
        const from = channel(account.name);
        const own = id();
        const star = call.number.startsWith('*');
        const to = star ? '' : channel(`${customer.slug}-${call.number}`);
        line(
          whole ? `+${account.did}` : account.extension,
          call.dialled,
          'from-internal',
          account.person,
          from,
          to,
          star ? 'VoiceMailMain' : 'Dial',
          star ? account.extension : `PJSIP/${call.number},20`,
          own,
          own,
          channels,
        );
        return own;
      }
      if (kind === 'forward') {
        const src = call.caller === '' ? 'anonymous' : `+${call.caller}`;
        const came = channel(trunk);
        const linked = id();
        const sequence = channels;
        line(
          src,
          `+${account.did}`,
          'from-trunk',
          src,
          came,
          `Local/${call.dialled}@from-internal-${channels.toString(16).padStart(8, '0')};1`,
          'Dial',
          `Local/${call.dialled}@from-internal,30`,
          linked,
          linked,
          sequence,
        );
        const way = `Local/${call.dialled}@from-internal-${channels.toString(16).padStart(8, '0')};2`;
        channels++;
        const own = id();
        line(
          src,
          call.dialled,
          'from-internal',
          src,
          way,
          channel(trunk),
          'Dial',
          `PJSIP/${call.dialled}@${trunk}`,
          own,
          linked,
          channels,
        );
        return own;
      }
      const from = channel(account.name);
      const own = id();
      const src = whole ? `+${account.did}` : account.extension;
      const sequence = channels;
      line(
        src,
        call.dialled,
        'from-internal',
        account.person,
        from,
        channel(trunk),
        'Dial',
        `PJSIP/${call.dialled}@${trunk},60`,
        own,
        own,
        sequence,
      );
      return own;
    },
    payer: ({ kind, account, customer }) => (kind === 'forward' ? customer.slug : account.name),
    identifiers(customer) {
      const { attribution, accounts, slug } = customer;
      const names = () => [...new Set(accounts.map(({ name }) => name))].map((name) => ['account', name] as const);
      // A forwarded call has no account: its code tells whose it is.
      if (attribution === 'accountcode') return [['accountcode', slug]];
      if (attribution === 'trunk')
        return [
          ['trunk', `${slug}-trunk`],
          ['accountcode', slug],
        ];
      if (attribution === 'number') return [['accountcode', slug]];
      return [...names(), ['accountcode', slug]];
    },
  };
}
