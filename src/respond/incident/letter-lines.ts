import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import type { Text } from '../../core/text.ts';
import { plainText } from './plain-text.ts';
import { quote } from './words.ts';

/** What a letter says; all of it is a stranger's text. */
export interface LetterWords {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** The own mail server proved that it comes from there. */
  readonly proven?: boolean;
  /** What of it was not taken in. */
  readonly left?: LetterLeft;
}

/** What of a letter stays in the mailbox. */
export interface LetterLeft {
  readonly files: number;
  readonly characters: number;
  /** Size of a letter that was too large for its files to be taken; 0 otherwise. */
  readonly megabytes: number;
}

/** Most of each that is taken in of one letter. */
export const letterLimits = { files: 50, characters: 200_000 } as const;

/** What is kept on the timeline of a letter that is longer than a summary; the whole of it is a file. */
const shown = 15_000;

/** Whether a letter is longer than what is shown of it. */
export function isLongLetter({ text }: Pick<LetterWords, 'text'>): boolean {
  return text.length > shown;
}

/**
 * Lines of the timeline for a letter: what it says and whether somebody verified who sent it, and what of it stays in the mailbox.
 * `follows`: it goes on about an incident that is there. `key`: of the letter, so that it is told once.
 */
export function letterLines(
  letter: LetterWords,
  follows: boolean,
  { at, by, key }: Pick<NewIncidentEntry, 'at' | 'by'> & { readonly key: string },
): readonly NewIncidentEntry[] {
  const from = quote(plainText(letter.from), 200);
  const text = plainText(letter.text).slice(0, shown);
  const head: Text = follows
    ? { nl: `Vervolg per e-mail van ${from}.`, en: `Follow-up by mail from ${from}.` }
    : { nl: `Gemeld per e-mail door ${from}.`, en: `Reported by mail from ${from}.` };
  const sender: Text = letter.proven
    ? { nl: 'De mailserver heeft de afzender nagegaan.', en: 'The mail server has verified the sender.' }
    : { nl: 'De afzender is niet nagegaan.', en: 'The sender has not been verified.' };
  return [
    {
      ...{ kind: 'communication', at, by, internal: false, key },
      text: { nl: `${head.nl} ${sender.nl}\n\n${text}`, en: `${head.en} ${sender.en}\n\n${text}` },
    },
    ...leftLines(letter.left).map((left, i) => ({
      ...{ kind: 'note' as const, at, by, internal: false, text: left, key: `${key}:left:${i}` },
    })),
  ];
}

function leftLines({ files, characters, megabytes }: LetterLeft = { files: 0, characters: 0, megabytes: 0 }): Text[] {
  const number = (count: number, locale: string) => count.toLocaleString(locale);
  const [most, longest] = [letterLimits.files, letterLimits.characters];
  const one = files === 1;
  return [
    ...(megabytes > 0
      ? [
          {
            nl: `Deze e-mail is ${megabytes} MB groot: de bestanden staan alleen in het postvak.`,
            en: `This mail has ${megabytes} MB: its files are in the mailbox only.`,
          },
        ]
      : []),
    ...(files > 0
      ? [
          {
            nl: `Van een e-mail worden ten hoogste ${most} bestanden bewaard: ${files} ${one ? 'staat' : 'staan'} alleen in het postvak.`,
            en: `At most ${most} files of a mail are kept: ${files} more ${one ? 'is' : 'are'} in the mailbox only.`,
          },
        ]
      : []),
    ...(characters > 0
      ? [
          {
            nl: `Van een e-mail worden ten hoogste ${number(longest, 'nl')} tekens bewaard: de laatste ${number(characters, 'nl')} staan alleen in het postvak.`,
            en: `At most ${number(longest, 'en')} characters of a mail are kept: the last ${number(characters, 'en')} are in the mailbox only.`,
          },
        ]
      : []),
  ];
}
