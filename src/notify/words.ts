import type { CallAlertFacts } from '../core/alert.ts';
import type { CallStop } from '../core/calls/call-stop.ts';
import type { Decision } from '../core/decision.ts';
import { microPerEuro } from '../core/rates/rate.ts';
import type { Severity } from '../core/severity.ts';
import type { Text } from '../core/text.ts';

export type Language = keyof Text;

export const severityWords: Readonly<Record<Severity, Text>> = {
  informational: { nl: 'Informatie', en: 'Information' },
  low: { nl: 'Laag', en: 'Low' },
  medium: { nl: 'Middel', en: 'Medium' },
  high: { nl: 'Hoog', en: 'High' },
  critical: { nl: 'Kritiek', en: 'Critical' },
};

export const headings = {
  what: { nl: 'Wat', en: 'What' },
  forWhom: { nl: 'Voor wie', en: 'For whom' },
  source: { nl: 'Vanaf', en: 'From' },
  since: { nl: 'Sinds', en: 'Since' },
  count: { nl: 'Aantal', en: 'Count' },
  money: { nl: 'Geld', en: 'Money' },
  done: { nl: 'Gedaan', en: 'Done' },
  next: { nl: 'Wat nu', en: 'What next' },
} as const satisfies Record<string, Text>;

/** Date and time in a zone, with the zone named: `1 juni 2025 14:05:09 CEST`. */
export function formatTime(time: number, language: Language, timeZone: string): string {
  const locale = language === 'nl' ? 'nl-NL' : 'en-GB';
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(time);
}

/** What has been done about an alert, no more than is known. `until` is already in words. */
export function doneSentence(decision: Decision | undefined, until: string): Text {
  if (!decision) return { nl: 'Nog niets: deze regel meldt alleen.', en: 'Nothing yet: this rule only alerts.' };
  const { value, state } = decision;
  switch (state) {
    case 'in-force':
      return { nl: `${value} is geblokkeerd tot ${until}.`, en: `${value} is blocked until ${until}.` };
    case 'asked':
      return {
        nl: `Gevraagd om ${value} te blokkeren tot ${until}; de bevestiging van de firewall staat in Belwacht.`,
        en: `Asked to block ${value} until ${until}; the confirmation of the firewall is in Belwacht.`,
      };
    case 'failed':
      return {
        nl: `Het blokkeren van ${value} is mislukt; Belwacht blijft het proberen.`,
        en: `Blocking ${value} failed; Belwacht keeps trying.`,
      };
    case 'held':
      return {
        nl: `${value} is niet geblokkeerd: een waarborg hield het tegen (zie de melding).`,
        en: `${value} was not blocked: a guard held it (see the alert).`,
      };
    case 'reported':
      return {
        nl: `Niets: er wordt alleen meegekeken. Bij handhaven was ${value} geblokkeerd tot ${until}.`,
        en: `Nothing: report only. When enforcing, ${value} would have been blocked until ${until}.`,
      };
    default:
      return { nl: `De blokkade van ${value} is voorbij.`, en: `The block of ${value} is over.` };
  }
}

/** What calls have cost so far. */
export function moneySentence({ cost, calls, minutes }: CallAlertFacts, stop: CallStop | undefined): Text {
  const euro = (cost / microPerEuro).toFixed(2);
  const long = Math.round(minutes);
  const growing = stop?.state === 'in-force' ? undefined : { nl: ' en het loopt door', en: ' and counting' };
  return {
    nl: `€ ${euro.replace('.', ',')} tot nu toe (${calls} gesprekken, ${long} minuten)${growing?.nl ?? ''}.`,
    en: `€${euro} so far (${calls} calls, ${long} minutes)${growing?.en ?? ''}.`,
  };
}

/** What was done about calls, no more than is known. `until` is already in words. */
export function stopSentence({ state, payer }: CallStop, until: string): Text {
  const of = payer ? { nl: ` van ${payer}`, en: ` of ${payer}` } : { nl: '', en: '' };
  switch (state) {
    case 'in-force':
    case 'asked':
      return {
        nl: `Zulke gesprekken${of.nl} zijn gestopt tot ${until}. Noodnummers gaan gewoon door.`,
        en: `Such calls${of.en} are stopped until ${until}. Emergency numbers still pass.`,
      };
    case 'reported':
      return {
        nl: `Niets: er wordt alleen meegekeken. Bij handhaven waren zulke gesprekken${of.nl} gestopt tot ${until}.`,
        en: `Nothing: report only. When enforcing, such calls${of.en} would have been stopped until ${until}.`,
      };
    case 'failed':
      return { nl: 'Het stoppen van gesprekken is mislukt.', en: 'Stopping calls failed.' };
    default:
      return { nl: 'De stop is voorbij.', en: 'The stop is over.' };
  }
}

/** What the reader should do. */
export function nextSentence(decision: Pick<Decision, 'state'> | Pick<CallStop, 'state'> | undefined): Text {
  if (decision?.state === 'in-force' || decision?.state === 'asked') {
    return {
      nl: 'Controleer of dit klopt. Ongedaan maken kan met één knop bij de melding.',
      en: 'Check that this is right. Undo is one button at the alert.',
    };
  }
  if (decision?.state === 'held') {
    return {
      nl: 'Beoordeel het zelf: zoek het account of apparaat, of blokkeer met de hand.',
      en: 'Judge it yourself: find the account or device, or block by hand.',
    };
  }
  return {
    nl: 'Open de melding en bevestig dat je hem oppakt.',
    en: 'Open the alert and acknowledge that you take it.',
  };
}
