import type { Text } from '../../core/text.ts';
import { type AlarmFacts, customersOf, type Language, severityWords, timeOfDay, titleOf } from './alarm-facts.ts';

/** What is said during a call, in plain words for a speech engine: no markup, no addresses, no links. */
export interface SpokenAlarm {
  readonly language: Language;
  /** Said when the call is answered, before the menu. */
  readonly message: string;
  readonly menu: string;
  readonly notUnderstood: string;
  readonly acknowledged: string;
  readonly declined: string;
  /** Said when nothing was pressed: it does not count as an answer, a voicemail presses nothing either. */
  readonly noAnswer: string;
}

const menu: Text = {
  nl: 'Druk op 1 om te bevestigen dat je het oppakt. Druk op 2 als je het niet kunt oppakken. Druk op 3 om dit nog eens te horen.',
  en: 'Press 1 to acknowledge that you take it. Press 2 if you cannot take it. Press 3 to hear this again.',
};
const notUnderstood: Text = {
  nl: 'Die toets ken ik niet.',
  en: 'I do not know that key.',
};
const acknowledged: Text = {
  nl: 'Dank je. Het incident staat op jouw naam. Open Belwacht om te zien wat er te doen is.',
  en: 'Thank you. The incident is in your name. Open Belwacht to see what is to be done.',
};
const declined: Text = {
  nl: 'Genoteerd. Belwacht vraagt de volgende.',
  en: 'Noted. Belwacht asks the next person.',
};
const noAnswer: Text = {
  nl: 'Er is geen keuze ontvangen. Dit telt niet als bevestiging; Belwacht vraagt verder.',
  en: 'No choice was received. This does not count as an answer; Belwacht goes on asking.',
};

/** The words of a phone call. */
export function spokenAlarm(facts: AlarmFacts, language: Language): SpokenAlarm {
  return {
    language,
    message: messageOf(facts, language),
    menu: menu[language],
    notUnderstood: notUnderstood[language],
    acknowledged: acknowledged[language],
    declined: declined[language],
    noAnswer: noAnswer[language],
  };
}

function messageOf(facts: AlarmFacts, language: Language): string {
  const isDutch = language === 'nl';
  const severity = severityWords[facts.severity][language].toLowerCase();
  const customers = forSpeech(customersOf(facts, language), 120);
  const standsInFor = forSpeech(facts.standsInFor, 60);
  const title = forSpeech(titleOf(facts, language, 160), 160);
  const since = timeOfDay(facts.since, facts.zone);
  const said = isDutch
    ? [
        'Dit is Belwacht.',
        facts.drill && 'Dit is een oefening.',
        `Incident ${facts.number}, ernst ${severity}.`,
        title && `${title}.`,
        customers && `Klant: ${customers}.`,
        facts.emergencyCalling === 'yes' && 'Bellen naar 112 is geraakt.',
        `Sinds ${dutchTime(since)}.`,
        standsInFor && `Je wordt gebeld in plaats van ${standsInFor}.`,
      ]
    : [
        'This is Belwacht.',
        facts.drill && 'This is a drill.',
        `Incident ${facts.number}, severity ${severity}.`,
        title && `${title}.`,
        customers && `Customer: ${customers}.`,
        facts.emergencyCalling === 'yes' && 'Calls to emergency services are hit.',
        `Since ${since}.`,
        standsInFor && `You are called instead of ${standsInFor}.`,
      ];
  return said.filter(Boolean).join(' ');
}

/** `03:07` as it is said: `3 uur 7`. */
function dutchTime(time: string): string {
  const [hours, minutes] = time.split(':').map(Number);
  return `${hours} uur${minutes ? ` ${minutes}` : ''}`;
}

/** Letters, digits and what makes a pause; links and signs that an engine reads out, or takes for markup, go. */
export function forSpeech(text: string, most: number): string {
  const plain = text
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, ' ')
    .replace(/[^\p{L}\p{M}\p{N} .,'-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[\s.,'-]+$/, '')
    .trim();
  return plain.length <= most
    ? plain
    : plain
        .slice(0, most)
        .replace(/\s\S*$/, '')
        .toWellFormed();
}
