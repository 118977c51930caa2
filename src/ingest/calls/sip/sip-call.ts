import type { CallOutcome, CallRecord } from '../../../core/call-record.ts';

/** Transactions and dialogs of one call that are kept. */
const mostKept = 16;

/** One INVITE on one hop, and what became of it. What is not known is undefined. */
export interface InviteTransaction {
  /** Hash of Call-ID and branch. */
  readonly branch: number;
  readonly cseq: number;
  /** The request was seen and began a call (no To tag); undefined as long as only answers were seen. */
  begins: boolean | undefined;
  /** Of the leg that gives the call its name, not of one that a B2BUA linked to it. */
  own: boolean;
  /** The larger the nearer to the caller (Max-Forwards). */
  forwards: number;
  time: number;
  from: string;
  to: string;
  account: string;
  source: string;
  destination: string;
  /** First final answer that is no 2xx, and when. */
  status: number;
  statusTime: number;
  cancelled: number | undefined;
}

/** One dialog: an answer and its end, by the tags of both sides. */
export interface SipFork {
  readonly tags: number;
  answered: number | undefined;
  ended: number | undefined;
}

/** How a call stands. */
export interface SipCallState {
  /** Undefined as long as nothing tells who calls whom. */
  readonly record: CallRecord | undefined;
  readonly phase: 'unknown' | 'ringing' | 'challenged' | 'running' | 'over';
}

/**
 * All that was seen of one call. Facts are only added, each keeps its earliest time, and how the call stands is worked out of
 * all of them: so the order in which messages come, and how often, makes no difference.
 */
export class SipCall {
  readonly id: string;
  readonly transactions: InviteTransaction[] = [];
  readonly forks: SipFork[] = [];
  /** Of a 2xx whose INVITE was not seen: who called whom, and when that was known first. */
  answerFrom = '';
  answerTo = '';
  answerTime: number | undefined;
  /** Latest message of it. */
  seen = 0;
  /** Facts left out since there were too many. */
  dropped = 0;
  /** Other Call-IDs it is known by. */
  readonly others: string[] = [];
  /** What was told of it last. */
  told: CallRecord | undefined;

  constructor(id: string) {
    this.id = id;
  }

  transaction(branch: number, cseq: number, own: boolean): InviteTransaction | undefined {
    for (const each of this.transactions) if (each.branch === branch && each.cseq === cseq) return each;
    if (this.transactions.length >= mostKept) {
      this.dropped++;
      return undefined;
    }
    const fresh: InviteTransaction = {
      branch,
      cseq,
      begins: undefined,
      own,
      forwards: 0,
      time: 0,
      from: '',
      to: '',
      account: '',
      source: '',
      destination: '',
      status: 0,
      statusTime: 0,
      cancelled: undefined,
    };
    this.transactions.push(fresh);
    return fresh;
  }

  fork(tags: number): SipFork | undefined {
    for (const each of this.forks) if (each.tags === tags) return each;
    if (this.forks.length >= mostKept) {
      this.dropped++;
      return undefined;
    }
    const fresh: SipFork = { tags, answered: undefined, ended: undefined };
    this.forks.push(fresh);
    return fresh;
  }

  /** Takes over what was seen of a leg that turned out to be of this call. */
  absorb(leg: SipCall): void {
    for (const each of leg.transactions) {
      if (this.transactions.length >= mostKept) this.dropped++;
      else this.transactions.push({ ...each, own: false });
    }
    for (const each of leg.forks) {
      const fork = this.fork(each.tags);
      if (!fork) continue;
      fork.answered = earlier(fork.answered, each.answered);
      fork.ended = earlier(fork.ended, each.ended);
    }
    this.others.push(leg.id, ...leg.others);
    this.seen = Math.max(this.seen, leg.seen);
    this.dropped += leg.dropped;
  }

  /** How it stands, as far as was seen. */
  state(): SipCallState {
    const first = this.#pick(firstOf);
    const answer = this.forks.reduce<number | undefined>((least, fork) => earlier(least, fork.answered), undefined);
    if (!first && answer === undefined) return { record: undefined, phase: 'unknown' };
    const start = first ? first.time : Math.min(answer!, this.answerTime ?? answer!);
    const record = {
      id: this.id,
      linkedId: this.id,
      direction: 'unknown' as const,
      from: first ? first.from : this.answerFrom,
      to: first ? first.to : this.answerTo,
      account: this.#account(),
      accountCode: '',
      trunk: this.#trunk(first),
      address: first ? first.source : '',
      start,
      answer,
      line: 0,
    };
    if (answer !== undefined) {
      // Over when every dialog that was answered has ended.
      let end: number | undefined = answer;
      for (const { answered, ended } of this.forks) {
        if (answered === undefined) continue;
        end = ended === undefined || end === undefined ? undefined : Math.max(end, ended);
      }
      return end === undefined
        ? { record: { ...record, end, outcome: 'running', cause: 0 }, phase: 'running' }
        : { record: { ...record, end, outcome: 'answered', cause: 200 }, phase: 'over' };
    }
    const top = this.#pick(topOf)!;
    if (top.status > 0) {
      const over = {
        ...record,
        end: Math.max(start, top.statusTime),
        outcome: top.cancelled !== undefined && top.status !== 408 ? 'cancelled' : outcomeOf(top.status),
        cause: top.status,
      };
      return wantsMore(top.status)
        ? { record: { ...record, end: undefined, outcome: 'running', cause: 0 }, phase: 'challenged' }
        : { record: over, phase: 'over' };
    }
    // Hung up, so it was answered, or given up while it rang: the answer was not seen.
    const hungUp = this.forks.reduce<number | undefined>((least, { ended }) => earlier(least, ended), undefined);
    return hungUp === undefined
      ? { record: { ...record, end: undefined, outcome: 'running', cause: 0 }, phase: 'ringing' }
      : { record: { ...record, end: Math.max(start, hungUp), outcome: 'unknown', cause: 0 }, phase: 'over' };
  }

  /** The record when nothing more is waited for: what has no end got lost, and ends with the last that was seen of it. */
  settled(): CallRecord | undefined {
    const { record, phase } = this.state();
    if (!record || phase === 'over') return record;
    if (phase === 'running') return { ...record, end: Math.max(record.answer!, this.seen), outcome: 'answered' };
    const { status, statusTime, cancelled } = this.#pick(topOf)!;
    if (phase === 'challenged') {
      return { ...record, end: Math.max(record.start, statusTime), outcome: 'failed', cause: status };
    }
    if (cancelled !== undefined) {
      return { ...record, end: Math.max(record.start, cancelled), outcome: 'cancelled', cause: 487 };
    }
    return { ...record, end: Math.max(record.start, this.seen), outcome: 'unknown' };
  }

  #pick(better: (a: InviteTransaction, b: InviteTransaction) => boolean): InviteTransaction | undefined {
    let best: InviteTransaction | undefined;
    for (const each of this.transactions) {
      if (each.begins === true && (best === undefined || better(each, best))) best = each;
    }
    return best;
  }

  /** Who authenticated, nearest to the caller. */
  #account(): string {
    let best: InviteTransaction | undefined;
    for (const each of this.transactions) {
      if (each.begins === true && each.account !== '' && (best === undefined || firstOf(each, best))) best = each;
    }
    return best?.account ?? '';
  }

  /** Where the last hop that was seen goes to, when there is more than one. */
  #trunk(first: InviteTransaction | undefined): string {
    if (!first) return '';
    const last = this.#pick(lastOf)!;
    return last.destination === first.destination ? '' : last.destination;
  }
}

/** The later of none and one; the earlier of two times. */
export function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

/** As the caller began it: the first try, on the hop nearest to the caller. */
function firstOf(a: InviteTransaction, b: InviteTransaction): boolean {
  if (a.own !== b.own) return a.own;
  if (a.cseq !== b.cseq) return a.cseq < b.cseq;
  if (a.forwards !== b.forwards) return a.forwards > b.forwards;
  return a.time !== b.time ? a.time < b.time : a.branch < b.branch;
}

/** The one whose answer is the answer to the caller: the last try, on the hop nearest to the caller. */
function topOf(a: InviteTransaction, b: InviteTransaction): boolean {
  if (a.own !== b.own) return a.own;
  if (a.cseq !== b.cseq) return a.cseq > b.cseq;
  if (a.forwards !== b.forwards) return a.forwards > b.forwards;
  return a.time !== b.time ? a.time < b.time : a.branch < b.branch;
}

/** The hop farthest from the caller, and of several the last that was tried. */
function lastOf(a: InviteTransaction, b: InviteTransaction): boolean {
  if (a.own !== b.own) return b.own;
  if (a.forwards !== b.forwards) return a.forwards < b.forwards;
  return a.time !== b.time ? a.time > b.time : a.branch > b.branch;
}

/** Whether a client usually asks again after such an answer: challenges, redirections, timers. */
function wantsMore(status: number): boolean {
  return status < 400 || status === 401 || status === 407 || status === 422 || status === 494;
}

function outcomeOf(status: number): CallOutcome {
  if (status === 486 || status === 600) return 'busy';
  if (status === 487) return 'cancelled';
  return status === 408 || status === 480 ? 'no-answer' : 'failed';
}
