import type { GeoTrafficPort } from '../../api/ports/geo.ts';
import type { GeoCaller } from '../../api/ports/geo-desk.ts';
import type { GeoCut } from '../../api/schema/geo.ts';
import type { GeoService } from '../../core/geo/geo-policy.ts';
import type { TrafficSource } from '../../core/geo/records.ts';
import { canonicalAddress } from '../../core/ip.ts';
import type { TokenRecord } from '../../core/token.ts';
import { CutFinder, type CutFinderParts, mostCuts } from './cut-finder.ts';

export interface FindCutsParts extends CutFinderParts {
  readonly traffic: Pick<GeoTrafficPort, 'sources' | 'accounts'>;
  readonly tokens: readonly Pick<TokenRecord, 'id' | 'name' | 'tenant' | 'lastUsedAddress' | 'lastUsedAt'>[];
}

type Place = Pick<TrafficSource, 'tenant' | 'address'> & { readonly service: Exclude<GeoService, 'calls-out'> };

const dayMs = 86_400_000;
/** Who worked in this time works now. */
const recentMs = 30 * dayMs;
/** Places that are listed although a guard saves them. */
const mostSpared = 100;
/** What concerns everybody's doors and nobody's in particular. */
const doors = ['registration', 'calls-in'] as const;

/** Whom a change would cut off: phones that are registered, trunks, own networks of customers, tokens, and whoever asks. */
export async function findCuts(
  caller: GeoCaller,
  parts: FindCutsParts,
): Promise<{ cuts: GeoCut[]; cutsTotal: number }> {
  const { scope, time, traffic, before } = parts;
  const finder = new CutFinder(parts);
  const address = canonicalAddress(caller.address);
  if (address) finder.note({ kind: 'session', tenant: '', address, service: 'web' }, caller.name, time);
  for (const { kind, range, detail } of before.book.guards) {
    if (kind !== 'trunk' && kind !== 'customer-network') continue;
    const tenant = kind === 'customer-network' ? detail : scope.tenant;
    // Of a range its first address stands for all.
    for (const service of doors) finder.note({ kind, tenant, address: range.split('/')[0], service }, detail, 0);
  }
  for (const { name, tenant, lastUsedAddress, lastUsedAt } of parts.tokens) {
    const from = canonicalAddress(lastUsedAddress);
    if (from && (lastUsedAt ?? 0) > time - recentMs)
      finder.note(
        { kind: 'token', tenant: tenant === 'provider' ? '' : tenant, address: from, service: 'web' },
        name,
        lastUsedAt ?? 0,
      );
  }
  const places: Place[] = [];
  let more = 0;
  let spared = 0;
  const from = time - recentMs;
  await traffic.sources({ from, worked: true, ...(scope.tenant && { tenant: scope.tenant }) }, (rows) => {
    for (const { tenant, service, address: at, good, accounts } of rows) {
      if (good === 0 || at === '' || service === 'calls-out') continue;
      const outcome = finder.of({ kind: kindOf(service), tenant, address: at, service });
      if (!outcome || (outcome.guarded && spared++ >= mostSpared)) continue;
      if (places.length < mostCuts + mostSpared) places.push({ tenant, service, address: at });
      else if (!outcome.guarded) more += Math.max(1, accounts);
    }
  });
  if (places.length > 0) {
    const accounts = await traffic.accounts(places, from, 4 * (mostCuts + mostSpared));
    for (const { tenant, service, account, address: at, lastSeen } of accounts)
      if (service !== 'calls-out')
        finder.note({ kind: kindOf(service), tenant, address: at, service }, account, lastSeen);
  }
  return finder.cuts(more);
}

function kindOf(service: GeoService): GeoCut['kind'] {
  return service === 'web' || service === 'ssh' ? 'session' : 'phone';
}
