import type { PlaceVerdict } from '../../api/ports/geo-doors.ts';
import { readAddress } from '../../core/ip.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { GeoBookKeeper } from './book-keeper.ts';

/** What policies of the provider say of an address at Belwacht's own door. What is no address came from this machine. */
export function doorVerdict(
  keeper: GeoBookKeeper,
  geo: Pick<GeoEnricher, 'find'>,
  text: string,
  now: number,
): PlaceVerdict {
  const address = readAddress(text);
  if (!address) return { verdict: 'allow', limit: undefined };
  const lane = keeper.lane({ tenant: '', site: '', asset: '', service: 'web' }, now);
  return lane.verdictOf(geo.find(text), address);
}
