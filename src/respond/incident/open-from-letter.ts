import { incidentLimits } from '../../core/incident/incident.ts';
import type { ActContext, IncidentRefusal, IncidentWish, MovedIncident } from '../../core/incident/incident-act.ts';
import type { Result } from '../../core/result.ts';
import { ok } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { type LetterWords, letterLines } from './letter-lines.ts';
import { openIncident } from './open-incident.ts';
import { plainText } from './plain-text.ts';
import { quote } from './words.ts';

const noSubject: Text = { nl: 'E-mail zonder onderwerp', en: 'Mail without a subject' };

/** What an incident that begins with a letter is besides. */
export interface LetterWish extends Pick<IncidentWish, 'id' | 'tenant' | 'drill'> {
  /** Of the title, where the letter has none. */
  readonly language: keyof Text;
  /** Of the letter. */
  readonly key: string;
}

/** A new incident that begins with a letter: what it says becomes its title, its summary and its first lines. */
export function openFromLetter(
  { language, key, ...wish }: LetterWish,
  letter: LetterWords,
  context: ActContext,
): Result<MovedIncident, IncidentRefusal> {
  const subject = quote(plainText(letter.subject), incidentLimits.title);
  const opened = openIncident(
    {
      ...wish,
      title: subject === '' ? noSubject[language] : subject,
      summary: plainText(letter.text).slice(0, incidentLimits.summary),
      assessment: { impact: [], urgency: [] },
      // Nobody has looked at it yet; a person says when it is worse.
      severity: 'high',
    },
    context,
  );
  if (!opened.ok) return opened;
  const { at, by } = context;
  return ok({
    incident: opened.value.incident,
    entries: [...opened.value.entries, ...letterLines(letter, false, { at, by, key })],
  });
}
