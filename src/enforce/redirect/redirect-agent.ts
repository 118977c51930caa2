import { hash, randomBytes } from 'node:crypto';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import type { Clock } from '../../core/clock.ts';
import { leadsToHelp } from '../../core/phone/leads-to-help.ts';
import { AnswerTable } from './answer-table.ts';
import { callOfInvite } from './call-of-invite.ts';
import { composeAnswer, reasonHeader } from './compose-answer.ts';
import type { RedirectOptions, RedirectPeer, RedirectTarget } from './redirect-options.ts';
import { readSipRequest, type SipRequest } from './sip-request.ts';
import { readSipUri } from './sip-uri.ts';
import type { RedirectCounts, VerdictPort } from './verdict-port.ts';
import { answerPort } from './via.ts';

/** Where a request came from. */
export interface Asker {
  readonly peer: RedirectPeer;
  /** Canonical text. */
  readonly address: string;
  readonly port: number;
}

export interface SipAnswer {
  /** A byte a character (latin1). */
  readonly text: string;
  /** Port on the asker's address it goes to over UDP. */
  readonly port: number;
}

export interface RedirectAgentDeps {
  readonly port: VerdictPort;
  readonly counts: RedirectCounts;
  /** Wall time, ms. */
  readonly now: Clock;
  /** A clock that only goes on, ms, for lateness and retransmissions. */
  readonly steady: Clock;
  /** An INVITE was asked for. */
  readonly onAsked?: (peer: RedirectPeer) => void;
  /** The verdict port threw, or works again. */
  readonly onFailing?: (error: unknown) => void;
}

const allow = 'Allow: INVITE, ACK, CANCEL, OPTIONS\r\n';
const options = `${allow}Accept: application/sdp\r\nSupported: \r\n`;
/** Methods that are known (RFC 3261, 3262, 3311, 3428, 3515, 3903, 6086, 6665) and not answered for. */
const otherMethods = new Set('REGISTER BYE PRACK UPDATE MESSAGE REFER PUBLISH INFO SUBSCRIBE NOTIFY'.split(' '));
/** Extensions that an answer without a provisional one before it and without a session fulfils by itself. */
const fulfilled = new Set(['100rel', 'timer', 'histinfo', 'path', 'norefersub']);

/**
 * A stateless user agent server (RFC 3261 sections 8.2 and 8.3) that lets a verdict port judge each INVITE. A refusal goes
 * before every complaint about the form of a request: nobody gets around it by a bad header or an unknown `Require`.
 * Whatever goes wrong here is no objection. Pure but for the hash: time comes from the two clocks it is given.
 */
export class RedirectAgent {
  readonly #deps: RedirectAgentDeps;
  readonly #answers: AnswerTable;
  readonly #secret: string;
  #options: RedirectOptions;
  #failing = false;

  constructor(settings: RedirectOptions, deps: RedirectAgentDeps, answers = new AnswerTable()) {
    this.#options = settings;
    this.#deps = deps;
    this.#answers = answers;
    this.#secret = settings.secret === '' ? randomBytes(16).toString('hex') : settings.secret;
  }

  /** New settings from the next request on. */
  renew(settings: RedirectOptions): void {
    this.#options = settings;
  }

  /**
   * Answers one message, bytes[start, end). `received`: on the steady clock; `stale`: it may have waited unseen before that.
   * Undefined when there is nothing to say. Never throws.
   */
  answer(
    bytes: Buffer,
    start: number,
    end: number,
    asker: Asker,
    received: number,
    stale = false,
  ): SipAnswer | undefined {
    try {
      return this.#answer(bytes, start, end, asker, received, stale);
    } catch (error) {
      // A mistake of ours must not take the calls of others along: the client asks again, and then goes on without us.
      this.#deps.counts.failed++;
      if (!this.#failing) this.#deps.onFailing?.(error);
      this.#failing = true;
      return undefined;
    }
  }

  #answer(
    bytes: Buffer,
    start: number,
    end: number,
    asker: Asker,
    received: number,
    stale: boolean,
  ): SipAnswer | undefined {
    const { counts } = this.#deps;
    const request = readSipRequest(bytes, start, end);
    if (typeof request === 'string') {
      if (request === 'response') counts.responses++;
      else if (request !== 'keep-alive') counts.malformed++;
      return undefined;
    }
    counts.requests++;
    if (request.method === 'ACK') return undefined;
    const { address, port } = asker;
    const { cseq, via } = request;
    const number = cseq.slice(0, cseq.search(/[ \t]|$/));
    const id = hash(
      'sha1',
      `${this.#secret}\0${address}\0${via.head}${via.params}\0${request.callId}\0${request.fromTag}\0${number}\0${request.uriText}`,
    );
    const say = (status: number, extra = ''): SipAnswer => ({
      text: composeAnswer(request, status, extra, id.slice(16, 32), address, port),
      port: answerPort(via, port),
    });
    if (request.method === 'INVITE') return this.#invite(request, asker, id, received, stale, say);
    const complaint = complaintAbout(request);
    if (complaint) {
      counts.rejected++;
      return say(complaint.status, complaint.extra);
    }
    switch (request.method) {
      case 'CANCEL':
        // Its INVITE was answered finally before: there is nothing to cancel, but it is known or it is not.
        if (this.#answers.find(first(id), second(id), this.#deps.steady())) return say(200);
        counts.rejected++;
        return say(481);
      case 'OPTIONS':
        return say(200, options);
      default:
        counts.rejected++;
        return otherMethods.has(request.method) ? say(405, allow) : say(501, allow);
    }
  }

  #invite(
    request: SipRequest,
    asker: Asker,
    id: string,
    received: number,
    stale: boolean,
    say: (status: number, extra?: string) => SipAnswer,
  ): SipAnswer {
    const { counts, steady } = this.#deps;
    // In a dialog that is not ours: no new call, and nothing to judge.
    if (request.toTag !== undefined && request.fault === '') {
      counts.rejected++;
      return say(481);
    }
    let verdict = this.#answers.find(first(id), second(id), steady());
    const again = verdict !== undefined;
    if (verdict) counts.repeated++;
    else {
      verdict = this.#judge(request, asker, received, stale);
      this.#answers.put(first(id), second(id), steady(), verdict);
      counts.evicted = this.#answers.evicted;
    }
    if (verdict.action === 'refuse') {
      if (!again) counts.refused++;
      const { refusal } = this.#options;
      return say(refusal, reasonHeader(refusal, verdict.sentence.en));
    }
    const complaint = complaintAbout(request);
    if (complaint) {
      counts.rejected++;
      return say(complaint.status, complaint.extra);
    }
    if (verdict.action === 'divert') {
      if (!again) counts.diverted++;
      return say(302, `Contact: <${verdict.target}>\r\n`);
    }
    if (!again) counts.passed++;
    return this.#pass(request, asker, say);
  }

  #judge(request: SipRequest, asker: Asker, received: number, stale: boolean): CallVerdict {
    const { counts, port, now, steady, onAsked, onFailing } = this.#deps;
    const record = callOfInvite(request, asker.peer, asker.address, now(), this.#options);
    counts.asked++;
    onAsked?.(asker.peer);
    let verdict: CallVerdict;
    try {
      verdict = port.verdict(record);
      if (this.#failing) onFailing?.(undefined);
      this.#failing = false;
    } catch (error) {
      counts.failed++;
      if (!this.#failing) onFailing?.(error);
      this.#failing = true;
      return noObjection;
    }
    if (verdict.action === 'pass') return noObjection;
    const late = stale || steady() - received > this.#options.lateMs;
    const bad = verdict.action === 'divert' && !isTarget(verdict.target);
    if (!late && !bad) return verdict;
    if (late) counts.late++;
    else counts.badTarget++;
    try {
      port.overruled?.(record, verdict);
    } catch (error) {
      if (!this.#failing) onFailing?.(error);
      this.#failing = true;
    }
    return noObjection;
  }

  #pass(request: SipRequest, { peer }: Asker, say: (status: number, extra?: string) => SipAnswer): SipAnswer {
    const { noObjection: status, trunkGroups } = this.#options;
    if (status !== 302) return say(status);
    const record = callOfInvite(request, peer, '', 0, this.#options);
    const targets = Object.hasOwn(trunkGroups, record.trunk) ? trunkGroups[record.trunk] : [];
    const contacts = contactsOf(targets, request.uri?.user ?? '');
    return contacts === '' ? say(404) : say(302, contacts);
  }
}

function first(id: string): number {
  return Number.parseInt(id.slice(0, 8), 16) | 0;
}

function second(id: string): number {
  return Number.parseInt(id.slice(8, 16), 16) | 0;
}

/** What RFC 3261 section 8.2 makes of a request that cannot be served; undefined when it can. */
function complaintAbout(request: SipRequest): { readonly status: number; readonly extra: string } | undefined {
  if (!request.version) return { status: 505, extra: '' };
  if (request.fault !== '') return { status: 400, extra: '' };
  if (!request.uri) {
    const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(request.uriText) ?? [];
    const known = scheme === undefined || /^(sips?|tel|urn)$/i.test(scheme);
    return { status: known ? 400 : 416, extra: '' };
  }
  // CANCEL and ACK carry no Require (section 8.2.2.3): there it means nothing.
  if (request.method === 'CANCEL') return undefined;
  const unknown = request.requires.filter((tag) => !fulfilled.has(tag) && /^[\w.!%*+`'~-]+$/.test(tag));
  return unknown.length > 0 ? { status: 420, extra: `Unsupported: ${unknown.join(', ')}\r\n` } : undefined;
}

/** Whether a call can be sent there: a SIP or tel URI that cannot break out of `<…>`, and leads to no number for help. */
export function isTarget(uri: string): boolean {
  const read = readSipUri(uri);
  return read !== undefined && read.scheme !== 'urn' && !leadsToHelp(uri);
}

/** Contact lines of targets, best first; those without a user get the dialled one (`user` as it stood in the Request-URI). */
function contactsOf(targets: readonly RedirectTarget[], user: string): string {
  return targets
    .map(({ uri, q = 1 }, place) => ({ uri, q, place }))
    .sort((a, b) => b.q - a.q || a.place - b.place)
    .map(({ uri, q }) => {
      const read = readSipUri(uri);
      if (!read || read.scheme === 'urn') return '';
      const full =
        read.user === '' && user !== '' ? `${read.scheme}:${user}@${uri.slice(read.scheme.length + 1)}` : uri;
      return `Contact: <${full}>;q=${q.toFixed(3)}\r\n`;
    })
    .join('');
}
