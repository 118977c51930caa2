import type { CallRecord } from '../../core/call-record.ts';
import type { Call } from '../../core/calls/call.ts';

/** How somebody knows of a call: from its SIP messages, from the switch that makes it, from its record, or by being asked. */
export type Teller = 'sip' | 'switch' | 'cdr' | 'asked';

/** One call, whoever tells of it. */
export interface LiveCall {
  call: Call;
  /** Ids by source. */
  readonly sources: Map<string, string[]>;
  /** Id that the source which told first gave. */
  readonly sourceCall: string;
  readonly tellers: Set<Teller>;
  /** Keys it is found by. */
  readonly keys: string[];
  /** When the first record of it came, and the last, ms UTC. */
  begun: number;
  told: number;
  overAt: number;
  liveAnswer: number;
  liveEnd: number;
  cdrAnswer: number;
  cdrEnd: number;
}

/** Records of several sources about one call begin at most so far apart. */
const apartMs = 5000;
/** Last digits that are compared: prefixes differ from hop to hop. */
const tail = 8;
const mostLookedAt = 200;

/** Finds the call that a record is about: by the id of its source, by ids that sources share, by who calls whom when. */
export class CallIndex {
  readonly #byCall = new Map<string, LiveCall>();
  readonly #byKey = new Map<string, LiveCall>();
  readonly #byNumber = new Map<string, LiveCall[]>();
  readonly #all = new Set<LiveCall>();

  get size(): number {
    return this.#all.size;
  }

  all(): Iterable<LiveCall> {
    return this.#all;
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
      if (other && !other.sources.has(source)) return other;
    }
    const number = tailOf(record.to);
    if (number === '') return undefined;
    const there = this.#byNumber.get(number) ?? [];
    // One number may be called thousands of times an hour; those that began now are the last.
    for (let i = there.length - 1; i >= Math.max(0, there.length - mostLookedAt); i--) {
      const other = there[i]!;
      const near = Math.abs(other.call.start - record.start) <= apartMs;
      if (near && !other.sources.has(source) && sameCaller(other.call, record)) return other;
    }
    return undefined;
  }

  add(call: Call, record: CallRecord, source: string): LiveCall {
    const live: LiveCall = {
      ...{ call, sources: new Map(), sourceCall: record.id, tellers: new Set(), keys: [] },
      ...{ begun: call.start, told: call.start, overAt: 0, liveAnswer: 0, liveEnd: 0, cdrAnswer: 0, cdrEnd: 0 },
    };
    this.#all.add(live);
    this.#byCall.set(call.id, live);
    this.join(live, record, source);
    const number = tailOf(record.to);
    if (number !== '') {
      const there = this.#byNumber.get(number);
      if (there) there.push(live);
      else this.#byNumber.set(number, [live]);
    }
    return live;
  }

  /** Another record of it. */
  join(live: LiveCall, record: CallRecord, source: string): void {
    const ids = live.sources.get(source);
    if (!ids) live.sources.set(source, [record.id]);
    else if (ids.includes(record.id)) return;
    else ids.push(record.id);
    for (const key of [`${source}\0${record.id}`, ...shared(record).map((id) => `\0${id}`)]) {
      if (this.#byKey.has(key)) continue;
      this.#byKey.set(key, live);
      live.keys.push(key);
    }
  }

  remove(live: LiveCall): void {
    this.#all.delete(live);
    if (this.#byCall.get(live.call.id) === live) this.#byCall.delete(live.call.id);
    for (const key of live.keys) if (this.#byKey.get(key) === live) this.#byKey.delete(key);
    const number = tailOf(live.call.dialled);
    const there = this.#byNumber.get(number);
    if (!there) return;
    const at = there.indexOf(live);
    if (at >= 0) there.splice(at, 1);
    if (there.length === 0) this.#byNumber.delete(number);
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
