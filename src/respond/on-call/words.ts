import type { Text } from '../../core/text.ts';
import {
  type AlarmFacts,
  customersOf,
  dateAndTime,
  drillWord,
  type Language,
  severityWords,
  timeOfDay,
  titleOf,
} from './alarm-facts.ts';
import { cutGsm, gsmLength, toGsm } from './gsm-text.ts';
import { plainLine } from './plain-line.ts';

/** Places in one SMS in the GSM alphabet. */
const smsPlaces = 160;
/** A title shorter than this says nothing: a link that leaves no room for it goes. */
const shortestTitle = 20;

const openBelwacht: Text = { nl: 'Open Belwacht', en: 'Open Belwacht' };

/**
 * One SMS: at most 160 places of the GSM alphabet, so that it never comes in parts. The link stands in it whole or not at all:
 * it goes when it is too long or holds signs the alphabet lacks.
 */
export function smsText(facts: AlarmFacts, language: Language): string {
  const link = plainLine(facts.link, 1_000);
  const head = `${facts.drill ? `${drillWord[language]} ` : ''}${severityWords[facts.severity][language]} ${facts.number}: `;
  const since = `${language === 'nl' ? 'Sinds' : 'Since'} ${timeOfDay(facts.since, facts.zone)}.`;
  const emergency = facts.emergencyCalling === 'yes' ? emergencyShort[language] : '';
  const ends = [`. ${emergency}${since} ${link}`, `. ${emergency}${since} ${openBelwacht[language]}.`];
  const end = link !== '' && roomFor(head, ends[0]!) >= shortestTitle ? ends[0]! : ends[1]!;
  const customers = customersOf(facts, language);
  const about = `${titleOf(facts, language, 200)}${customers && ` (${customers})`}`;
  return `${head}${cutGsm(toGsm(about), roomFor(head, end))}${end}`;
}

const emergencyShort: Text = { nl: '112 geraakt! ', en: 'Emergency calls hit! ' };

function roomFor(head: string, end: string): number {
  return smsPlaces - (gsmLength(head + end) ?? Number.POSITIVE_INFINITY);
}

/** A message to read: mail, chat, push. Plain text: whoever shows it as HTML escapes it. */
export interface AlarmLetter {
  readonly subject: string;
  /** Each line a whole thought; the first says it all. */
  readonly lines: readonly string[];
  /** '' when there is none. */
  readonly link: string;
  readonly linkLabel: string;
}

/** A message to read. `isMail`: it can be acknowledged with a reply. */
export function alarmLetter(facts: AlarmFacts, language: Language, isMail: boolean): AlarmLetter {
  const severity = severityWords[facts.severity][language];
  const title = titleOf(facts, language, 200);
  const drill = facts.drill ? `[${drillWord[language]}] ` : '';
  return {
    subject: `${drill}${severity}: incident ${facts.number}, ${titleOf(facts, language, 90)}`,
    lines: (language === 'nl' ? dutchLines : englishLines)(facts, title, isMail).filter((line) => line !== ''),
    link: plainLine(facts.link, 2_000),
    linkLabel: language === 'nl' ? 'Bevestig dat je het oppakt' : 'Acknowledge that you take it',
  };
}

function dutchLines(facts: AlarmFacts, title: string, isMail: boolean): string[] {
  const customers = customersOf(facts, 'nl');
  const { atRisk, standsInFor, deferredFrom, zone } = facts;
  return [
    `Incident ${facts.number} (${severityWords[facts.severity].nl.toLowerCase()}): ${title}.`,
    facts.drill ? 'Dit is een oefening.' : '',
    customers ? `Voor wie: ${customers}.` : 'Welke klanten geraakt zijn is nog niet bekend.',
    `Sinds: ${dateAndTime(facts.since, zone, 'nl')}.`,
    facts.emergencyCalling === 'yes' ? 'Bellen naar 112 is geraakt.' : '',
    facts.emergencyCalling === 'unknown' ? 'Of 112 bereikbaar is, is nog niet nagegaan.' : '',
    standsInFor ? `Je krijgt dit in plaats van ${plainLine(standsInFor, 100)}, die afwezig is.` : '',
    deferredFrom
      ? `Dit bericht wachtte op het einde van je stille uren, sinds ${dateAndTime(deferredFrom, zone, 'nl')}.`
      : '',
    atRisk.length > 0 ? `Let op: deze weg hangt af van wat geraakt is (${namesOf(atRisk)}) en kan uitvallen.` : '',
    isMail ? 'Bevestigen kan met de link, of door te antwoorden met alleen OK. Kun je niet: antwoord KAN NIET.' : '',
  ];
}

function englishLines(facts: AlarmFacts, title: string, isMail: boolean): string[] {
  const customers = customersOf(facts, 'en');
  const { atRisk, standsInFor, deferredFrom, zone } = facts;
  return [
    `Incident ${facts.number} (${severityWords[facts.severity].en.toLowerCase()}): ${title}.`,
    facts.drill ? 'This is a drill.' : '',
    customers ? `For whom: ${customers}.` : 'Which customers are hit is not known yet.',
    `Since: ${dateAndTime(facts.since, zone, 'en')}.`,
    facts.emergencyCalling === 'yes' ? 'Calls to emergency services are hit.' : '',
    facts.emergencyCalling === 'unknown' ? 'Whether emergency services can be called has not been checked yet.' : '',
    standsInFor ? `You get this instead of ${plainLine(standsInFor, 100)}, who is absent.` : '',
    deferredFrom
      ? `This message waited for the end of your quiet hours, since ${dateAndTime(deferredFrom, zone, 'en')}.`
      : '',
    atRisk.length > 0 ? `Note: this way depends on what is hit (${namesOf(atRisk)}) and may fail.` : '',
    isMail ? 'Acknowledge with the link, or by answering OK and nothing else. If you cannot: answer CANNOT.' : '',
  ];
}

function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => plainLine(name, 60));
  return names.length > shown.length ? `${shown.join(', ')} +${names.length - shown.length}` : shown.join(', ');
}
