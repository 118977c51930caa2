import { isOpenAt } from '../../core/calls/opening-hours.ts';
import type { Text } from '../../core/text.ts';
import type { CallAlert } from './call-alert.ts';
import type { CustomerState } from './customer-state.ts';

type Language = 'nl' | 'en';

const names = new Map<string, string>();

const months: Readonly<Record<Language, readonly string[]>> = {
  en: 'January February March April May June July August September October November December'.split(' '),
  nl: 'januari februari maart april mei juni juli augustus september oktober november december'.split(' '),
};

const units: Readonly<Record<CallAlert['measure']['unit'], Text>> = {
  calls: { en: 'calls', nl: 'gesprekken' },
  minutes: { en: 'minutes', nl: 'minuten' },
  eur: { en: 'euro', nl: 'euro' },
  destinations: { en: 'destinations', nl: 'bestemmingen' },
  attempts: { en: 'attempts', nl: 'pogingen' },
  percent: { en: 'percent', nl: 'procent' },
  seconds: { en: 'seconds', nl: 'seconden' },
};

/** What happened, since when, who, what is normal, whether it was closed: one sentence of facts in both languages, after the title of the rule. */
export function callSentence(alert: CallAlert, state: CustomerState | undefined, at: number): Text {
  return { en: sentence(alert, state, at, 'en'), nl: sentence(alert, state, at, 'nl') };
}

function sentence(alert: CallAlert, state: CustomerState | undefined, at: number, language: Language): string {
  const nl = language === 'nl';
  const { measure, count, payer } = alert;
  const who = payer === '' ? '' : `${nl ? ' door ' : ' by '}${clean(payer)}`;
  const calls =
    count === 0
      ? ''
      : `${callsOf(alert, language)}${placesOf(alert, language)}${who} ${whenOf(alert, state, language)}; `;
  const figure = (value: number) => number(value, language);
  const seen =
    measure.unit === 'calls' && count > 0
      ? `${nl ? 'normaal is' : 'normal is'} ${figure(measure.normal)}`
      : `${figure(measure.seen)} ${units[measure.unit][language]}${spentSince(alert, state, language)}, ${nl ? 'normaal is' : 'normal is'} ${figure(measure.normal)}`;
  const cost = alert.money(at) / 1e6;
  const money =
    cost >= 0.01 ? `; € ${cost.toFixed(2).replace('.', nl ? ',' : '.')} ${nl ? 'tot nu toe' : 'so far'}` : '';
  return `${alert.rule.title[language]}: ${calls}${seen}${closedSince(alert.start, state, language)}${money}.`;
}

/** `8 calls to`, `5 calls from`, `5 calls from and 3 to`: who rings us is not whom we call. */
function callsOf(alert: CallAlert, language: Language): string {
  const { count, incoming } = alert;
  const some = alert.countries().length > 0;
  if (language === 'nl') {
    const out = `${count - incoming} ${count - incoming === 1 ? 'gesprek' : 'gesprekken'}`;
    const into = `${incoming} ${incoming === 1 ? 'oproep' : 'oproepen'}`;
    if (incoming === 0) return some ? `${out} naar` : out;
    if (incoming === count) return some ? `${into} uit` : into;
    return some ? `${into} uit en ${out} naar` : `${into} en ${out}`;
  }
  const calls = count === 1 ? 'call' : 'calls';
  if (!some) return `${count} ${calls}`;
  if (incoming === 0 || incoming === count) return `${count} ${calls} ${incoming === 0 ? 'to' : 'from'}`;
  return `${incoming} ${incoming === 1 ? 'call' : 'calls'} from and ${count - incoming} to`;
}

function placesOf(alert: CallAlert, language: Language): string {
  const where = alert.countries().map((code) => countryName(code, language));
  if (where.length === 0) return '';
  const more = where.length > 3 ? (language === 'nl' ? ' en andere' : ' and others') : '';
  return ` ${where.slice(0, 3).join(', ')}${more}`;
}

/** Since when the money was counted, in the time of the customer. */
function spentSince({ measure: { spent }, detected }: CallAlert, state: CustomerState | undefined, language: Language) {
  if (!spent) return '';
  const since = localTime(spent.since, state);
  const today = since.slice(0, 10) === localTime(detected, state).slice(0, 10);
  return ` ${language === 'nl' ? 'sinds' : 'since'} ${today ? '' : `${dayOf(since, language)} `}${clock(since)}`;
}

/** Times of day where the customer is; with their days when there is more than one. */
function whenOf(alert: CallAlert, state: CustomerState | undefined, language: Language): string {
  const nl = language === 'nl';
  const first = localTime(alert.start, state);
  const last = localTime(Math.max(alert.end, alert.detected), state);
  const [from, until] = [clock(first), clock(last)];
  if (first.slice(0, 10) !== last.slice(0, 10)) {
    const [day, lastDay] = [dayOf(first, language), dayOf(last, language)];
    return nl ? `van ${day} ${from} tot ${lastDay} ${until}` : `from ${day} ${from} to ${lastDay} ${until}`;
  }
  if (from === until) return `${nl ? 'om' : 'at'} ${from}`;
  return nl ? `tussen ${from} en ${until}` : `between ${from} and ${until}`;
}

function countryName(code: string, language: Language): string {
  const key = `${language} ${code}`;
  let name = names.get(key);
  if (name === undefined) {
    name = /^[A-Z]{2}$/.test(code)
      ? (new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code)
      : code;
    names.set(key, name);
  }
  return name;
}

/** `2026-10-24T03:04:05` where the customer is. */
function localTime(at: number, state: CustomerState | undefined): string {
  const second = Math.floor(at / 1_000);
  const local = second + (state?.calendar.offset(second) ?? 0);
  return new Date(local * 1_000).toISOString();
}

function clock(local: string): string {
  return local.slice(11, 16);
}

/** `24 October`. */
function dayOf(local: string, language: Language): string {
  return `${Number(local.slice(8, 10))} ${months[language][Number(local.slice(5, 7)) - 1]}`;
}

/** `; closed since 17:30`, '' when it was open or nobody knows its hours. */
function closedSince(at: number, state: CustomerState | undefined, language: Language): string {
  const opening = state?.customer?.opening;
  if (!opening || opening.open.length === 0) return '';
  const second = Math.floor(at / 1_000);
  const local = second + state.calendar.offset(second);
  const minute = Math.floor((((local / 60 + 3 * 1_440) % 10_080) + 10_080) % 10_080);
  if (isOpenAt(opening, minute)) return '';
  let last = -1;
  for (const [, until] of opening.open) if (until <= minute && until > last) last = until;
  if (last < 0) last = Math.max(...opening.open.map(([, until]) => until));
  const text = `${String(Math.floor((last % 1_440) / 60)).padStart(2, '0')}:${String(last % 60).padStart(2, '0')}`;
  return language === 'nl' ? `; gesloten sinds ${text}` : `; closed since ${text}`;
}

function number(value: number, language: Language): string {
  const text = String(Math.round(value * 10) / 10);
  return language === 'nl' ? text.replace('.', ',') : text;
}

/** Names that a stranger may have chosen: nothing but harmless characters, and short. */
function clean(text: string): string {
  return text.replace(/[^\p{L}\p{N}+@._ -]/gu, '').slice(0, 60);
}
