import { fileURLToPath } from 'node:url';
import type { Ownership } from '../core/customer/ownership.ts';
import type { Event } from '../core/event.ts';
import type { Enricher } from './enricher.ts';
import { CustomerEnricher } from './enrichers/customer/customer.ts';
import { createGeo, type GeoEnricher, type GeoOptions } from './enrichers/geo/geo.ts';
import { type LoginHistory, NewCountryEnricher } from './enrichers/new-country/new-country.ts';
import { TenantTimeEnricher, type TenantTimeOptions } from './enrichers/tenant-time/tenant-time.ts';

export interface EnrichOptions {
  /** What belongs to which customer. */
  readonly ownership?: Ownership;
  readonly geo?: Partial<GeoOptions>;
  readonly tenantTime?: Partial<TenantTimeOptions>;
  /** What earlier runs learned about accepted logins. */
  readonly loginHistory?: Iterable<LoginHistory>;
}

/** The enrichers in the order in which they run: hours are those of the customer, a new country needs the country. */
export interface Enrichers {
  readonly customer: CustomerEnricher;
  readonly geo: GeoEnricher;
  readonly tenantTime: TenantTimeEnricher;
  readonly newCountry: NewCountryEnricher;
  readonly all: readonly Enricher[];
  /** Runs all of them on one event that has its tenant, asset and source. */
  enrich(event: Event): void;
}

/** Names of the enrichers, which are also their folders in enrichers/. */
export const enricherNames = ['customer', 'geo', 'tenant-time', 'new-country'] as const;

/** Where compiled databases go unless told otherwise. */
export const defaultCacheDirectory = fileURLToPath(new URL('../../node_modules/.cache/belwacht/', import.meta.url));

/**
 * Makes the enrichers. The first call on a machine compiles the databases (about a second, reported through
 * `geo.progress`). Throws `GeoDataError` when a database is missing or unreadable, RangeError for a default zone that does
 * not exist.
 */
export function createEnrichers(options: EnrichOptions = {}): Enrichers {
  const customer = new CustomerEnricher(options.ownership);
  const geo = createGeo({ cacheDirectory: defaultCacheDirectory, ...options.geo });
  const tenantTime = new TenantTimeEnricher({ timeZones: new Map(), defaultTimeZone: 'UTC', ...options.tenantTime });
  const newCountry = new NewCountryEnricher();
  newCountry.load(options.loginHistory ?? []);
  return {
    customer,
    geo,
    tenantTime,
    newCountry,
    all: [customer, geo, tenantTime, newCountry],
    enrich(event) {
      customer.enrich(event);
      geo.enrich(event);
      tenantTime.enrich(event);
      newCountry.enrich(event);
    },
  };
}
