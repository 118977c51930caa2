import { derivedId } from '../../core/derived-id.ts';
import { isCountry } from '../../core/geo/countries.ts';
import type { GeoAttack, GeoAttackKind, GeoScope, GeoServiceName } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import { countryName } from './country-names.ts';
import { covers } from './scope.ts';

export interface CountryCount {
  /** ISO code, '' when not known. */
  readonly country: string;
  readonly count: number;
}

/** What is known while something runs, of one scope. */
export interface AttackSigns {
  readonly scope: GeoScope;
  /** ms UTC. */
  readonly time: number;
  /** Hostile attempts of the last minutes. */
  readonly hostile: readonly CountryCount[];
  /** Attempts that succeeded in the last 30 days. */
  readonly good: readonly CountryCount[];
  /** Ids of alerts that run now. */
  readonly alerts: readonly string[];
  /** Countries of the sites in scope: never proposed. */
  readonly home: readonly string[];
  /** Modes that are on. */
  readonly standing: readonly GeoAttack[];
  /** Hostile attempts that come from addresses that worked; left out, the mode `only-known` is not proposed. */
  readonly hostileKnown?: number;
}

/** A mode somebody may want to turn on. */
export interface AttackProposal {
  /** The same for the same advice. */
  readonly id: string;
  readonly kind: GeoAttackKind;
  readonly scope: GeoScope;
  readonly services: readonly GeoServiceName[];
  readonly countries: readonly string[];
  readonly durationS: number;
  /** Share of the hostile attempts it would refuse, 0–1. */
  readonly share: number;
  readonly alerts: readonly string[];
  readonly sentence: Text;
}

/** Fewer attempts are no flood. */
const leastAttempts = 200;
/** Less is not worth shutting a door for. */
const leastShare = 0.6;
/** More countries than this is not what a person can judge in a hurry. */
const mostCountries = 30;
const durationS = 7_200;

/**
 * Proposes to refuse the fewest countries without good traffic that most of a flood comes from; where there are none such, to let
 * only known addresses in. Undefined without running alerts, without a flood, or when neither would help.
 */
export function proposeAttack(signs: AttackSigns): AttackProposal | undefined {
  const total = signs.hostile.reduce((sum, { count }) => sum + count, 0);
  if (signs.alerts.length === 0 || total < leastAttempts) return undefined;
  return countriesOf(signs, total) ?? onlyKnown(signs, total);
}

function countriesOf(signs: AttackSigns, total: number): AttackProposal | undefined {
  const needed = new Set([...signs.home, ...signs.good.filter(({ count }) => count > 0).map(({ country }) => country)]);
  const shut = new Set(standing(signs, 'refuse-countries').flatMap(({ countries }) => countries));
  const sums = new Map<string, number>();
  for (const { country, count } of signs.hostile)
    if (isCountry(country) && !needed.has(country) && !shut.has(country))
      sums.set(country, (sums.get(country) ?? 0) + count);
  const ranked = [...sums].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const countries: string[] = [];
  let refused = 0;
  for (const [country, count] of ranked) {
    if (refused >= leastShare * total || countries.length === mostCountries) break;
    countries.push(country);
    refused += count;
  }
  if (refused < leastShare * total) return undefined;
  const share = refused / total;
  const percent = Math.floor(share * 100);
  const names = (language: 'en' | 'nl') => {
    const shown = countries.slice(0, 4).map((code) => countryName(code)[language]);
    return countries.length > 4 ? `${shown.join(', ')} …` : shown.join(', ');
  };
  const one = countries.length === 1;
  return {
    id: derivedId('refuse-countries', ...scopeParts(signs.scope), ...[...countries].sort()),
    kind: 'refuse-countries',
    scope: signs.scope,
    services: [],
    countries,
    durationS,
    share,
    alerts: signs.alerts,
    sentence: {
      en: `${percent} % of the flood comes from ${countries.length} ${one ? 'country' : 'countries'} where no customer has traffic (${names('en')}): refuse ${one ? 'it' : 'them'} for 2 h?`,
      nl: `${percent} % van de stroom komt uit ${countries.length} ${one ? 'land' : 'landen'} waar geen klant verkeer heeft (${names('nl')}): 2 uur weigeren?`,
    },
  };
}

function onlyKnown(signs: AttackSigns, total: number): AttackProposal | undefined {
  if (signs.hostileKnown === undefined || standing(signs, 'only-known').length > 0) return undefined;
  const share = 1 - signs.hostileKnown / total;
  if (share < leastShare) return undefined;
  const percent = Math.floor(share * 100);
  return {
    id: derivedId('only-known', ...scopeParts(signs.scope)),
    kind: 'only-known',
    scope: signs.scope,
    services: [],
    countries: [],
    durationS,
    share,
    alerts: signs.alerts,
    sentence: {
      en: `The flood comes from countries where customers are too, but ${percent} % of it from addresses that never worked: let only known addresses in for 2 h?`,
      nl: `De stroom komt uit landen waar ook klanten zitten, maar voor ${percent} % van adressen die nooit werkten: 2 uur alleen bekende adressen toelaten?`,
    },
  };
}

/** Modes of a kind that hold for the scope already. */
function standing({ standing: modes, scope, time }: AttackSigns, kind: GeoAttackKind): readonly GeoAttack[] {
  const context = { tenant: scope.tenant, site: scope.site, asset: scope.asset, service: 'sip' as const };
  return modes.filter(
    (mode) => mode.kind === kind && mode.from <= time && mode.until > time && covers(mode.scope, context),
  );
}

function scopeParts({ level, tenant, site, asset }: GeoScope): readonly string[] {
  return [level, tenant, site, asset];
}
