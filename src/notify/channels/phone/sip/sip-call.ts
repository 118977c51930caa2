import { randomBytes } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { ChannelError } from '../../../channel.ts';
import { clean } from '../../../clean.ts';
import { offerVoice, readVoiceAnswer, type VoiceAnswer } from './sdp.ts';
import { header, headerList, parameter, type SipMessage, sequence, uriOf } from './sip-message.ts';
import { SipTalk, type Wish } from './sip-talk.ts';
import { openWire, type Place, type SipServer, type SipWire } from './sip-wire.ts';

/** A SIP account with a provider. */
export interface SipAccount extends SipServer {
  readonly domain: string;
  readonly user: string;
  /** '' : the user. */
  readonly authUser: string;
  readonly password: string;
  /** '' : the user. */
  readonly callerId: string;
  readonly register: boolean;
  /** How long it rings, seconds. */
  readonly ringS: number;
}

/** A call that was answered. */
export interface SipCall {
  readonly voice: VoiceAnswer;
  /** Address of the telephone server. */
  readonly server: string;
  /** A key that came over signalling (INFO). */
  onKey: (key: string) => void;
  /** The other side hung up, or the line broke. */
  readonly ended: Promise<void>;
  /** Hangs up; never rejects. */
  hangUp(): Promise<void>;
}

/** A wire to the server, to learn the own address before voice is offered. */
export interface Line {
  readonly talk: SipTalk;
  readonly wire: SipWire;
}

export async function openLine(account: SipAccount): Promise<Line> {
  const wire = await openWire(account);
  return { wire, talk: new SipTalk(wire) };
}

const cancelMs = 8_000;
const byeMs = 4_000;
const allowed = 'INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE';

/** What both sides of a dialog go by (RFC 3261 section 12). */
interface Dialog {
  readonly target: string;
  readonly to: string;
  readonly route: readonly string[];
  readonly next: Place | undefined;
}

/**
 * Calls a number and waits until somebody answers. The line is used up by it: `close` it when this throws.
 *
 * @throws ChannelError: retryable for busy, no answer and a server in trouble; not for a number or an account that is refused.
 */
export async function placeCall(
  { talk, wire }: Line,
  account: SipAccount,
  number: string,
  voicePort: number,
): Promise<SipCall> {
  const domain = hostPart(account.domain || account.host);
  const callId = `${randomBytes(12).toString('hex')}@${hostPart(wire.local.address)}`;
  const tag = randomBytes(8).toString('hex');
  const credentials = { user: account.authUser || account.user, password: account.password };
  const me = `<sip:${account.callerId || account.user}@${domain}>;tag=${tag}`;
  const contact = `<sip:${account.user}@${hostPart(wire.local.address)}:${wire.local.port}${wire.transport === 'udp' ? '' : `;transport=${wire.transport}`}>`;
  if (account.register) await register({ talk, wire }, account, contact, domain);

  const uri = `sip:${number}@${domain}`;
  const sdp = offerVoice({ address: wire.local.address, port: voicePort, id: randomBytes(4).readUInt32BE() });
  let invite: Wish | undefined;
  let branch = '';
  let isRinging = false;
  let isOver = false;
  const answer = talk.askSigned(
    (attempt) => {
      invite = {
        ...{ method: 'INVITE', uri, body: sdp },
        headers: [
          ['From', me],
          ['To', `<${uri}>`],
          ['Call-ID', callId],
          ['CSeq', `${attempt + 1} INVITE`],
          ['Contact', contact],
          ['Allow', allowed],
          ['Content-Type', 'application/sdp'],
        ],
      };
      return invite;
    },
    credentials,
    (begun) => {
      branch = begun;
    },
    () => {
      isRinging = true;
      if (isOver) talk.cancel(invite!, branch);
    },
  );
  const [timeUp, stopWaiting] = after(account.ringS * 1000);
  const first = await Promise.race([answer, timeUp]).finally(stopWaiting);
  let final = first;
  if (!final) {
    isOver = true;
    if (isRinging) talk.cancel(invite!, branch);
    const [tooLate, stop] = after(cancelMs);
    final = await Promise.race([answer, tooLate]).finally(stop);
    if (!final || final.status >= 300) throw new ChannelError('nobody answered the phone', true);
  }
  if (final.status >= 300) throw refusal(final);

  let lastNumber = sequence(final).number;
  const dialog = dialogOf(final, uri, wire);
  const within = (method: string, of: Dialog, next: number): Wish => ({
    ...{ method, uri: of.target },
    ...(of.next && { to: of.next }),
    headers: [
      ...of.route.map((hop): [string, string] => ['Route', hop]),
      ['From', me],
      ['To', of.to],
      ['Call-ID', callId],
      ['CSeq', `${next} ${method}`],
      ...(method === 'ACK' ? [] : [['Contact', contact] as [string, string]]),
    ],
  });
  const bye = async (of: Dialog) => {
    const [tooLate, stop] = after(byeMs);
    const said = talk.askSigned(() => within('BYE', of, ++lastNumber), credentials);
    await Promise.race([said, tooLate]).catch(() => {});
    stop();
  };
  const acknowledge = (of: Dialog) => talk.acknowledge(within('ACK', of, sequence(final).number));
  acknowledge(dialog);
  talk.onRepeatedAnswer = (message) => {
    const other = dialogOf(message, uri, wire);
    acknowledge(other);
    // A second phone that was picked up at the same moment.
    if (parameter(other.to, 'tag') !== parameter(dialog.to, 'tag')) void bye(other);
  };
  const voice = readVoiceAnswer(final.body);
  if (!voice || isOver || isIP(voice.address) === 0) {
    await bye(dialog);
    throw isOver
      ? new ChannelError('nobody answered the phone', true)
      : new ChannelError('the phone offers no voice that Belwacht speaks (G.711 without encryption)', false);
  }

  let over = () => {};
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    over = () => {
      hasEnded = true;
      resolve();
    };
  });
  talk.onBroken = over;
  const call: SipCall = {
    ...{ voice, ended, server: wire.server.address },
    onKey: () => {},
    async hangUp() {
      if (!hasEnded) await bye(dialog);
      over();
    },
  };
  talk.onRequest = (request) => {
    const isOurs = header(request, 'call-id') === callId && parameter(header(request, 'to'), 'tag') === tag;
    if (request.method === 'ACK') return;
    if (!isOurs) return talk.answer(request, 481, 'Call/Transaction Does Not Exist');
    const withVoice: [string, string][] = [
      ['Contact', contact],
      ['Content-Type', 'application/sdp'],
    ];
    switch (request.method) {
      case 'BYE':
        talk.answer(request, 200, 'OK');
        return over();
      case 'INFO': {
        talk.answer(request, 200, 'OK');
        const [, key] = /^\s*signal\s*=\s*([0-9*#])/im.exec(request.body) ?? [];
        if (key) call.onKey(key);
        return;
      }
      case 'INVITE':
        return talk.answer(request, 200, 'OK', withVoice, sdp);
      case 'UPDATE':
        return request.body === ''
          ? talk.answer(request, 200, 'OK', [['Contact', contact]])
          : talk.answer(request, 200, 'OK', withVoice, sdp);
      case 'OPTIONS':
        return talk.answer(request, 200, 'OK', [['Allow', allowed]]);
      default:
        return talk.answer(request, 405, 'Method Not Allowed', [['Allow', allowed]]);
    }
  };
  return call;
}

async function register({ talk }: Line, account: SipAccount, contact: string, domain: string): Promise<void> {
  const uri = `sip:${domain}`;
  const callId = randomBytes(12).toString('hex');
  const own = `<sip:${account.user}@${domain}>`;
  const tag = randomBytes(8).toString('hex');
  const answer = await talk.askSigned(
    (attempt) => ({
      ...{ method: 'REGISTER', uri },
      headers: [
        ['From', `${own};tag=${tag}`],
        ['To', own],
        ['Call-ID', callId],
        ['CSeq', `${attempt + 1} REGISTER`],
        ['Contact', contact],
        ['Expires', '600'],
      ],
    }),
    { user: account.authUser || account.user, password: account.password },
  );
  if (answer.status >= 300) throw refusal(answer);
}

function dialogOf(message: SipMessage, asked: string, wire: SipWire): Dialog {
  const target = uriOf(headerList(message, 'contact')[0] ?? '') || asked;
  const route = headerList(message, 'record-route').reverse();
  const next = placeOf(route[0] ? uriOf(route[0]) : target);
  return {
    target,
    route,
    to: header(message, 'to'),
    next: wire.transport === 'udp' ? (next ?? wire.server) : undefined,
  };
}

/** Where a URI leads to when it says so in digits; by name everything goes to the server of the account. */
function placeOf(uri: string): Place | undefined {
  const [, host = '', port = '5060'] = /^sips?:(?:[^@]*@)?(\[[0-9a-f:]+\]|[^:;?>]+)(?::(\d{1,5}))?/i.exec(uri) ?? [];
  const address = host.replace(/^\[|\]$/g, '');
  return isIP(address) === 0 ? undefined : { address, port: Number(port) };
}

function hostPart(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** What a final answer means to somebody who waits for a person. */
function refusal({ status, reason }: SipMessage): ChannelError {
  const said = clean(`${status} ${reason}`, 80);
  if (status === 486 || status === 600) return new ChannelError('the phone is busy', true);
  if (status === 480 || status === 408 || status === 487)
    return new ChannelError(`nobody answered the phone (${said})`, true);
  if (status === 603 || status === 607) return new ChannelError('the call was turned away at the phone', false);
  if (status === 401 || status === 407 || status === 403) {
    return new ChannelError(`the telephone server refuses the account or the call (${said})`, false);
  }
  if (status < 400)
    return new ChannelError(`the telephone server sends the call elsewhere (${said}); that is not followed`, false);
  return new ChannelError(`the telephone server answered ${said}`, status >= 500 && status < 600);
}

function after(ms: number): [Promise<undefined>, () => void] {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return [promise, () => clearTimeout(timer)];
}
