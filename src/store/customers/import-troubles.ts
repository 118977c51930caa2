import type { ImportTrouble, Place } from '../../core/customer/import-plan.ts';
import { type PartName, parts } from '../../core/customer/parts.ts';
import type { Text } from '../../core/text.ts';

/** Refusals of a table of parts, in words that say what to write instead. */
export function partTroubles<R extends { readonly place: Place }>(
  name: PartName,
): Readonly<Record<string, (row: R) => ImportTrouble>> {
  return Object.fromEntries(
    Object.entries(parts[name].constraints).map(([constraint, { sentence }]) => [
      constraint,
      (row: R): ImportTrouble => ({ ...row.place, message: dutch[constraint] ?? { nl: sentence, en: sentence } }),
    ]),
  );
}

const otherCustomer: Text = {
  nl: 'Dit adres of netwerk is al van een andere klant, in Belwacht of hoger in dit bestand. Haal het bij een van beide weg.',
  en: 'This address or network belongs to another customer already, in Belwacht or above in this file. Take it out of one of the two.',
};
const dutch: Readonly<Record<string, Text>> = {
  address_claim_exclusive: otherCustomer,
  address_claim_shared: otherCustomer,
  customer_number_range_once: {
    nl: 'Een nummer uit dit bereik zit al in een ander bereik, in Belwacht of hoger in dit bestand. Schrijf bereiken die elkaar niet raken.',
    en: 'A number of this range is in another range already, in Belwacht or above in this file. Write ranges that do not touch.',
  },
  customer_number_range_order: {
    nl: 'Het laatste nummer moet na het eerste komen en evenveel cijfers hebben.',
    en: 'The last number must come after the first and have as many digits.',
  },
};
