import type { GuardName } from '../../core/decision.ts';
import type { Text } from '../../core/text.ts';
import { plainText } from './measure-words.ts';

export { plainText };

const is = (nl: string, en: string): Text => ({ nl, en });
const warning = (nl: string, en: string) => ({ kind: 'warning', sentence: is(nl, en) }) as const;
const note = (nl: string, en: string) => ({ kind: 'note', sentence: is(nl, en) }) as const;

const guards: Readonly<Record<GuardName, Text>> = {
  allowlist: is('Het staat op de vrijgavelijst', 'It is on the allowlist'),
  'own-network': is('Het is een eigen netwerk', 'It is an own network'),
  'private-network': is('Het is een privénetwerk', 'It is a private network'),
  'customer-site': is(
    'Het is een klantlocatie: telefoons daar raken onbereikbaar',
    'It is a customer site: phones there lose service',
  ),
  'operator-address': is(
    'Het is het adres van iemand die is aangemeld',
    'It is the address of somebody who is signed in',
  ),
  'prefix-size': is('Het netwerk is groter dan mag', 'The network is larger than may be'),
  'rate-limit': is('Er zijn te veel blokkades in korte tijd', 'There are too many blocks in a short time'),
  'not-an-address': is('Dit is geen adres', 'This is no address'),
};

/** What a guard says about a block; its detail as it tells it, in English. */
export function guardSentence(guard: GuardName, detail: string): Text {
  const { nl, en } = guards[guard];
  const more = plainText(detail, 200);
  return more === '' ? is(`${nl}.`, `${en}.`) : is(`${nl} (${more}).`, `${en} (${more}).`);
}

/** What people have to know before they take a measure. */
export const notes = {
  nobodyCarriesOut: warning(
    'Niets hier voert dit werkelijk uit: het geldt in Belwacht, maar het netwerk doet er niets mee.',
    'Nothing here really carries this out: it holds in Belwacht, but the network does nothing with it.',
  ),
  callsUnknown: warning('Welke gesprekken er lopen is nu niet bekend.', 'Which calls run is not known at the moment.'),
  noSuchCalls: note('Er loopt nu geen gesprek waar dit over gaat.', 'No call runs now that this is about.'),
  runningStay: note(
    'Lopende gesprekken blijven zoals ze zijn; alleen nieuwe gaan anders.',
    'Running calls stay as they are; only new ones go another way.',
  ),
  cutsYou: warning(
    'Je sluit jezelf af: je werkt vanaf een adres dat geweigerd wordt.',
    'You cut yourself off: you work from an address that is refused.',
  ),
  cutsOthers: (count: number) =>
    warning(
      `Dit sluit ook ${count} trunk(s), locatie(s), netwerk(en) of token(s) af die tot nu toe werkten.`,
      `This also cuts off ${count} trunk(s), site(s), network(s) or token(s) that worked until now.`,
    ),
} as const;

/** What each of those who carry measures out does, or cannot. */
export const carrierWords = {
  refusesPackets: (real: boolean) =>
    real
      ? is('weigert de pakketten', 'refuses the packets')
      : is('schrijft alleen op wat het zou doen', 'only writes down what it would do'),
  handsOut: is('geeft het door aan wie het ophaalt', 'hands it on to whoever fetches it'),
  keepsOut: is('houdt het buiten met de eigen blokkeerlijst', 'keeps it out by its own block list'),
  tellsOthers: is('vertelt het een ander systeem', 'tells another system'),
  sick: (detail: string) =>
    is(`doet het nu niet: ${plainText(detail, 200)}`, `does not work now: ${plainText(detail, 200)}`),
  noKernel: is(
    'alleen de eigen aanmelding en lijsten volgen het; er is geen kernel die het uitvoert',
    'only its own sign-in and lists follow it; no kernel carries it out',
  ),
  asksStop: is('vraagt voor elk gesprek, en weigert het dan', 'asks before each call, and refuses it then'),
  asksDivert: is('vraagt voor elk gesprek, en stuurt het dan door', 'asks before each call, and sends it on then'),
  stopsAccounts: is('weigert gesprekken van de accounts', 'refuses calls of the accounts'),
  cannotStop: is('kan accounts niet weigeren', 'cannot refuse accounts'),
  cannotDivert: is(
    'kan zelf niet omleiden; alleen wie vóór een gesprek vraagt',
    'cannot divert by itself; only who asks before a call',
  ),
  dropsRegistration: is(
    'verwijdert de registratie, elke minuut opnieuw; nieuw aanmelden kan het niet weigeren',
    'removes the registration, every minute again; it cannot refuse a new one',
  ),
  cannotDrop: is('kan een registratie niet verwijderen', 'cannot remove a registration'),
  hangsUp: is('hangt de gesprekken op', 'hangs the calls up'),
  cannotHangUp: is('kan niet ophangen', 'cannot hang up'),
} as const;
