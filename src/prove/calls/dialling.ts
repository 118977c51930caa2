import type { Random } from './random.ts';

/** How the phones of a customer dial, and what of it its provider knows. */
export interface SimDialling {
  /** What is dialled for an outside line and stands in the records, '' for nothing. */
  readonly outsideLine: '' | '0' | '9';
  /** The provider was told. */
  readonly told: boolean;
  /** Some numbers of one's own area are dialled without area code. */
  readonly local: boolean;
  /** Records name the account that calls; otherwise its name stands where the caller's number does. */
  readonly logged: boolean;
}

/** Most dial as they would at home. */
export function makeDialling(random: Random): SimDialling {
  const outsideLine = random.weighted(['', '0', '9'] as const, (line) => (line === '' ? 8 : 1));
  // Behind a 0 that nobody told of, numbers of the country look like numbers abroad.
  const told = outsideLine === '0' || random.chance(0.5);
  const local = random.chance(0.25) && (outsideLine === '' || told);
  return { outsideLine, told, local, logged: random.chance(0.75) };
}

/**
 * What the records of a customer say was dialled.
 * @param number E.164 digits, or a short code
 * @param spelled as one dials it without an outside line
 * @param did one of the customer's numbers, E.164 digits: it tells the area
 */
export function throughLine({ outsideLine, local }: SimDialling, number: string, spelled: string, did: string): string {
  const isNear = number.length === 11 && number.startsWith(did.slice(0, areaDigits)) && spelled.startsWith('0');
  // By the number itself, not by chance: who is called so is always called so.
  const dialled = local && isNear && Number(number.at(-1)) % 3 === 0 ? number.slice(areaDigits) : spelled;
  const needsLine = dialled === '112' || dialled.startsWith('0') || dialled !== spelled;
  return needsLine ? outsideLine + dialled : dialled;
}

/** Country and area code: customers and whom they know in their town share four digits. */
const areaDigits = 4;
