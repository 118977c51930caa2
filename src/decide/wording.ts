import type { GuardResult } from '../core/decision.ts';
import type { Text } from '../core/text.ts';
import { networkOfCustomer } from './customer-networks.ts';

const because: Readonly<Record<GuardResult['guard'], (detail: string, value: string) => Text>> = {
  'not-an-address': (_, value) => ({
    nl: `"${value}" is geen adres.`,
    en: `"${value}" is no address.`,
  }),
  allowlist: (detail, value) => ({
    nl: `${value} staat op de vrijgavelijst: ${detail}.`,
    en: `${value} is on the allowlist: ${detail}.`,
  }),
  'own-network': (detail, value) => ({
    nl: `${value} hoort bij het eigen netwerk ${detail}.`,
    en: `${value} belongs to the own network ${detail}.`,
  }),
  'private-network': (detail, value) => ({
    nl: `${value} is een privé-adres (${detail}).`,
    en: `${value} is a private address (${detail}).`,
  }),
  'customer-site': (detail, value) =>
    detail.endsWith(networkOfCustomer)
      ? {
          nl: `${value} hoort bij een netwerk van een klant. Kijk welk toestel of systeem daar misbruikt wordt; blokkeren kan met de hand.`,
          en: `${value} belongs to a network of a customer. Find the phone or system there that is misused; a person may still block it.`,
        }
      : {
          nl: `vanaf ${value} zijn telefoons van een klant aangemeld. Kijk welk account daar misbruikt wordt of een verkeerd wachtwoord heeft; blokkeren kan met de hand.`,
          en: `phones of a customer are registered from ${value}. Find the account there that is misused or has a wrong password; a person may still block it.`,
        },
  'operator-address': (_, value) => ({
    nl: `op ${value} is nu iemand aangemeld bij Belwacht.`,
    en: `somebody is signed in to Belwacht from ${value} right now.`,
  }),
  'prefix-size': (detail, value) => ({
    nl: `${value} is te breed: ${detail}.`,
    en: `${value} covers too much: ${detail}.`,
  }),
  'rate-limit': (detail) => ({
    nl: `er zijn te veel automatische blokkades in een minuut (${detail}). Beoordeel ze zelf.`,
    en: `there are too many automatic blocks within a minute (${detail}). Judge them yourself.`,
  }),
};

/** Why a block was held, as a sentence that follows the one of the alert. */
export function heldSentence(value: string, failed: GuardResult): Text {
  const { nl, en } = because[failed.guard](failed.detail, value);
  return { nl: `Niet geblokkeerd: ${nl}`, en: `Not blocked: ${en}` };
}

/** The alarm that goes with a reached limit. */
export function limitSentence(limit: number, held: number): Text {
  return {
    nl: `De grens van ${limit} automatische blokkades per minuut is bereikt; ${held} ${held === 1 ? 'blokkade wacht' : 'blokkades wachten'} op een mens.`,
    en: `The limit of ${limit} automatic blocks a minute is reached; ${held} ${held === 1 ? 'block waits' : 'blocks wait'} for a person.`,
  };
}
