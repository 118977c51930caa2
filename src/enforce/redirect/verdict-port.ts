import type { CallRecord } from '../../core/call-record.ts';
import type { CallVerdict } from '../../core/calls/call-verdict.ts';

/** What the server needs of whoever judges calls. */
export interface VerdictPort {
  /** Judges a call that begins; at once, since an SBC waits. What it throws counts as no objection. */
  verdict(record: CallRecord): CallVerdict;
  /** The verdict was not carried out: it came too late (or was thrown away for a target that is no URI), and the call passed. */
  overruled?(record: CallRecord, verdict: CallVerdict): void;
}

/** What the server tells besides. */
export interface RedirectAlarm {
  /** A peer that used to ask has asked nothing for longer than it ever does. `since`: when it asked last, ms. */
  silent(peer: string, since: number): void;
  /** It asks again. */
  resumed(peer: string, at: number): void;
  /** Something a person should know about a listener; '' says that it is over. */
  trouble(listener: string, sentence: string): void;
}

/** What the server counts, since start. Requests that are no INVITE are in `requests` only, unless something was wrong with them. */
export interface RedirectCounts {
  requests: number;
  /** INVITEs a verdict was asked for, and what was answered. */
  asked: number;
  passed: number;
  refused: number;
  diverted: number;
  /** Copies of an INVITE that got the answer the first got. */
  repeated: number;
  /** Verdicts that were not carried out: thrown, too late, or diverting to no URI. */
  failed: number;
  late: number;
  badTarget: number;
  /** Dropped without an answer: from nobody on the list, no SIP, a request that cannot be answered, a response. */
  strangers: number;
  malformed: number;
  responses: number;
  /** Answered 400, 405, 416, 420, 481, 501 or 505. */
  rejected: number;
  /** Connections refused for want of a place, and closed since what came was broken or too slow, or nobody read the answers. */
  refusedConnections: number;
  brokenConnections: number;
  /** Answers that could not be sent. */
  unsent: number;
  /** INVITEs forgotten within 32 s for want of room: a copy of such a one is asked again. */
  evicted: number;
}

export function emptyRedirectCounts(): RedirectCounts {
  return {
    requests: 0,
    asked: 0,
    passed: 0,
    refused: 0,
    diverted: 0,
    repeated: 0,
    failed: 0,
    late: 0,
    badTarget: 0,
    strangers: 0,
    malformed: 0,
    responses: 0,
    rejected: 0,
    refusedConnections: 0,
    brokenConnections: 0,
    unsent: 0,
    evicted: 0,
  };
}
