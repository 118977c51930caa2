import type { Text } from '../text.ts';
import type { DestinationKind } from './destination.ts';

/**
 * Destinations that somebody published as seen in fraud. One signal among others, never a reason by itself: which countries
 * attackers use moves from year to year, and customers have honest reasons to call every one of them.
 */
export interface RiskGroup {
  readonly id: string;
  readonly title: Text;
  /** Who is said to have said so, and when; to be looked up before it is shown to anybody. */
  readonly source: string;
  readonly date: string;
  /** ISO codes; none for a group of kinds. */
  readonly countries: readonly string[];
  readonly kinds: readonly DestinationKind[];
}

/** What comes with the product; an operator adds and removes groups. */
export const publishedRiskGroups: readonly RiskGroup[] = [
  {
    id: 'hijacked-pbx-2014',
    title: {
      en: 'Seen in published cases of hijacked PBXs',
      nl: 'Gezien in gepubliceerde zaken van gekaapte centrales',
    },
    source: 'The New York Times, “Phone Hackers Dial and Redial to Steal Billions”',
    date: '2014-10-19',
    countries: ['GM', 'SO', 'MV'],
    kinds: [],
  },
  {
    id: 'wangiri-africa-2019',
    title: { en: 'One-ring calls, West Africa', nl: 'Oproepen die één keer overgaan, West-Afrika' },
    source: 'FCC, consumer alert on “One Ring” robocalls, and its consumer guide',
    date: '2019-05-03',
    countries: ['MR', 'SL'],
    kinds: [],
  },
  {
    id: 'wangiri-islands-2019',
    title: { en: 'One-ring calls, islands behind +1', nl: 'Oproepen die één keer overgaan, eilanden achter +1' },
    source: 'FCC, consumer guide “One Ring” phone scam',
    date: '2019-05-03',
    countries: ['AG', 'AI', 'BB', 'BM', 'BS', 'DM', 'DO', 'GD', 'JM', 'KN', 'KY', 'LC', 'MS', 'TC', 'TT', 'VC', 'VG'],
    kinds: [],
  },
  {
    id: 'no-country',
    title: { en: 'Numbers of no country, and premium ones', nl: 'Nummers van geen land, en betaalnummers' },
    source: 'ITU-T E.156, on the misuse of numbering resources',
    date: '2020-06-01',
    countries: [],
    kinds: ['satellite', 'international-network', 'premium', 'personal'],
  },
];
