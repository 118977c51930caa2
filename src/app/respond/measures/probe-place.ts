import type { Incident } from '../../../core/incident/incident.ts';
import type { ProbeTarget } from '../../../core/incident/recovery.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { plainText } from '../../../respond/measures/measure-words.ts';
import type { RespondParts } from '../respond-parts.ts';
import { having, mostLooked } from './place-of.ts';

const is = (nl: string, en: string): Text => ({ nl, en });
/** Names that are told one by one. */
const told = 5;

/** A system of a customer of the incident, and where tests reach it if somebody wrote that down. */
export interface ProbePlace {
  readonly tenant: string;
  readonly asset: string;
  /** What it is called. */
  readonly name: string;
  readonly target: ProbeTarget | undefined;
}

/** Whose systems may be tested for an incident: it is about these and nobody else. */
export function customersOf({ tenant, impact }: Pick<Incident, 'tenant' | 'impact'>): readonly string[] {
  return [...new Set([tenant, ...impact.customers])];
}

/**
 * The system that a test is about: by id, name or `customer/id`, among those of the customers of an incident; without a name the
 * only one of them that tests can reach. The sentence says what is missing and what to do.
 */
export async function probePlace(
  { store }: Pick<RespondParts, 'store'>,
  incident: Pick<Incident, 'tenant' | 'impact'>,
  wanted: string,
): Promise<Result<ProbePlace, Text>> {
  const customers = customersOf(incident);
  const targets = await store.recoveries.targets(customers);
  if (wanted === '') {
    const [first, second] = targets;
    if (!first) return refused(noTargets);
    return second ? refused(sayWhich(targets)) : ok(placeOfTarget(first));
  }
  const slash = wanted.indexOf('/');
  const whose = slash > 0 && customers.includes(wanted.slice(0, slash)) ? wanted.slice(0, slash) : undefined;
  const name = whose === undefined ? wanted : wanted.slice(slash + 1);
  const among = whose === undefined ? customers.slice(0, mostLooked) : [whose];
  const found = await having(store, among, 'assets', name);
  const [one, other] = found;
  if (!one) return refused(noSystem(name));
  if (other) return refused(severalSystems(name, found));
  const target = targets.find(({ tenant, asset }) => tenant === one.tenant && asset === one.id);
  return ok({ tenant: one.tenant, asset: one.id, name: one.name, target });
}

function placeOfTarget(target: ProbeTarget): ProbePlace {
  const { tenant, asset, name } = target;
  return { tenant, asset, name, target };
}

/** Of a system that is there, and that no test can reach yet. */
export function noTarget(name: string): Text {
  return is(
    `Van ${plainText(name)} is niet vastgelegd waar het te bereiken is. Doe dat bij Instellingen › Inperken en herstellen.`,
    `Nobody wrote down where ${plainText(name)} is reached. Do so in Settings › Contain and recover.`,
  );
}

const noTargets = is(
  'Van geen systeem van de klanten van dit incident is vastgelegd waar het te bereiken is. Doe dat bij Instellingen › Inperken en herstellen.',
  'Of no system of the customers of this incident is it written down where it is reached. Do so in Settings › Contain and recover.',
);

function listed(names: readonly string[]): string {
  const more = names.length > told ? ', …' : '';
  return (
    names
      .slice(0, told)
      .map((name) => plainText(name))
      .join(', ') + more
  );
}

function sayWhich(targets: readonly ProbeTarget[]): Text {
  const names = listed(targets.map(({ name, tenantName }) => `${name} (${tenantName})`));
  return is(
    `Zeg welk systeem: er zijn er meer die getest kunnen worden. ${names}.`,
    `Say which system: several can be tested. ${names}.`,
  );
}

function noSystem(name: string): Text {
  return is(
    `De klanten van dit incident hebben geen systeem “${plainText(name)}”. Hoort de klant ervan erbij, voeg die dan eerst toe aan wie het raakt.`,
    `The customers of this incident have no system “${plainText(name)}”. If its customer is hit too, add it to whom it hits first.`,
  );
}

function severalSystems(name: string, found: readonly { readonly tenant: string; readonly id: string }[]): Text {
  const names = listed(found.map(({ tenant, id }) => `${tenant}/${id}`));
  return is(
    `Er zijn meer systemen “${plainText(name)}”: zeg van welke klant, zoals ${names}.`,
    `There are several systems “${plainText(name)}”: say whose, such as ${names}.`,
  );
}
