import type { Text } from '../text.ts';

/** Variables that an incident fills in by itself where a playbook declares them as external, and what they hold. */
export const filledVariables: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['__customer__', { en: 'id of the customer, when it is one', nl: 'id van de klant, als het er een is' }],
  ['__severity__', { en: 'severity', nl: 'ernst' }],
  ['__incident__', { en: 'id of the incident', nl: 'id van het incident' }],
  ['__incident_number__', { en: 'number of the incident', nl: 'nummer van het incident' }],
  ['__title__', { en: 'title of the incident', nl: 'titel van het incident' }],
  ['__classification__', { en: 'class (RSIT)', nl: 'indeling (RSIT)' }],
  ['__drill__', { en: 'whether it is a drill: true or false', nl: 'of het een oefening is: true of false' }],
  [
    '__attacker__',
    { en: 'address it comes from, when it is one', nl: 'adres waar het vandaan komt, als het er een is' },
  ],
  ['__addresses__', { en: 'all addresses, with commas', nl: 'alle adressen, met komma’s' }],
  ['__account__', { en: 'account it is about, when it is one', nl: 'account waar het om gaat, als het er een is' }],
  ['__accounts__', { en: 'all accounts, with commas', nl: 'alle accounts, met komma’s' }],
  ['__asset__', { en: 'system it is about, when it is one', nl: 'systeem waar het om gaat, als het er een is' }],
  ['__alert__', { en: 'id of the first alert', nl: 'id van de eerste melding' }],
  ['__rule__', { en: 'rule of the first alert', nl: 'regel van de eerste melding' }],
  ['__coordinator__', { en: 'name of the coordinator', nl: 'naam van de coördinator' }],
]);
