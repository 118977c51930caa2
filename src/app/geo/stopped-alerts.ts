import type { GeoTrafficPort } from '../../api/ports/geo.ts';
import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoService, GeoServiceName } from '../../core/geo/geo-policy.ts';
import type { AttackAlert } from '../../core/geo/records.ts';
import { readAddress } from '../../core/ip.ts';
import type { GeoEnricher } from '../../enrich/enrichers/geo/geo.ts';
import type { LaneTimes } from './lane-times.ts';

export interface StoppedAlertsParts {
  readonly before: LaneTimes;
  readonly after: LaneTimes;
  readonly geo: Pick<GeoEnricher, 'find'>;
  readonly contextOf: (who: Pick<GeoContext, 'tenant' | 'service'>) => GeoContext;
  readonly services: GeoTrafficPort['alertServices'];
}

/** What comes in by packets, and what an alert is taken to be about when its evidence does not say. */
const inward: readonly GeoService[] = ['registration', 'calls-in', 'web', 'ssh', 'provisioning'];
const untold: readonly GeoServiceName[] = ['sip'];

/**
 * Alerts whose source would have been refused from its first packet and was not, newest first: refused at everything that the
 * evidence of the alert was about. Where that tells nothing, at SIP.
 */
export async function stoppedAlerts(
  alerts: readonly AttackAlert[],
  { before, after, geo, contextOf, services }: StoppedAlertsParts,
): Promise<readonly AttackAlert[]> {
  // In order of time, so that a lane that holds for long is made once.
  const inOrder = alerts.toSorted((a, b) => a.at - b.at);
  const stops = (
    { tenant, address: text, at }: AttackAlert,
    asked: readonly GeoServiceName[],
    enough: 'some' | 'all',
  ) => {
    const address = readAddress(text);
    if (!address) return false;
    const place = geo.find(text);
    const refuses = (lanes: LaneTimes) => (service: GeoServiceName) =>
      lanes.at(contextOf({ tenant, service }), at).verdictOf(place, address).verdict === 'refuse';
    if (enough === 'some') return asked.some((one) => refuses(after)(one) && !refuses(before)(one));
    return asked.every(refuses(after)) && !asked.every(refuses(before));
  };
  // Reading evidence is dear: only of those that something changes for.
  const touched = inOrder.filter((alert) => stops(alert, inward, 'some'));
  const about = await services(touched.map(({ id }) => id));
  return touched.filter((alert) => stops(alert, about.get(alert.id) ?? untold, 'all')).reverse();
}
