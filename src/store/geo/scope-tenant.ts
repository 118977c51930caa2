import type { GeoScope } from '../../core/geo/geo-policy.ts';
import { providerTenant } from '../../core/tenant.ts';

/** Whose row a thing of this scope is: what the provider decides for everybody is the provider's. */
export function tenantOf({ level, tenant }: GeoScope): string {
  return level === 'provider' ? providerTenant : tenant;
}
