/** Ties abroad that customers of a sector may have. */
export interface Ties {
  /** ISO countries, the frequent ones first. */
  readonly countries: string;
  /** How many partners (a firm, an agent, a family) a customer has at the start. */
  readonly partners: readonly [number, number];
  /** Calls to all of them together in a usual week. */
  readonly weekly: readonly [number, number];
  /** Median of a talk, seconds. */
  readonly talk: number;
  readonly mobile: number;
  /** When: in office hours, at their morning in Asia, in the Dutch evening (America), or whenever. */
  readonly when: 'office' | 'early' | 'evening' | 'any';
}

/** A kind of customer: ranges from which each one is drawn. */
export interface Sector {
  readonly id: string;
  readonly names: string;
  /** People with a phone. */
  readonly staff: readonly [number, number];
  readonly hours: readonly string[];
  /** Calls out a working day per person, calls in a working day per person. */
  readonly out: readonly [number, number];
  readonly in: readonly [number, number];
  /** Median of a talk inside the country, seconds. */
  readonly talk: number;
  readonly ties: readonly Ties[];
  /** Open on public holidays. */
  readonly holidays?: boolean;
  /** Share of usual by month, January first; 1 when absent. */
  readonly season?: readonly number[];
  /** Closed in these school holidays. */
  readonly closedIn?: readonly string[];
  /**
   * dialler: numbers called one after the other by a machine; guests: rooms whose guests call home at all hours; fax; alarm: a line that
   * reports at night; forward: calls go to a Dutch mobile out of hours; conference: meetings of hours; watch: people at night; families: people
   * call home abroad in their breaks.
   */
  readonly habits?: readonly (
    | 'dialler'
    | 'guests'
    | 'fax'
    | 'alarm'
    | 'forward'
    | 'conference'
    | 'watch'
    | 'families'
  )[];
  /** How often among the customers beyond the first thirty. */
  readonly share?: number;
  /** Large ones, of which there are few. */
  readonly rare?: boolean;
  /** Only in simulations with seeds that are held out, so that nothing is tuned to them. */
  readonly heldOut?: boolean;
}

const near: Ties = {
  countries: 'BE DE GB FR',
  partners: [0, 4],
  weekly: [0, 4],
  talk: 150,
  mobile: 0.25,
  when: 'office',
};
const garden = [0.4, 0.6, 1.2, 1.8, 1.9, 1.4, 1, 0.9, 0.9, 0.8, 0.6, 0.7];
const december = [0.7, 0.7, 0.8, 0.9, 1, 0.9, 0.8, 0.8, 1, 1.1, 1.4, 2];
const summer = [0.15, 0.2, 0.4, 0.9, 1.3, 1.6, 2, 2, 1.1, 0.5, 0.2, 0.15];

/** Those of the first rows are always there (in this order); then any. */
export const sectors: readonly Sector[] = [
  {
    id: 'dentist',
    names: 'Tandarts',
    staff: [3, 8],
    hours: ['Mo-Fr 08:00-17:00', 'Mo-Th 08:00-17:30; Fr 08:00-12:30'],
    out: [4, 9],
    in: [8, 16],
    talk: 95,
    ties: [],
    habits: ['fax'],
  },
  {
    id: 'lawyer',
    names: 'Advocaten',
    staff: [4, 25],
    hours: ['Mo-Fr 08:30-17:30', 'Mo-Fr 09:00-18:00'],
    out: [5, 12],
    in: [4, 9],
    talk: 210,
    ties: [
      near,
      { countries: 'US GB LU CH CW', partners: [1, 4], weekly: [0.5, 4], talk: 500, mobile: 0.3, when: 'evening' },
    ],
    habits: ['fax', 'conference'],
  },
  {
    id: 'shop',
    names: 'Fietsen Mode Boekhandel Juwelier Optiek',
    staff: [2, 8],
    hours: ['Mo 12:00-18:00; Tu-Fr 09:00-18:00; Sa 09:00-17:00', 'Tu-Sa 09:30-17:30'],
    out: [2, 6],
    in: [3, 8],
    talk: 85,
    ties: [near],
    season: december,
  },
  {
    id: 'seasonal-shop',
    names: 'Strandpaviljoen IJssalon Camping',
    staff: [3, 10],
    hours: ['Mo-Su 09:00-21:00'],
    out: [2, 6],
    in: [4, 12],
    talk: 80,
    ties: [{ ...near, countries: 'DE BE', partners: [1, 3] }],
    season: summer,
    holidays: true,
  },
  {
    id: 'garden-centre',
    names: 'Tuincentrum',
    staff: [6, 20],
    hours: ['Mo-Sa 09:00-18:00; Su 10:00-17:00'],
    out: [2, 5],
    in: [3, 8],
    talk: 80,
    ties: [{ countries: 'BE DE IT ES KE', partners: [1, 5], weekly: [1, 6], talk: 160, mobile: 0.4, when: 'office' }],
    season: garden,
    holidays: true,
  },
  {
    id: 'call-centre',
    rare: true,
    names: 'Contactcentrum',
    staff: [14, 36],
    hours: ['Mo-Fr 09:00-21:00; Sa 10:00-16:00'],
    out: [40, 85],
    in: [5, 15],
    talk: 70,
    ties: [{ countries: 'BE', partners: [60, 200], weekly: [60, 500], talk: 75, mobile: 0.5, when: 'office' }],
    habits: ['dialler'],
  },
  {
    id: 'travel-agency',
    names: 'Reizen',
    staff: [4, 14],
    hours: ['Mo-Fr 09:00-18:00; Sa 10:00-16:00'],
    out: [8, 16],
    in: [6, 14],
    talk: 190,
    ties: [
      { countries: 'GM', partners: [3, 7], weekly: [10, 35], talk: 260, mobile: 0.7, when: 'any' },
      {
        countries: 'ES TR MA TH SR GR EG CV TZ ZA',
        partners: [5, 16],
        weekly: [10, 50],
        talk: 240,
        mobile: 0.4,
        when: 'any',
      },
    ],
    season: [1.6, 1.3, 1.1, 1, 1, 1, 1.1, 0.9, 0.8, 0.8, 0.8, 0.8],
  },
  {
    id: 'hotel',
    names: 'Hotel',
    staff: [8, 20],
    hours: ['24/7'],
    out: [3, 7],
    in: [8, 16],
    talk: 110,
    ties: [{ ...near, partners: [3, 12], weekly: [4, 20] }],
    holidays: true,
    habits: ['guests', 'watch'],
  },
  {
    id: 'import',
    names: 'Import Handelshuis',
    staff: [6, 22],
    hours: ['Mo-Fr 08:30-17:30'],
    out: [6, 14],
    in: [4, 9],
    talk: 170,
    ties: [
      { countries: 'CN', partners: [3, 10], weekly: [8, 40], talk: 300, mobile: 0.6, when: 'early' },
      { countries: 'TR IN VN PK BD PL', partners: [2, 8], weekly: [4, 25], talk: 240, mobile: 0.6, when: 'office' },
    ],
    habits: ['fax'],
  },
  {
    id: 'hospital',
    rare: true,
    names: 'Ziekenhuis',
    staff: [60, 120],
    hours: ['24/7'],
    out: [4, 8],
    in: [5, 10],
    talk: 110,
    ties: [near],
    holidays: true,
    habits: ['watch', 'fax', 'families'],
  },
  {
    id: 'school',
    names: 'College Basisschool',
    staff: [6, 30],
    hours: ['Mo-Fr 07:45-16:30'],
    out: [1.5, 4],
    in: [2, 5],
    talk: 110,
    ties: [],
    closedIn: ['christmas', 'spring', 'may', 'summer', 'autumn'],
    habits: ['alarm'],
  },
  {
    id: 'municipality',
    rare: true,
    names: 'Gemeente',
    staff: [40, 90],
    hours: ['Mo-Fr 08:30-17:00', 'Mo-We 08:30-17:00; Th 08:30-20:00; Fr 08:30-12:30'],
    out: [3, 7],
    in: [5, 9],
    talk: 150,
    ties: [near],
    habits: ['forward'],
  },
  {
    id: 'taxi',
    names: 'Taxi',
    staff: [3, 9],
    hours: ['24/7'],
    out: [10, 30],
    in: [20, 45],
    talk: 45,
    ties: [{ ...near, countries: 'BE DE', partners: [0, 3] }],
    holidays: true,
    habits: ['watch'],
  },
  {
    id: 'software',
    names: 'Software',
    staff: [8, 30],
    hours: ['Mo-Fr 09:00-17:30'],
    out: [2, 6],
    in: [2, 5],
    talk: 240,
    ties: [
      { countries: 'US GB DE IN IE', partners: [3, 10], weekly: [5, 30], talk: 1_300, mobile: 0.2, when: 'evening' },
      near,
    ],
    habits: ['conference'],
  },
  {
    id: 'charity',
    names: 'Stichting',
    staff: [4, 12],
    hours: ['Mo-Fr 09:00-17:00'],
    out: [3, 7],
    in: [2, 5],
    talk: 180,
    ties: [
      {
        countries: 'KE GH SL UG MW SO ET NP GM',
        partners: [2, 8],
        weekly: [1, 10],
        talk: 420,
        mobile: 0.8,
        when: 'office',
      },
    ],
  },
  {
    id: 'transport',
    names: 'Transport',
    staff: [5, 16],
    hours: ['Mo-Fr 05:00-20:00; Sa 06:00-14:00'],
    out: [10, 22],
    in: [8, 18],
    talk: 75,
    ties: [
      {
        countries: 'DE PL BE FR RO LT BG ES LV',
        partners: [12, 50],
        weekly: [40, 220],
        talk: 90,
        mobile: 0.9,
        when: 'any',
      },
    ],
    habits: ['forward'],
  },
  {
    id: 'church',
    names: 'Kerk',
    staff: [1, 3],
    hours: ['Tu-Fr 09:00-12:30; Su 09:00-13:00'],
    out: [1, 4],
    in: [1, 4],
    talk: 200,
    ties: [{ countries: 'GH CD ID KE', partners: [0, 2], weekly: [0.1, 0.8], talk: 700, mobile: 0.7, when: 'any' }],
  },
  {
    id: 'doctor',
    names: 'Huisartsen',
    staff: [4, 10],
    hours: ['Mo-Fr 08:00-17:00'],
    out: [8, 16],
    in: [14, 28],
    talk: 110,
    ties: [],
    habits: ['forward', 'fax'],
    share: 2,
  },
  {
    id: 'garage',
    names: 'Autobedrijf Garage',
    staff: [3, 10],
    hours: ['Mo-Fr 08:00-17:30; Sa 09:00-13:00'],
    out: [5, 11],
    in: [5, 12],
    talk: 85,
    ties: [near],
    share: 2,
  },
  {
    id: 'accountant',
    names: 'Accountants',
    staff: [4, 20],
    hours: ['Mo-Fr 08:30-17:30'],
    out: [4, 9],
    in: [3, 7],
    talk: 200,
    ties: [near],
    season: [1.3, 1.3, 1.4, 1.3, 1, 1, 0.7, 0.7, 1, 1, 1, 1.1],
    habits: ['conference'],
    share: 2,
  },
  {
    id: 'builder',
    names: 'Bouwbedrijf Installaties Schilders',
    staff: [3, 14],
    hours: ['Mo-Fr 07:00-16:30'],
    out: [7, 15],
    in: [5, 10],
    talk: 80,
    ties: [{ countries: 'PL DE BE RO', partners: [0, 4], weekly: [0, 5], talk: 110, mobile: 0.7, when: 'office' }],
    habits: ['forward'],
    share: 3,
  },
  {
    id: 'restaurant',
    names: 'Restaurant Brasserie',
    staff: [2, 5],
    hours: ['Tu-Su 16:00-23:00', 'Mo-Su 11:00-23:00'],
    out: [2, 5],
    in: [8, 18],
    talk: 65,
    ties: [],
    holidays: true,
    habits: ['families'],
    share: 2,
  },
  {
    id: 'estate-agent',
    names: 'Makelaars',
    staff: [4, 10],
    hours: ['Mo-Fr 08:30-17:30; Sa 10:00-13:00'],
    out: [9, 18],
    in: [6, 13],
    talk: 130,
    ties: [{ ...near, countries: 'BE DE ES FR', partners: [0, 4] }],
    share: 2,
  },
  {
    id: 'care-home',
    names: 'Zorgcentrum',
    staff: [12, 40],
    hours: ['24/7'],
    out: [3, 7],
    in: [4, 8],
    talk: 120,
    ties: [],
    holidays: true,
    habits: ['watch', 'families', 'alarm'],
  },
  {
    id: 'staffing',
    names: 'Uitzendbureau',
    staff: [5, 16],
    hours: ['Mo-Fr 08:00-18:00'],
    out: [14, 28],
    in: [8, 16],
    talk: 90,
    ties: [{ countries: 'PL RO BG HU', partners: [8, 40], weekly: [15, 90], talk: 120, mobile: 0.95, when: 'office' }],
    share: 1,
  },
  {
    id: 'security',
    names: 'Beveiliging',
    staff: [4, 12],
    hours: ['24/7'],
    out: [8, 18],
    in: [10, 22],
    talk: 60,
    ties: [],
    holidays: true,
    habits: ['watch', 'alarm'],
  },
  {
    id: 'notary',
    names: 'Notarissen',
    staff: [4, 12],
    hours: ['Mo-Fr 08:30-17:30'],
    out: [5, 10],
    in: [5, 9],
    talk: 190,
    ties: [{ ...near, countries: 'BE DE FR ES AU CA', partners: [0, 5] }],
    habits: ['fax'],
  },
  {
    id: 'factory',
    names: 'Metaalbewerking Verpakkingen Kunststoffen',
    staff: [8, 40],
    hours: ['Mo-Fr 07:30-16:30'],
    out: [3, 8],
    in: [3, 6],
    talk: 140,
    ties: [
      {
        countries: 'DE BE FR IT CZ CN PL SE',
        partners: [5, 20],
        weekly: [8, 50],
        talk: 200,
        mobile: 0.3,
        when: 'office',
      },
    ],
    closedIn: ['christmas'],
    habits: ['fax', 'alarm'],
    share: 2,
  },
  {
    id: 'cultural-centre',
    names: 'Vereniging',
    staff: [1, 4],
    hours: ['Mo-Fr 13:00-22:00; Sa 12:00-22:00'],
    out: [2, 5],
    in: [2, 5],
    talk: 160,
    ties: [{ countries: 'MA TR SO SR IQ', partners: [1, 5], weekly: [0.5, 6], talk: 600, mobile: 0.8, when: 'any' }],
  },
  {
    id: 'hairdresser',
    names: 'Kapper',
    staff: [1, 3],
    hours: ['Tu-Sa 09:00-18:00'],
    out: [1, 3],
    in: [6, 14],
    talk: 55,
    ties: [],
    share: 1,
  },
  {
    id: 'university',
    names: 'Instituut',
    staff: [15, 50],
    hours: ['Mo-Fr 08:30-18:00'],
    out: [1.5, 4],
    in: [1, 3],
    talk: 200,
    ties: [
      {
        countries: 'US GB DE FR IT CH JP AU BR',
        partners: [6, 25],
        weekly: [5, 25],
        talk: 700,
        mobile: 0.2,
        when: 'any',
      },
    ],
    habits: ['conference'],
    heldOut: true,
  },
  {
    id: 'flowers',
    names: 'Bloemenexport',
    staff: [5, 18],
    hours: ['Mo-Fr 04:30-15:00'],
    out: [12, 24],
    in: [8, 16],
    talk: 85,
    ties: [
      { countries: 'DE GB FR IT PL CH', partners: [15, 60], weekly: [60, 300], talk: 100, mobile: 0.5, when: 'early' },
      { countries: 'KE ET CO EC', partners: [2, 6], weekly: [3, 15], talk: 240, mobile: 0.7, when: 'office' },
    ],
    heldOut: true,
  },
  {
    id: 'shipping',
    names: 'Shipping',
    staff: [4, 14],
    hours: ['24/7', 'Mo-Fr 07:00-18:00'],
    out: [8, 16],
    in: [6, 12],
    talk: 140,
    ties: [
      { countries: 'GR PA PH SG NO HK LR', partners: [6, 20], weekly: [12, 60], talk: 210, mobile: 0.5, when: 'any' },
      { countries: '870', partners: [1, 4], weekly: [1, 6], talk: 180, mobile: 1, when: 'any' },
    ],
    holidays: true,
    habits: ['watch'],
    heldOut: true,
  },
  {
    id: 'translation',
    names: 'Vertalers',
    staff: [3, 9],
    hours: ['Mo-Fr 08:30-17:30'],
    out: [5, 10],
    in: [3, 6],
    talk: 160,
    ties: [
      {
        countries: 'PL UA SY IR ER CN SO TR PT HU',
        partners: [10, 40],
        weekly: [8, 40],
        talk: 260,
        mobile: 0.8,
        when: 'office',
      },
    ],
    heldOut: true,
  },
];
