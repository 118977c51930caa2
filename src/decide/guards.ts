import type { GuardName, GuardResult } from '../core/decision.ts';
import type { Cidr } from '../core/ip.ts';
import { formatCidr, overlaps, privateNetworks, readCidr } from '../core/ip.ts';
import type { CompiledPolicy } from './policy.ts';

/** What the guards ask about customers: which known site a range touches, in words, or '' for none. */
export interface SiteLookup {
  covering(range: Cidr, time: number): string;
}

/**
 * Every guard that looks at a value, passed or not, in a fixed order. `time` (ms) is the time of the decision. The rate limit
 * is not among them: it looks at the number of decisions, not at one value.
 */
export function guardAutomatic(
  value: string,
  policy: CompiledPolicy,
  sites: SiteLookup,
  time: number,
): readonly GuardResult[] {
  const range = readCidr(value);
  if (!range) return [{ guard: 'not-an-address', passed: false, detail: `"${value.slice(0, 64)}" is no address` }];
  const privateDetail = policy.policy.guardPrivate ? privateCover(range) : '';
  return [
    result('not-an-address', ''),
    result('allowlist', listCover(range, policy.allowlist)),
    result('own-network', listCover(range, policy.ownNetworks)),
    result('private-network', privateDetail),
    result('operator-address', operatorCover(range, policy, time)),
    result('customer-site', sites.covering(range, time)),
    result('prefix-size', tooWide(range, policy)),
  ];
}

/** Guards that refuse a block asked for by a person; the others only warn. */
export const manualRefusals: ReadonlySet<GuardName> = new Set([
  'not-an-address',
  'allowlist',
  'own-network',
  'operator-address',
  'prefix-size',
]);

/**
 * Guards over a block that a person asks for. Private networks and customer sites are listed when touched and only warn;
 * `manualRefusal` says whether one refuses.
 */
export function guardManual(
  value: string,
  policy: CompiledPolicy,
  sites: SiteLookup,
  time: number,
): readonly GuardResult[] {
  const range = readCidr(value);
  const results = guardAutomatic(value, policy, sites, time);
  if (!range) return results;
  // A person is warned about private networks whatever the policy allows automatic decisions.
  return results.map((entry) =>
    entry.guard === 'private-network' ? result('private-network', privateCover(range)) : entry,
  );
}

/** The first guard that refuses a block of a person, or undefined when it may go on. */
export function manualRefusal(results: readonly GuardResult[]): GuardResult | undefined {
  return results.find(({ guard, passed }) => !passed && manualRefusals.has(guard));
}

function result(guard: GuardName, detail: string): GuardResult {
  return { guard, passed: detail === '', detail };
}

function listCover(range: Cidr, list: readonly { readonly cidr: Cidr; readonly text: string }[]): string {
  return list.find(({ cidr }) => overlaps(cidr, range))?.text ?? '';
}

function privateCover(range: Cidr): string {
  const cover = privateNetworks.find((network) => overlaps(network, range));
  return cover ? formatCidr(cover) : '';
}

function operatorCover(range: Cidr, policy: CompiledPolicy, time: number): string {
  const cover = policy.operators.find(({ cidr, until }) => until > time && overlaps(cidr, range));
  return cover ? `${formatCidr(cover.cidr)} is the address of somebody who is signed in` : '';
}

function tooWide(range: Cidr, { policy }: CompiledPolicy): string {
  const least = range.family === 4 ? policy.minPrefix4 : policy.minPrefix6;
  return range.prefix < least ? `/${range.prefix} is wider than /${least}` : '';
}
