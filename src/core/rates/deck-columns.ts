/** What a column of a rate deck can hold. */
export const deckFields = [
  'prefix',
  'countryCode',
  'areaCode',
  'name',
  'price',
  'setup',
  'minimum',
  'increment',
  'intervals',
  'currency',
  'from',
  'until',
] as const;
export type DeckField = (typeof deckFields)[number];

/** Where each field stands in a line, 0-based; -1 for what the deck has not. */
export type DeckColumns = Readonly<Record<DeckField, number>>;

/** Headers as carriers and soft switches write them, in small letters with words apart. */
const headers: Readonly<Record<DeckField, readonly string[]>> = {
  prefix: [
    'prefix',
    'prefixes',
    'code',
    'codes',
    'dial code',
    'dialcode',
    'dial codes',
    'dialing code',
    'dialling code',
    'dial prefix',
    'destination code',
    'breakout',
    'breakouts',
    'number prefix',
    'digits',
    'dialled digits',
    'kengetal',
    'nummerprefix',
    'vorwahl',
  ],
  countryCode: ['country code', 'countrycode', 'cc', 'landcode', 'land code'],
  areaCode: ['area code', 'areacode', 'city code', 'citycode', 'region code', 'area codes', 'city codes', 'netnummer'],
  name: [
    'name',
    'destination',
    'destination name',
    'description',
    'zone',
    'zone name',
    'area name',
    'rate name',
    'country',
    'route',
    'bestemming',
    'naam',
    'omschrijving',
    'land',
    'ziel',
    'location',
  ],
  price: [
    'per minute',
    'rate',
    'price',
    'price per minute',
    'rate per minute',
    'cost per minute',
    'cost',
    'per min',
    'rate min',
    'price min',
    'new rate',
    'new price',
    'sell rate',
    'charge',
    'tariff',
    'tarief',
    'prijs',
    'prijs per minuut',
    'tarief per minuut',
    'minute rate',
    'voice rate',
    'peak rate',
    'minuutprijs',
    'preis',
    'amount',
    'ppm',
    'rate 1',
    'minute price',
  ],
  setup: [
    'setup',
    'set up',
    'setup fee',
    'set up fee',
    'connection fee',
    'connect fee',
    'connection charge',
    'connect charge',
    'connect cost',
    'setup cost',
    'start fee',
    'starttarief',
    'start tarief',
    'flagfall',
    'call charge',
    'setup charge',
    'per call',
    'fee',
  ],
  minimum: [
    'minimum',
    'minimum s',
    'min',
    'min duration',
    'minimum duration',
    'minimum seconds',
    'minimum time',
    'first interval',
    'first increment',
    'initial increment',
    'initial interval',
    'interval 1',
    'increment 1',
    'min billing',
    'minimum cost time',
    'minimum charge seconds',
    'minimale duur',
    'first block',
    'minimal time',
  ],
  increment: [
    'increment',
    'increment s',
    'interval',
    'next interval',
    'next increment',
    'subsequent interval',
    'subsequent increment',
    'interval n',
    'increment n',
    'interval 2',
    'increment 2',
    'second increment',
    'billing block',
    'bill increment',
    'billing block seconds',
    'rounding',
    'afronding',
    'sub increment',
    'billing increment seconds',
    'next block',
  ],
  intervals: [
    'billing increment',
    'billing increments',
    'increments',
    'intervals',
    'billing',
    'billing interval',
    'billing terms',
    'charging interval',
    'rounding rules',
    'facturering',
  ],
  currency: ['currency', 'curr', 'cur', 'currency code', 'valuta', 'munt'],
  from: [
    'valid from',
    'effective',
    'effective date',
    'effective from',
    'start date',
    'from',
    'begin date',
    'geldig vanaf',
    'ingangsdatum',
    'activation date',
    'valid start',
    'date from',
  ],
  until: [
    'valid until',
    'valid to',
    'valid till',
    'end date',
    'effective to',
    'effective till',
    'expires',
    'expiry',
    'expiry date',
    'expiration date',
    'until',
    'to',
    'geldig tot',
    'einddatum',
    'valid end',
    'date to',
  ],
};

const fieldOf = new Map(deckFields.flatMap((field) => headers[field].map((header) => [header, field] as const)));
const currencies = /\b(eur|usd|gbp|chf|sek|nok|dkk|pln|czk|huf|ron|try|aud|cad|jpy|zar|inr)\b/;
const noColumns = Object.fromEntries(deckFields.map((field) => [field, -1])) as Record<DeckField, number>;

/** Columns in the order of `prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s`, for a deck without a header. */
export const plainColumns: DeckColumns = {
  ...noColumns,
  prefix: 0,
  name: 1,
  price: 2,
  setup: 3,
  minimum: 4,
  increment: 5,
};

export interface ReadHeader {
  readonly columns: DeckColumns;
  /** ISO 4217 code that the header of the price names, '' for none. */
  readonly currency: string;
  /** Headers that mean nothing to us: those columns are not read. */
  readonly ignored: readonly string[];
}

/**
 * Reads the header of a deck; `named` says of fields what their header is, when it is none we know. The first column of a
 * meaning counts. What is missing is -1: a deck needs `price`, and `prefix` or `countryCode`.
 */
export function readHeader(fields: readonly string[], named: Partial<Record<DeckField, string>> = {}): ReadHeader {
  const columns = { ...noColumns };
  const ignored: string[] = [];
  let currency = '';
  fields.forEach((header, i) => {
    const words = plainWords(header);
    const own = deckFields.find((field) => named[field] !== undefined && plainWords(named[field]) === words);
    const unit = currencies.exec(words)?.[1]?.toUpperCase() ?? (header.includes('€') ? 'EUR' : '');
    const field = own ?? fieldOf.get(words) ?? fieldOf.get(plainWords(words.replace(currencies, '')));
    if (field === undefined || columns[field] >= 0 || (own === undefined && named[field] !== undefined)) {
      if (words !== '') ignored.push(header);
      return;
    }
    columns[field] = i;
    if (field === 'price') currency = unit;
  });
  // «Country code» alone is all of the prefix; with a prefix beside it, it is not needed.
  if (columns.prefix >= 0) Object.assign(columns, { countryCode: -1, areaCode: -1 });
  return { columns, currency, ignored };
}

function plainWords(header: string): string {
  return header
    .toLowerCase()
    .replace(/\(?\b(sec|secs|seconds|s)\b\)?$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
