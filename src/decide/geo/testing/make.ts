import type { GeoContext } from '../../../core/geo/geo-answer.ts';
import {
  emptyBook,
  type GeoBook,
  type GeoPolicy,
  type GeoRule,
  type GeoScope,
  type GeoVerdict,
} from '../../../core/geo/geo-policy.ts';

/** Parts of books for tests, with what a test does not care about filled in. */
export const provider: GeoScope = { level: 'provider', tenant: '', site: '', asset: '' };
export const bakker: GeoScope = { level: 'customer', tenant: 'bakker', site: '', asset: '' };

export function makeRule(verdict: GeoVerdict, subjects: readonly string[], own: Partial<GeoRule> = {}): GeoRule {
  return {
    ...{ id: '', verdict, subjects, services: ['sip'], when: undefined, exception: undefined, note: '' },
    limit: verdict === 'limit' ? { per: 'packets', count: 60, concurrent: 0, mfa: false } : undefined,
    ...own,
  };
}

export function makePolicy(id: string, rules: readonly GeoRule[], own: Partial<GeoPolicy> = {}): GeoPolicy {
  return {
    ...{ id, name: id, scope: provider, state: 'enforced', proposeOn: '', reviewOn: '', owner: '', note: '' },
    ...{ version: 1, changedAt: 0, changedBy: '' },
    rules: rules.map((rule, i) => ({ ...rule, id: rule.id || `r${i + 1}` })),
    ...own,
  };
}

export function makeBook(own: Partial<GeoBook>): GeoBook {
  return { ...emptyBook, ...own };
}

export function makeContext(own: Partial<GeoContext> = {}): GeoContext {
  return { tenant: 'bakker', site: '', asset: '', service: 'registration', ...own };
}
