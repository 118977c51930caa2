import { canonicalAddress } from '../../../core/ip.ts';
import { earliestTime } from '../../cdr/cdr-clock.ts';
import { accountOf } from '../../cdr/freeswitch/csv-line.ts';
import { causeNumber } from '../../cdr/freeswitch/hangup-cause.ts';
import type { EslFields } from './esl-event.ts';
import type { FollowedCall } from './followed-call.ts';

/** One channel of FreeSWITCH: a leg of a call. Times are ms UTC, 0 when it has not happened. */
export class Leg {
  readonly uuid: string;
  /** The leg that had it made, '' for one that came in by itself. */
  parent = '';
  /** Made by FreeSWITCH, not by somebody who calls it. */
  outbound = false;
  from = '';
  /** What was dialled first. */
  to = '';
  account = '';
  accountCode = '';
  /** Gateway, or the profile of trunks; '' for a user's phone. */
  trunk = '';
  address = '';
  /** Number that had the call redirected. */
  redirected = '';
  start = 0;
  answer = 0;
  end = 0;
  causeName = '';
  cause = 0;
  call: FollowedCall | undefined;
  constructor(uuid: string) {
    this.uuid = uuid;
  }

  /** Takes over what an event of this channel, or a dump of it, says; what was said before stays. */
  learn(fields: EslFields, trunkProfiles: ReadonlySet<string>, now: number): void {
    this.outbound = fields('Call-Direction') === 'outbound';
    this.parent ||= parentOf(fields, this.uuid);
    this.from ||= fields('Caller-Caller-ID-Number') || fields('Caller-ANI');
    this.to ||= fields('Caller-Destination-Number');
    const channel = fields('Channel-Name') || fields('Caller-Channel-Name');
    this.trunk ||= trunkOf(fields, channel, this.outbound, trunkProfiles);
    const account = fields('variable_sip_auth_username') || (this.outbound ? '' : fields('Caller-Username'));
    this.account ||= account || (this.trunk === '' ? accountOf(channel) : '');
    this.accountCode ||= fields('variable_accountcode') || fields('Caller-Account');
    this.redirected ||= fields('Caller-RDNIS');
    this.address ||= canonicalAddress(fields('variable_sip_network_ip') || fields('Caller-Network-Addr')) ?? '';
    const event = micros(fields('Event-Date-Timestamp'), now) || now;
    this.start ||= micros(fields('Caller-Channel-Created-Time'), now) || event;
    this.answer ||= micros(fields('Caller-Channel-Answered-Time'), now);
    if (this.answer !== 0 && this.answer < this.start) this.answer = this.start;
    this.causeName ||= fields('Hangup-Cause') || fields('variable_hangup_cause');
    const q850 = fields('variable_hangup_cause_q850');
    this.cause ||= /^\d{1,3}$/.test(q850) ? Number(q850) : causeNumber(this.causeName);
  }

  /** Marks the end; the time of the hang-up when the event has it. */
  finish(fields: EslFields, now: number): void {
    if (this.end !== 0) return;
    const time =
      micros(fields('Caller-Channel-Hangup-Time'), now) || micros(fields('Event-Date-Timestamp'), now) || now;
    this.end = Math.max(time, this.start, this.answer);
  }

  /** Marks the answer of an event that has no time of it. */
  answered(fields: EslFields, now: number): void {
    this.answer ||= Math.max(this.start, micros(fields('Event-Date-Timestamp'), now) || now);
  }
}

/** Who had a leg made: bridge and originate name the other leg; `call_uuid` is that of the first leg. */
function parentOf(fields: EslFields, uuid: string): string {
  if (fields('Call-Direction') !== 'outbound') return '';
  const named = fields('Other-Type') === 'originator' ? fields('Other-Leg-Unique-ID') : '';
  const parent =
    named || fields('variable_originating_leg_uuid') || fields('variable_originator') || fields('Channel-Call-UUID');
  return parent === uuid ? '' : parent;
}

function trunkOf(fields: EslFields, channel: string, outbound: boolean, trunkProfiles: ReadonlySet<string>): string {
  const gateway = fields('variable_sip_gateway_name') || fields('variable_sip_gateway');
  if (gateway !== '') return gateway;
  const [driver, profile, next] = channel.split('/', 3);
  if (driver !== 'sofia' || profile === undefined) return '';
  if (profile === 'gateway') return next ?? '';
  if (!trunkProfiles.has(profile)) return '';
  // A phone that signs in on the outer profile is no trunk.
  return !outbound && fields('variable_sip_auth_username') !== '' ? '' : profile;
}

/** Milliseconds of microseconds since 1970, 0 when it is no time of a call. */
function micros(text: string, now: number): number {
  if (!/^\d{13,17}$/.test(text)) return 0;
  const time = Math.floor(Number(text) / 1_000);
  return time >= earliestTime && time < now + 86_400_000 ? time : 0;
}
