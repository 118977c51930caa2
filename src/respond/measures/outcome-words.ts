import type { MeasureReport } from '../../core/incident/measure-record.ts';
import type { Text } from '../../core/text.ts';
import { plainText } from './measure-words.ts';

const is = (nl: string, en: string): Text => ({ nl, en });
const list = (names: readonly string[]) => [...new Set(names.map((name) => plainText(name)))].slice(0, 5).join(', ');

/** Names of those who really carry it out and said so. */
export function confirmedBy(reports: readonly MeasureReport[], state: MeasureReport['state'] = 'in-force'): string {
  return list(reports.flatMap((one) => (one.real && one.state === state ? [one.by] : [])));
}

const longest = 300;
const short = ({ nl, en }: Text, most = longest): Text => is(plainText(nl, most), plainText(en, most));

/** What came of measures, as people and timelines are told. `detail`: what those who carry it out say. */
export const outcomeWords = {
  confirmed: ({ nl, en }: Text, by: string) => is(`${nl} Bevestigd door ${by}.`, `${en} Confirmed by ${by}.`),
  unconfirmed: ({ nl, en }: Text, detail: Text) => {
    const more = short(detail, 200);
    return is(
      `${nl} Niets heeft bevestigd dat het werkelijk gebeurt${more.nl && `: ${more.nl}`}.`,
      `${en} Nothing has confirmed that it really happens${more.en && `: ${more.en}`}.`,
    );
  },
  failed: ({ nl, en }: Text, detail: Text) => {
    const more = short(detail);
    return is(`Niet gelukt: ${nl} ${more.nl}`.trim(), `Not done: ${en} ${more.en}`.trim());
  },
  waits: ({ nl, en }: Text) => is(`Wacht op een tweede persoon: ${nl}`, `Waits for a second person: ${en}`),
  asked: ({ nl, en }: Text, why: Text) => is(`Gevraagd: ${nl} ${why.nl}`, `Asked for: ${en} ${why.en}`),
  agreed: ({ nl, en }: Text, name: string) =>
    is(`${plainText(name)} gaat akkoord: ${nl}`, `${plainText(name)} agrees: ${en}`),
  /** The first person, where whatever asked is nobody. */
  alsoAsked: ({ nl, en }: Text, name: string) =>
    is(
      `${plainText(name)} vraagt dit ook; nog iemand anders moet akkoord gaan: ${nl}`,
      `${plainText(name)} asks for it too; somebody else has to agree: ${en}`,
    ),
  refused: ({ nl, en }: Text, reason: Text) => {
    const why = short(reason, 500);
    return is(`Geweigerd: ${nl} Reden: ${why.nl}`, `Refused: ${en} Reason: ${why.en}`);
  },
  /** Refused by nobody: its time is over, or who asked does not wait any more. */
  lapsed: ({ nl, en }: Text, reason: Text) => is(`Niet gedaan: ${nl} ${reason.nl}`, `Not done: ${en} ${reason.en}`),
  longer: ({ nl, en }: Text, until: string) => is(`Langer, tot ${until}: ${nl}`, `Longer, until ${until}: ${en}`),
  undone: (what: string) => is(`${what} is ongedaan gemaakt.`, `${what} is undone.`),
  undoing: (what: string, detail: Text) => {
    const more = short(detail);
    return is(
      `${what} is nog niet overal weg: ${more.nl}. Het wordt elke paar seconden opnieuw geprobeerd.`,
      `${what} is not gone everywhere yet: ${more.en}. It is tried again every few seconds.`,
    );
  },
  hungUp: (count: number, by: string) =>
    is(
      count === 1
        ? `Eén gesprek opgehangen, bevestigd door ${by}.`
        : `${count} gesprekken opgehangen, bevestigd door ${by}.`,
      count === 1 ? `One call hung up, confirmed by ${by}.` : `${count} calls hung up, confirmed by ${by}.`,
    ),
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
  yourself: is(
    'Wie iets vraagt, of het draaiboek startte dat het vraagt, kan het niet zelf goedkeuren.',
    'Who asks for something, or started the playbook that asks, cannot agree to it as well.',
  ),
  nobody: is(
    'Akkoord gaat iemand die zich aanmeldt. De opdrachtregel van deze machine is niemand.',
    'Somebody who signs in agrees. The command line of this machine is nobody.',
  ),
  guarded: ({ nl, en }: Text) => is(`Een waarborg houdt dit tegen. ${nl}`, `A guard stops this. ${en}`),
} as const;

/** Why Belwacht itself ended something, as it is kept; people read it in their own language. */
export const ownReasons = {
  nobodyAgreed: 'Nobody agreed within 24 hours.',
  forgotten: 'The playbook that asked does not wait for it any more.',
  expired: 'Its time is over.',
  elsewhere: 'It was lifted elsewhere.',
} as const;
