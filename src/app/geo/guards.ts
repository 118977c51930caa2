import type { CallSourceSetup } from '../../core/calls/call-records.ts';
import type { Ownership } from '../../core/customer/ownership.ts';
import type { GeoGuard, GeoGuardKind } from '../../core/geo/geo-policy.ts';
import { formatCidr, readCidr } from '../../core/ip.ts';
import type { Policy } from '../../decide/policy.ts';

/** All that says which addresses no policy may cut off. */
export interface GuardFacts {
  /** Allowlist, own networks, and where people work from. */
  readonly policy: Pick<Policy, 'allowlist' | 'ownNetworks' | 'operators'>;
  readonly ownership: Pick<Ownership, 'addresses'>;
  /** SBCs that ask the redirect server. */
  readonly peers: readonly { readonly id: string; readonly networks: readonly string[] }[];
  /** PBXs that calls are read from. */
  readonly callSources: readonly {
    readonly name: string;
    readonly setup: Pick<CallSourceSetup, 'host' | 'url' | 'peers'>;
  }[];
  /** Addresses of those that are known by a name. */
  readonly hosts: ReadonlyMap<string, readonly string[]>;
}

/** Guards of the book, each range once for each kind. What does not read as an address is left out: it guards nothing. */
export function guardsOf(facts: GuardFacts): readonly GeoGuard[] {
  const guards = new Map<string, GeoGuard>();
  const add = (kind: GeoGuardKind, text: string, detail: string, until = 0) => {
    const cidr = readCidr(text);
    if (!cidr) return;
    const range = cidr.prefix === (cidr.family === 4 ? 32 : 128) ? bare(formatCidr(cidr)) : formatCidr(cidr);
    const key = `${kind} ${range}`;
    const known = guards.get(key);
    // Of two that end, the later one counts; 0 is for ever.
    if (!known || (known.until !== 0 && (until === 0 || until > known.until)))
      guards.set(key, { kind, range, detail, until });
  };
  for (const { value, note } of facts.policy.allowlist) add('allowlist', value, note);
  for (const value of facts.policy.ownNetworks) add('own-network', value, '');
  for (const { id, networks } of facts.peers) for (const network of networks) add('trunk', network, id);
  for (const { name, setup } of facts.callSources)
    for (const host of hostsOf(setup)) for (const at of facts.hosts.get(host) ?? [host]) add('trunk', at, name);
  for (const { address, until } of facts.policy.operators) add('operator', address, '', until);
  // Carriers' addresses are those that customers may share.
  for (const { range, tenant, shared } of facts.ownership.addresses)
    add(shared ? 'trunk' : 'customer-network', range, tenant);
  return [...guards.values()];
}

/** What a PBX that calls are read from is known by: addresses, ranges and names. */
export function hostsOf({ host, url, peers }: Pick<CallSourceSetup, 'host' | 'url' | 'peers'>): readonly string[] {
  return [host, hostOfUrl(url), ...peers];
}

function bare(range: string): string {
  return range.split('/')[0];
}

function hostOfUrl(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
