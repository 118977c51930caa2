import { holderOf, type Incident } from '../../../core/incident/incident.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { valueFits } from '../check/value-fits.ts';

/**
 * Values of the external variables of a playbook that an incident knows (core/playbook/filled-variables.ts), of their type. A name
 * with several candidates is left to people: nothing is blocked by guess.
 */
export function incidentValues({ playbook_variables: declared = {} }: Playbook, incident: Incident): VariableValues {
  const known = knownOf(incident);
  const values: Record<string, string> = {};
  for (const [name, { type, external, constant }] of Object.entries(declared)) {
    const value = external && !constant ? known.get(name) : undefined;
    if (value !== undefined && value !== '' && valueFits(type, value)) values[name] = value;
  }
  return values;
}

function knownOf(incident: Incident): ReadonlyMap<string, string | undefined> {
  const { tenant, impact, traits, alerts } = incident;
  return new Map([
    ['__customer__', tenant === providerTenant ? only(impact.customers) : tenant],
    ['__severity__', incident.severity],
    ['__incident__', incident.id],
    ['__incident_number__', String(incident.number)],
    ['__title__', incident.title],
    ['__classification__', incident.classification],
    ['__drill__', String(incident.drill)],
    ['__attacker__', only(traits.addresses)],
    ['__addresses__', joined(traits.addresses)],
    ['__account__', only(traits.accounts)],
    ['__accounts__', joined(traits.accounts)],
    ['__asset__', only(impact.assets) ?? only(traits.assets)],
    ['__alert__', alerts[0]?.alert],
    ['__rule__', traits.rules[0]],
    ['__coordinator__', holderOf(incident, 'coordinator')?.name],
  ]);
}

function only(list: readonly string[]): string | undefined {
  return list.length === 1 ? list[0] : undefined;
}

function joined(list: readonly string[]): string | undefined {
  return list.length === 0 ? undefined : list.slice(0, 200).join(',');
}
