import type { MeasureReport } from '../../core/incident/measure-record.ts';
import type { Text } from '../../core/text.ts';
import { plainText } from './measure-words.ts';

const is = (nl: string, en: string): Text => ({ nl, en });
const list = (names: readonly string[]) => [...new Set(names.map((name) => plainText(name)))].slice(0, 5).join(', ');

/** Names of those who really carry it out and said so. */
export function confirmedBy(reports: readonly MeasureReport[], state: MeasureReport['state'] = 'in-force'): string {
  return list(reports.flatMap((one) => (one.real && one.state === state ? [one.by] : [])));
}

/** What came of measures, as people and timelines are told. */
export const outcomeWords = {
  confirmed: ({ nl, en }: Text, by: string) => is(`${nl} Bevestigd door ${by}.`, `${en} Confirmed by ${by}.`),
  unconfirmed: ({ nl, en }: Text, detail: string) => {
    const more = plainText(detail, 200);
    return is(
      `${nl} Niets heeft bevestigd dat het werkelijk gebeurt${more && `: ${more}`}.`,
      `${en} Nothing has confirmed that it really happens${more && `: ${more}`}.`,
    );
  },
  failed: ({ nl, en }: Text, detail: string) =>
    is(`Niet gelukt: ${nl} ${plainText(detail, 300)}`.trim(), `Not done: ${en} ${plainText(detail, 300)}`.trim()),
  waits: ({ nl, en }: Text) => is(`Wacht op een tweede persoon: ${nl}`, `Waits for a second person: ${en}`),
  asked: ({ nl, en }: Text, why: Text) => is(`Gevraagd: ${nl} ${why.nl}`, `Asked for: ${en} ${why.en}`),
  agreed: ({ nl, en }: Text, name: string) =>
    is(`${plainText(name)} is het eens: ${nl}`, `${plainText(name)} agrees: ${en}`),
  refused: ({ nl, en }: Text, reason: string) =>
    is(`Geweigerd: ${nl} Reden: ${plainText(reason, 500)}`, `Refused: ${en} Reason: ${plainText(reason, 500)}`),
  undone: (what: string) => is(`${what} is ongedaan gemaakt.`, `${what} is undone.`),
  undoing: (what: string, detail: string) =>
    is(
      `${what} is nog niet overal weg: ${plainText(detail, 300)}. Het wordt elke paar seconden opnieuw geprobeerd.`,
      `${what} is not gone everywhere yet: ${plainText(detail, 300)}. It is tried again every few seconds.`,
    ),
  hungUp: (count: number, by: string) =>
    is(`${count} gesprek(ken) opgehangen, bevestigd door ${by}.`, `${count} call(s) hung up, confirmed by ${by}.`),
  nothingToHangUp: is('Er liep geen gesprek waar dit over gaat.', 'No call ran that this is about.'),
  nobodyHangsUp: is(
    'Geen centrale die Belwacht bedient kan deze gesprekken ophangen.',
    'No PBX that Belwacht steers can hang these calls up.',
  ),
  noIncident: is('Dit incident is er niet.', 'There is no such incident.'),
  noMeasure: is('Deze maatregel is er niet.', 'There is no such measure.'),
  notNow: is(
    'Daarvoor is het te laat: deze maatregel is al verder.',
    'It is too late for that: this measure has moved on.',
  ),
  yourself: is('Wie iets vraagt kan het niet zelf goedkeuren.', 'Who asks for something cannot agree to it as well.'),
  guarded: ({ nl, en }: Text) => is(`Een waarborg houdt dit tegen. ${nl}`, `A guard stops this. ${en}`),
  nobodyAgreed: 'Binnen 24 uur was niemand het eens · Nobody agreed within 24 hours',
  expired: 'tijd om · time over',
  elsewhere: 'elders opgeheven · lifted elsewhere',
} as const;
