import type { SourceRecord } from '../../core/source-record.ts';
import type { Source } from '../schema/overview.ts';
import { iso } from './instant.ts';

/** A source as the API shows it. */
export function presentSource(record: SourceRecord): Source {
  const { source, tenantName, health, lastSeen, perSecond, tally, version } = record;
  return {
    ...source,
    tenantName,
    health,
    lastSeen: lastSeen === undefined ? null : iso(lastSeen),
    perSecond: Math.round(perSecond * 100) / 100,
    tally,
    version,
  };
}
