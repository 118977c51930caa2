import { presentPolicyForm } from '../../api/present/geo.ts';
import type { GeoCatalogue } from '../../api/schema/geo.ts';
import { continentOf, countries } from '../../core/geo/countries.ts';
import type { GeoGroup } from '../../core/geo/geo-policy.ts';
import { builtInGroups } from '../../core/geo/groups.ts';
import { destinationKinds } from '../../core/phone/destination.ts';
import { countryName } from '../../decide/geo/country-names.ts';
import { policyTemplates } from '../../decide/geo/templates.ts';

/** Kinds of numbers that no policy decides about. */
const free: ReadonlySet<string> = new Set(['emergency', 'internal']);

/** What an editor offers, for a provider whose customers are in `home`. */
export function catalogueOf(groups: readonly GeoGroup[], home: string): GeoCatalogue {
  return {
    groups: [
      ...builtInGroups.map(({ name, title, subjects }) => {
        return { name, title: { ...title }, subjects: [...subjects], builtIn: true };
      }),
      ...groups.map(({ name, title, subjects }) => {
        return { name, title: { nl: title, en: title }, subjects: [...subjects], builtIn: false };
      }),
    ],
    templates: policyTemplates(home).map(({ id, title, about, policy }) => {
      return { id, title: { ...title }, about: { ...about }, policy: presentPolicyForm(policy) };
    }),
    countries: countries.map((code) => ({ code, name: { ...countryName(code) }, continent: continentOf(code) ?? '' })),
    numberKinds: destinationKinds.filter((kind) => !free.has(kind)),
  };
}
