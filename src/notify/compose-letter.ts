import type { Text } from '../core/text.ts';
import type { Message } from './channel.ts';
import { clean } from './clean.ts';
import { formatTime, type Language } from './words.ts';

/** Mail to a person about their own access. */
export interface Letter {
  readonly id: string;
  readonly kind: 'invitation' | 'password-reset' | 'second-factor-attacked';
  readonly language: Language;
  /** Who invites. */
  readonly from: string;
  /** Customer or provider the person belongs to. */
  readonly organisation: string;
  readonly link: string;
  /** End of the link, ms; 0 when it has none. */
  readonly until: number;
}

/** A letter as a message. Its last line is the link; its content is forgotten once it is delivered (`data.private`). */
export function composeLetter(letter: Letter, timeZone: string): Message {
  const { id, kind, language, link, until } = letter;
  const organisation = clean(letter.organisation, 100);
  const from = clean(letter.from, 100);
  const end = until === 0 ? '' : formatTime(until, language, timeZone);
  const [subject, ...lines] = said[kind]({ organisation, from, end }).map((text) => text[language]);
  return {
    id,
    subject,
    body: `${lines.join('\n')}\n\n${link}\n`,
    severity: 'informational',
    data: { type: `access.${kind}`, private: true },
  };
}

interface Values {
  readonly organisation: string;
  readonly from: string;
  readonly end: string;
}

/** First the subject. */
const said: Readonly<Record<Letter['kind'], (values: Values) => readonly Text[]>> = {
  invitation: ({ organisation, from, end }) => [
    { nl: `Uitnodiging voor Belwacht van ${organisation}`, en: `Invitation to Belwacht of ${organisation}` },
    {
      nl: `${from} nodigt je uit om Belwacht te gebruiken voor ${organisation}.`,
      en: `${from} invites you to use Belwacht for ${organisation}.`,
    },
    {
      nl: `Open de link, kies een wachtwoord of passkey en je kunt beginnen. De link werkt één keer, tot ${end}.`,
      en: `Open the link, choose a password or passkey, and you can begin. The link works once, until ${end}.`,
    },
    {
      nl: 'Verwachtte je dit niet? Dan hoef je niets te doen.',
      en: 'Did you not expect this? Then there is nothing to do.',
    },
  ],
  'password-reset': ({ end }) => [
    { nl: 'Nieuw wachtwoord voor Belwacht', en: 'New password for Belwacht' },
    {
      nl: `Met deze link kies je een nieuw wachtwoord. Hij werkt één keer, tot ${end}, en meldt je overal af.`,
      en: `With this link you choose a new password. It works once, until ${end}, and signs you out everywhere.`,
    },
    {
      nl: 'Heb je hier niet om gevraagd? Dan hoef je niets te doen: je wachtwoord blijft zoals het is.',
      en: 'Did you not ask for this? Then there is nothing to do: your password stays as it is.',
    },
  ],
  'second-factor-attacked': () => [
    { nl: 'Iemand kent je wachtwoord van Belwacht', en: 'Somebody knows your password of Belwacht' },
    {
      nl: 'Iemand voerde je wachtwoord goed in en daarna vaak een verkeerde code. Zonder de code komt niemand binnen.',
      en: 'Somebody typed your password correctly and then many wrong codes. Without the code nobody gets in.',
    },
    { nl: 'Was jij dat niet? Kies nu een ander wachtwoord.', en: 'Was that not you? Choose another password now.' },
  ],
};
