import { derivedId } from '../../core/derived-id.ts';
import { isCountry } from '../../core/geo/countries.ts';
import type { GeoAttack, GeoAttackKind, GeoScope } from '../../core/geo/geo-policy.ts';
import type { Text } from '../../core/text.ts';
import type { AttackDoors, AttackEffect, HostileTally } from './attack-doors.ts';
import { type AttackCuts, proposalSentence } from './proposal-sentence.ts';

/** What is known besides the attempts, of one scope. */
export interface AttackSigns {
  readonly doors: AttackDoors;
  readonly scope: GeoScope;
  /** What people call whom it is about; '' for everybody. */
  readonly name: string;
  /** ms UTC. */
  readonly time: number;
  /** Over which the attempts were counted. */
  readonly minutes: number;
  /** Countries where somebody in scope succeeded at these doors in the last 30 days, and those of the sites: never proposed. */
  readonly needed: ReadonlySet<string>;
  /** Ids of the alerts that run now, worst first. */
  readonly alerts: readonly string[];
}

/** A mode that may help. */
export type AttackWish = Pick<GeoAttack, 'kind' | 'scope' | 'services' | 'countries'>;

/** A mode somebody may want to turn on. */
export interface AttackProposal extends AttackWish {
  /** The same for the same advice. */
  readonly id: string;
  readonly durationS: number;
  /** Share of the hostile attempts it would refuse, 0–1. */
  readonly share: number;
  readonly alerts: readonly string[];
  readonly sentence: Text;
}

/** Fewer attempts in the minutes looked at are no flood. Where people sign in by hand, fewer are. */
const leastAttempts: Readonly<Record<AttackDoors, number>> = { sip: 200, management: 60 };
/** Less is not worth shutting a door for. */
const leastShare = 0.6;
/** More countries than this is not what a person can judge in a hurry. */
const mostCountries = 30;
const durationS = 7_200;

/**
 * What may help against hostile attempts, what shuts the least first: of telephony, the fewest countries without good traffic that
 * most of them come from, then all addresses that never worked; of administration, everything but own networks. Empty without
 * alerts or a flood. Whether one helps is for its effect to say.
 */
export function attackWishes(signs: AttackSigns, hostile: HostileTally): readonly AttackWish[] {
  const { scope, doors, alerts } = signs;
  if (alerts.length === 0 || hostile.total < leastAttempts[doors]) return [];
  const wish = (kind: GeoAttackKind, countries: readonly string[] = []): AttackWish => {
    return { kind, scope, services: [], countries };
  };
  if (doors === 'management') return [wish('management-closed')];
  const countries = countriesOf(signs, hostile);
  return [...(countries ? [wish('refuse-countries', countries)] : []), wish('only-known')];
}

/** The mode as it would be, to look what it does. */
export function wishedAttack(wish: AttackWish, time: number): GeoAttack {
  return {
    ...wish,
    id: proposalId(wish),
    from: time,
    until: time + durationS * 1000,
    author: '',
    reason: '',
    alert: '',
  };
}

/** Whether a mode refuses enough of it to be worth a shut door. */
export function helps({ of, share }: AttackEffect, doors: AttackDoors): boolean {
  return of.total >= leastAttempts[doors] && share >= leastShare;
}

/** The same for the same advice. */
export function proposalId({ kind, scope: { level, tenant, site, asset }, countries }: AttackWish): string {
  return derivedId(kind, level, tenant, site, asset, ...[...countries].sort());
}

/** A mode that helps, with what was measured and whom it would cut off. */
export function proposeAttack(
  wish: AttackWish,
  signs: AttackSigns,
  effect: AttackEffect,
  cuts: AttackCuts,
): AttackProposal {
  return {
    ...{ ...wish, id: proposalId(wish), durationS, share: effect.share, alerts: signs.alerts },
    sentence: proposalSentence(wish, signs, effect, cuts),
  };
}

function countriesOf({ needed }: AttackSigns, { byCountry, total }: HostileTally): readonly string[] | undefined {
  const ranked = [...byCountry]
    .filter(([country]) => isCountry(country) && !needed.has(country))
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  const countries: string[] = [];
  let refused = 0;
  for (const [country, count] of ranked) {
    if (refused >= leastShare * total || countries.length === mostCountries) break;
    countries.push(country);
    refused += count;
  }
  return refused >= leastShare * total ? countries : undefined;
}
