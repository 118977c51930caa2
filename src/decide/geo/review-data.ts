import { derivedId } from '../../core/derived-id.ts';
import type { Text } from '../../core/text.ts';
import type { ReviewInput, ReviewSuggestion } from './review-input.ts';
import { daysWords } from './review-words.ts';

/** Less than this share of addresses with a country is told. */
const leastCoverage = 0.95;
/** Fewer sources say nothing of the data. */
const leastSources = 20;

/** What is amiss with the country data themselves: their age, and how much they know. */
export function reviewData(input: ReviewInput): ReviewSuggestion[] {
  return [...oldData(input), ...thinData(input)];
}

function oldData({ stale, facts: { ageDays } }: ReviewInput): ReviewSuggestion[] {
  if (!stale) return [];
  const sentence =
    ageDays === null
      ? {
          en: 'Nobody knows how old the country data are: update them.',
          nl: 'Niemand weet hoe oud de landgegevens zijn: werk ze bij.',
        }
      : {
          en: `The country data are ${ageDays} days old: update them.`,
          nl: `De landgegevens zijn ${ageDays} dagen oud: werk ze bij.`,
        };
  return [{ id: derivedId('data-old'), kind: 'data-old', sentence, about: '', tenant: '', evidence: [] }];
}

function thinData({ facts }: ReviewInput): ReviewSuggestion[] {
  const { coverage4, coverage6, sources, located, keptDays } = facts;
  const days = daysWords(keptDays);
  const evidence: Text[] = [
    ...[['IPv4', coverage4] as const, ['IPv6', coverage6] as const].flatMap(([family, share]) =>
      share >= leastCoverage
        ? []
        : [
            {
              en: `${missing(share, 'en')} of the ${family} addresses announced on the internet have no country.`,
              nl: `${missing(share, 'nl')} van de ${family}-adressen die op internet zijn aangekondigd, heeft geen land.`,
            },
          ],
    ),
    ...(sources < leastSources || located / sources >= leastCoverage
      ? []
      : [
          {
            en: `${sources - located} of the ${sources} sources with a public address that came in the last ${days.en} have no country.`,
            nl: `${sources - located} van de ${sources} bronnen met een publiek adres die in de afgelopen ${days.nl} kwamen, hebben geen land.`,
          },
        ]),
  ];
  if (evidence.length === 0) return [];
  const sentence = {
    en: 'Too many addresses have no country, so rules about countries do not reach them: take other data, or correct the ranges you know.',
    nl: 'Te veel adressen hebben geen land, dus regels over landen bereiken ze niet: neem andere gegevens, of corrigeer de reeksen die je kent.',
  };
  return [{ id: derivedId('data-thin'), kind: 'data-thin', sentence, about: '', tenant: '', evidence }];
}

/** The share without an answer, in whole tenths of a percent; never rounded away to nothing. */
function missing(share: number, language: keyof Text): string {
  const percent = Math.ceil((1 - share) * 1000) / 10;
  return `${language === 'nl' ? String(percent).replace('.', ',') : percent} %`;
}
