import type { GeoReviewRecord, GeoSuggestionKind, GeoSuggestionRecord } from '../../core/geo/records.ts';
import type { Tenant } from '../../core/tenant.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import { countryName } from '../../decide/geo/country-names.ts';
import { daysWords } from '../../decide/geo/review-words.ts';
import type { Block, PaperDocument } from '../../respond/plan/document/block.ts';
import { documentMarkdown } from '../../respond/plan/markdown/markdown.ts';

export const reportFormats = ['markdown', 'pdf'] as const;
export type ReportFormat = (typeof reportFormats)[number];
type Language = keyof Text;

/** What is wrong now first, then what cuts somebody off, then what can wait. */
const order: readonly GeoSuggestionKind[] = [
  ...(['drift', 'data-old', 'data-thin', 'exception-for-good', 'enforce-policy'] as const),
  ...(['exception-past-review', 'policy-past-review', 'close-country'] as const),
];

const kindWords: Readonly<Record<GeoSuggestionKind, Text>> = {
  drift: { en: 'Kernel and policy differ', nl: 'Kernel en beleid verschillen' },
  'data-old': { en: 'Country data are old', nl: 'Landgegevens zijn oud' },
  'data-thin': { en: 'Country data cover too little', nl: 'Landgegevens dekken te weinig' },
  'exception-for-good': { en: 'Refused, though accounts are there', nl: 'Geweigerd, terwijl er accounts zijn' },
  'enforce-policy': { en: 'Watched long enough', nl: 'Lang genoeg meegekeken' },
  'exception-past-review': { en: 'Exceptions past their review', nl: 'Uitzonderingen voorbij hun controle' },
  'policy-past-review': { en: 'Policies past their review', nl: 'Beleid voorbij zijn controle' },
  'close-country': { en: 'Let in, without good traffic', nl: 'Toegelaten, zonder goed verkeer' },
};

const decisionWords: Readonly<Record<GeoSuggestionRecord['decision'], Text>> = {
  '': { en: 'Open', nl: 'Open' },
  accepted: { en: 'Accepted', nl: 'Overgenomen' },
  rejected: { en: 'Rejected', nl: 'Afgewezen' },
  later: { en: 'Later', nl: 'Later' },
};

/** A review with what was decided, as a file: UTF-8 Markdown, or PDF (A4). Days are those of the provider's zone. */
export async function reviewReport(
  review: GeoReviewRecord,
  format: ReportFormat,
  language: Language,
  tenants: readonly Tenant[],
): Promise<Uint8Array> {
  const document = reviewDocument(review, language, tenants);
  if (format === 'markdown') return new TextEncoder().encode(documentMarkdown(document));
  // Whoever wants no PDF does not wait for the library that makes them.
  const { documentPdf } = await import('../../respond/plan/pdf/document-pdf.ts');
  return documentPdf(document);
}

/** The same as a document. */
export function reviewDocument(review: GeoReviewRecord, language: Language, tenants: readonly Tenant[]): PaperDocument {
  const provider = tenants.find(({ id }) => id === providerTenant);
  const names = new Map(tenants.map(({ id, name }) => [id, name]));
  const words = new Words(language, provider?.timeZone ?? 'UTC');
  const decided = review.suggestions.filter(({ decision }) => decision !== '').length;
  const { say } = words;
  return {
    language,
    organisation: provider?.name ?? '',
    title: say('Geo-blocking: is it still right?', 'Geoblokkade: klopt het nog?'),
    facts: [
      `${say('Check of', 'Controle van')} ${words.day(review.at)}`,
      `${say('Owner', 'Eigenaar')}: ${review.owner || say('nobody', 'niemand')}`,
      `${say('To be answered by', 'Te beantwoorden uiterlijk op')}: ${words.date(review.dueOn)}`,
      review.state === 'done'
        ? say('Closed: everything was decided.', 'Afgesloten: over alles is besloten.')
        : say(
            `Open: ${decided} of ${review.suggestions.length} decided.`,
            `Open: over ${decided} van ${review.suggestions.length} besloten.`,
          ),
    ],
    blocks: [
      ...foundation(review, words),
      ...suggestions(review, words, (id) => (id === providerTenant ? '' : (names.get(id) ?? id))),
      ...shares(review, words),
    ],
  };
}

class Words {
  readonly language: Language;
  readonly #day: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #number: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;

  constructor(language: Language, timeZone: string) {
    this.language = language;
    const locale = language === 'nl' ? 'nl-NL' : 'en-GB';
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone });
    this.#date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
    this.#number = new Intl.NumberFormat(locale);
    this.#percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  }

  readonly say = (en: string, nl: string): string => (this.language === 'nl' ? nl : en);
  readonly text = (text: Text): string => text[this.language];
  readonly day = (time: number): string => this.#day.format(time);
  /** A day that was written as one, `YYYY-MM-DD`. */
  readonly date = (day: string): string => this.#date.format(Date.parse(day));
  readonly number = (value: number): string => this.#number.format(value);
  /** Cut, not rounded: 100% is all of them. */
  readonly percent = (share: number): string => this.#percent.format(Math.floor(share * 1000) / 1000);
  /** A country, or addresses of none. */
  readonly country = (code: string): string =>
    code === '' ? this.say('Country unknown', 'Land onbekend') : this.text(countryName(code));
}

function heading(text: string): Block {
  return { kind: 'heading', level: 1, quiet: false, text };
}

function foundation({ facts }: GeoReviewRecord, { say, number, percent }: Words): readonly Block[] {
  const title = heading(say('What it is founded on', 'Waarop het berust'));
  if (!facts)
    return [title, { kind: 'paragraph', text: say('Not kept of this check.', 'Van deze controle niet bewaard.') }];
  const { countedDays, keptDays, ageDays, coverage4, coverage6, sources, located } = facts;
  const [counted, kept] = [daysWords(countedDays), daysWords(keptDays)];
  const items = [
    say(
      `Successes by country of the last ${counted.en}; single addresses and attacks of the last ${kept.en}.`,
      `Geslaagde pogingen per land van de laatste ${counted.nl}; losse adressen en aanvallen van de laatste ${kept.nl}.`,
    ),
    ageDays === null
      ? say('Country data of unknown age.', 'Landgegevens van onbekende leeftijd.')
      : say(`Country data ${number(ageDays)} days old.`, `Landgegevens van ${number(ageDays)} dagen oud.`),
    say(
      `They cover ${percent(coverage4)} of the announced IPv4 addresses and ${percent(coverage6)} of IPv6.`,
      `Ze dekken ${percent(coverage4)} van de aangekondigde IPv4-adressen en ${percent(coverage6)} van IPv6.`,
    ),
    sources === 0
      ? say('No source with a public address came.', 'Er kwam geen bron met een publiek adres.')
      : say(
          `Of ${number(sources)} sources with a public address ${number(located)} have a country (${percent(located / sources)}).`,
          `Van ${number(sources)} bronnen met een publiek adres hebben er ${number(located)} een land (${percent(located / sources)}).`,
        ),
  ];
  return [title, { kind: 'list', items }];
}

function suggestions(
  review: GeoReviewRecord,
  { say, text, day }: Words,
  customer: (tenant: string) => string,
): readonly Block[] {
  const title = heading(say('Suggestions and decisions', 'Suggesties en besluiten'));
  if (review.suggestions.length === 0)
    return [
      title,
      {
        kind: 'paragraph',
        text: say('Nothing to change: the policy is right.', 'Niets te wijzigen: het beleid klopt.'),
      },
    ];
  const columns = [
    { title: say('Suggestion', 'Suggestie'), weight: 4 },
    { title: say('Evidence', 'Bewijs'), weight: 4 },
    { title: say('Decision', 'Besluit'), weight: 3 },
  ];
  return [
    title,
    ...order.flatMap((kind): Block[] => {
      const of = review.suggestions.filter((one) => one.kind === kind);
      if (of.length === 0) return [];
      const rows = of.map(({ tenant, sentence, evidence, decision, decidedBy, decidedAt, note }) => {
        const whose = customer(tenant);
        const when = decidedAt === undefined ? '' : `, ${day(decidedAt)}`;
        return [
          `${text(sentence)}${whose && ` (${whose})`}`,
          evidence.map(text).join('\n'),
          [`${text(decisionWords[decision])}${decidedBy && `: ${decidedBy}${when}`}`, ...(note ? [note] : [])].join(
            '\n',
          ),
        ];
      });
      return [
        { kind: 'heading', level: 2, quiet: true, text: text(kindWords[kind]) },
        { kind: 'table', columns, rows },
      ];
    }),
  ];
}

function shares({ attackShares }: GeoReviewRecord, { say, number, percent, country }: Words): readonly Block[] {
  const title = heading(say('Where attacks came from', 'Waar aanvallen vandaan kwamen'));
  if (attackShares.length === 0)
    return [title, { kind: 'paragraph', text: say('None in this time.', 'Geen in deze tijd.') }];
  return [
    title,
    {
      kind: 'paragraph',
      text: say(
        'Hostile attempts are those that reached somebody; what the kernel refused by policy is counted in packets. Each share is of its own kind: packets are no attempts.',
        'Vijandige pogingen zijn die welke iemand bereikten; wat de kernel volgens beleid weigerde, is in pakketten geteld. Elk aandeel is van zijn eigen soort: pakketten zijn geen pogingen.',
      ),
    },
    {
      kind: 'table',
      columns: [
        { title: say('Country', 'Land'), weight: 3 },
        { title: say('Hostile attempts', 'Vijandige pogingen'), weight: 2 },
        { title: say('Share', 'Aandeel'), weight: 1 },
        { title: say('Packets refused', 'Pakketten geweigerd'), weight: 2 },
        { title: say('Share', 'Aandeel'), weight: 1 },
      ],
      rows: attackShares.map((one) => [
        ...[country(one.country), number(one.attempts), percent(one.share)],
        one.packets === undefined ? '–' : number(one.packets),
        one.packetShare === undefined ? '–' : percent(one.packetShare),
      ]),
    },
  ];
}
