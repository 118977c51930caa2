import { canonicalAddress } from '../../../core/ip.ts';
import { trimEnd } from '../../line/scan.ts';
import { createZone } from '../../line/zone.ts';
import { CdrCall, checkTimes } from '../cdr-call.ts';
import { CdrColumns } from '../cdr-columns.ts';
import {
  type CdrFormat,
  type CdrOptions,
  type CdrReading,
  type CdrRefusal,
  longestLine,
  refusals,
} from '../cdr-format.ts';
import { readCount, readDuration } from '../cdr-values.ts';
import { bareWord, directionWords, outcomeWords } from './call-words.ts';
import { type ColumnName, type CsvMapping, type MappedField, mappedFields } from './csv-mapping.ts';
import { TimePattern } from './time-pattern.ts';

/** A mapping is needed and there is none. */
export class NoMappingError extends TypeError {
  override readonly name = 'NoMappingError';
  readonly retryable = false;

  constructor() {
    super('calls in CSV need a mapping that says which column is what');
  }
}

/** What a spreadsheet makes of a long number; the number itself is lost. */
const spoiled = /^\d([.,]\d+)?E\+\d+$/i;
const none: readonly number[] = [];
/** Columns that are told to a person. */
const mostNamed = 40;

/**
 * Any CSV of calls, read by a mapping that `readCsvMapping` took. Every line must have as many columns as the header, or without
 * header as the first line that was read: a separator or a quote in a text without quotes refuses the line and moves nothing.
 * Without an id column a call is told by its line, its start and its numbers: the same file read twice gives the same calls.
 * Throws NoMappingError without a mapping.
 */
export function createCsvCdr({ zone, mapping }: CdrOptions): CdrFormat {
  if (mapping === undefined) throw new NoMappingError();
  return new CsvCdr(mapping, new TimePattern(mapping.time, mapping.zone ? createZone(mapping.zone) : zone));
}

class CsvCdr implements CdrFormat {
  readonly id = 'csv';
  private readonly mapping: CsvMapping;
  private readonly times: TimePattern;
  private readonly columns: CdrColumns;
  private places: Readonly<Record<MappedField, readonly number[]>> | undefined;
  /** Columns of a line; 0 while not known. */
  private width = 0;
  private header = '';

  constructor(mapping: CsvMapping, times: TimePattern) {
    this.mapping = mapping;
    this.times = times;
    this.columns = new CdrColumns(mapping.delimiter.charCodeAt(0));
    if (!mapping.header) this.places = placesOf(mapping, []);
  }

  read(bytes: Buffer, from: number, to: number, line: number): CdrReading {
    // A byte order mark stands in front of the first line.
    const start =
      to - from >= 3 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? from + 3 : from;
    // Only the line end: a tab at the end may be an empty column.
    const stop = to > start && bytes[to - 1] === 0x0d ? to - 1 : to;
    if (trimEnd(bytes, start, stop) === start) return undefined;
    if (stop - start > longestLine) return refusals['too-long'];
    const { columns } = this;
    if (!columns.splitStrictly(bytes, start, stop)) return refusals.ambiguous;
    if (this.mapping.header && this.width === 0) return this.readHeader(bytes, start, stop);
    if (
      this.header !== '' &&
      stop - start === this.header.length &&
      bytes.toString('latin1', start, stop) === this.header
    )
      return undefined;
    if (this.places === undefined) return refusals['not-this-format'];
    if (this.width > 0 && columns.count < this.width) return refusals['too-few-columns'];
    if (this.width > 0 && columns.count > this.width) return refusals['too-many-columns'];
    const reading = this.readCall(bytes, line, this.places);
    if (this.width === 0 && reading instanceof CdrCall) this.width = columns.count;
    return reading;
  }

  private readHeader(bytes: Buffer, start: number, end: number): CdrReading {
    const names: string[] = [];
    for (let i = 0; i < this.columns.count; i++) names.push(this.columns.text(bytes, i).trim());
    this.width = names.length;
    this.header = bytes.toString('latin1', start, end);
    this.places = placesOf(this.mapping, names);
    return this.places === undefined ? refusals['not-this-format'] : undefined;
  }

  private readCall(bytes: Buffer, line: number, places: Readonly<Record<MappedField, readonly number[]>>): CdrReading {
    const text = (field: MappedField) =>
      places[field].length === 0 ? '' : this.columns.text(bytes, places[field][0]).trim();
    const call = new CdrCall();
    const { constants } = this.mapping;
    call.line = line;
    const impossible = this.readTimes(bytes, call, places, text);
    if (impossible) return impossible;
    const from = numberOf(text('from') || (constants.from ?? ''));
    const to = numberOf(text('to') || (constants.to ?? ''));
    if (from === undefined || to === undefined) return refusals.ambiguous;
    call.from = from;
    call.to = to;
    call.account = text('account') || (constants.account ?? '');
    call.accountCode = text('accountCode') || (constants.accountCode ?? '');
    call.trunk = text('trunk') || (constants.trunk ?? '');
    call.address = canonicalAddress(text('address') || (constants.address ?? '')) ?? '';
    const direction = text('direction') || (constants.direction ?? '');
    call.direction = own(this.mapping.directions, direction) ?? directionWords.get(bareWord(direction)) ?? 'unknown';
    const cause = Buffer.from(text('cause'));
    call.cause = Math.max(0, readCount(cause, 0, cause.length));
    // Start and numbers as well, since another file has a line of that number too.
    call.id = text('id') || `${line}@${call.start}/${from}/${to}`;
    call.linkedId = text('linkedId') || call.id;
    return call;
  }

  /** Times, lengths and outcome, which explain each other. */
  private readTimes(
    bytes: Buffer,
    call: CdrCall,
    places: Readonly<Record<MappedField, readonly number[]>>,
    text: (field: MappedField) => string,
  ): CdrRefusal | undefined {
    const start = this.time(bytes, places.start);
    let answer = this.time(bytes, places.answer);
    let end = this.time(bytes, places.end);
    if (start === undefined || Number.isNaN(start) || Number.isNaN(answer) || Number.isNaN(end))
      return refusals['bad-time'];
    const total = lengthOf(text('duration'));
    const talk = lengthOf(text('billable'));
    if (total === undefined || talk === undefined) return refusals['bad-duration'];
    if (total < 0 || talk < 0) return refusals['impossible-duration'];
    if (end === undefined && Number.isNaN(total) && Number.isNaN(talk))
      return refusals[places.end.length > 0 ? 'bad-time' : 'bad-duration'];
    end ??= Number.isNaN(total) ? (answer ?? start) + talk : start + total;
    const word = text('outcome') || (this.mapping.constants.outcome ?? '');
    const outcome = own(this.mapping.outcomes, word) ?? outcomeWords.get(bareWord(word)) ?? 'unknown';
    if (outcome !== 'unknown' && outcome !== 'answered') answer = undefined;
    // What talked was answered; where a file says only how long a call was, it was answered at once.
    else if (answer === undefined && (talk > 0 || (outcome === 'answered' && talk === 0))) answer = end - talk;
    else if (
      answer === undefined &&
      Number.isNaN(talk) &&
      places.answer.length === 0 &&
      (outcome === 'answered' || end > start)
    )
      answer = start;
    else if (answer === undefined && outcome === 'answered') answer = start;
    call.start = start;
    call.answer = answer;
    call.end = end;
    call.outcome = answer !== undefined ? 'answered' : outcome === 'unknown' ? 'no-answer' : outcome;
    return checkTimes(call, { total, talk: answer === undefined ? Number.NaN : talk }, this.times.repeats);
  }

  /** A time in one column, or a date and a time of day in two; undefined when it is empty. */
  private time(bytes: Buffer, places: readonly number[]): number | undefined {
    const { columns, times } = this;
    if (places.length === 0 || columns.isEmpty(places[0])) return undefined;
    if (places.length === 1) return times.read(bytes, columns.starts[places[0]], columns.ends[places[0]]);
    const both = Buffer.from(places.map((place) => columns.text(bytes, place).trim()).join(' '));
    return times.read(both, 0, both.length);
  }
}

/**
 * What a mapping names that the first line of a file does not have, as a sentence; undefined when all is there. `beginning` are
 * the first bytes of the file.
 */
export function mappingFault(mapping: CsvMapping, beginning: Buffer): string | undefined {
  const [line = ''] = beginning
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .filter((one) => one.trim() !== '');
  const bytes = Buffer.from(line);
  const columns = new CdrColumns(mapping.delimiter.charCodeAt(0));
  if (line === '' || !columns.splitStrictly(bytes, 0, bytes.length)) return undefined;
  const names = Array.from({ length: columns.count }, (_, place) => columns.text(bytes, place).trim());
  for (const field of mappedFields)
    for (const name of mapping.columns[field] ?? []) {
      const where = `columns.${field} names column ${typeof name === 'number' ? name : `“${name}”`}`;
      if (typeof name === 'number') {
        if (name > columns.count) return `${where}, but the first line has ${columns.count}`;
      } else if (mapping.header && !names.includes(name))
        return `${where}, which is not in the first line: ${names.slice(0, mostNamed).join(', ')}`;
      else if (mapping.header && placeOf(name, names) < 0) return `${where}, which the first line has twice`;
    }
  return undefined;
}

/** Where the mapped columns stand, 0-based; undefined when a name is not in the header or stands there twice. */
function placesOf(
  { columns }: CsvMapping,
  names: readonly string[],
): Readonly<Record<MappedField, readonly number[]>> | undefined {
  const places = Object.fromEntries(mappedFields.map((field) => [field, none])) as Record<
    MappedField,
    readonly number[]
  >;
  for (const field of mappedFields) {
    const found = (columns[field] ?? []).map((name) => placeOf(name, names));
    if (found.includes(-1)) return undefined;
    places[field] = found;
  }
  return places;
}

function placeOf(name: ColumnName, names: readonly string[]): number {
  if (typeof name === 'number') return name - 1;
  const first = names.indexOf(name);
  return first === names.lastIndexOf(name) ? first : -1;
}

function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** A number without what spreadsheets put around it; undefined when they have destroyed it. */
function numberOf(text: string): string | undefined {
  const bare = /^="([^"]*)"$/.exec(text)?.[1] ?? (/^'[+\d]/.test(text) ? text.slice(1) : text);
  return spoiled.test(bare) ? undefined : bare;
}

/** ms, NaN for nothing, undefined when it is no length. */
function lengthOf(text: string): number | undefined {
  if (text === '') return Number.NaN;
  const bytes = Buffer.from(text);
  const length = readDuration(bytes, 0, bytes.length);
  return Number.isNaN(length) ? undefined : length;
}
