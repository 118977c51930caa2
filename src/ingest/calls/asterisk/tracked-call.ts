import type { CallDirection, CallOutcome, CallRecord } from '../../../core/call-record.ts';

/** A channel that is followed. */
export interface Channel {
  readonly uniqueId: string;
  readonly linkedId: string;
  readonly name: string;
  readonly endpoint: string;
  readonly end: 0 | 1 | 2;
  readonly pair: string;
  readonly callerNumber: string;
  readonly context: string;
  accountCode: string;
  /** Made by somebody who dialled us, not by us. */
  inward: boolean;
  /** Counts up: which of two channels we heard of first. */
  readonly serial: number;
  /** What it dialled first, or where it was transferred to. */
  dialled: string;
  up: number;
  address: string;
  /** The last call that it makes, and all of them that have not ended. */
  makes: TrackedCall | undefined;
  readonly made: Set<TrackedCall>;
  /** The call that it is a leg of. */
  legOf: TrackedCall | undefined;
  /** Endpoint that transferred it. */
  transferredBy: string;
}

/** A call that is followed. */
export interface TrackedCall {
  readonly id: string;
  readonly linkedId: string;
  readonly root: Channel;
  readonly from: string;
  readonly to: string;
  readonly account: string;
  readonly start: number;
  /** It is about the whole time that its root runs, and not only about one leg. */
  readonly whole: boolean;
  direction: CallDirection;
  trunk: string;
  answer: number | undefined;
  end: number | undefined;
  outcome: CallOutcome;
  cause: number;
  rootGone: boolean;
  readonly legs: Set<Channel>;
  answeredBy: Channel | undefined;
  /** How the last leg that was not answered ended. */
  status: string;
  /** Endpoint that forwarded it. */
  forwarder: string;
  /** What was told last. */
  told: CallRecord | undefined;
}

/** A call that begins. */
export function newCall(
  root: Channel,
  id: string,
  to: string,
  account: string,
  from: string,
  start: number,
  whole: boolean,
): TrackedCall {
  return {
    id,
    linkedId: root.linkedId,
    root,
    from,
    to,
    account,
    start,
    whole,
    direction: 'unknown',
    trunk: '',
    answer: undefined,
    end: undefined,
    outcome: 'running',
    cause: 0,
    rootGone: false,
    legs: new Set(),
    answeredBy: undefined,
    status: '',
    forwarder: '',
    told: undefined,
  };
}

/** A call as it is now, as a source tells it. */
export function recordOf(call: TrackedCall): CallRecord {
  const { id, linkedId, direction, from, to, account, trunk, start, answer, end, outcome, cause, root } = call;
  const { accountCode, address } = root;
  return {
    id,
    linkedId,
    direction,
    from,
    to,
    account,
    accountCode,
    trunk,
    address,
    start,
    answer,
    end,
    outcome,
    cause,
    line: 0,
  };
}

/** Whether what was told last is what it is now. */
export function isTold({ told, direction, trunk, root, answer, end }: TrackedCall): boolean {
  return (
    told !== undefined &&
    told.direction === direction &&
    told.trunk === trunk &&
    told.address === root.address &&
    told.accountCode === root.accountCode &&
    told.answer === answer &&
    told.end === end
  );
}

/** How a call that nobody answered ended, by the last status of dialling and by the cause (Q.850). */
export function outcomeOf(status: string, cause: number): CallOutcome {
  if (status === 'BUSY' || cause === 17) return 'busy';
  if (status === 'NOANSWER' || cause === 18 || cause === 19) return 'no-answer';
  if (status === 'CONGESTION' || status === 'CHANUNAVAIL') return 'failed';
  if (status === 'CANCEL') return 'cancelled';
  if (cause === 0) return 'unknown';
  if (cause === 16 || cause === 26 || cause === 127) return 'cancelled';
  return 'failed';
}
