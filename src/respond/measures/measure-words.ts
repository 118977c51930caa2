import type { Text } from '../../core/text.ts';
import type { Customer } from './measure-place.ts';

const names = {
  en: new Intl.DisplayNames('en', { type: 'region', fallback: 'code' }),
  nl: new Intl.DisplayNames('nl', { type: 'region', fallback: 'code' }),
};

/** Somebody else's text in a sentence of ours: short, one line, without what steers a screen. */
export function plainText(text: string, longest = 64): string {
  const plain = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longest);
  return plain.isWellFormed() ? plain : plain.toWellFormed();
}

/** A parameter that is not there. */
export function missing(name: string): Text {
  return { nl: `Er ontbreekt iets: ${name}.`, en: `Something is missing: ${name}.` };
}

const is = (nl: string, en: string): Text => ({ nl, en });
const country = (code: string): Text => is(names.nl.of(code) ?? code, names.en.of(code) ?? code);
const of = ({ name }: Customer) => plainText(name, 100);

/** Every sentence about a measure before it is taken, in both languages. */
export const words = {
  block: (value: string) => is(`${value} wordt geblokkeerd.`, `${value} is blocked.`),
  blockButton: (what: string) => is(`Blokkeer ${plainText(what)}`, `Block ${plainText(what)}`),
  blockAs: (subject: string) =>
    is(`Alle adressen van netwerk ${subject} worden geweigerd.`, `All addresses of network ${subject} are refused.`),
  blockCountry: (code: string, who: Customer | undefined) => {
    const { nl, en } = country(code);
    return who
      ? is(
          `Al het verkeer uit ${nl} naar ${of(who)} wordt geweigerd.`,
          `All traffic from ${en} to ${of(who)} is refused.`,
        )
      : is(
          `Al het verkeer uit ${nl} wordt voor iedereen geweigerd.`,
          `All traffic from ${en} is refused for everybody.`,
        );
  },
  blockCountryButton: (code: string, who: Customer | undefined) => {
    const { nl, en } = country(code);
    return who
      ? is(`Blokkeer ${nl} voor ${of(who)}`, `Block ${en} for ${of(who)}`)
      : is(`Blokkeer ${nl}`, `Block ${en}`);
  },
  blockAccount: (account: string, who: Customer) =>
    is(
      `Account ${plainText(account)} van ${of(who)} kan niet meer bellen, lopende gesprekken ervan eindigen en de registratie wordt verwijderd. Noodnummers blijven bereikbaar.`,
      `Account ${plainText(account)} of ${of(who)} can make no calls, its running calls end and its registration is removed. Emergency numbers stay in reach.`,
    ),
  stopInternational: (who: Customer) =>
    is(
      `${of(who)} kan niet meer naar het buitenland bellen. Lopende gesprekken gaan door; noodnummers en de lijst die altijd doorgaat blijven bereikbaar.`,
      `${of(who)} cannot call abroad any more. Running calls go on; emergency numbers and the list that always passes stay in reach.`,
    ),
  stopInternationalButton: (who: Customer) =>
    is(`Stop internationaal bellen van ${of(who)}`, `Stop international calls of ${of(who)}`),
  shieldAsset: (name: string) =>
    is(
      `Het beheer van ${plainText(name)} (web, SSH, provisioning) is alleen nog vanuit eigen netwerken te bereiken.`,
      `Management of ${plainText(name)} (web, SSH, provisioning) can be reached from own networks only.`,
    ),
  shieldAll: (who: Customer | undefined) =>
    is(
      `Het beheer van alles ${who ? `van ${of(who)} ` : ''}(web, SSH, provisioning) is alleen nog vanuit eigen netwerken te bereiken.`,
      `Management of everything ${who ? `of ${of(who)} ` : ''}(web, SSH, provisioning) can be reached from own networks only.`,
    ),
  shieldButton: (name: string) =>
    name === ''
      ? is('Scherm alle beheer af', 'Shield all management')
      : is(`Scherm beheer van ${plainText(name)} af`, `Shield management of ${plainText(name)}`),
  divert: (who: Customer, direction: 'in' | 'out', number: string, to: string) => {
    const which = number === '' ? '' : ` ${plainText(number)}`;
    const target = plainText(to, 100);
    return direction === 'in'
      ? is(
          `Nieuwe inkomende gesprekken ${number === '' ? `voor ${of(who)}` : `naar${which} van ${of(who)}`} gaan naar ${target}.`,
          `New incoming calls ${number === '' ? `for ${of(who)}` : `to${which} of ${of(who)}`} go to ${target}.`,
        )
      : is(
          `Nieuwe uitgaande gesprekken van ${number === '' ? of(who) : `${which.trim()} bij ${of(who)}`} gaan langs ${target}. Gesprekken naar noodnummers gaan zoals altijd.`,
          `New outgoing calls of ${number === '' ? of(who) : `${which.trim()} at ${of(who)}`} go by ${target}. Calls to emergency numbers go as they always do.`,
        );
  },
  divertButton: (who: Customer, direction: 'in' | 'out', number: string) =>
    direction === 'in'
      ? is(`Leid inkomend van ${plainText(number) || of(who)} om`, `Divert incoming of ${plainText(number) || of(who)}`)
      : is(
          `Leid uitgaand van ${plainText(number) || of(who)} om`,
          `Divert outgoing of ${plainText(number) || of(who)}`,
        ),
  hangUp: (who: Customer, account: string, where: string, call: string) => {
    const one = (word: string, value: string) => value && `${word} ${plainText(value)}`;
    const which = (words: readonly string[]) => {
      const said = words.filter(Boolean).join(', ');
      return said && ` (${said})`;
    };
    const place = where === '' ? undefined : /^\d/.test(where) ? is(`+${where}`, `+${where}`) : country(where);
    return is(
      `Lopende gesprekken van ${of(who)}${which([one('account', account), one('gesprek', call)])}${place ? ` naar ${place.nl}` : ''} worden opgehangen, behalve die naar noodnummers.`,
      `Running calls of ${of(who)}${which([one('account', account), one('call', call)])}${place ? ` to ${place.en}` : ''} are hung up, but for those to emergency numbers.`,
    );
  },
  hangUpButton: is('Hang deze gesprekken op', 'Hang these calls up'),
  wideNetwork: (what: string) =>
    is(
      `${what} is een groot netwerk: iemand anders moet akkoord gaan.`,
      `${what} is a large network: somebody else has to agree.`,
    ),
  wideCountry: (code: string, who: Customer | undefined) => {
    const { nl, en } = country(code);
    return who
      ? is(
          `Heel ${nl} dicht voor ${of(who)}: iemand anders moet akkoord gaan.`,
          `All of ${en} shut out for ${of(who)}: somebody else has to agree.`,
        )
      : is(
          `Heel ${nl} dicht voor iedereen: iemand anders moet akkoord gaan.`,
          `All of ${en} shut out for everybody: somebody else has to agree.`,
        );
  },
  wholeCustomer: (who: Customer) =>
    is(
      `Dit raakt heel ${of(who)}: iemand anders moet akkoord gaan.`,
      `This touches all of ${of(who)}: somebody else has to agree.`,
    ),
  everybody: is(
    'Dit raakt iedereen: iemand anders moet akkoord gaan.',
    'This touches everybody: somebody else has to agree.',
  ),
  always: is('Zo is het ingesteld: iemand anders moet akkoord gaan.', 'It is set so: somebody else has to agree.'),
  noAddress: (text: string) => is(`“${plainText(text)}” is geen adres.`, `“${plainText(text)}” is no address.`),
  noNetwork: (text: string) =>
    is(
      `“${plainText(text)}” is geen netwerk, zoals 203.0.113.0/24 of AS64500.`,
      `“${plainText(text)}” is no network, such as 203.0.113.0/24 or AS64500.`,
    ),
  noCountry: (text: string) => is(`“${plainText(text)}” is geen landcode.`, `“${plainText(text)}” is no country code.`),
  noCustomer: (text: string) =>
    is(`Er is geen klant “${plainText(text)}”.`, `There is no customer “${plainText(text)}”.`),
  noAccount: (text: string) => is(`“${plainText(text)}” is geen account.`, `“${plainText(text)}” is no account.`),
  whoseAccount: (text: string) =>
    is(`Van welke klant is account ${plainText(text)}?`, `Whose account is ${plainText(text)}? Say which customer.`),
  noPbx: (text: string) =>
    is(
      `Er is geen centrale “${plainText(text)}” die Belwacht bedient.`,
      `There is no PBX “${plainText(text)}” that Belwacht steers.`,
    ),
  noAsset: (text: string) => is(`Er is geen systeem “${plainText(text)}”.`, `There is no system “${plainText(text)}”.`),
  noDirection: (text: string) =>
    is(`De richting is in of out, niet “${plainText(text)}”.`, `The direction is in or out, not “${plainText(text)}”.`),
  noNumber: (text: string) => is(`“${plainText(text)}” is geen nummer.`, `“${plainText(text)}” is no number.`),
  noDestination: (text: string) =>
    is(`“${plainText(text)}” is geen land of nummer.`, `“${plainText(text)}” is no country or number.`),
  noHours: (text: string) =>
    is(
      `“${plainText(text)}” is geen duur: een maatregel geldt 1 minuut tot 168 uur.`,
      `“${plainText(text)}” is no time: a measure holds 1 minute to 168 hours.`,
    ),
} as const;
