import type { CallDirection, CallOutcome } from '../call-record.ts';
import type { DestinationKind } from '../phone/destination.ts';
import { unknownDestination } from '../phone/destination.ts';
import type { DialledKind } from '../phone/normalise.ts';
import { estimatedRate } from '../rates/estimates.ts';
import type { Rate } from '../rates/rate.ts';
import type { CallParty } from './call-party.ts';
import { type CallVerdict, noObjection } from './call-verdict.ts';

const unrated: Rate = estimatedRate(unknownDestination);

/**
 * One call that runs or ran, with what is known of it: one object of a fixed shape for its whole life. The first block is
 * as told by sources, the second is set by enrich, the third by decide. Times are ms UTC, 0 when it has not happened.
 */
export class Call {
  id = '';
  linkedId = '';
  /** Id of the source (a way in) that told of it first. */
  source = '';
  from = '';
  dialled = '';
  account = '';
  accountCode = '';
  trunk = '';
  address = '';
  start = 0;
  answer = 0;
  end = 0;
  outcome: CallOutcome = 'running';
  /** SIP status or Q.850 cause, 0 when unknown. */
  cause = 0;

  /** Customer, or `unassignedTenant`. */
  tenant = '';
  /** Who is answerable inside the customer: account, else accountcode, else the caller's own number; '' when nothing tells. */
  payer = '';
  direction: CallDirection = 'unknown';
  dialledKind: DialledKind = 'unknown';
  /**
   * Digits of E.164 of the far end, no plus; '' when it has none. For incoming calls that of the caller. Digits of which nobody
   * knows where they lead stand here as they were dialled (`dialledKind` is then `unknown`).
   */
  number = '';
  /** ISO country of the far end; '' for satellite, international networks and unknown ones. */
  country = '';
  destinationKind: DestinationKind = 'unknown';
  /** The digits that told country and kind. */
  prefix = '';
  /** Outgoing, and to another country than the customer's own, or to a number of no country. */
  abroad = false;
  rate: Rate = unrated;
  /** Hour of the week at its start in the customer's zone, 0 is Monday 00:00; 0–167. */
  weekHour = 0;
  /** Outside the customer's opening hours, on a closed day or a holiday. False when no opening hours are known. */
  closed = false;

  /** Number of the call in this run of the guard, 1 for the first. */
  serial = 0;
  verdict: CallVerdict = noObjection;
  /** Micro-euro it has cost so far; final once it ended. */
  cost = 0;

  /** Its customer and its payer; undefined as long as nobody keeps anything of them. */
  customerParty: CallParty | undefined = undefined;
  payerParty: CallParty | undefined = undefined;
  /** Its place among the calls that run, and among those of them that came in to its customer; -1 for none. */
  runningPlace = -1;
  incomingPlace = -1;
}
