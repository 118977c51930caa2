import { derivedId } from '../../core/derived-id.ts';
import type { GeoPolicy, GeoRule } from '../../core/geo/geo-policy.ts';
import type { GeoAttackShare } from '../../core/geo/records.ts';
import { attackShares } from './attack-shares.ts';
import { refusedGood, toClose } from './review-countries.ts';
import { reviewData } from './review-data.ts';
import type { ReviewInput, ReviewSuggestion } from './review-input.ts';

/** The monthly check: what should be looked at, and where attacks came from, most first. Throws RangeError for a book with faults. */
export function reviewBook(input: ReviewInput): {
  readonly suggestions: readonly ReviewSuggestion[];
  readonly attackShares: readonly GeoAttackShare[];
} {
  return {
    suggestions: [
      ...driftOf(input),
      ...reviewData(input),
      ...pastReview(input),
      ...readyToEnforce(input),
      ...refusedGood(input),
      ...toClose(input),
    ],
    attackShares: attackShares(input),
  };
}

function driftOf({ drift }: ReviewInput): ReviewSuggestion[] {
  if (drift === '') return [];
  const sentence = {
    en: 'The kernel does something else than the policy says.',
    nl: 'De kernel doet iets anders dan het beleid zegt.',
  };
  return [
    { id: derivedId('drift'), kind: 'drift', sentence, about: '', tenant: '', evidence: [{ en: drift, nl: drift }] },
  ];
}

/** Policies that are on and exceptions that hold, whose day of review has come. */
function pastReview({ book, time }: ReviewInput): ReviewSuggestion[] {
  const due = (date: string) => date !== '' && Date.parse(date) <= time;
  return book.policies
    .filter(({ state }) => state !== 'off')
    .flatMap((policy) => [
      ...(due(policy.reviewOn) ? [reviewOfPolicy(policy)] : []),
      ...policy.rules
        .filter(
          (rule) =>
            due(rule.exception?.reviewOn ?? '') && !(rule.when && rule.when.until !== 0 && rule.when.until <= time),
        )
        .map((rule) => reviewOfException(policy, rule)),
    ]);
}

function reviewOfPolicy({ id, name, reviewOn, owner, scope }: GeoPolicy): ReviewSuggestion {
  return {
    id: derivedId('policy-past-review', id),
    kind: 'policy-past-review',
    sentence: {
      en: `“${name}” should have been looked at on ${reviewOn}.`,
      nl: `“${name}” had op ${reviewOn} bekeken moeten worden.`,
    },
    about: id,
    tenant: scope.tenant,
    evidence: owner === '' ? [] : [{ en: `Owner: ${owner}.`, nl: `Eigenaar: ${owner}.` }],
  };
}

function reviewOfException(policy: GeoPolicy, rule: GeoRule): ReviewSuggestion {
  const exception = rule.exception!;
  return {
    id: derivedId('exception-past-review', policy.id, rule.id),
    kind: 'exception-past-review',
    sentence: {
      en: `The exception for ${rule.subjects.slice(0, 3).join(', ')} in “${policy.name}” should have been looked at on ${exception.reviewOn}.`,
      nl: `De uitzondering voor ${rule.subjects.slice(0, 3).join(', ')} in “${policy.name}” had op ${exception.reviewOn} bekeken moeten worden.`,
    },
    about: `${policy.id}/${rule.id}`,
    tenant: policy.scope.tenant,
    evidence: [
      { en: `Owner: ${exception.owner}. ${exception.reason}`, nl: `Eigenaar: ${exception.owner}. ${exception.reason}` },
    ],
  };
}

function readyToEnforce({ book, time }: ReviewInput): ReviewSuggestion[] {
  return book.policies
    .filter(({ state, proposeOn }) => state === 'watch' && proposeOn !== '' && Date.parse(proposeOn) <= time)
    .map(({ id, name, proposeOn, scope }) => ({
      id: derivedId('enforce-policy', id),
      kind: 'enforce-policy',
      sentence: {
        en: `“${name}” has watched long enough (${proposeOn}): look at its preview and enforce it, or drop it.`,
        nl: `“${name}” heeft lang genoeg meegekeken (${proposeOn}): bekijk het vooruitzicht en voer het in, of schrap het.`,
      },
      about: id,
      tenant: scope.tenant,
      evidence: [],
    }));
}
