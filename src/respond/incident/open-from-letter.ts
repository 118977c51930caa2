import { incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, IncidentWish, MovedIncident } from '../../core/incident/incident-act.ts';
import type { Result } from '../../core/result.ts';
import { ok } from '../../core/result.ts';
import { openIncident } from './open-incident.ts';
import { plainText } from './plain-text.ts';
import { quote } from './words.ts';

/** What a letter says; all of it is a stranger's text. */
export interface LetterWords {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

/** What is kept on the timeline of a letter that is longer than a summary; the whole of it is a file. */
const shown = 15_000;

/** A new incident that begins with a letter: what it says becomes its title, its summary and its first lines. */
export function openFromLetter(
  wish: Pick<IncidentWish, 'id' | 'tenant' | 'drill'>,
  letter: LetterWords,
  context: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  const subject = quote(plainText(letter.subject), incidentLimits.title);
  const text = plainText(letter.text);
  const opened = openIncident(
    {
      ...wish,
      title: subject === '' ? 'E-mail zonder onderwerp / mail without a subject' : subject,
      summary: text.slice(0, incidentLimits.summary),
      assessment: { impact: [], urgency: [] },
      // Nobody has looked at it yet; a person says when it is worse.
      severity: 'high',
    },
    context,
  );
  if (!opened.ok) return opened;
  const { at, by } = context;
  const from = quote(plainText(letter.from), 200);
  return ok({
    incident: opened.value.incident,
    entries: [
      ...opened.value.entries,
      {
        ...{ kind: 'communication', at, by, internal: false },
        text: {
          nl: `Gemeld per e-mail door ${from}. De afzender is niet nagegaan.\n\n${text.slice(0, shown)}`,
          en: `Reported by mail from ${from}. The sender has not been verified.\n\n${text.slice(0, shown)}`,
        },
      },
    ],
  });
}

/** Whether a letter is longer than what is shown of it. */
export function isLongLetter({ text }: LetterWords): boolean {
  return text.length > shown;
}
