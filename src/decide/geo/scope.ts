import type { GeoContext } from '../../core/geo/geo-answer.ts';
import type { GeoScope } from '../../core/geo/geo-policy.ts';

/** Tenants that are nobody in particular: only what the whole provider decided holds for them. */
const nobody: ReadonlySet<string> = new Set(['', 'provider', 'unassigned']);

/** Whether a scope covers what is asked for: an asset lies in its site, a site in its customer, a customer in the provider. */
export function covers(scope: GeoScope, context: GeoContext): boolean {
  if (scope.level === 'provider') return true;
  if (nobody.has(context.tenant) || scope.tenant !== context.tenant) return false;
  if (scope.level === 'site') return scope.site !== '' && scope.site === context.site;
  if (scope.level === 'asset') return scope.asset !== '' && scope.asset === context.asset;
  return true;
}

/** Whether a tenant is somebody with policies of its own. */
export function isSomebody(tenant: string): boolean {
  return !nobody.has(tenant);
}
