import type { SimCalendar } from '../calendar.ts';
import type { SimCall } from '../sim-call.ts';
import type { CdrLine, CdrWriter } from './cdr-writer.ts';
import { wallClock } from './written-time.ts';

const disposition: Readonly<Record<SimCall['outcome'], string>> = {
  answered: 'ANSWERED',
  'no-answer': 'NO ANSWER',
  busy: 'BUSY',
  failed: 'FAILED',
  cancelled: 'NO ANSWER',
};

/** What differs between the legs of a call. */
interface Leg {
  readonly src: string;
  readonly dst: string;
  readonly context: 'from-internal' | 'from-trunk';
  readonly name: string;
  readonly channel: string;
  readonly dstchannel: string;
  readonly app: string;
  readonly data: string;
  readonly id: string;
  readonly linkedId: string;
  readonly sequence: number;
}

/** `Master.csv` of one Asterisk for all customers: `newcdrcolumns=yes`, times on the wall, a line when a call is over. */
export function asteriskWriter(calendar: SimCalendar): CdrWriter {
  const legs = new AsteriskLegs(calendar);
  return {
    format: 'asterisk-cdr',
    file: 'Master.csv',
    header: '',
    write(call, lines) {
      if (call.kind === 'in') return legs.in(call, lines);
      if (call.kind === 'internal') return legs.internal(call, lines);
      return call.kind === 'forward' ? legs.forward(call, lines) : legs.out(call, lines);
    },
    payer: ({ kind, account, customer }) => (kind === 'forward' ? customer.slug : account.name),
    identifiers({ attribution, accounts, slug }) {
      // A forwarded call has no account: its code tells whose it is.
      const code = ['accountcode', slug] as const;
      if (attribution === 'accountcode' || attribution === 'number') return [code];
      if (attribution === 'trunk') return [['trunk', `${slug}-trunk`], code];
      return [...[...new Set(accounts.map(({ name }) => name))].map((name) => ['account', name] as const), code];
    },
  };
}

class AsteriskLegs {
  readonly #wall: (time: number) => string;
  #channels = 0;

  constructor(calendar: SimCalendar) {
    this.#wall = wallClock((time) => calendar.wall(time));
  }

  out(call: SimCall, lines: CdrLine[]): string {
    const { account, dialled } = call;
    const trunk = trunkOf(call);
    const channel = this.#channel(account.name);
    const id = this.#id(call);
    const sequence = this.#channels;
    const dstchannel = this.#channel(trunk);
    const data = `PJSIP/${dialled}@${trunk},60`;
    const leg = { src: callerOf(call), dst: dialled, name: account.person, channel, dstchannel, data, id, sequence };
    return this.#write(call, { ...leg, context: 'from-internal', app: 'Dial', linkedId: id }, lines);
  }

  in(call: SimCall, lines: CdrLine[]): string {
    const peer = call.account.name;
    const src = outside(call.number);
    const channel = this.#channel(trunkOf(call));
    const id = this.#id(call);
    const sequence = this.#channels;
    const dstchannel = this.#channel(peer);
    const name = call.number === '' ? 'Anonymous' : src;
    const leg = { src, dst: `+${call.dialled}`, name, channel, dstchannel, data: `PJSIP/${peer},30`, id, sequence };
    return this.#write(call, { ...leg, context: 'from-trunk', app: 'Dial', linkedId: id }, lines);
  }

  internal(call: SimCall, lines: CdrLine[]): string {
    const { account, number, dialled, customer } = call;
    const channel = this.#channel(account.name);
    const id = this.#id(call);
    const sequence = this.#channels;
    const star = number.startsWith('*');
    const dstchannel = star ? '' : this.#channel(`${customer.slug}-${number}`);
    const [app, data] = star ? ['VoiceMailMain', account.extension] : ['Dial', `PJSIP/${number},20`];
    const leg = {
      src: callerOf(call),
      dst: dialled,
      name: account.person,
      channel,
      dstchannel,
      app,
      data,
      id,
      sequence,
    };
    return this.#write(call, { ...leg, context: 'from-internal', linkedId: id }, lines);
  }

  /** Two legs that a Local channel joins: what came in, and what goes out for it. The id is that of the second, which costs money. */
  forward(call: SimCall, lines: CdrLine[]): string {
    const { account, dialled } = call;
    const src = outside(call.caller);
    const trunk = trunkOf(call);
    const came = this.#channel(trunk);
    const linkedId = this.#id(call);
    const local = `Local/${dialled}@from-internal-${this.#channels.toString(16).padStart(8, '0')}`;
    const both = { src, name: src, app: 'Dial', linkedId };
    const first = { ...both, dst: `+${account.did}`, channel: came, dstchannel: `${local};1`, id: linkedId };
    const data = `Local/${dialled}@from-internal,30`;
    this.#write(call, { ...first, context: 'from-trunk', data, sequence: this.#channels }, lines);
    this.#channels++;
    const id = this.#id(call);
    const sequence = this.#channels;
    const second = { ...both, dst: dialled, channel: `${local};2`, dstchannel: this.#channel(trunk), id, sequence };
    return this.#write(call, { ...second, context: 'from-internal', data: `PJSIP/${dialled}@${trunk}` }, lines);
  }

  #write(call: SimCall, leg: Leg, lines: CdrLine[]): string {
    const { customer, kind, start, answer, end, outcome } = call;
    const code = customer.attribution === 'accountcode' || kind === 'forward' ? customer.slug : '';
    const answered = answer ? `"${this.#wall(answer)}"` : '';
    const lengths = `${(end - start) / 1_000},${answer ? (end - answer) / 1_000 : 0}`;
    const times = `"${this.#wall(start)}",${answered},"${this.#wall(end)}",${lengths},"${disposition[outcome]}"`;
    const who = `"${code}","${leg.src}","${leg.dst}","${leg.context}","""${leg.name}"" <${leg.src}>"`;
    const how = `"${leg.channel}","${leg.dstchannel}","${leg.app}","${leg.data}"`;
    const ids = `"${leg.id}","","","${leg.linkedId}",${leg.sequence}`;
    lines.push({ at: end, text: `${who},${how},${times},"DOCUMENTATION",${ids}\n` });
    return leg.id;
  }

  /** A channel of this peer: every one has the next number. */
  #channel(peer: string): string {
    return `PJSIP/${peer}-${(++this.#channels).toString(16).padStart(8, '0')}`;
  }

  /** The unique id of the channel that was made last. */
  #id({ start }: SimCall): string {
    return `${Math.floor(start / 1_000)}.${this.#channels}`;
  }
}

function trunkOf({ customer }: SimCall): string {
  return customer.attribution === 'trunk' ? `${customer.slug}-trunk` : 'carrier';
}

/** The caller's number: an extension, or the whole number where that is how a customer is told. */
function callerOf({ customer: { attribution }, account }: SimCall): string {
  return attribution === 'number' || attribution === 'pbx' ? `+${account.did}` : account.extension;
}

function outside(number: string): string {
  return number === '' ? 'anonymous' : `+${number}`;
}
