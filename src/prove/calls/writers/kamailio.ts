import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { SimCustomer } from '../sim-customer.ts';
import type { CdrWriter } from './cdr-writer.ts';

const codes: Readonly<Record<Exclude<SimCall['outcome'], 'answered'>, string>> = {
  'no-answer': '480;reason=Temporarily Unavailable',
  busy: '486;reason=Busy Here',
  failed: '404;reason=Not Found',
  cancelled: '487;reason=Request Terminated',
};
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** syslog lines of Kamailio's acc for INVITE and BYE, with the extra columns that docs/formats/cdr.md asks for. */
export function kamailioWriter(calendar: SimCalendar): CdrWriter {
  let calls = 0;
  const line = (at: number, what: string, method: string, ids: string, status: string, extra: string) => {
    const wall = calendar.wall(at);
    const stamp = `${months[Number(wall.slice(5, 7)) - 1]} ${wall[8] === '0' ? ' ' : wall[8]}${wall[9]} ${wall.slice(11)}`;
    return {
      at,
      text: `${stamp} sbc1 kamailio[812]: NOTICE: acc [acc.c:279]: acc_log_request(): ACC: ${what}: timestamp=${at / 1_000};method=${method};${ids};code=${status};${extra}\n`,
    };
  };
  return {
    format: 'kamailio-acc',
    file: 'acc.log',
    header: '',
    write(call, lines) {
      const { customer, account, kind, answer, end, outcome } = call;
      const serial = (++calls).toString(36).padStart(7, '0');
      const inward = kind === 'in';
      const from = inward || kind === 'forward' ? (inward ? call.number : call.caller) : account.did;
      const logged = customer.dialling.logged || kind !== 'out';
      const ip = inward
        ? '203.0.113.10'
        : call.attack !== '' && !byAddress(customer)
          ? thief(call.attack)
          : addressOf(customer);
      const extra = `src_user=${from === '' ? 'anonymous' : logged || byAddress(customer) ? `+${from}` : account.name};src_ip=${ip};dst_user=${inward ? '+' : ''}${call.dialled};auth_user=${inward || byAddress(customer) || !logged ? '' : account.name}`;
      const [callId, fromTag, toTag] = [`${serial}@${ip}`, `f${serial}`, `t${serial}`];
      const ids = `from_tag=${fromTag};to_tag=${toTag};call_id=${callId}`;
      if (outcome !== 'answered') {
        lines.push(line(end, 'call missed', 'INVITE', ids, codes[outcome], extra));
        return `${callId};${fromTag}`;
      }
      lines.push(line(answer, 'transaction answered', 'INVITE', ids, '200;reason=OK', extra));
      lines.push(line(end, 'transaction answered', 'BYE', ids, '200;reason=OK', extra));
      return `${callId};${fromTag};${toTag}`;
    },
    payer: (call) => (byAddress(call.customer) ? call.account.did : call.account.name),
    identifiers(customer) {
      if (byAddress(customer)) return [['address', addressOf(customer)]];
      return [...new Set(customer.accounts.map(({ name }) => name))].map((name) => ['account', name] as const);
    },
  };
}

/** Exchanges of customers are known by where they are, telephones by who signs in. */
function byAddress({ attribution }: SimCustomer): boolean {
  return attribution === 'pbx' || attribution === 'trunk';
}

/** One of 198.18.0.0/15 (RFC 2544: for tests), a different one for each customer. */
function addressOf({ index }: SimCustomer): string {
  return `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}

function thief(attack: string): string {
  return `192.0.2.${(Number(attack.replace(/\D/g, '')) % 250) + 1}`;
}
