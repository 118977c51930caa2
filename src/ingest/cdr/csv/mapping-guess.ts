import type { CallDirection, CallOutcome } from '../../../core/call-record.ts';
import type { Zone } from '../../line/zone.ts';
import { readDuration } from '../cdr-values.ts';
import { bareWord, directionWords, outcomeWords } from './call-words.ts';
import { clockWords, columnWords, dateWords } from './column-words.ts';
import type { ColumnName, MappedField } from './csv-mapping.ts';
import type { Sample } from './sample.ts';
import { TimePattern } from './time-pattern.ts';

/** What a person should look at before a proposal is used. */
export const proposalNotes = [
  'day-or-month-unclear',
  'destination-guessed',
  'length-guessed',
  'some-lines-refused',
] as const;
export type ProposalNote = (typeof proposalNotes)[number];

const dates = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'DD-MM-YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'D-M-YYYY',
  'D/M/YYYY',
  'MM/DD/YYYY',
  'M/D/YYYY',
  'MM-DD-YYYY',
  'M/D/YY',
];
const clocks = ['HH:mm:ss', 'HH:mm', 'H:mm:ss', 'H:mm', 'h:mm:ss A', 'h:mm A'];
const monthFirst = /^M/;
const dayFirst = /^D/;
const whole = [
  'iso',
  'YYYYMMDDHHmmss',
  ...dates.flatMap((date) => clocks.map((clock) => `${date} ${clock}`)),
  'epoch',
  'epoch-ms',
];
/** 2000 and 2100: what would be outside is a number of another kind. */
const earliest = 946_684_800_000;
const latest = 4_102_444_800_000;
/** Of the cells that are filled, how many must be of a kind. */
const most = 0.9;

/**
 * What the columns of a sample are, found out step by step: times first, since nothing else looks like them, then names, lengths,
 * numbers and words. Each step takes columns that no earlier one took.
 */
export class MappingGuess {
  readonly notes: ProposalNote[] = [];
  private readonly sample: Sample;
  private readonly zone: Zone;
  private readonly found = new Map<MappedField, readonly number[]>();
  private readonly used = new Set<number>();
  private readonly names: readonly string[];
  private readonly outcomes: Record<string, CallOutcome> = {};
  private readonly directions: Record<string, CallDirection> = {};
  private time = 'iso';
  private readonly filled: (readonly string[])[] = [];

  constructor(sample: Sample, zone: Zone) {
    this.sample = sample;
    this.zone = zone;
    this.names = (sample.header ?? []).map(bareWord);
  }

  has(field: MappedField): boolean {
    return this.found.has(field);
  }

  mapping(): unknown {
    const { delimiter, header } = this.sample;
    const name = (column: number): ColumnName => {
      const text = header?.[column] ?? '';
      return text !== '' && header?.indexOf(text) === header?.lastIndexOf(text) ? text : column + 1;
    };
    const columns = Object.fromEntries([...this.found].map(([field, places]) => [field, places.map(name)]));
    const { time, outcomes, directions } = this;
    return { delimiter, header: header !== undefined, time, columns, outcomes, directions };
  }

  /** Times in one column each, or else a date beside a time of day. */
  findTimes(): boolean {
    let best: { pattern: string; columns: number[] } = { pattern: '', columns: [] };
    for (const pattern of whole) {
      const columns = this.columnsWhere((cell, at) => !Number.isNaN(at(cell)), this.reader(pattern));
      if (columns.length > best.columns.length) best = { pattern, columns };
    }
    if (best.columns.length > 0) return this.takeTimes(best.pattern, best.columns);
    for (const date of dates) {
      const days = this.columnsWhere(
        (cell, at) => !Number.isNaN(at(`${cell} 00:00:00`)),
        this.reader(`${date} HH:mm:ss`),
      );
      for (const clock of days.length > 0 ? clocks : []) {
        const times = this.columnsWhere(
          (cell, at) => !Number.isNaN(at(`2026-01-02 ${cell}`)),
          this.reader(`YYYY-MM-DD ${clock}`),
        );
        if (times.length === 0) continue;
        const day = this.named(days, dateWords) ?? days[0];
        // Of several times of day the first behind the date: a length may look like one.
        const time = this.named(times, clockWords) ?? times.find((column) => column > day) ?? times[0];
        return this.takePair(`${date} ${clock}`, day, time);
      }
    }
    return false;
  }

  findByName(): void {
    if (this.names.length === 0) return;
    for (const [field, words] of columnWords) {
      if (this.has(field)) continue;
      for (const word of words) {
        const column = this.names.findIndex((name, i) => name === word && !this.used.has(i));
        if (column < 0 || !this.suits(field, column)) continue;
        this.take(field, column);
        break;
      }
    }
  }

  /** Lengths without a name: the columns that agree with the times, or else the only one that is a length. */
  findLengths(): void {
    if (this.has('duration') || this.has('billable')) return;
    const lengths = this.columnsWhere((cell) => durationOf(cell) >= 0);
    for (const column of lengths) {
      if (!this.has('duration') && this.agrees(column, 'start')) this.take('duration', column);
      else if (!this.has('billable') && this.agrees(column, 'answer')) this.take('billable', column);
    }
    if (this.has('end') || this.has('duration') || this.has('billable')) return;
    // A length in hours, minutes and seconds is no number that somebody called.
    const clocked = lengths.find((column) => this.cells(column).some((cell) => cell.includes(':')));
    // Extensions are as short, and stand in front.
    const short = lengths.findLast((column) => this.cells(column).every((cell) => cell.length <= 5));
    const guessed = clocked ?? short;
    if (guessed === undefined) return;
    this.take('duration', guessed);
    this.notes.push('length-guessed');
  }

  findNumbers(): boolean {
    if (this.has('to')) return true;
    const numbers = this.columnsWhere((cell) => /^\+?\d[\d ()./-]{2,24}$/.test(cell));
    const free = numbers.filter((column) => !this.used.has(column));
    if (free.length === 0) return false;
    if (free.length > 1 && !this.has('from')) this.take('from', free.shift()!);
    this.take('to', free[0]);
    this.notes.push('destination-guessed');
    return true;
  }

  /** Columns of few words that all say how a call ended or where it went. */
  findWords(): void {
    for (const [field, words] of [
      ['outcome', outcomeWords],
      ['direction', directionWords],
    ] as const) {
      if (this.has(field)) continue;
      const [column] = this.columnsWhere((cell) => words.has(bareWord(cell)));
      if (column !== undefined) this.take(field, column);
    }
  }

  private takeTimes(pattern: string, columns: readonly number[]): boolean {
    this.time = pattern;
    this.askAboutDays(pattern, columns);
    const free = [...columns];
    for (const field of ['start', 'answer', 'end'] as const) {
      const words = columnWords.find(([one]) => one === field)?.[1] ?? [];
      const column = this.named(free, words);
      if (column === undefined) continue;
      this.take(field, column);
      free.splice(free.indexOf(column), 1);
    }
    // Without names the earliest is the start, and the last the end.
    const read = this.reader(pattern);
    const mean = (column: number) => {
      const times = this.cells(column)
        .map(read)
        .filter((time) => !Number.isNaN(time));
      return times.reduce((sum, time) => sum + time / times.length, 0);
    };
    free.sort((a, b) => mean(a) - mean(b) || a - b);
    if (!this.has('start') && free.length > 0) this.take('start', free.shift()!);
    if (!this.has('end') && free.length > 0 && this.names.length === 0) this.take('end', free.pop()!);
    if (!this.has('answer') && free.length > 0 && this.names.length === 0) this.take('answer', free.shift()!);
    return this.has('start');
  }

  private takePair(pattern: string, day: number, time: number): boolean {
    this.time = pattern;
    this.askAboutDays(pattern, [day]);
    this.found.set('start', [day, time]);
    this.used.add(day).add(time);
    return true;
  }

  /** Whether days and months could be the other way round in all the sample. */
  private askAboutDays(pattern: string, columns: readonly number[]): void {
    if (!monthFirst.test(pattern) && !dayFirst.test(pattern)) return;
    const unclear = columns.every((column) =>
      this.cells(column).every((cell) => {
        const [first, second] = cell.split(/[-/. ]/).map(Number);
        return first <= 12 && second <= 12;
      }),
    );
    if (unclear) this.notes.push('day-or-month-unclear');
  }

  private suits(field: MappedField, column: number): boolean {
    if (field === 'duration' || field === 'billable') return this.isOf(column, (cell) => durationOf(cell) >= 0);
    if (field === 'start' || field === 'answer' || field === 'end') return false;
    if (field === 'direction') return this.isOf(column, (cell) => directionWords.has(bareWord(cell)));
    if (field === 'cause') return this.isOf(column, (cell) => /^\d{1,3}$/.test(cell));
    return true;
  }

  /** Whether a column of lengths is the time from `field` to the end. */
  private agrees(column: number, field: 'start' | 'answer'): boolean {
    const [from] = this.found.get(field) ?? [];
    const [end] = this.found.get('end') ?? [];
    if (from === undefined || end === undefined || this.used.has(column)) return false;
    const read = this.reader(this.time);
    const rows = this.sample.rows.filter((row) => row[from] !== '' && row[end] !== '');
    const same = rows.filter((row) => Math.abs(read(row[end]) - read(row[from]) - durationOf(row[column])) < 2_000);
    return rows.length > 0 && same.length >= rows.length * most;
  }

  private reader(pattern: string): (cell: string) => number {
    const times = new TimePattern(pattern, this.zone);
    return (cell) => {
      const bytes = Buffer.from(cell);
      const time = times.read(bytes, 0, bytes.length);
      return time > earliest && time < latest ? time : Number.NaN;
    };
  }

  private named(columns: readonly number[], words: readonly string[]): number | undefined {
    for (const word of words) {
      const column = columns.find((one) => this.names[one] === word);
      if (column !== undefined) return column;
    }
    return undefined;
  }

  private columnsWhere<T = undefined>(test: (cell: string, using: T) => boolean, using?: T): number[] {
    const columns: number[] = [];
    for (let column = 0; column < this.sample.width; column++)
      if (!this.used.has(column) && this.isOf(column, (cell) => test(cell, using as T))) columns.push(column);
    return columns;
  }

  private isOf(column: number, test: (cell: string) => boolean): boolean {
    const cells = this.cells(column);
    if (cells.length === 0) return false;
    // Of most columns the first few cells tell that they are something else.
    const few = cells.slice(0, 20);
    if (few.filter(test).length * 2 < few.length) return false;
    return cells.filter(test).length >= cells.length * most;
  }

  /** What stands in a column, without its empty cells. */
  private cells(column: number): readonly string[] {
    this.filled[column] ??= this.sample.rows.map((row) => row[column]).filter((cell) => cell !== '');
    return this.filled[column];
  }

  private take(field: MappedField, column: number): void {
    this.found.set(field, [column]);
    this.used.add(column);
  }
}

function durationOf(cell: string): number {
  const bytes = Buffer.from(cell);
  return readDuration(bytes, 0, bytes.length);
}
