import type { CallDirection, CallOutcome } from '../../../core/call-record.ts';

/** Words for how a call ended, in lower case without anything but letters. */
export const outcomeWords: ReadonlyMap<string, CallOutcome> = new Map([
  ['answered', 'answered'],
  ['answer', 'answered'],
  ['connected', 'answered'],
  ['completed', 'answered'],
  ['beantwoord', 'answered'],
  ['verbonden', 'answered'],
  ['noanswer', 'no-answer'],
  ['unanswered', 'no-answer'],
  ['missed', 'no-answer'],
  ['gemist', 'no-answer'],
  ['nietbeantwoord', 'no-answer'],
  ['geengehoor', 'no-answer'],
  ['busy', 'busy'],
  ['bezet', 'busy'],
  ['ingesprek', 'busy'],
  ['failed', 'failed'],
  ['mislukt', 'failed'],
  ['congestion', 'failed'],
  ['cancelled', 'cancelled'],
  ['canceled', 'cancelled'],
  ['geannuleerd', 'cancelled'],
]);

/** Words for the direction of a call. */
export const directionWords: ReadonlyMap<string, CallDirection> = new Map([
  ['in', 'in'],
  ['inbound', 'in'],
  ['incoming', 'in'],
  ['inkomend', 'in'],
  ['terminating', 'in'],
  ['out', 'out'],
  ['outbound', 'out'],
  ['outgoing', 'out'],
  ['uitgaand', 'out'],
  ['originating', 'out'],
  ['internal', 'internal'],
  ['local', 'internal'],
  ['intern', 'internal'],
]);

/** A word as the lists above have it. */
export function bareWord(text: string): string {
  return text.toLowerCase().replace(/[^a-z]/g, '');
}
