import type { CallDirection, CallOutcome, CallRecord } from '../../core/call-record.ts';
import { type CdrRefusal, refusals } from './cdr-format.ts';

/** Longer than this no call lasts, ms (31 days). */
export const longestCall = 31 * 86_400_000;
/** Times of whole seconds are cut off, each on its own: so far a duration and its two times may differ, ms. */
const tolerance = 1_999;

/** A call of a record, all of one shape. */
export class CdrCall implements CallRecord {
  id = '';
  linkedId = '';
  direction: CallDirection = 'unknown';
  from = '';
  to = '';
  account = '';
  accountCode = '';
  trunk = '';
  address = '';
  start = 0;
  answer: number | undefined = undefined;
  end: number | undefined = undefined;
  outcome: CallOutcome = 'unknown';
  cause = 0;
  line = 0;
  /** The durations in the record are not those of its times; the times were taken. */
  disagrees = false;
}

/** What the record itself says of its length, in ms; NaN where it says nothing. */
export interface SaidDurations {
  /** From start to end. */
  total: number;
  /** From answer to end. */
  talk: number;
}

/**
 * Checks the times of a call and holds them against the durations of its record; sets `disagrees`. A call over the hour that
 * the clock goes through twice has times that are an hour off; where its durations prove so, they are put right.
 * `repeats(time)` tells whether a time stands in such an hour and was taken as the first of the two.
 * Refuses with `impossible-duration` what cannot have happened: an answer before the start, an end before the answer, more
 * than 31 days, or less than nothing.
 */
export function checkTimes(
  call: CdrCall,
  said: SaidDurations,
  repeats: (time: number) => boolean,
): CdrRefusal | undefined {
  if (said.total < 0 || said.talk < 0 || said.total > longestCall || said.talk > longestCall)
    return refusals['impossible-duration'];
  if (disagree(call, said)) {
    mendRepeatedHour(call, said, repeats);
    call.disagrees = disagree(call, said);
  }
  const { start, answer, end } = call;
  if (answer !== undefined && answer < start) return refusals['impossible-duration'];
  if (end !== undefined && (end < start || end - start > longestCall)) return refusals['impossible-duration'];
  if (end !== undefined && answer !== undefined && end < answer) return refusals['impossible-duration'];
  return undefined;
}

function disagree({ start, answer, end }: CdrCall, { total, talk }: SaidDurations): boolean {
  if (end === undefined) return false;
  if (total >= 0 && Math.abs(end - start - total) > tolerance) return true;
  return talk >= 0 && answer !== undefined && Math.abs(end - answer - talk) > tolerance;
}

const hour = 3_600_000;

/** Moves one or more of the times to the second of their two, when all then agrees. */
function mendRepeatedHour(call: CdrCall, said: SaidDurations, repeats: (time: number) => boolean): void {
  const { start, answer, end } = call;
  if (end === undefined) return;
  const starts = repeats(start) ? 2 : 1;
  const answers = answer !== undefined && repeats(answer) ? 2 : 1;
  const ends = repeats(end) ? 2 : 1;
  for (let s = 0; s < starts; s++) {
    for (let a = 0; a < answers; a++) {
      for (let e = 0; e < ends; e++) {
        call.start = start + s * hour;
        call.answer = answer === undefined ? undefined : answer + a * hour;
        call.end = end + e * hour;
        const ordered =
          call.start <= call.end &&
          (call.answer === undefined || (call.start <= call.answer && call.answer <= call.end));
        if (ordered && !disagree(call, said)) return;
      }
    }
  }
  call.start = start;
  call.answer = answer;
  call.end = end;
}
