import type { ActContext, IncidentRefusal } from '../../core/incident/incident-act.ts';
import { maxAheadMs } from '../../core/incident/timeline.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';
import { refuse } from './refuse.ts';
import { moment } from './words.ts';

/** The last moment a Date knows (ECMA-262, time values). */
const lastMs = 8.64e15;

/**
 * Whether something can have happened at `at`: not more than five minutes after the clock of the database, since clocks of people
 * and machines differ a little and no more.
 */
export function checkEventTime({ at, now }: Pick<ActContext, 'at' | 'now'>): Result<number, IncidentRefusal> {
  if (!Number.isSafeInteger(at) || at <= 0 || at > lastMs) {
    return refuse('wrong-value', {
      nl: 'Dit is geen tijdstip. Geef aan wanneer het gebeurde.',
      en: 'This is no point in time. Say when it happened.',
    });
  }
  if (at > now + maxAheadMs) {
    return refuse('in-the-future', {
      nl: `Dit tijdstip (${moment(at)}) ligt in de toekomst: het is nu ${moment(now)}. Geef aan wanneer het gebeurde, of laat de tijd leeg.`,
      en: `This time (${moment(at)}) lies in the future: it is ${moment(now)} now. Say when it happened, or leave the time empty.`,
    });
  }
  return ok(at);
}

/** Text somebody has to give, trimmed. `what` names it in a sentence, e.g. "a reason". */
export function checkText(text: string, most: number, what: Text): Result<string, IncidentRefusal> {
  const trimmed = text.trim();
  if (trimmed === '') {
    return refuse('reason-missing', { nl: `Vul ${what.nl} in.`, en: `Give ${what.en}.` });
  }
  return checkLength(trimmed, most, what);
}

/** Text that may be empty. */
export function checkLength(text: string, most: number, what: Text): Result<string, IncidentRefusal> {
  if (text.length > most) {
    return refuse('wrong-value', {
      nl: `Er is plaats voor ${most} tekens voor ${what.nl}; dit zijn er ${text.length}. Voeg een langere tekst toe als bijlage.`,
      en: `There is room for ${most} characters for ${what.en}; these are ${text.length}. Attach a longer text as a file.`,
    });
  }
  return ok(text);
}

export const words = {
  reason: { nl: 'een reden', en: 'a reason' },
  title: { nl: 'een titel', en: 'a title' },
  summary: { nl: 'de samenvatting', en: 'the summary' },
  evidence: { nl: 'bewijs', en: 'evidence' },
  details: { nl: 'de uitleg', en: 'the details' },
  what: { nl: 'wat er gedaan is', en: 'what was done' },
  line: { nl: 'een regel', en: 'a line' },
} as const satisfies Readonly<Record<string, Text>>;
