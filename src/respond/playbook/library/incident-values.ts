import { holderOf, type Incident } from '../../../core/incident/incident.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { providerTenant } from '../../../core/tenant.ts';
import type { Text } from '../../../core/text.ts';
import { valueFits } from '../check/value-fits.ts';

/** What a variable gets from an incident; undefined when the incident does not say, or says more than one thing. */
type Source = (incident: Incident) => string | undefined;

/** Names an incident fills in by itself, where a playbook declares them as external. */
export const filledNames: ReadonlyMap<string, { readonly description: Text; readonly of: Source }> = new Map(
  Object.entries({
    __customer__: {
      description: { en: 'customer it is about, when it is one', nl: 'klant om wie het gaat, als het er een is' },
      of: ({ tenant, impact }) => (tenant === providerTenant ? only(impact.customers) : tenant),
    },
    __severity__: { description: { en: 'severity', nl: 'ernst' }, of: ({ severity }) => severity },
    __incident__: { description: { en: 'id of the incident', nl: 'id van het incident' }, of: ({ id }) => id },
    __incident_number__: {
      description: { en: 'number of the incident', nl: 'nummer van het incident' },
      of: ({ number }) => String(number),
    },
    __title__: { description: { en: 'title', nl: 'titel' }, of: ({ title }) => title },
    __classification__: {
      description: { en: 'class (RSIT)', nl: 'indeling (RSIT)' },
      of: ({ classification }) => classification,
    },
    __drill__: {
      description: { en: 'whether it is a drill', nl: 'of het een oefening is' },
      of: ({ drill }) => String(drill),
    },
    __attacker__: {
      description: {
        en: 'address it comes from, when it is one',
        nl: 'adres waar het vandaan komt, als het er een is',
      },
      of: ({ traits }) => only(traits.addresses),
    },
    __addresses__: {
      description: { en: 'all addresses, with commas', nl: 'alle adressen, met komma’s' },
      of: ({ traits }) => joined(traits.addresses),
    },
    __account__: {
      description: { en: 'account it is about, when it is one', nl: 'account waar het om gaat, als het er een is' },
      of: ({ traits }) => only(traits.accounts),
    },
    __accounts__: {
      description: { en: 'all accounts, with commas', nl: 'alle accounts, met komma’s' },
      of: ({ traits }) => joined(traits.accounts),
    },
    __asset__: {
      description: { en: 'system it is about, when it is one', nl: 'systeem waar het om gaat, als het er een is' },
      of: ({ impact, traits }) => only(impact.assets) ?? only(traits.assets),
    },
    __alert__: {
      description: { en: 'id of the first alert', nl: 'id van de eerste melding' },
      of: ({ alerts }) => alerts[0]?.alert,
    },
    __rule__: {
      description: { en: 'rule of the first alert', nl: 'regel van de eerste melding' },
      of: ({ traits }) => traits.rules[0],
    },
    __coordinator__: {
      description: { en: 'name of the coordinator', nl: 'naam van de coördinator' },
      of: (incident) => holderOf(incident, 'coordinator')?.name,
    },
  } satisfies Readonly<Record<string, { readonly description: Text; readonly of: Source }>>),
);

/**
 * Values of the external variables of a playbook that an incident knows, of their type. A name with several candidates is left to
 * people: nothing is blocked by guess.
 */
export function incidentValues({ playbook_variables: declared = {} }: Playbook, incident: Incident): VariableValues {
  const values: Record<string, string> = {};
  for (const [name, { type, external, constant }] of Object.entries(declared)) {
    const value = external && !constant ? filledNames.get(name)?.of(incident) : undefined;
    if (value !== undefined && value !== '' && valueFits(type, value)) values[name] = value;
  }
  return values;
}

function only(list: readonly string[]): string | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function joined(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.slice(0, 200).join(',');
}
