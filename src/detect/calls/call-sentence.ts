import { isOpenAt } from '../../core/calls/opening-hours.ts';
import type { Text } from '../../core/text.ts';
import type { CallAlert } from './call-alert.ts';
import type { CustomerState } from './customer-state.ts';

type Language = 'nl' | 'en';

const names = new Map<string, string>();

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
  const where = alert.countries().map((code) => countryName(code, language));
  const to =
    where.length === 0
      ? ''
      : ` ${nl ? 'naar' : 'to'} ${where.slice(0, 3).join(', ')}${where.length > 3 ? (nl ? ' en andere' : ' and others') : ''}`;
  const from = clock(alert.start, state);
  const until = clock(Math.max(alert.end, alert.detected), state);
  const when =
    from === until
      ? `${nl ? 'om' : 'at'} ${from}`
      : `${nl ? `tussen ${from} en ${until}` : `between ${from} and ${until}`}`;
  const who = payer === '' ? '' : `${nl ? ' door ' : ' by '}${clean(payer)}`;
  const calls =
    count === 0
      ? ''
      : `${count} ${nl ? (count === 1 ? 'gesprek' : 'gesprekken') : count === 1 ? 'call' : 'calls'}${to}${who} ${when}; `;
  const figure = (value: number) => number(value, language);
  const seen =
    measure.unit === 'calls' && count > 0
      ? `${nl ? 'normaal is' : 'normal is'} ${figure(measure.normal)}`
      : `${figure(measure.seen)} ${units[measure.unit][language]}, ${nl ? 'normaal is' : 'normal is'} ${figure(measure.normal)}`;
  const cost = alert.cost(at) / 1e6;
  const money =
    cost >= 0.01 ? `; € ${cost.toFixed(2).replace('.', nl ? ',' : '.')} ${nl ? 'tot nu toe' : 'so far'}` : '';
  return `${alert.rule.title[language]}: ${calls}${seen}${closedSince(alert.start, state, language)}${money}.`;
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

/** Hour and minute where the customer is. */
function clock(at: number, state: CustomerState | undefined): string {
  const second = Math.floor(at / 1_000);
  const local = second + (state?.calendar.offset(second) ?? 0);
  return new Date(local * 1_000).toISOString().slice(11, 16);
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
