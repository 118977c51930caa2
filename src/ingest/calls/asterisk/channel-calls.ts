import type { CallRecord } from '../../../core/call-record.ts';
import { readChannelName } from './channel-name.ts';
import { dialledNumber, isLong, mayBeSame } from './dialled-number.ts';
import { type Channel, isTold, newCall, outcomeOf, recordOf, type TrackedCall } from './tracked-call.ts';

/** A channel as Asterisk tells of it. */
export interface ChannelNews {
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly name: string;
  readonly callerNumber: string;
  readonly extension: string;
  readonly context: string;
  readonly accountCode: string;
}

/** Contexts in which calls come in from trunks, as FreePBX and its relatives name them. */
const inboundContext = /^from-(trunk|pstn|did|external)/;

export interface ChannelCallsOptions {
  /** Endpoints that are trunks; without them contexts tell, else the direction is unknown. */
  readonly trunks?: readonly string[];
  /** Where an account signed in from last, '' when unknown; stands in for the address of a call until that is known. */
  readonly addressOf?: (account: string) => string;
  /** Most channels that are followed; 20,000 unless told. */
  readonly mostChannels?: number;
}

/**
 * Puts the channels of Asterisk together to calls. A call is one that somebody makes: it has the id of the channel that dials,
 * is to what was dialled, and stands for all legs that ring for it. It ends with the leg that answered, whoever hears it by
 * then, since that is what costs; without one with its own channel. What is dialled to another number later on the same
 * channel, or by a forward or a transfer, is a call of its own (with the id of the dialling end of the Local channel, or of
 * the leg) of the account that forwarded or transferred. So a transfer ends nothing twice and begins nothing twice.
 */
export class ChannelCalls {
  readonly #tell: (record: CallRecord, leg: string) => void;
  readonly #trunks: ReadonlySet<string>;
  readonly #addressOf: (account: string) => string;
  readonly #most: number;
  readonly #channels = new Map<string, Channel>();
  /** Dialled ends of Local channels by pair, with who dialled them. */
  readonly #pairs = new Map<string, Channel | undefined>();
  readonly #calls = new Map<string, TrackedCall>();
  #serial = 0;
  /** Channels that were forgotten because there were too many. */
  evicted = 0;

  /** `tell` gets each call as it is, and the name of the channel that answered it, '' for none. */
  constructor(
    tell: (record: CallRecord, leg: string) => void,
    { trunks = [], addressOf = () => '', mostChannels = 20_000 }: ChannelCallsOptions = {},
  ) {
    this.#addressOf = addressOf;
    this.#tell = tell;
    this.#trunks = new Set(trunks.map((name) => name.toLowerCase()));
    this.#most = Math.max(2, mostChannels);
  }

  /** Ids of the calls that run. */
  get running(): string[] {
    return [...this.#calls.keys()];
  }

  /** Channels that are known. */
  get channels(): number {
    return this.#channels.size;
  }

  /** A mark in the order in which channels were heard of; for `keepOnly`. */
  get mark(): number {
    return this.#serial;
  }

  /** Unique ids of the channels that carry a call now: its own, as far as it is there, and its legs. */
  channelsOf(callId: string): string[] {
    const call = this.#calls.get(callId);
    if (call === undefined) return [];
    return [...(call.rootGone ? [] : [call.root]), ...call.legs].map(({ uniqueId }) => uniqueId);
  }

  /** Whether a channel is one of a trunk, as far as that is known. */
  isOfTrunk(uniqueId: string): boolean {
    const channel = this.#channels.get(uniqueId);
    return channel !== undefined && this.#isTrunk(channel);
  }

  knows(uniqueId: string): boolean {
    return this.#channels.has(uniqueId);
  }

  /** A channel began. `inward`: somebody dials us on it. */
  began(news: ChannelNews, inward: boolean, time: number): void {
    if (news.uniqueId === '' || this.#channels.has(news.uniqueId)) return;
    if (this.#channels.size >= this.#most) this.#evictOldest(time);
    const { endpoint, end, pair } = readChannelName(news.name);
    const channel: Channel = {
      uniqueId: news.uniqueId,
      linkedId: news.linkedId || news.uniqueId,
      name: news.name,
      endpoint,
      end,
      pair,
      callerNumber: news.callerNumber,
      context: news.context,
      accountCode: news.accountCode,
      inward: inward && end === 0,
      serial: ++this.#serial,
      dialled: inward || end === 2 ? news.extension : '',
      up: 0,
      address: inward && end === 0 ? this.#addressOf(endpoint) : '',
      makes: undefined,
      made: new Set(),
      legOf: undefined,
      transferredBy: '',
    };
    this.#channels.set(channel.uniqueId, channel);
    if (channel.inward) this.#comesIn(channel, time);
  }

  /** Somebody dials us on a channel that was there already, before it was known what for. */
  dialsUs(uniqueId: string, extension: string, time: number): void {
    const channel = this.#channels.get(uniqueId);
    if (channel === undefined || channel.inward || channel.end !== 0 || channel.up !== 0) return;
    if (channel.makes !== undefined || channel.legOf !== undefined) return;
    channel.inward = true;
    channel.dialled = extension;
    channel.address ||= this.#addressOf(channel.endpoint);
    this.#comesIn(channel, time);
  }

  /** A channel was answered. */
  answered(uniqueId: string, time: number): void {
    const channel = this.#channels.get(uniqueId);
    if (channel === undefined || channel.up !== 0) return;
    channel.up = time;
    const { makes, legOf } = channel;
    if (legOf !== undefined && legOf.answeredBy === undefined && legOf.end === undefined) {
      legOf.answeredBy = channel;
      this.#setTrunk(legOf, channel);
      this.#answer(legOf, time);
    }
    // Who speeds on to another number hears that one: the first call was not answered by it, unless it came from outside.
    for (const call of channel.made)
      if (call.whole && (call === makes || call.direction === 'in')) this.#answer(call, time);
  }

  /** One channel dials another; `by` is undefined when Asterisk itself does. `extension` is where the dial plan is then. */
  dials(by: string | undefined, leg: string, extension: string, dialString: string, time: number): void {
    const to = this.#channels.get(leg);
    const from = by === undefined ? undefined : this.#channels.get(by);
    if (to === undefined) return;
    if (to.end === 1) {
      this.#pairs.set(to.pair, from);
      return;
    }
    if (from === undefined || to.legOf !== undefined) return;
    const call = this.#callFor(from, to, dialledNumber(from.dialled, extension, dialString, to.endpoint), time);
    to.legOf = call;
    call.legs.add(to);
    this.#setTrunk(call, to);
    this.#say(call);
    if (to.up !== 0 && call.answeredBy === undefined) {
      call.answeredBy = to;
      this.#answer(call, to.up);
    }
  }

  /** Dialling a leg ended: `ANSWER`, `BUSY`, `NOANSWER` … A leg may have forwarded it. */
  dialled(leg: string, status: string, forwarded: boolean): void {
    const call = this.#channels.get(leg)?.legOf;
    if (call === undefined) return;
    if (forwarded) call.forwarder = this.#channels.get(leg)?.endpoint ?? '';
    else if (status !== 'ANSWER') call.status = status;
  }

  /** What a channel dialled ended so, told by the channel itself. */
  diallingEnded(by: string, status: string): void {
    const call = this.#channels.get(by)?.makes;
    if (call !== undefined && status !== '' && status !== 'ANSWER') call.status = status;
  }

  /** Somebody sends a channel somewhere else. */
  transferred(by: string, channel: string, extension: string): void {
    const moved = this.#channels.get(channel);
    if (moved === undefined) return;
    const who = this.#channels.get(by);
    moved.transferredBy = who?.endpoint || moved.transferredBy;
    if (extension !== '') moved.dialled = extension;
  }

  /** The dial plan gave a channel another accountcode. */
  renamed(uniqueId: string, accountCode: string): void {
    const channel = this.#channels.get(uniqueId);
    if (channel === undefined || channel.accountCode === accountCode) return;
    channel.accountCode = accountCode;
    for (const call of channel.made) this.#say(call);
  }

  /** Where the far end of a channel is. */
  located(uniqueId: string, address: string): void {
    const channel = this.#channels.get(uniqueId);
    if (channel === undefined || channel.address === address) return;
    channel.address = address;
    for (const call of channel.made) this.#say(call);
  }

  /** A channel is gone. `cause` is that of Q.850, 0 when unknown. */
  ended(uniqueId: string, cause: number, time: number): void {
    const channel = this.#channels.get(uniqueId);
    if (channel === undefined) return;
    this.#channels.delete(uniqueId);
    if (channel.end === 1) this.#pairs.delete(channel.pair);
    const { legOf } = channel;
    if (legOf !== undefined && legOf.end === undefined) {
      legOf.legs.delete(channel);
      if (legOf.answeredBy === channel || (legOf.rootGone && legOf.legs.size === 0)) this.#finish(legOf, cause, time);
      else if (cause !== 0) legOf.cause = cause;
    }
    for (const call of channel.made) {
      call.rootGone = true;
      if (call.answeredBy === undefined || !this.#channels.has(call.answeredBy.uniqueId))
        this.#finish(call, cause || call.cause, time);
    }
  }

  /** Exactly these channels and those after the mark are there: forgets all others, without a word about their calls. */
  keepOnly(uniqueIds: ReadonlySet<string>, mark: number): void {
    for (const channel of [...this.#channels.values()]) {
      if (uniqueIds.has(channel.uniqueId) || channel.serial > mark) continue;
      this.#channels.delete(channel.uniqueId);
      if (channel.end === 1) this.#pairs.delete(channel.pair);
      channel.legOf?.legs.delete(channel);
    }
    for (const [id, call] of this.#calls) {
      call.rootGone = !this.#channels.has(call.root.uniqueId);
      const carries = call.answeredBy ?? call.root;
      if (this.#channels.has(carries.uniqueId)) continue;
      this.#calls.delete(id);
      call.root.made.delete(call);
      if (call.root.makes === call) call.root.makes = undefined;
    }
  }

  /** The call that a channel makes by dialling `to`: one there is, or a new one. */
  #callFor(from: Channel, leg: Channel, number: string, time: number): TrackedCall {
    const { parent, by } = this.#origin(from, number);
    const known = from.makes ?? this.#passedOn(parent?.makes, number, leg);
    if (known === undefined) {
      const payer = this.#payer(from, parent, by);
      const id = this.#calls.has(from.uniqueId) || from.inward ? leg.uniqueId : from.uniqueId;
      return this.#open(from, id, number || from.dialled, payer.account, payer.from, time, false, false);
    }
    // A further number is a further call: after the first was answered, or when it is one of full length and no spelling of the first.
    const further = known.answeredBy !== undefined || known.end !== undefined || from.transferredBy !== '';
    const other = isLong(number) && !mayBeSame(known.to, number);
    if (!further && (!other || (known.direction === 'in' && this.#trunks.size > 0 && !this.#isTrunk(leg))))
      return known;
    if (known.end === undefined && known.answeredBy === undefined && mayBeSame(known.to, number)) return known;
    const payer = this.#payer(from, parent, by);
    return this.#open(from, leg.uniqueId, number, payer.account, payer.from, time, false, false);
  }

  /**
   * The channel whose call a Local channel goes on with, through further ones between, and the last extension on the way that
   * is not the number itself: whose forward it is.
   */
  #origin(from: Channel, number: string): { readonly parent: Channel | undefined; readonly by: string } {
    let by = '';
    let parent = from.end === 2 ? this.#pairs.get(from.pair) : undefined;
    for (let steps = 0; parent?.end === 2 && parent.makes === undefined && steps < 10; steps++) {
      if (by === '' && !mayBeSame(parent.dialled, number)) by = parent.dialled;
      parent = this.#pairs.get(parent.pair);
    }
    return { parent, by };
  }

  /** The call that a Local channel only passes on: to the same number, or to one of the phones of a group or a queue. */
  #passedOn(call: TrackedCall | undefined, number: string, leg: Channel): TrackedCall | undefined {
    if (call === undefined) return undefined;
    return mayBeSame(call.to, number) || (!isLong(number) && !this.#isTrunk(leg)) ? call : undefined;
  }

  /** Who answers for what a channel dials that is not simply its own call. */
  #payer(from: Channel, parent: Channel | undefined, by: string): { account: string; from: string } {
    const caller = from.callerNumber;
    if (from.transferredBy !== '') return { account: from.transferredBy, from: from.transferredBy };
    if (from.legOf !== undefined) return { account: from.legOf.account, from: from.legOf.from };
    // What comes in over a trunk and goes on is paid for by whose number was called.
    if (from.makes?.direction === 'in') return { account: '', from: from.makes.to };
    if (from.end !== 2) return { account: from.endpoint, from: caller };
    if (parent !== undefined) from.accountCode ||= parent.accountCode;
    if (by !== '') return { account: by, from: by };
    if (parent === undefined) return { account: '', from: caller };
    const call = parent.makes ?? parent.legOf;
    if (call === undefined) return { account: parent.endpoint, from: caller };
    if (call.forwarder !== '') return { account: call.forwarder, from: call.forwarder };
    // Whose number was called and is forwarded: an extension is an account, the number of a call from outside is none.
    return call.direction === 'in' ? { account: '', from: call.to } : { account: call.to, from: call.to };
  }

  #open(
    root: Channel,
    id: string,
    to: string,
    account: string,
    from: string,
    time: number,
    whole: boolean,
    inbound: boolean,
  ): TrackedCall {
    const call = newCall(root, id, to, account, from, time, whole);
    if (inbound) {
      call.direction = 'in';
      call.trunk = root.endpoint;
    }
    root.makes = call;
    root.made.add(call);
    this.#calls.set(id, call);
    this.#say(call);
    return call;
  }

  #comesIn(channel: Channel, time: number): void {
    const { uniqueId, dialled, endpoint, callerNumber } = channel;
    // A line that only rings dials nothing: it is put at `s`.
    const to = dialled === 's' ? '' : dialled;
    this.#open(channel, uniqueId, to, endpoint, callerNumber, time, true, this.#isTrunk(channel));
  }

  #isTrunk({ endpoint, context }: Channel): boolean {
    return this.#trunks.size > 0 ? this.#trunks.has(endpoint.toLowerCase()) : inboundContext.test(context);
  }

  #setTrunk(call: TrackedCall, leg: Channel): void {
    if (call.direction === 'in') return;
    if (this.#isTrunk(leg)) {
      call.direction = 'out';
      call.trunk = leg.endpoint;
    } else if (this.#trunks.size > 0) {
      call.direction = 'internal';
      call.trunk = '';
    } else {
      call.direction = 'unknown';
      call.trunk = leg.endpoint;
    }
  }

  #answer(call: TrackedCall, time: number): void {
    if (call.end !== undefined) return;
    if (call.answer === undefined || call.answer > time) call.answer = Math.max(time, call.start);
    this.#say(call);
  }

  #finish(call: TrackedCall, cause: number, time: number): void {
    if (call.end !== undefined) return;
    call.end = Math.max(time, call.answer ?? call.start);
    call.cause = cause;
    call.outcome = call.answer !== undefined ? 'answered' : outcomeOf(call.status, cause);
    this.#calls.delete(call.id);
    call.root.made.delete(call);
    this.#say(call);
  }

  #say(call: TrackedCall): void {
    if (isTold(call)) return;
    const record = recordOf(call);
    call.told = record;
    this.#tell(record, call.answeredBy?.name ?? '');
  }

  #evictOldest(time: number): void {
    const { value } = this.#channels.keys().next();
    if (value === undefined) return;
    this.evicted++;
    this.ended(value, 0, time);
  }
}
