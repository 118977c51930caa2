import { CdrCall } from '../../cdr/cdr-call.ts';
import { earliestTime } from '../../cdr/cdr-clock.ts';
import { readParty, type ThreeCxNumbers } from './parties.ts';

/** An active call as XAPI lists it (Pbx.ActiveCall). Times ms UTC. */
export interface ActiveCall {
  /** `<Id>@<EstablishedAt>`: 3CX counts calls anew after a restart. */
  readonly id: string;
  /** Id as 3CX has it; the `historyid` of its records is the same number. */
  readonly number: string;
  readonly caller: string;
  readonly callee: string;
  readonly isAnswered: boolean;
  readonly established: number;
  readonly changed: number;
  /** The clock of the PBX, 0 when it does not say. */
  readonly serverNow: number;
}

/** Words of `Status` for a call that somebody answered. */
const answeredWords = new Set(['talking', 'connected', 'onhold', 'hold', 'held', 'transferring']);
const longestText = 256;

/** The call of one row; undefined when it is none. */
export function readActiveCall(row: unknown): ActiveCall | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const { Id, Caller, Callee, Status, EstablishedAt, LastChangeStatus, ServerNow } = row as Record<string, unknown>;
  if (typeof Id !== 'number' || !Number.isSafeInteger(Id)) return undefined;
  if (typeof Caller !== 'string' || typeof Callee !== 'string' || typeof Status !== 'string') return undefined;
  const established = moment(EstablishedAt);
  if (established === 0) return undefined;
  return {
    id: `${Id}@${established}`,
    number: String(Id),
    caller: Caller.slice(0, longestText),
    callee: Callee.slice(0, longestText),
    isAnswered: answeredWords.has(Status.toLowerCase().replace(/[^a-z]/g, '')),
    established,
    changed: moment(LastChangeStatus),
    serverNow: moment(ServerNow),
  };
}

/** Milliseconds of a time of OData (ISO 8601 with its zone), 0 when it is none. */
export function moment(value: unknown): number {
  if (typeof value !== 'string' || value.length > 40 || !/(Z|[+-]\d\d:\d\d)$/.test(value)) return 0;
  const time = Date.parse(value);
  return time >= earliestTime ? time : 0;
}

/** The record of an active call. `answer` and `end` ms, 0 when it has not happened. */
export function recordOf(call: ActiveCall, answer: number, end: number, numbers: ThreeCxNumbers): CdrCall {
  const caller = readParty(call.caller, numbers);
  const callee = readParty(call.callee, numbers);
  const record = new CdrCall();
  record.id = call.id;
  record.linkedId = call.number;
  record.from = caller.number;
  record.to = callee.number;
  record.start = call.established;
  record.answer = answer === 0 ? undefined : Math.max(answer, call.established);
  record.end = end === 0 ? undefined : Math.max(end, record.answer ?? 0, call.established);
  if (!callee.isInside) {
    // From outside to outside is a forward: it costs as a call of one's own.
    record.direction = callee.trunk === '' && callee.number === '' ? 'unknown' : 'out';
    record.trunk = callee.trunk;
    record.account = caller.isInside ? caller.number : '';
  } else {
    record.direction = caller.isInside ? 'internal' : 'in';
    record.trunk = caller.trunk;
    record.account = caller.isInside ? caller.number : callee.number;
  }
  if (end === 0) record.outcome = 'running';
  else record.outcome = record.answer === undefined ? 'unknown' : 'answered';
  return record;
}
