import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';
import { LiveCall } from './live-call.ts';
import { ShardedMap } from './sharded-map.ts';

/** Records of several sources about one call begin at most so far apart. */
const apartMs = 5000;
/** Last digits that are compared: prefixes differ from hop to hop. */
const tail = 8;
const mostLookedAt = 200;
/** Calls in one part of all of them. */
const mostInPart = 2048;

/** Finds the call that a record is about: by the id of its source, by ids that sources share, by who calls whom when. */
export class CallIndex {
  readonly #byCall = new ShardedMap<LiveCall>();
  readonly #byKey = new ShardedMap<LiveCall>();
  /** Nearly always there is one. */
  readonly #byNumber = new ShardedMap<LiveCall | LiveCall[]>();
  /** All, the oldest first, in parts that stay small. */
  readonly #parts = new Set<Set<LiveCall>>();
  #newest = new Set<LiveCall>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The oldest first. Calls may come and go meanwhile. */
  *all(): Generator<LiveCall> {
    for (const part of this.#parts) yield* part;
  }

  /** By the id of the call itself. */
  of(id: string): LiveCall | undefined {
    return this.#byCall.get(id);
  }

  find(record: CallRecord, source: string): LiveCall | undefined {
    const own = this.#byKey.get(`${source}\0${record.id}`);
    if (own) return own;
    for (const id of shared(record)) {
      const other = this.#byKey.get(`\0${id}`);
      // Two records of one source with different ids are two legs, which cost money each.
      if (other && !other.hasSource(source)) return other;
    }
    const number = tailOf(record.to);
    if (number === '') return undefined;
    const found = this.#byNumber.get(number);
    if (found === undefined) return undefined;
    const there = Array.isArray(found) ? found : [found];
    // One number may be called thousands of times an hour; those that began now are the last.
    for (let i = there.length - 1; i >= Math.max(0, there.length - mostLookedAt); i--) {
      const other = there[i]!;
      const near = Math.abs(other.call.start - record.start) <= apartMs;
      if (near && !other.hasSource(source) && sameCaller(other.call, record)) return other;
    }
    return undefined;
  }

  add(call: Call, record: CallRecord, source: string): LiveCall {
    const live = new LiveCall(call, source, record.id);
    if (this.#newest.size >= mostInPart || !this.#parts.has(this.#newest)) {
      this.#newest = new Set();
      this.#parts.add(this.#newest);
    }
    this.#newest.add(live);
    live.part = this.#newest;
    this.#size++;
    this.#byCall.set(call.id, live);
    this.#name(live, record, source);
    const number = tailOf(record.to);
    if (number !== '') {
      const there = this.#byNumber.get(number);
      if (Array.isArray(there)) there.push(live);
      else this.#byNumber.set(number, there ? [there, live] : live);
    }
    return live;
  }

  /** Another record of it. */
  join(live: LiveCall, record: CallRecord, source: string): void {
    if (live.addId(source, record.id)) this.#name(live, record, source);
  }

  remove(live: LiveCall): void {
    const { part } = live;
    if (part?.delete(live)) {
      this.#size--;
      if (part.size === 0) this.#parts.delete(part);
    }
    if (this.#byCall.get(live.call.id) === live) this.#byCall.delete(live.call.id);
    for (const key of live.keys) if (this.#byKey.get(key) === live) this.#byKey.delete(key);
    const number = tailOf(live.call.dialled);
    const there = this.#byNumber.get(number);
    if (there === live) this.#byNumber.delete(number);
    if (!Array.isArray(there)) return;
    const at = there.indexOf(live);
    if (at >= 0) there.splice(at, 1);
    if (there.length === 0) this.#byNumber.delete(number);
  }

  #name(live: LiveCall, record: CallRecord, source: string): void {
    this.#put(`${source}\0${record.id}`, live);
    for (const id of shared(record)) this.#put(`\0${id}`, live);
  }

  #put(key: string, live: LiveCall): void {
    if (this.#byKey.has(key)) return;
    this.#byKey.set(key, live);
    live.keys.push(key);
  }
}

/** Ids that another source may have for the same call. */
function shared({ id, linkedId }: CallRecord): string[] {
  return linkedId === '' || linkedId === id ? [id] : [id, linkedId];
}

function tailOf(text: string): string {
  const digits = text.replace(/[@;].*$/, '').replace(/\D/g, '');
  return digits.length < 3 ? digits : digits.slice(-tail);
}

/** Whether both may have the same caller: something they both say is equal. */
function sameCaller(call: Call, record: CallRecord): boolean {
  const same = (a: string, b: string) => a !== '' && b !== '' && a.toLowerCase() === b.toLowerCase();
  if (same(call.account, record.account) || same(call.accountCode, record.accountCode)) return true;
  if (call.account !== '' && record.account !== '') return false;
  const [from, other] = [tailOf(call.from), tailOf(record.from)];
  return from !== '' && from === other;
}
