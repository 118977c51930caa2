import type { CallRecord } from '../../../core/call-record.ts';

/** A record comes a moment before the events that end its channels: so long it waits for them, ms. */
const patience = 500;
/** Times of records are cut to whole seconds. */
const second = 1_000;
const mostRemembered = 10_000;
const mostWaiting = 5_000;

/**
 * Gives the call detail records of the manager interface to the calls that we followed. Records know less than we: of a
 * transferred call Asterisk writes the last number into all of them, forwarded ones have no account, times are whole seconds.
 * So a record whose call we followed says of it what we saw, and is the last word; any other is told as it is.
 */
export class RecordedCalls {
  readonly #tell: (record: CallRecord) => void;
  /** Ended calls by the name of the leg that answered, and by their id. */
  readonly #byLeg = new Map<string, CallRecord>();
  readonly #byId = new Map<string, CallRecord>();
  readonly #waiting = new Set<NodeJS.Timeout>();

  constructor(tell: (record: CallRecord) => void) {
    this.#tell = tell;
  }

  /** A call as it was followed; `leg` is the name of the channel that answered it, '' for none. */
  heard(record: CallRecord, leg: string): void {
    if (record.end === undefined) return;
    remember(this.#byId, record.id, record);
    if (leg !== '') remember(this.#byLeg, leg, record);
  }

  /** Takes a record; `leg` is its destination channel. */
  take(record: CallRecord, leg: string): void {
    if (this.#waiting.size >= mostWaiting) {
      this.#give(record, leg);
      return;
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#give(record, leg);
    }, patience);
    this.#waiting.add(timer);
  }

  /** Forgets what waits. */
  close(): void {
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  #give(record: CallRecord, leg: string): void {
    const same = this.#byId.get(record.id);
    const followed = this.#byLeg.get(leg) ?? (same?.to === record.to ? same : undefined);
    this.#tell(followed === undefined ? record : settled(record, followed));
  }
}

function settled(record: CallRecord, followed: CallRecord): CallRecord {
  const { id, linkedId, direction, from, to, account, trunk, address, cause } = followed;
  return {
    ...record,
    id,
    linkedId,
    direction,
    from,
    to,
    account,
    trunk,
    address,
    cause,
    accountCode: record.accountCode || followed.accountCode,
    start: closer(record.start, followed.start),
    answer: closer(record.answer, followed.answer),
    end: closer(record.end, followed.end),
    outcome: record.outcome === 'answered' || followed.outcome === 'unknown' ? record.outcome : followed.outcome,
  };
}

/** The time as followed, where the record's is the same but for its fraction. */
function closer<T extends number | undefined>(recorded: T, followed: T): T {
  if (recorded === undefined || followed === undefined) return recorded;
  return Math.abs(recorded - followed) <= second ? followed : recorded;
}

function remember(calls: Map<string, CallRecord>, key: string, record: CallRecord): void {
  calls.set(key, record);
  if (calls.size <= mostRemembered) return;
  const { value } = calls.keys().next();
  if (value !== undefined) calls.delete(value);
}
