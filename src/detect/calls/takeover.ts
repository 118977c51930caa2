import type { AccountFact } from '../../core/calls/account-fact.ts';
import type { CustomerState } from './customer-state.ts';
import type { SimpleRules } from './simple-rules.ts';

const hourMs = 3_600_000;
const mostCountries = 12;
/** Failures that are no mistyped password any more. */
const suspicious = 5;

/**
 * What happened to accounts before their calls: failed sign-ins and then a good one, or a good one from a country of which
 * there has been none. For a while from then on each costly call of the account weighs more.
 */
export class Takeover {
  readonly #rules: SimpleRules;

  constructor(rules: SimpleRules) {
    this.#rules = rules;
  }

  fact(fact: AccountFact, state: CustomerState): void {
    const rule = this.#rules.rule('takeover');
    if (!rule || fact.account === '') return;
    const payer = state.payer(fact.account, fact.time);
    const ms = state.figures(rule).within_minutes! * 60_000;
    if (fact.kind === 'sign-in-failed') {
      if (fact.time - payer.lastSignInFailure > hourMs) payer.signInFailures = 0;
      payer.signInFailures++;
      payer.lastSignInFailure = fact.time;
      return;
    }
    if (fact.kind === 'signed-in') {
      const cracked = payer.signInFailures >= suspicious && fact.time - payer.lastSignInFailure <= hourMs;
      const known = payer.signInCountries;
      const elsewhere = fact.country !== '' && known.length > 0 && !known.includes(fact.country);
      if (cracked || elsewhere) payer.stolenUntil = Math.max(payer.stolenUntil, fact.time + ms);
      payer.signInFailures = 0;
      // A new country becomes known when nothing was wrong with it.
      if (
        fact.country !== '' &&
        !known.includes(fact.country) &&
        !cracked &&
        (!elsewhere || payer.stolenUntil <= fact.time)
      ) {
        known.push(fact.country);
        if (known.length > mostCountries) known.shift();
      }
      return;
    }
    if (
      fact.kind === 'forward-set' &&
      fact.target !== '' &&
      payer.stolenUntil <= fact.time &&
      payer.signInFailures >= suspicious
    )
      payer.stolenUntil = fact.time + ms;
  }
}
