import { derivedId } from '../../core/derived-id.ts';
import { isCountry } from '../../core/geo/countries.ts';
import type { GeoService } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import { subjectsOf } from './compiled-book.ts';
import { countryName } from './country-names.ts';
import { ruleWords } from './diff-policies.ts';
import { GeoJudge } from './geo-judge.ts';
import type { RefusedGood, ReviewCount, ReviewInput, ReviewSuggestion } from './review-input.ts';
import { daysWords, dayText, someNames, trafficFrom } from './review-words.ts';
import { serviceWords } from './service-words.ts';

/** Fewer are noise. */
const leastHostile = 100;
/** A rule that lets a country in is not doubted before so many days were counted. */
const leastDays = 7;

/** Countries that the policy refuses to a customer whose accounts are there by all signs. */
export function refusedGood({ refused, counts, facts }: ReviewInput): ReviewSuggestion[] {
  return [...refused]
    .filter(({ worked, tried }) => worked.length + tried.length > 0)
    .sort(
      (a, b) =>
        b.worked.length - a.worked.length ||
        b.tried.length - a.tried.length ||
        (`${a.tenant}\n${a.country}` < `${b.tenant}\n${b.country}` ? -1 : 1),
    )
    .map((one) => {
      const { tenant, country } = one;
      const hostile = counts
        .filter((count) => count.tenant === tenant && count.country === country)
        .reduce((sum, count) => sum + count.hostile, 0);
      return {
        ...{ id: derivedId('exception-for-good', country, tenant), kind: 'exception-for-good' as const },
        ...{ sentence: refusedSentence(one, facts.keptDays), about: country, tenant },
        evidence: [...refusedEvidence(one), hostileWords(hostile, facts.keptDays)],
      };
    });
}

function refusedSentence({ country, worked }: RefusedGood, kept: number): Text {
  const traffic = trafficFrom(country);
  const days = daysWords(kept);
  if (worked.length > 0)
    return {
      en: `${traffic.en} is refused, but accounts worked from there in the last ${days.en}: make an exception?`,
      nl: `${traffic.nl} wordt geweigerd, maar in de afgelopen ${days.nl} werkten er accounts: een uitzondering maken?`,
    };
  return {
    en: `${traffic.en} is refused, and accounts that work elsewhere tried from there: make an exception?`,
    nl: `${traffic.nl} wordt geweigerd, en accounts die elders werken, probeerden het daarvandaan: een uitzondering maken?`,
  };
}

function refusedEvidence({ worked, tried, lastWorked, lastTried }: RefusedGood): Text[] {
  const [good, failed] = [someNames(worked), someNames(tried)];
  return [
    ...(worked.length === 0
      ? []
      : [
          {
            en: `Worked from there, last on ${dayText(lastWorked)}: ${good.en}.`,
            nl: `Werkte daar, het laatst op ${dayText(lastWorked)}: ${good.nl}.`,
          },
        ]),
    ...(tried.length === 0
      ? []
      : [
          {
            en: `Work elsewhere and failed from there, last on ${dayText(lastTried)}: ${failed.en}.`,
            nl: `Werkt elders en kwam er daar niet door, het laatst op ${dayText(lastTried)}: ${failed.nl}.`,
          },
        ]),
  ];
}

function hostileWords(hostile: number, kept: number): Text {
  const days = daysWords(kept);
  return {
    en: `${hostile} hostile attempts from there at this customer in the last ${days.en}.`,
    nl: `${hostile} vijandige pogingen daarvandaan bij deze klant in de afgelopen ${days.nl}.`,
  };
}

/**
 * Countries let in from where nothing good came: those that attacked all the same, and those that an `allow` rule names. Without any good
 * traffic at all nothing was measured, and nothing is suggested.
 */
export function toClose({ book, time, counts, facts }: ReviewInput): ReviewSuggestion[] {
  const inward = counts.filter(({ service }) => service !== 'calls-out');
  const measured = new Set(inward.filter(({ good }) => good > 0).map(({ tenant }) => tenant));
  const good = new Set(inward.filter((count) => count.good > 0).map(({ country }) => country));
  const kept = daysWords(facts.keptDays);
  const found = new Map<string, Closable>();
  const note = (country: string, tenant: string, service: GeoService | undefined, evidence: Text) => {
    const id = derivedId('close-country', country, tenant);
    const before = found.get(id);
    found.set(id, {
      ...{ id, country, tenant, evidence: [...(before?.evidence ?? []), evidence] },
      services: [...(before?.services ?? []), ...(service && good.has(country) ? [service] : [])],
    });
  };

  const judge = new GeoJudge(book);
  for (const [key, { good: none, hostile }] of sumBy(inward, ({ country, service }) => `${country}\n${service}`)) {
    const [country, service] = key.split('\n') as [string, GeoService];
    if (none > 0 || hostile < leastHostile || !isCountry(country) || measured.size === 0) continue;
    const lane = judge.lane({ tenant: '', site: '', asset: '', service }, time);
    if (lane.verdictOf({ country, asNumber: 0, hosting: false }, undefined).verdict !== 'allow') continue;
    note(country, '', service, {
      en: `${hostile} hostile attempts at ${serviceWords[service].en} in the last ${kept.en}, none good.`,
      nl: `${hostile} vijandige pogingen bij ${serviceWords[service].nl} in de afgelopen ${kept.nl}, geen enkele goed.`,
    });
  }
  for (const policy of facts.countedDays < leastDays ? [] : book.policies) {
    const { tenant } = policy.scope;
    if (policy.state !== 'enforced' || (tenant === '' ? measured.size === 0 : !measured.has(tenant))) continue;
    const its = tenant === '' ? good : goodOf(inward, tenant);
    for (const rule of policy.rules) {
      const callsOnly = rule.services.length > 0 && rule.services.every((service) => service === 'calls-out');
      if (rule.verdict !== 'allow' || rule.exception || callsOnly) continue;
      for (const { subject } of subjectsOf(rule.subjects, book.groups))
        if (subject.kind === 'country' && !its.has(subject.code))
          note(subject.code, tenant, undefined, {
            en: `“${policy.name}” says: ${ruleWords(rule).en}.`,
            nl: `“${policy.name}” zegt: ${ruleWords(rule).nl}.`,
          });
    }
  }
  return [...found.values()].map((one) => ({
    ...{ id: one.id, kind: 'close-country', about: one.country, tenant: one.tenant, evidence: one.evidence },
    sentence: closeSentence(one, facts.countedDays),
  }));
}

interface Closable {
  readonly id: string;
  readonly country: string;
  readonly tenant: string;
  /** Where nothing good came, when something good came elsewhere; empty for everywhere. */
  readonly services: readonly GeoService[];
  readonly evidence: readonly Text[];
}

function closeSentence({ country, services }: Closable, counted: number): Text {
  const where = countryName(country);
  const days = daysWords(counted);
  if (services.length === 0)
    return {
      en: `${where.en} is let in, but nothing good came from there in the last ${days.en}: close it?`,
      nl: `${where.nl} wordt toegelaten, maar er kwam in de afgelopen ${days.nl} niets goeds vandaan: dichtdoen?`,
    };
  const list = (language: keyof Text) => services.map((service) => serviceWords[service][language]).join(', ');
  return {
    en: `${where.en} is let in, but nothing good came from there to ${list('en')} in the last ${days.en}: close it?`,
    nl: `${where.nl} wordt toegelaten, maar er kwam in de afgelopen ${days.nl} niets goeds vandaan bij ${list('nl')}: dichtdoen?`,
  };
}

function goodOf(counts: readonly ReviewCount[], tenant: string): ReadonlySet<string> {
  return new Set(counts.filter((count) => count.good > 0 && count.tenant === tenant).map(({ country }) => country));
}

function sumBy(
  counts: readonly ReviewCount[],
  key: (count: ReviewCount) => string,
): Map<string, { good: number; hostile: number }> {
  const sums = new Map<string, { good: number; hostile: number }>();
  for (const count of counts) {
    const sum = sums.get(key(count)) ?? { good: 0, hostile: 0 };
    sum.good += count.good;
    sum.hostile += count.hostile;
    sums.set(key(count), sum);
  }
  return sums;
}
