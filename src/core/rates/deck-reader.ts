import { type CurrencyTable, euroOnly, toEuro } from './currency.ts';
import { type Decimal, readDecimal } from './decimal.ts';
import type { RateDeck } from './deck.ts';
import { DeckBuilder } from './deck-builder.ts';
import { type DeckColumns, type DeckField, plainColumns, readHeader } from './deck-columns.ts';
import { endOfDeckDate, readDeckDate } from './deck-date.ts';
import { DeckLines } from './deck-lines.ts';
import { readPrefixes } from './deck-prefixes.ts';
import { type DeckReason, type DeckTrouble, deckMessages, mostDeckTroubles } from './deck-trouble.ts';
import { ownText } from './own-text.ts';

export interface DeckOptions {
  /** Of prices whose line and header name none. */
  readonly currency?: string;
  readonly currencies?: CurrencyTable;
  /** Headers of columns that are not called as usual. */
  readonly columns?: Partial<Record<DeckField, string>>;
  /** Most entries; 4 million by default, some 200 MB while it is read. */
  readonly most?: number;
  /** All rates are ours, not a carrier's. */
  readonly estimate?: boolean;
}

export interface DeckImport {
  readonly deck: RateDeck;
  /** Lines with something on them, the header not counted. */
  readonly lines: number;
  /** Lines that became a part of the deck. */
  readonly taken: number;
  readonly refused: number;
  /** Entries that a later line says again. */
  readonly replaced: number;
  /** Lines with more than six decimals. */
  readonly rounded: number;
  /** Headers that are not read. */
  readonly ignored: readonly string[];
  /** The first of what was refused. */
  readonly troubles: readonly DeckTrouble[];
}

/** Micro-euro: 1000 euro a minute or a call is a slip of the decimal mark, and would stop every call. */
const dearest = 1e9;
/** Characters. */
const longestName = 200;
/** Texts of prices that are remembered. */
const remembered = 20_000;

/** Reads a rate deck from the bytes of a CSV file, piece by piece: `push` each piece, then `end`. Never throws for what is in it. */
export class RateDeckReader {
  readonly #builder = new DeckBuilder();
  readonly #lines: DeckLines;
  readonly #currencies: CurrencyTable;
  readonly #options: DeckOptions;
  readonly #most: number;
  readonly #prices = new Map<string, Decimal | undefined>();
  readonly #troubles: DeckTrouble[] = [];
  #header: readonly string[] | undefined;
  #columns: DeckColumns = plainColumns;
  #currency: string;
  #ignored: readonly string[] = [];
  #unreadable = false;
  #count = 0;
  #taken = 0;
  #refused = 0;
  #rounded = 0;
  #roundedHere = false;

  constructor(options: DeckOptions = {}) {
    this.#options = options;
    this.#currencies = options.currencies ?? euroOnly;
    this.#currency = options.currency ?? 'EUR';
    this.#most = options.most ?? 4_000_000;
    this.#lines = new DeckLines(
      (fields, line) => this.#line(fields, line),
      (reason, line, value) => {
        if (reason !== 'encoding') this.#count++;
        this.#refuse(reason, line, '', value);
      },
    );
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  end(): DeckImport {
    this.#lines.end();
    if (this.#header === undefined && this.#refused === 0) this.#refuse('no-header', 1, '', '');
    const deck = this.#builder.build();
    return {
      deck,
      lines: this.#count,
      taken: this.#taken,
      refused: this.#refused,
      replaced: this.#builder.replaced,
      rounded: this.#rounded,
      ignored: this.#ignored,
      troubles: this.#troubles,
    };
  }

  #line(fields: readonly string[], line: number): void {
    if (this.#header === undefined && this.#takeHeader(fields, line)) return;
    this.#count++;
    if (this.#unreadable) {
      this.#refused++;
      return;
    }
    this.#roundedHere = false;
    const trouble = this.#take(fields);
    if (trouble === undefined) {
      this.#taken++;
      if (this.#roundedHere) this.#rounded++;
    } else this.#refuse(trouble[0], line, trouble[1], fields[this.#columns[trouble[1]]] ?? '');
  }

  /** Whether the line is the header; a deck may begin with its first prefix. */
  #takeHeader(fields: readonly string[], line: number): boolean {
    if (/^["'+]?\d+$/.test(fields[0]!.trim()) && readDecimal(fields[2] ?? '')) {
      this.#header = [];
      return false;
    }
    const { columns, currency, ignored } = readHeader(fields, this.#options.columns);
    this.#header = fields;
    this.#columns = columns;
    this.#ignored = ignored;
    if (currency !== '') this.#currency = currency;
    if (columns.price < 0 || (columns.prefix < 0 && columns.countryCode < 0)) {
      this.#unreadable = true;
      this.#refuse('no-header', line, '', fields.join(','));
    }
    return true;
  }

  /** Takes a line in; what is wrong with it, and in which field, otherwise. */
  #take(fields: readonly string[]): readonly [DeckReason, DeckField] | undefined {
    const at = this.#columns;
    const cell = (field: DeckField) => (at[field] < 0 ? '' : (fields[at[field]] ?? '').trim());
    const code = at.prefix < 0 ? cell('countryCode').replace(/^\+/, '') : '';
    const keys = readPrefixes(at.prefix < 0 ? cell('areaCode') : cell('prefix'), code);
    if (!keys) return ['bad-prefix', at.prefix < 0 ? (at.areaCode < 0 ? 'countryCode' : 'areaCode') : 'prefix'];
    const currency = cell('currency').toUpperCase() || this.#currency;
    const price = this.#price(cell('price'));
    if (!price) return ['bad-price', 'price'];
    const fee = cell('setup') === '' ? { micro: 0, rounded: false } : this.#price(cell('setup'));
    if (!fee) return ['bad-setup', 'setup'];
    const perMinute = toEuro(this.#currencies, price, currency);
    const setup = toEuro(this.#currencies, fee, currency);
    if (perMinute === undefined || setup === undefined)
      return ['unknown-currency', at.currency < 0 ? 'price' : 'currency'];
    if (perMinute > dearest) return ['bad-price', 'price'];
    if (setup > dearest) return ['bad-setup', 'setup'];
    const interval = /^(\d+)\s*[/+:-]\s*(\d+)$/.exec(cell('intervals') || cell('increment'));
    const minimum = seconds(interval?.[1] ?? cell('minimum'), 0, 0);
    if (minimum === undefined) return ['bad-minimum', interval ? 'intervals' : 'minimum'];
    const increment = seconds(interval?.[2] ?? (cell('increment') || cell('intervals')), 1, 1);
    if (increment === undefined) return ['bad-increment', at.increment < 0 ? 'intervals' : 'increment'];
    const first = readDeckDate(cell('from'));
    if (!first && cell('from') !== '') return ['bad-date', 'from'];
    const last = readDeckDate(cell('until'));
    if (!last && cell('until') !== '') return ['bad-date', 'until'];
    const from = first ? first.at : -Infinity;
    const until = last ? endOfDeckDate(last) : Infinity;
    if (until <= from) return ['backward-dates', 'until'];
    if (this.#builder.size + keys.length > this.#most) return ['too-many', 'prefix'];
    const entry = { name: cell('name').slice(0, longestName), perMinute, setup, minimum, increment, from, until };
    for (const key of keys)
      if (!this.#builder.add({ ...entry, key, estimate: this.#options.estimate ?? false }))
        return ['too-many', 'price'];
    this.#roundedHere = price.rounded || fee.rounded;
    return undefined;
  }

  #price(text: string): Decimal | undefined {
    let price = this.#prices.get(text);
    if (price === undefined && !this.#prices.has(text)) {
      price = readDecimal(text);
      if (this.#prices.size >= remembered) this.#prices.clear();
      this.#prices.set(text, price);
    }
    return price;
  }

  #refuse(reason: DeckReason, line: number, field: DeckField | '', value: string): void {
    this.#refused++;
    if (this.#troubles.length >= mostDeckTroubles) return;
    const place = field === '' ? -1 : this.#columns[field];
    const column = place < 0 ? '' : (this.#header?.[place] ?? String(place + 1));
    this.#troubles.push({ line, column, value: ownText(value.slice(0, 80)), reason, message: deckMessages[reason] });
  }
}

/** Whole seconds; `otherwise` for an empty cell. `60s` and `60.0` are 60. */
function seconds(text: string, least: number, otherwise: number): number | undefined {
  if (text === '') return otherwise;
  const read = /^(\d{1,4})(?:[.,]0+)?\s*s?$/i.exec(text);
  const value = read ? Number(read[1]) : -1;
  return value >= least && value <= 3_600 ? value : undefined;
}
