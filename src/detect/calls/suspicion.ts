import type { Call } from '../../core/calls/call.ts';
import { callCost, microPerEuro } from '../../core/rates/rate.ts';
import { dayMs } from './destination-memory.ts';
import { StoppedSoFar } from './stopped-so-far.ts';

/** A costly call that habits do not explain, or not wholly. */
export interface Watched {
  readonly call: Call;
  readonly payer: string;
  readonly key: string;
  /** The run of numbers it goes to, and who makes it with it: one stop of such calls is enough. */
  readonly run: string;
  readonly payerRun: string;
  /** Evidence in nats, and the share of its money that habits do not explain, 0 to 1. */
  readonly evidence: number;
  readonly unexplained: number;
  /** At an hour that is unusual for the customer. */
  readonly off: boolean;
  readonly forwarded: boolean;
  readonly calledBack: boolean;
  readonly listed: boolean;
  readonly takenOver: boolean;
  refused: boolean;
  /** Ran for a while. */
  lasted: boolean;
  /** At an hour at which nobody is there. */
  readonly deep: boolean;
  /** What tells its stop from others, '' until it is asked for, and whether the customer had business there then. */
  stopKey: string;
  business: boolean;
}

const fastMs = 2 * 3_600_000;
const slowMs = 60 * 3_600_000;
const moneyMs = 60 * 3_600_000;
/** Part of the evidence that goes into the slow sum. */
const slowShare = 0.6;
const mostRecent = 64;
const rememberedMs = 7 * dayMs;
const peakDays = 28;
/** A day counts at most this much for what is usual: an attack cannot raise it beyond. */
const highestPeak = 25;
/** And a day with an alert this much: weeks of it must not hide the next. */
const highestAlerted = 8;

/**
 * Evidence against one payer, or a whole customer: two sums of nats that fade, one over hours and one over days, so that a
 * burst and few calls a night are both seen; and the money that habits do not explain. What it usually reaches on a day is
 * learned, robustly and a day late: who often has surprising calls must surprise more.
 */
export class Suspicion {
  #fast = 0;
  #slow = 0;
  #money = 0;
  #at = 0;
  #day = 0;
  #today = 0;
  #yesterday = 0;
  #alerted = false;
  readonly #peaks: number[] = [];
  /** The highest first; undefined after a change. */
  #sorted: readonly number[] | undefined;
  #firstDay = 0;
  /** The last calls that count, oldest first. */
  readonly recent: Watched[] = [];
  readonly running = new Set<Watched>();
  /** How many calls were remembered, and which of them are known to be stopped. */
  remembered = 0;
  readonly stopped = new StoppedSoFar();

  /** Adds a share of the evidence of a call. */
  add(watched: Watched, share: number, at: number): void {
    this.#fade(at);
    const evidence = watched.evidence * share;
    this.#fast += evidence;
    this.#slow += evidence * slowShare;
    const now = Math.max(this.#fast, this.#slow);
    if (now > this.#today) this.#today = now;
  }

  remember(watched: Watched): void {
    this.remembered++;
    this.recent.push(watched);
    if (this.recent.length > mostRecent) this.recent.shift();
  }

  /** Today belongs to an alert. */
  spoil(): void {
    this.#alerted = true;
  }

  /** What there was is an alert now. */
  forget(): void {
    this.#fast = 0;
    this.#slow = 0;
    this.#money = 0;
    this.recent.length = 0;
  }

  /** Money of a call that ended, euro. */
  paid(watched: Watched, at: number): void {
    this.#fade(at);
    this.#money += watched.unexplained * (watched.call.cost / microPerEuro);
  }

  /** Nats at a time, the higher of both sums. */
  nats(at: number): number {
    this.#fade(at);
    return Math.max(this.#fast, this.#slow);
  }

  /** Nats of the last hours alone. */
  fast(at: number): number {
    this.#fade(at);
    return this.#fast;
  }

  /** Whether the sum over hours is the higher one. */
  get sudden(): boolean {
    return this.#fast >= this.#slow;
  }

  /** Euro of some days that habits do not explain, running calls included. */
  money(at: number): number {
    this.#fade(at);
    let sum = this.#money;
    for (const { call, unexplained } of this.running)
      if (call.answer > 0 && call.answer < at)
        sum += (unexplained * callCost(call.rate, at - call.answer)) / microPerEuro;
    return sum;
  }

  /** What it reaches on bad days, nats: the upper fifth of the last four weeks. 0 while most days bring nothing. */
  usual(at: number): number {
    this.#roll(at);
    const days = Math.min(peakDays, Math.max(1, Math.floor(at / dayMs) - this.#firstDay));
    const place = Math.floor(days * 0.2);
    if (this.#peaks.length <= place) return 0;
    this.#sorted ??= [...this.#peaks].sort((a, b) => b - a);
    return this.#sorted[place]!;
  }

  /** Calls that count since `from`. */
  since(from: number): Watched[] {
    return this.recent.filter(({ call }) => call.start >= from);
  }

  /** Those to one destination that habits do not explain. */
  of(key: string, from: number): Watched[] {
    return this.recent.filter((each) => each.key === key && each.call.start >= from && each.unexplained > 0);
  }

  save(): unknown {
    return [this.#fast, this.#slow, this.#money, this.#at, this.#firstDay, ...this.#peaks];
  }

  restore([fast, slow, money, at, firstDay, ...peaks]: number[]): void {
    [this.#fast, this.#slow, this.#money, this.#at] = [fast!, slow!, money!, at!];
    this.#firstDay = firstDay!;
    this.#day = Math.floor(at! / dayMs);
    this.#peaks.splice(0, Infinity, ...peaks);
    this.#sorted = undefined;
  }

  #fade(at: number): void {
    const gone = at - this.#at;
    if (gone <= 0) return;
    this.#roll(at);
    this.#at = at;
    this.#fast *= Math.exp(-gone / fastMs);
    this.#slow *= Math.exp(-gone / slowMs);
    this.#money *= Math.exp(-gone / moneyMs);
    while (this.recent.length > 0 && this.recent[0]!.call.start < at - rememberedMs) this.recent.shift();
  }

  #roll(at: number): void {
    const day = Math.floor(at / dayMs);
    if (this.#day === 0) this.#day = this.#firstDay = day;
    if (day <= this.#day) return;
    // A day late; days without anything push old ones out as zeros.
    this.#learn(this.#yesterday);
    this.#yesterday = this.#alerted ? Math.min(this.#today, highestAlerted) : this.#today;
    this.#alerted = false;
    for (let gap = Math.min(peakDays, day - this.#day - 1); gap > 0; gap--) {
      this.#learn(this.#yesterday);
      this.#yesterday = 0;
    }
    this.#today = 0;
    this.#day = day;
  }

  #learn(peak: number): void {
    this.#sorted = undefined;
    this.#peaks.push(Math.min(highestPeak, peak));
    if (this.#peaks.length > peakDays) this.#peaks.shift();
  }
}
