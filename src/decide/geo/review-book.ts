import { derivedId } from '../../core/derived-id.ts';
import { isCountry } from '../../core/geo/countries.ts';
import type { GeoBook, GeoPolicy, GeoRule, GeoService } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import { subjectsOf } from './compiled-book.ts';
import { countryName } from './country-names.ts';
import { ruleWords } from './diff-policies.ts';
import { GeoJudge } from './geo-judge.ts';
import { serviceWords } from './service-words.ts';

/** Attempts of the last 90 days. */
export interface ReviewCount {
  readonly tenant: string;
  readonly country: string;
  readonly service: GeoService;
  readonly good: number;
  readonly hostile: number;
  /** Refused by a policy though by all signs good: right credentials, or an account that works elsewhere. */
  readonly refusedGood: number;
}

/** All that a review looks at. */
export interface ReviewInput {
  readonly book: GeoBook;
  /** ms UTC. */
  readonly time: number;
  readonly counts: readonly ReviewCount[];
  readonly data: { readonly ageDays: number | null; readonly stale: boolean };
  /** What the kernel does otherwise than the policy says; '' for nothing. */
  readonly drift: string;
}

export const suggestionKinds = [
  'close-country',
  'exception-for-good',
  'exception-past-review',
  'policy-past-review',
  'enforce-policy',
  'data-old',
  'drift',
] as const;

export interface ReviewSuggestion {
  /** The same for the same suggestion, from review to review. */
  readonly id: string;
  readonly kind: (typeof suggestionKinds)[number];
  readonly sentence: Text;
  /** Country, `policy` or `policy/rule`. */
  readonly about: string;
  readonly tenant: string;
  readonly evidence: readonly Text[];
}

export interface AttackShare {
  readonly country: string;
  /** Of all hostile attempts, 0–1. */
  readonly share: number;
  readonly attempts: number;
}

/** Fewer are noise. */
const leastHostile = 100;

/** The monthly check: what should be looked at, and where attacks came from, most first. Throws RangeError for a book with faults. */
export function reviewBook(input: ReviewInput): {
  readonly suggestions: readonly ReviewSuggestion[];
  readonly attackShares: readonly AttackShare[];
} {
  return {
    suggestions: [
      ...driftOf(input),
      ...oldData(input),
      ...pastReview(input),
      ...readyToEnforce(input),
      ...refusedGood(input),
      ...toClose(input),
    ],
    attackShares: sharesOf(input.counts),
  };
}

function sharesOf(counts: readonly ReviewCount[]): AttackShare[] {
  const sums = sumBy(counts, ({ country }) => country);
  const total = [...sums.values()].reduce((sum, { hostile }) => sum + hostile, 0);
  return [...sums]
    .filter(([, { hostile }]) => hostile > 0)
    .map(([country, { hostile }]) => ({ country, share: hostile / total, attempts: hostile }))
    .sort((a, b) => b.attempts - a.attempts || (a.country < b.country ? -1 : 1));
}

interface Sum {
  readonly good: number;
  readonly hostile: number;
  readonly refusedGood: number;
}

function sumBy(counts: readonly ReviewCount[], key: (count: ReviewCount) => string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const count of counts) {
    const before = sums.get(key(count)) ?? { good: 0, hostile: 0, refusedGood: 0 };
    sums.set(key(count), {
      good: before.good + count.good,
      hostile: before.hostile + count.hostile,
      refusedGood: before.refusedGood + count.refusedGood,
    });
  }
  return sums;
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

function oldData({ data }: ReviewInput): ReviewSuggestion[] {
  if (!data.stale) return [];
  const sentence =
    data.ageDays === null
      ? {
          en: 'Nobody knows how old the country data are: update them.',
          nl: 'Niemand weet hoe oud de landgegevens zijn: werk ze bij.',
        }
      : {
          en: `The country data are ${data.ageDays} days old: update them.`,
          nl: `De landgegevens zijn ${data.ageDays} dagen oud: werk ze bij.`,
        };
  return [{ id: derivedId('data-old'), kind: 'data-old', sentence, about: '', tenant: '', evidence: [] }];
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

/** Countries where a customer had good traffic that was refused. */
function refusedGood({ counts }: ReviewInput): ReviewSuggestion[] {
  const sums = sumBy(counts, ({ tenant, country }) => `${tenant}\n${country}`);
  return [...sums]
    .filter(([, sum]) => sum.refusedGood > 0)
    .sort(([a, one], [b, other]) => other.refusedGood - one.refusedGood || (a < b ? -1 : 1))
    .map(([key, sum]) => {
      const [tenant, country] = key.split('\n') as [string, string];
      const where = nameOf(country);
      return {
        id: derivedId('exception-for-good', country, tenant),
        kind: 'exception-for-good' as const,
        sentence: {
          en: `Good traffic from ${where.en} was refused: make an exception?`,
          nl: `Goed verkeer uit ${where.nl} werd geweigerd: een uitzondering maken?`,
        },
        about: country,
        tenant,
        evidence: [
          {
            en: `${sum.refusedGood} refused in 90 days that looked good, ${sum.hostile} hostile.`,
            nl: `${sum.refusedGood} geweigerd in 90 dagen die goed leken, ${sum.hostile} vijandig.`,
          },
        ],
      };
    });
}

/**
 * Countries let in from where nothing good came: those that attacked all the same, and those that an `allow` rule names. Without any good
 * traffic at all nothing was measured, and nothing is suggested.
 */
function toClose({ book, time, counts }: ReviewInput): ReviewSuggestion[] {
  const inward = counts.filter(({ service }) => service !== 'calls-out');
  const measured = new Set(inward.filter(({ good }) => good > 0).map(({ tenant }) => tenant));
  const found = new Map<string, ReviewSuggestion>();
  const suggest = (country: string, tenant: string, evidence: Text) => {
    const id = derivedId('close-country', country, tenant);
    const before = found.get(id);
    const where = nameOf(country);
    const sentence = {
      en: `${where.en} is let in, but nothing good came from there in 90 days: close it?`,
      nl: `${where.nl} wordt toegelaten, maar er kwam in 90 dagen niets goeds vandaan: dichtdoen?`,
    };
    const all = [...(before?.evidence ?? []), evidence];
    found.set(id, { id, kind: 'close-country', sentence, about: country, tenant, evidence: all });
  };

  const judge = new GeoJudge(book);
  for (const [key, { good, hostile }] of sumBy(inward, ({ country, service }) => `${country}\n${service}`)) {
    const [country, service] = key.split('\n') as [string, GeoService];
    if (good > 0 || hostile < leastHostile || !isCountry(country) || measured.size === 0) continue;
    const lane = judge.lane({ tenant: '', site: '', asset: '', service }, time);
    if (lane.verdictOf({ country, asNumber: 0, hosting: false }, undefined).verdict !== 'allow') continue;
    suggest(country, '', {
      en: `${hostile} hostile attempts at ${serviceWords[service].en}, none good.`,
      nl: `${hostile} vijandige pogingen bij ${serviceWords[service].nl}, geen enkele goed.`,
    });
  }
  for (const policy of book.policies) {
    const { tenant } = policy.scope;
    if (policy.state !== 'enforced' || (tenant === '' ? measured.size === 0 : !measured.has(tenant))) continue;
    const good = new Set(
      inward
        .filter((count) => count.good > 0 && (tenant === '' || count.tenant === tenant))
        .map(({ country }) => country),
    );
    for (const rule of policy.rules) {
      const callsOnly = rule.services.length > 0 && rule.services.every((service) => service === 'calls-out');
      if (rule.verdict !== 'allow' || rule.exception || callsOnly) continue;
      for (const { subject } of subjectsOf(rule.subjects, book.groups))
        if (subject.kind === 'country' && !good.has(subject.code))
          suggest(subject.code, tenant, {
            en: `“${policy.name}” says: ${ruleWords(rule).en}.`,
            nl: `“${policy.name}” zegt: ${ruleWords(rule).nl}.`,
          });
    }
  }
  return [...found.values()];
}

function nameOf(country: string): Text {
  return country === ''
    ? { en: 'addresses of no known country', nl: 'adressen zonder bekend land' }
    : countryName(country);
}
