import { type LocalCalendar, type MoneyWindow, moneyWindows } from './local-calendar.ts';
import { microOf, type Rate } from './rate.ts';
import { type Contribution, RunningSum } from './running-sum.ts';
import { TimeHeap } from './time-heap.ts';

/** Something money is added up for: an account, a number, a customer, a trunk, a destination, the provider. */
export interface ExposureKey {
  readonly kind: string;
  readonly name: string;
  /** Calls that run now. */
  readonly running: number;
  /** It is known no longer, and money is added to it in vain. */
  readonly forgotten: boolean;
}

/** Why a call was not taken; each is counted. */
export const exposureRefusals = ['known', 'full', 'future', 'impossible'] as const;
export type ExposureRefusal = (typeof exposureRefusals)[number];

export interface ExposureOptions {
  /** Keys without running calls are forgotten beyond this, the one not asked for longest first. */
  readonly mostKeys?: number;
  /** Running calls. */
  readonly mostCalls?: number;
  /** A call that runs longer costs no more from then on: its end was lost. Also the longest a record may be. */
  readonly longestCallMs?: number;
}

/** Id of a running call: one's own, unique among them. */
export type ExposureCallId = string | number;

interface Running {
  readonly id: ExposureCallId;
  readonly keys: readonly RunningSum[];
  readonly rate: Rate;
  readonly answer: number;
  readonly answerMs: number;
  duration: number | undefined;
  state: 'minimum' | 'steps' | 'frozen' | 'ended';
}

/** Keys that were just asked for are about to be used: they are not forgotten. */
const mostKeysOfACall = 64;
/** Frozen calls whose end may still come. */
const mostFrozen = 10_000;

/**
 * Money of finished and running calls per key, in the present hour, day, week and month where the key is. A second of an
 * increment that has begun counts at once; money belongs to the window in which it is owed, so a call across midnight counts in
 * both days. Time is told by `advance` alone. Records that come late change the windows they belong to, whatever the order.
 */
export class Exposure {
  #second = 0;
  readonly #kinds = new Map<string, Map<string, RunningSum>>();
  /** By kind and owner: what stands before the first NUL of a name. */
  readonly #owned = new Map<string, Set<RunningSum>>();
  /** All keys, in the order in which they may be forgotten. */
  readonly #keys = new Set<RunningSum>();
  readonly #calls = new Map<ExposureCallId, Running>();
  readonly #frozen = new Set<Running>();
  readonly #due = new TimeHeap<Running>();
  #fetches = 0;
  readonly #mostKeys: number;
  readonly #mostCalls: number;
  readonly #longest: number;
  /** Counts of what went another way; shown, never reset. */
  readonly counts = { known: 0, full: 0, future: 0, impossible: 0, frozen: 0, keysForgotten: 0, frozenForgotten: 0 };

  constructor({ mostKeys = 500_000, mostCalls = 500_000, longestCallMs = 12 * 3_600_000 }: ExposureOptions = {}) {
    this.#mostKeys = mostKeys;
    this.#mostCalls = mostCalls;
    this.#longest = Math.ceil(longestCallMs / 1_000);
  }

  get calls(): number {
    return this.#calls.size - this.#frozen.size;
  }

  get keys(): number {
    return this.#keys.size;
  }

  /** Goes on to a moment (ms UTC, whole seconds count); what is due until then is done in its order. Never goes back. */
  advance(nowMs: number): void {
    const second = Math.floor(nowMs / 1_000);
    if (!(second > this.#second)) return;
    while (this.#due.next <= second) {
      this.#second = Math.max(this.#second, this.#due.next);
      this.#step(this.#due.pop()!);
    }
    this.#second = second;
  }

  /** The key of a name, made when it is new. Ask for it anew for every call: it may have been forgotten since. */
  key(kind: string, name: string, calendar: LocalCalendar): ExposureKey {
    let names = this.#kinds.get(kind);
    if (!names) {
      names = new Map();
      this.#kinds.set(kind, names);
    }
    let key = names.get(name);
    if (!key) {
      if (this.#keys.size >= this.#mostKeys) this.#forgetKey();
      key = new RunningSum(kind, name, calendar, this.#second);
      names.set(name, key);
      this.#keys.add(key);
      this.#ownedBy(kind, ownerOf(name), true)?.add(key);
    }
    key.used = true;
    key.fetched = ++this.#fetches;
    return key;
  }

  /** Asks for keys anew that were told before; false, and nothing done, when one of them has been forgotten since. */
  again(keys: readonly ExposureKey[]): boolean {
    const sums = keys as readonly RunningSum[];
    for (let i = 0; i < sums.length; i++) if (sums[i]!.forgotten) return false;
    for (let i = 0; i < sums.length; i++) {
      const key = sums[i]!;
      key.used = true;
      key.fetched = ++this.#fetches;
    }
    return true;
  }

  /** A key that is known, without making it. */
  find(kind: string, name: string): ExposureKey | undefined {
    return this.#kinds.get(kind)?.get(name);
  }

  /** Keys of a kind whose names begin with `owner` and a NUL; `name` is what follows. Of many, those that were made first. */
  ofOwner(
    kind: string,
    owner: string,
    most: number,
  ): { readonly name: string; readonly key: ExposureKey; readonly running: number }[] {
    const found = [];
    for (const key of this.#ownedBy(kind, owner, false) ?? []) {
      if (found.length === most) break;
      found.push({ name: key.name.slice(owner.length + 1), key, running: key.running });
    }
    return found;
  }

  /** Micro-euro of the present window, rounded up. */
  money(key: ExposureKey, window: MoneyWindow): number {
    const sum = key as RunningSum;
    sum.advance(this.#second);
    return microOf(sum.of(moneyWindows.indexOf(window)));
  }

  /** A call was answered at `answerMs`, now or before. `id` is one's own, unique among running calls. */
  start(id: ExposureCallId, answerMs: number, rate: Rate, keys: readonly ExposureKey[]): ExposureRefusal | undefined {
    if (this.#calls.has(id)) return this.#refuse('known');
    if (this.#calls.size - this.#frozen.size >= this.#mostCalls) return this.#refuse('full');
    const answer = Math.floor(answerMs / 1_000);
    if (!(answer >= 0)) return this.#refuse('impossible');
    if (answer > this.#second) return this.#refuse('future');
    const sums = keys as readonly RunningSum[];
    const call: Running = { id, keys: sums, rate, answer, answerMs, duration: undefined, state: 'minimum' };
    this.#calls.set(id, call);
    for (const key of sums) {
      key.advance(this.#second);
      key.put(call, 1);
      key.running++;
    }
    if (answer + rate.minimum <= this.#second) this.#toSteps(call);
    else this.#due.push(answer + Math.min(rate.minimum, this.#longest), call);
    return undefined;
  }

  /** The call ended, at latest now: an end in the future is cut to it. False when no such call runs: take it with `record` when its start was never told. */
  end(id: ExposureCallId, endMs: number): boolean {
    const call = this.#calls.get(id);
    if (!call) return false;
    const told = lasted(call.answerMs, endMs);
    const until = this.#second + 1 - call.answer;
    if (!(told >= 0)) this.counts.impossible++;
    else if (told > until) this.counts.future++;
    this.#settle(call, told >= 0 ? Math.min(told, until, this.#longest) : 0);
    return true;
  }

  /** Takes a running call out as if it had never been. False when no such call runs. */
  forget(id: ExposureCallId): boolean {
    const call = this.#calls.get(id);
    if (!call) return false;
    this.#settle(call, undefined);
    return true;
  }

  /** A call that is over already, however long ago. */
  record(answerMs: number, endMs: number, rate: Rate, keys: readonly ExposureKey[]): ExposureRefusal | undefined {
    return this.#finished(answerMs, endMs, rate, keys, 1);
  }

  /** Takes a finished call back, told as it was when it was recorded or ended: a better record of it has come. */
  withdraw(answerMs: number, endMs: number, rate: Rate, keys: readonly ExposureKey[]): ExposureRefusal | undefined {
    return this.#finished(answerMs, endMs, rate, keys, -1);
  }

  #finished(answerMs: number, endMs: number, rate: Rate, keys: readonly ExposureKey[], sign: 1 | -1) {
    const answer = Math.floor(answerMs / 1_000);
    const duration = lasted(answerMs, endMs);
    if (!(answer >= 0 && duration >= 0 && duration <= this.#longest)) return this.#refuse('impossible');
    if (answer + duration > this.#second + 1) return this.#refuse('future');
    const call: Contribution = { rate, answer, duration };
    for (const key of keys as readonly RunningSum[]) {
      key.advance(this.#second);
      key.put(call, sign);
    }
    return undefined;
  }

  /** The minimum is over, or the call has run too long. */
  #step(call: Running): void {
    if (call.state === 'ended' || call.state === 'frozen') return;
    for (const key of call.keys) key.advance(this.#second);
    if (this.#second - call.answer < this.#longest) this.#toSteps(call);
    else this.#freeze(call);
  }

  #toSteps(call: Running): void {
    if (this.#second - call.answer >= this.#longest) {
      this.#freeze(call);
      return;
    }
    call.state = 'steps';
    for (const key of call.keys) key.run(call, 1);
    if (this.#due.size > 1_000 && this.#due.size > 3 * this.#calls.size)
      this.#due.keep(({ state }) => state === 'minimum' || state === 'steps');
    this.#due.push(call.answer + this.#longest, call);
  }

  #freeze(call: Running): void {
    this.counts.frozen++;
    this.#replace(call, this.#longest);
    call.state = 'frozen';
    this.#frozen.add(call);
    if (this.#frozen.size <= mostFrozen) return;
    const [oldest] = this.#frozen;
    this.#frozen.delete(oldest!);
    this.#calls.delete(oldest!.id);
    this.counts.frozenForgotten++;
  }

  #settle(call: Running, duration: number | undefined): void {
    this.#replace(call, duration);
    call.state = 'ended';
    this.#frozen.delete(call);
    this.#calls.delete(call.id);
  }

  /** Puts the call as it was in the place of what it was taken for; undefined for nothing. It runs no longer. */
  #replace(call: Running, duration: number | undefined): void {
    for (const key of call.keys) {
      key.advance(this.#second);
      key.put(call, -1);
      if (call.state === 'steps') key.run(call, -1);
      if (call.state !== 'frozen') key.running--;
      if (duration !== undefined) key.put({ rate: call.rate, answer: call.answer, duration }, 1);
    }
    call.duration = duration;
  }

  #ownedBy(kind: string, owner: string, make: boolean): Set<RunningSum> | undefined {
    if (owner === '') return undefined;
    const place = `${kind}\0${owner}`;
    let keys = this.#owned.get(place);
    if (!keys && make) {
      keys = new Set();
      this.#owned.set(place, keys);
    }
    return keys;
  }

  #forgetKey(): void {
    for (let tries = this.#keys.size * 2; tries > 0; tries--) {
      const [key] = this.#keys;
      if (!key) return;
      this.#keys.delete(key);
      if (key.running === 0 && !key.used && this.#fetches - key.fetched > mostKeysOfACall) {
        this.#kinds.get(key.kind)!.delete(key.name);
        this.#ownedBy(key.kind, ownerOf(key.name), false)?.delete(key);
        key.forgotten = true;
        this.counts.keysForgotten++;
        return;
      }
      key.used = false;
      this.#keys.add(key);
    }
  }

  #refuse(why: ExposureRefusal): ExposureRefusal {
    this.counts[why]++;
    return why;
  }
}

function ownerOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('\0')));
}

/** Whole seconds that have begun. */
function lasted(answerMs: number, endMs: number): number {
  return Math.ceil((endMs - answerMs) / 1_000);
}
