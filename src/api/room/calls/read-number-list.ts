import type { ImportReport, ListedNumber } from '../../../core/calls/call-records.ts';
import { readDeckDate } from '../../../core/rates/deck-date.ts';
import { DeckLines } from '../../../core/rates/deck-lines.ts';
import { deckMessages, mostDeckTroubles } from '../../../core/rates/deck-trouble.ts';
import type { Text } from '../../../core/text.ts';

export interface NumbersRead {
  readonly entries: readonly ListedNumber[];
  readonly report: Pick<ImportReport, 'refused' | 'troubles'>;
}

type Trouble = ImportReport['troubles'][number];

const dayMs = 86_400_000;
const mostEntries = 200_000;
type Column = 'number' | 'last' | 'until' | 'note' | 'source';
const headers: Readonly<Record<string, Column>> = {
  ...{
    number: 'number',
    numbers: 'number',
    prefix: 'number',
    range: 'number',
    first: 'number',
    'test number': 'number',
  },
  ...{ last: 'last', to: 'last', until: 'until', expires: 'until', expiry: 'until', 'valid until': 'until' },
  ...{ source: 'source', origin: 'source', 'reported by': 'source' },
  ...{ note: 'note', notes: 'note', comment: 'note', description: 'note', reason: 'note', country: 'note' },
};
const badNumber: Text = {
  en: 'Write a number with its country code such as +2207012345, a prefix with a star such as 22070*, or a range such as 22070000-22079999.',
  nl: 'Schrijf een nummer met landcode, bijvoorbeeld +2207012345, een begin met een sterretje zoals 22070*, of een reeks zoals 22070000-22079999.',
};
const badDate: Text = { en: 'Write a day such as 2027-01-31.', nl: 'Schrijf een dag, bijvoorbeeld 2027-01-31.' };
const full: Text = { en: 'The list is full: at most 200,000 entries.', nl: 'De lijst is vol: hooguit 200.000 regels.' };
const noJson: Text = { en: 'This is no JSON array of numbers.', nl: 'Dit is geen JSON-lijst van nummers.' };

/** Reads a list of fraud numbers from CSV. `until`: ms UTC for entries that name no day, 0 for none. Never throws for what is in it. */
export function readNumbersCsv(bytes: Uint8Array, until: number): NumbersRead {
  const reader = new NumbersReader(until);
  const places: Partial<Record<Column, number>> = {};
  let isFirst = true;
  const lines = new DeckLines(
    (fields, line) => {
      if (isFirst) {
        isFirst = false;
        for (const [place, field] of fields.entries()) {
          const name = headers[headerOf(field)];
          if (name !== undefined && places[name] === undefined) places[name] = place;
        }
        if (places.number !== undefined) return;
        Object.assign(places, { number: 0, until: 1, note: 2 });
      }
      const cell = (name: keyof typeof places) =>
        (places[name] === undefined ? '' : (fields[places[name]] ?? '')).trim();
      const [first, last] = [cell('number'), cell('last')];
      reader.take(line, last ? `${first}-${last}` : first, cell('until'), cell('note'), cell('source'));
    },
    (reason, line, value) => reader.refuse(line, '', value, reason, deckMessages[reason]),
  );
  lines.push(bytes);
  lines.end();
  return reader.done();
}

/** The same from JSON: an array of texts, or of objects with the names that columns of a CSV may have. */
export function readNumbersJson(value: unknown, until: number): NumbersRead {
  const reader = new NumbersReader(until);
  const list = Array.isArray(value) ? value : ((value as { numbers?: unknown } | null)?.numbers ?? undefined);
  if (!Array.isArray(list)) reader.refuse(1, '', '', 'not-json', noJson);
  else
    for (const [i, one] of list.entries()) {
      const fields = (typeof one === 'object' && one !== null ? one : { number: one }) as Record<string, unknown>;
      // As in a CSV: whatever a column of that meaning may be called.
      const text = (name: Column, but: readonly string[] = []) => {
        for (const [key, inner] of Object.entries(fields))
          if (headers[headerOf(key)] === name && !but.includes(headerOf(key)))
            if ((typeof inner === 'string' && inner.trim() !== '') || typeof inner === 'number')
              return String(inner).trim();
        return '';
      };
      const prefix =
        typeof fields.prefix === 'string' || typeof fields.prefix === 'number' ? `${fields.prefix}`.trim() : '';
      const last = text('last');
      // A prefix is one whether a star says so or not, unless it begins a range.
      const first = text('number', ['prefix']) || (prefix && !last && !prefix.endsWith('*') ? `${prefix}*` : prefix);
      reader.take(i + 1, last ? `${first}-${last}` : first, text('until'), text('note'), text('source'));
    }
  return reader.done();
}

/** Name of a column as `headers` has it. */
function headerOf(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase()
    .replaceAll('_', ' ');
}

class NumbersReader {
  readonly #until: number;
  readonly #entries: ListedNumber[] = [];
  readonly #troubles: Trouble[] = [];
  #refused = 0;

  constructor(until: number) {
    this.#until = until;
  }

  take(line: number, number: string, day: string, note: string, source: string): void {
    const digits = number.replace(/[\s().]/g, '').replaceAll('+', '');
    const [, first, last = '', star = ''] = /^(\d{1,15})(?:-(\d{1,15}))?(\*|x*)$/i.exec(digits) ?? [];
    const isRange = last !== '' && (last.length !== first?.length || Number(last) < Number(first) || star !== '');
    if (first === undefined || first.startsWith('0') || isRange) {
      this.refuse(line, 'number', number, 'bad-number', badNumber);
      return;
    }
    let until = this.#until;
    if (day !== '') {
      const read = readDeckDate(day);
      if (!read) {
        this.refuse(line, 'until', day, 'bad-date', badDate);
        return;
      }
      until = read.at + dayMs;
    }
    if (this.#entries.length >= mostEntries) {
      this.refuse(line, 'number', number, 'too-many', full);
      return;
    }
    // A whole number is a range of one: as a prefix it would take longer numbers with it.
    const isPrefix = star !== '' || first.length < 7;
    this.#entries.push([first, last || (isPrefix ? '' : first), until, note.slice(0, 200), source.slice(0, 200)]);
  }

  refuse(line: number, column: string, value: string, reason: string, message: Text): void {
    this.#refused++;
    if (this.#troubles.length < mostDeckTroubles)
      this.#troubles.push({ line, column, value: value.slice(0, 80), reason, message });
  }

  done(): NumbersRead {
    return { entries: this.#entries, report: { refused: this.#refused, troubles: this.#troubles } };
  }
}
