import type { GeoRuleWire } from '../../../../../src/api/schema/geo.ts';

/** Who would be cut off, and where that one works from. */
export interface CutOff {
  readonly name: string;
  readonly address: string;
  readonly service: string;
}

/** Until when an exception holds unless somebody says otherwise, days. */
export const exceptionDays = 30;

/** A rule that lets an address through for 30 days, for which `owner` answers. */
export function exceptionFor(cut: CutOff, id: string, owner: string, reason: string, now: number): GeoRuleWire {
  const until = now + exceptionDays * 86_400_000;
  return {
    id,
    verdict: 'allow',
    services: [cut.service as GeoRuleWire['services'][number]],
    subjects: [cut.address],
    limit: null,
    when: { from: null, until: new Date(until).toISOString(), hours: '', timeZone: '' },
    exception: { owner, reason, reviewOn: new Date(until - 7 * 86_400_000).toISOString().slice(0, 10) },
    note: '',
  };
}
