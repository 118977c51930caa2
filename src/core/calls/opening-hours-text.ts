import { ok, type Result, refused } from '../result.ts';
import type { OpeningHours } from './opening-hours.ts';

const dayMinutes = 1_440;
const weekMinutes = 7 * dayMinutes;
const longestText = 500;

/** Days by their names and the beginnings people write, in Dutch, English and German. Monday is 0. */
const dayNames: readonly (readonly string[])[] = [
  ['ma', 'maa', 'maandag', 'mo', 'mon', 'monday', 'montag'],
  ['di', 'din', 'dinsdag', 'tu', 'tue', 'tues', 'tuesday', 'dienstag'],
  ['wo', 'woe', 'woensdag', 'we', 'wed', 'weds', 'wednesday', 'mi', 'mittwoch'],
  ['do', 'don', 'donderdag', 'th', 'thu', 'thur', 'thurs', 'thursday', 'donnerstag'],
  ['vr', 'vri', 'vrij', 'vrijdag', 'fr', 'fri', 'friday', 'freitag'],
  ['za', 'zat', 'zaterdag', 'sa', 'sat', 'saturday', 'samstag'],
  ['zo', 'zon', 'zondag', 'su', 'sun', 'sunday', 'so', 'sonntag'],
];
const dayOf = new Map(
  dayNames.flatMap((names, day) => names.flatMap((name) => [[name, day] as const, [`${name}s`, day] as const])),
);
const everyDay = [0, 1, 2, 3, 4, 5, 6];
const groups = new Map<string, readonly number[]>([
  ...['daily', 'dagelijks', 'everyday', 'alldays', 'elkedag', 'alledagen', 'iederedag'].map(
    (word) => [word, everyDay] as const,
  ),
  ...['weekdays', 'weekday', 'workdays', 'werkdagen', 'werkdag', 'doordeweeks'].map(
    (word) => [word, [0, 1, 2, 3, 4]] as const,
  ),
  ...['weekend', 'weekends', 'weekeinde'].map((word) => [word, [5, 6]] as const),
  // Holidays are days of their own: what is said of them says nothing of a day of the week.
  ...['ph', 'sh', 'holidays', 'holiday', 'feestdagen', 'feestdag', 'vakantie'].map((word) => [word, []] as const),
]);
const closedWords = new Set([
  'closed',
  'close',
  'gesloten',
  'dicht',
  'off',
  'none',
  'geen',
  'geschlossen',
  'never',
  'nooit',
]);
const alwaysWords = new Set([
  '24/7',
  '7/24',
  '24x7',
  '24h',
  '24u',
  '24hours',
  '24uur',
  'always',
  'altijd',
  'continu',
  'allday',
]);
const toWords = new Set(['tot', 'to', 'till', 'until', 'through', 'thru', 't/m', 'tm', 'totenmet', 'bis']);
const andWords = new Set(['and', 'en', 'und', '&', '+', ',', '|']);
const fillers = new Set([
  'uur',
  'u',
  'hrs',
  'hours',
  'h',
  'open',
  'geopend',
  'van',
  'from',
  'op',
  'on',
  'day',
  'dag',
  'uhr',
  'von',
]);

type Token =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  /** Digits alone: a time of day, or a day of the week. */
  | { readonly kind: 'number'; readonly time: number; readonly digit: number }
  | { readonly kind: 'to' | 'and' | 'next' | 'closed' | 'always' };

/**
 * Reads opening hours as people write them: `Mo-Fr 08:00-17:30`, `ma-vr 8-18; za 10:00-16:00`, `mon,tue,wed 09:00-17:00`, `1-5
 * 0900-1730` (1 is Monday, 0 and 7 Sunday), several spans a day, nights over midnight (`22:00-06:00`), `24/7`, `closed`. Times
 * without days hold every day; what is said of a day later replaces what was said before a semicolon. Days that are not named
 * are closed. Undefined for an empty text: nobody said. Refuses, with a sentence, what cannot be read as a whole.
 */
export function readOpeningHours(text: string): Result<OpeningHours | undefined> {
  const plain = text.trim().toLowerCase();
  if (plain === '' || plain === '-' || plain === '?' || plain === 'unknown' || plain === 'onbekend')
    return ok(undefined);
  if (plain.length > longestText) return refused('opening hours are longer than 500 characters');
  const tokens = tokensOf(plain);
  if (typeof tokens === 'string') return refused(`“${tokens}” in opening hours is not understood`);
  const week = new Week();
  return new HoursReader(tokens, week).read() ? ok({ open: week.open() }) : refused('opening hours are not understood');
}

function tokensOf(text: string): Token[] | string {
  const tokens: Token[] = [];
  const joined = text
    .replace(/t\s*[/.]?\s*m\b/g, 't/m')
    .replace(/tot\s+en\s+met/g, 't/m')
    .replace(/24\s*(uur|hours?|u|h)\b(?!\s*[-–\d])/g, '24h')
    .replace(/(every|elke|iedere|all|alle)\s+(day|dag|days|dagen)/g, 'daily');
  // A word, a time, a number or a mark; quotes, brackets and equals signs only hold things together.
  const pieces = joined.matchAll(
    /24\/7|7\/24|24x7|24h|t\/m|\p{L}+|\d{1,2}\s*[:.hu]\s*\d{2}(?!\d)|\d+|[-–—;,&+|\n/]|[^\s"'{}[\]()=:.]/gu,
  );
  let afterDay = false;
  for (const [piece] of pieces) {
    const token = tokenOf(piece, tokens);
    if (token === 'filler') continue;
    if (token === undefined) return piece;
    tokens.push(token);
    afterDay = token.kind === 'days';
  }
  return tokens.length > 0 || afterDay ? tokens : text.slice(0, 40);
}

function tokenOf(piece: string, before: Token[]): Token | 'filler' | undefined {
  const day = dayOf.get(piece);
  if (day !== undefined) return { kind: 'days', days: [day] };
  const group = groups.get(piece);
  if (group) return { kind: 'days', days: group };
  if (closedWords.has(piece)) return { kind: 'closed' };
  if (alwaysWords.has(piece)) return { kind: 'always' };
  if (toWords.has(piece) || /^[-–—]$/.test(piece)) return { kind: 'to' };
  if (piece === ';' || piece === '\n' || piece === '/') return { kind: 'next' };
  if (andWords.has(piece)) return { kind: 'and' };
  if (piece === 'am' || piece === 'pm' || piece === 'a' || piece === 'p') {
    const last = before.at(-1);
    if (last?.kind !== 'number' || !(last.time <= 12 * 60 + 59)) return undefined;
    const hours = (last.time % 720) + (piece.startsWith('p') ? 720 : 0);
    before[before.length - 1] = { kind: 'number', time: hours, digit: -1 };
    return 'filler';
  }
  if (/^\d/.test(piece)) return numberOf(piece);
  return fillers.has(piece) ? 'filler' : undefined;
}

/** `8`, `08`, `0800`, `8:00`, `8.00`, `8h30`, `8u30`; minutes of the day, up to 24:00. */
function numberOf(piece: string): Token | undefined {
  const clock = /^(\d{1,2})\s*[:.hu]\s*(\d{2})$/.exec(piece) ??
    /^(\d{1,2})(\d{2})$/.exec(piece.length >= 3 ? piece : '') ?? [piece, piece, '0'];
  const [, hours, minutes] = clock;
  const time = Number(hours) * 60 + Number(minutes);
  if (hours!.length > 2 || Number(minutes) > 59 || time > dayMinutes) return undefined;
  return { kind: 'number', time, digit: /^[0-7]$/.test(piece) ? (Number(piece) + 6) % 7 : -1 };
}

/** Days, then spans or a word; again and again. */
class HoursReader {
  readonly #tokens: readonly Token[];
  readonly #week: Week;
  #at = 0;

  constructor(tokens: readonly Token[], week: Week) {
    this.#tokens = tokens;
    this.#week = week;
  }

  read(): boolean {
    const [first, to, last] = this.#tokens;
    // `1-5` may be days without hours or hours of every day.
    if (this.#tokens.length === 3 && to?.kind === 'to' && isDigit(first) && isDigit(last)) return false;
    let said = false;
    while (this.#at < this.#tokens.length) {
      if (this.#skip('next', 'and')) continue;
      const days = this.#days() ?? everyDay;
      if (!this.#hours(days)) return false;
      said = true;
      this.#week.close();
    }
    return said;
  }

  /** Names of days, ranges of them, or digits that spans follow; undefined when times come at once. */
  #days(): readonly number[] | undefined {
    const days: number[] = [];
    let found = false;
    for (;;) {
      const range = this.#dayRange();
      if (!range) break;
      found = true;
      days.push(...range);
      const before = this.#at;
      this.#skip('and');
      if (!this.#peekDay()) {
        this.#at = before;
        break;
      }
    }
    return found ? days : undefined;
  }

  #dayRange(): readonly number[] | undefined {
    const first = this.#peekDay();
    if (!first) return undefined;
    this.#at++;
    if (this.#tokens[this.#at]?.kind !== 'to') return first;
    this.#at++;
    const last = this.#peekDay(true);
    if (!last || first.length !== 1 || last.length !== 1) {
      this.#at--;
      return first;
    }
    this.#at++;
    const days: number[] = [];
    for (let day = first[0]!; ; day = (day + 1) % 7) {
      days.push(day);
      if (day === last[0]) return days;
    }
  }

  /** The day or days that stand here; digits count when a span of times follows them. */
  #peekDay(inRange = false): readonly number[] | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind === 'days') return token.days;
    if (token?.kind !== 'number' || token.digit < 0) return undefined;
    if (inRange) return [token.digit];
    // Over further digits of days to what follows: a time, `closed`, `24/7`.
    let at = this.#at;
    for (;;) {
      const here = this.#tokens[at];
      if (here?.kind !== 'number' || here.digit < 0) break;
      const [to, and] = [this.#tokens[at + 1]?.kind === 'to', this.#tokens[at + 1]?.kind === 'and'];
      if (to) {
        const last = this.#tokens[at + 2];
        if (last?.kind !== 'number' || last.digit < 0) break;
        at += 3;
        if (this.#tokens[at]?.kind === 'and') at++;
      } else at += and ? 2 : 1;
    }
    const next = this.#tokens[at];
    if (at === this.#at) return undefined;
    if (next?.kind === 'closed' || next?.kind === 'always') return [token.digit];
    return next?.kind === 'number' && this.#tokens[at + 1]?.kind === 'to' ? [token.digit] : undefined;
  }

  #hours(days: readonly number[]): boolean {
    if (this.#skip('closed')) {
      this.#week.put(days, undefined);
      return true;
    }
    if (this.#skip('always')) {
      this.#week.put(days, [0, dayMinutes]);
      return true;
    }
    let spans = 0;
    for (;;) {
      const before = this.#at;
      if (spans > 0) this.#skip('and');
      const [from, to, until] = this.#tokens.slice(this.#at, this.#at + 3);
      const isSpan = from?.kind === 'number' && to?.kind === 'to' && until?.kind === 'number';
      if (!isSpan || (spans > 0 && this.#peekDay())) {
        this.#at = before;
        return spans > 0;
      }
      this.#at += 3;
      spans++;
      this.#week.put(days, [from.time, until.time]);
    }
  }

  #skip(...kinds: readonly Token['kind'][]): boolean {
    const before = this.#at;
    while (this.#at < this.#tokens.length && kinds.includes(this.#tokens[this.#at]!.kind)) {
      this.#at++;
      if (kinds[0] === 'closed' || kinds[0] === 'always') break;
    }
    return this.#at > before;
  }
}

function isDigit(token: Token | undefined): boolean {
  return token?.kind === 'number' && token.digit >= 0;
}

/** Spans by day. */
class Week {
  readonly #days: [number, number][][] = everyDay.map(() => []);
  /** Days of the entry that is being read: what was said of them before is replaced. */
  readonly #begun = new Set<number>();

  put(days: readonly number[], span: readonly [number, number] | undefined): void {
    for (const day of days) {
      if (!this.#begun.has(day)) this.#days[day] = [];
      this.#begun.add(day);
      if (!span) continue;
      const [from, until] = span;
      this.#days[day]!.push([from, until > from ? until : until + dayMinutes]);
    }
  }

  /** The entry is over. */
  close(): void {
    this.#begun.clear();
  }

  /** Minutes of the week, ascending and apart. */
  open(): [number, number][] {
    const spans = this.#days.flatMap((day, index) =>
      day.flatMap(([from, until]): [number, number][] => {
        const [first, last] = [index * dayMinutes + from, index * dayMinutes + until];
        return last <= weekMinutes
          ? [[first, last]]
          : [
              [first, weekMinutes],
              [0, last - weekMinutes],
            ];
      }),
    );
    const open: [number, number][] = [];
    for (const [from, until] of spans.sort((a, b) => a[0] - b[0])) {
      const last = open.at(-1);
      if (last && from <= last[1]) last[1] = Math.max(last[1], until);
      else if (from < until) open.push([from, until]);
    }
    return open;
  }
}
