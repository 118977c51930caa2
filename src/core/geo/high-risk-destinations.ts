import { publishedRiskGroups } from '../phone/risk-groups.ts';
import type { Text } from '../text.ts';

/** Why destinations are among those that toll fraud uses. */
export interface HighRiskReason {
  readonly why: Text;
  /** ISO codes. */
  readonly countries: readonly string[];
  /** As in subjects: `kind:premium`. */
  readonly kinds: readonly string[];
}

/**
 * Where the money of toll fraud (international revenue share fraud) goes: what is published (core/phone/risk-groups.ts), and what
 * people in the field have long known. The second part was put together from general knowledge in November 2026 and is unchecked. Customers
 * have honest reasons to call every one of these countries: a policy that names the group starts in watch, like all others.
 */
export const highRiskReasons: readonly HighRiskReason[] = [
  ...publishedRiskGroups.map(({ title, countries, kinds }) => ({
    why: title,
    countries,
    kinds: kinds.map((kind) => `kind:${kind}`),
  })),
  {
    why: {
      en: 'Few inhabitants, high rates, number ranges that are let to others',
      nl: 'Weinig inwoners, hoge tarieven, nummerreeksen die aan anderen verhuurd worden',
    },
    countries: ['AC', 'CK', 'FK', 'IO', 'KI', 'NR', 'NU', 'PW', 'SB', 'SH', 'TK', 'TL', 'TO', 'TV', 'VU', 'WF'],
    kinds: [],
  },
  {
    why: {
      en: 'High rates and long known among the destinations of hijacked PBXs',
      nl: 'Hoge tarieven en al lang bekend als bestemming van gekaapte centrales',
    },
    countries: ['BI', 'CD', 'CF', 'CU', 'DJ', 'ER', 'GN', 'GW', 'KM', 'KP', 'LR', 'SN', 'ST', 'TD', 'ZW'],
    kinds: [],
  },
];

/** The same as subjects of a rule, each once. */
export const highRiskSubjects: readonly string[] = [
  ...new Set(highRiskReasons.flatMap(({ kinds, countries }) => [...kinds, ...countries])),
];
