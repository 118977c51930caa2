import type { CallOutcome, CallRecord } from '../../../core/call-record.ts';
import { canonicalAddress } from '../../../core/ip.ts';
import { trimEnd } from '../../line/scan.ts';
import { CdrCall, longestCall } from '../cdr-call.ts';
import { CdrClock } from '../cdr-clock.ts';
import { type CdrFormat, type CdrOptions, type CdrReading, CdrRefusal, longestLine, refusals } from '../cdr-format.ts';
import { readAccLine } from './acc-line.ts';
import type { AccRecord } from './acc-record.ts';
import { AccTable } from './acc-table.ts';

/** Calls that wait for their INVITE or their BYE. */
const mostWaiting = 200_000;

/**
 * Kamailio's accounting (module acc): its syslog lines with extra columns in any order, and dumps of its tables. A call is the
 * record of its INVITE and that of its BYE, in either order, which Call-ID and tags join; an INVITE that was refused is a call by
 * itself. Kamailio knows no earlier time than that of the final answer, so that a call starts when it is answered.
 */
export function createKamailioAcc(options: CdrOptions): CdrFormat {
  return new KamailioAcc(options);
}

class KamailioAcc implements CdrFormat {
  readonly id = 'kamailio-acc';
  /** Halves that were given up because more than 200,000 waited. */
  evicted = 0;
  private readonly table: AccTable;
  private readonly live: boolean;
  /** An INVITE without its BYE as a call, a BYE without its INVITE as its time. */
  private readonly waiting = new Map<string, CdrCall | number>();

  constructor({ zone, live }: CdrOptions) {
    this.table = new AccTable(new CdrClock(zone));
    this.live = live ?? false;
  }

  read(bytes: Buffer, start: number, end: number, line: number): CdrReading {
    const stop = trimEnd(bytes, start, end);
    if (stop === start) return undefined;
    if (stop - start > longestLine) return refusals['too-long'];
    const record = readAccLine(bytes, start, stop) ?? this.table.read(bytes, start, stop);
    if (record === undefined || record instanceof CdrRefusal) return record;
    if (record.method === 'BYE') return this.bye(record);
    return record.method === 'INVITE' ? this.invite(record, line) : undefined;
  }

  /** Calls without a BYE, still running for all that is known. A BYE without an INVITE tells of no call. */
  rest(): CallRecord[] {
    const calls = [...this.waiting.values()].filter((half) => typeof half !== 'number');
    this.waiting.clear();
    return calls;
  }

  halves(): ReadonlyMap<string, CallRecord | number> {
    return this.waiting;
  }

  private invite(record: AccRecord, line: number): CdrReading {
    const call = newCall(record, line);
    if (record.code >= 300) {
      call.end = record.time;
      call.outcome = outcomeOf(record.code);
      return call;
    }
    // A provisional answer is no end of a transaction.
    if (record.code < 200) return undefined;
    call.answer = record.time;
    call.outcome = 'running';
    const key = dialogOf(record);
    const half = this.waiting.get(key);
    if (typeof half === 'number') {
      this.waiting.delete(key);
      return ended(call, half);
    }
    // Another INVITE of a call that runs is a change of its media.
    if (half !== undefined) return undefined;
    this.wait(key, call);
    return this.live ? Object.assign(new CdrCall(), call) : undefined;
  }

  private bye(record: AccRecord): CdrReading {
    const { time } = record;
    const key = dialogOf(record);
    const half = this.waiting.get(key);
    if (half === undefined) this.wait(key, time);
    if (half === undefined || typeof half === 'number') return undefined;
    this.waiting.delete(key);
    return ended(half, time);
  }

  private wait(key: string, half: CdrCall | number): void {
    if (this.waiting.size >= mostWaiting) {
      for (const oldest of this.waiting.keys()) {
        this.waiting.delete(oldest);
        break;
      }
      this.evicted++;
    }
    this.waiting.set(key, half);
  }
}

/** The same for requests of either side. A caller may give many calls one Call-ID, so that it does not suffice. */
function dialogOf({ callId, fromTag, toTag }: AccRecord): string {
  return fromTag < toTag ? `${callId};${fromTag};${toTag}` : `${callId};${toTag};${fromTag}`;
}

function newCall(record: AccRecord, line: number): CdrCall {
  const call = new CdrCall();
  call.id = `${record.callId};${record.fromTag}`;
  // The answer of each callee has a tag of its own; the refusals of several are one failed call.
  if (record.code < 300) call.id += `;${record.toTag}`;
  call.linkedId = call.id;
  call.start = record.time;
  call.cause = record.code;
  call.line = line;
  call.from = record.text('from');
  call.to = record.text('to');
  call.account = record.text('account');
  call.accountCode = record.text('accountCode');
  call.trunk = record.text('trunk');
  call.address = canonicalAddress(record.text('address')) ?? '';
  return call;
}

function ended(call: CdrCall, time: number): CdrReading {
  if (time < call.start || time - call.start > longestCall) return refusals['impossible-duration'];
  call.end = time;
  call.outcome = 'answered';
  return call;
}

/** How a call ended that was refused with this SIP status. */
function outcomeOf(code: number): CallOutcome {
  if (code === 486 || code === 600) return 'busy';
  if (code === 487) return 'cancelled';
  return code === 408 || code === 480 ? 'no-answer' : 'failed';
}
