/** Entries of one bucket: a new one replaces the oldest of these. */
const ways = 4;

/**
 * Bounded memory of requests, keyed by a hash of Call-ID, CSeq, method and client address. Fields of entry `i` are the
 * i-th of each array. A full bucket gives up its oldest entry; those given up while young are counted.
 */
export class RequestTable {
  /** Entries replaced although they were younger than `keepMs`. */
  evicted = 0;
  /** When the request was first seen, ms. */
  readonly time: Float64Array;
  /** Hash of branch and server of the request; 0 when only a response was seen. */
  readonly branch: Int32Array;
  /** Copies of it beyond the first. */
  readonly copies: Uint8Array;
  /** Hash of status and server of the last final response; 0 for none. */
  readonly answer: Int32Array;
  readonly answerTime: Float64Array;
  /** Port the request came from. */
  readonly port: Uint16Array;
  /** Bits of `requestFlag`. */
  readonly flags: Uint8Array;
  /** Hashes of the realms that its Authorization and Proxy-Authorization are for; 0 for none. */
  readonly realm: Int32Array;
  readonly proxyRealm: Int32Array;
  readonly userName: string[];
  readonly requestUser: string[];
  readonly userAgent: string[];
  readonly callId: string[];
  private readonly key: Int32Array;
  private readonly buckets: number;
  private readonly keepMs: number;

  /** `capacity`: entries, a power of two. `keepMs`: how long an entry counts as young. */
  constructor(capacity: number, keepMs: number) {
    this.time = new Float64Array(capacity);
    this.branch = new Int32Array(capacity);
    this.copies = new Uint8Array(capacity);
    this.answer = new Int32Array(capacity);
    this.answerTime = new Float64Array(capacity);
    this.port = new Uint16Array(capacity);
    this.flags = new Uint8Array(capacity);
    this.realm = new Int32Array(capacity);
    this.proxyRealm = new Int32Array(capacity);
    this.userName = new Array<string>(capacity).fill('');
    this.requestUser = new Array<string>(capacity).fill('');
    this.userAgent = new Array<string>(capacity).fill('');
    this.callId = new Array<string>(capacity).fill('');
    this.key = new Int32Array(capacity);
    this.buckets = capacity / ways;
    this.keepMs = keepMs;
  }

  /** Entry with this key, or −1. */
  find(place: number, key: number): number {
    const first = (place & (this.buckets - 1)) * ways;
    for (let i = first; i < first + ways; i++) if (this.key[i] === key) return i;
    return -1;
  }

  /** A cleared entry for this key; the key must not be there yet. */
  add(place: number, key: number, time: number): number {
    const first = (place & (this.buckets - 1)) * ways;
    let slot = first;
    for (let i = first; i < first + ways; i++) {
      if (this.key[i] === 0) {
        slot = i;
        break;
      }
      if (this.time[i] < this.time[slot]) slot = i;
    }
    if (this.key[slot] !== 0 && time - this.time[slot] <= this.keepMs) this.evicted++;
    this.key[slot] = key;
    this.clear(slot, time);
    return slot;
  }

  /** Forgets everything about an entry but its key. */
  clear(slot: number, time: number): void {
    this.time[slot] = time;
    this.branch[slot] = 0;
    this.copies[slot] = 0;
    this.answer[slot] = 0;
    this.answerTime[slot] = 0;
    this.port[slot] = 0;
    this.flags[slot] = 0;
    this.realm[slot] = 0;
    this.proxyRealm[slot] = 0;
    this.userName[slot] = '';
    this.requestUser[slot] = '';
    this.userAgent[slot] = '';
    this.callId[slot] = '';
  }
}

/** What a request carried. */
export const requestFlag = {
  /** Authorization or Proxy-Authorization. */
  credentials: 1,
  /** More than one of a kind, or one without a realm: they may be meant for anyone. */
  anyRealm: 2,
  removes: 4,
  inDialog: 8,
} as const;
