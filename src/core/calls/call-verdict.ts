import type { Text } from '../text.ts';

/** What a dial plan, an SBC or a replay is told about one call. */
export const verdictActions = ['pass', 'refuse', 'divert'] as const;
export type VerdictAction = (typeof verdictActions)[number];

/** Why. The closed list; those before `stopped-account` always pass, whatever else holds. */
export const verdictReasons = [
  'emergency', // an emergency number, in any spelling
  'own-number', // a number of the customer itself
  'allowed-number', // on the customer's list of numbers and destinations that always pass
  'incoming', // not a call the customer pays for
  'unattributed', // no customer is known for it: nobody's rules hold
  'no-objection',
  'stopped-account', // a stop of this account (or number, or accountcode)
  'stopped-customer', // a stop of the whole customer
  'stopped-provider', // the provider's own cap
  'stopped-destination', // a stop of a destination (country or number range) for this account or customer
  'number-list', // on a list of fraud numbers in force
  'diverted', // a person has this traffic go elsewhere
  'geo-refused', // a policy by country refuses the destination
  'geo-limited', // a policy by country limits calls to the destination, and the account has made as many
  'geo-watched', // a policy by country that is only watched is about the destination
] as const;
export type VerdictReason = (typeof verdictReasons)[number];

/** The answer to one call. */
export interface CallVerdict {
  readonly action: VerdictAction;
  readonly reason: VerdictReason;
  /** Id of the stop that led to it, '' for none. */
  readonly stop: string;
  /** Where it is diverted to (SIP URI); '' unless `divert`. */
  readonly target: string;
  /** It would have been refused, if its customer were not report-only. `action` is then `pass`. */
  readonly reported: boolean;
  /** One sentence for the record and for `Reason:`; no attacker-controlled text in it. */
  readonly sentence: Text;
}

const nothing: Text = { en: 'No objection.', nl: 'Geen bezwaar.' };

/** The usual answer. */
export const noObjection: CallVerdict = {
  action: 'pass',
  reason: 'no-objection',
  stop: '',
  target: '',
  reported: false,
  sentence: nothing,
};
