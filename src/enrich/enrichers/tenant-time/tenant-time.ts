import type { Event } from '../../../core/event.ts';
import type { Enricher } from '../../enricher.ts';
import { ZoneHours } from './zone-hours.ts';

export interface TenantTimeOptions {
  /** IANA zone per tenant id. */
  readonly timeZones: ReadonlyMap<string, string>;
  /** Zone of tenants that have none or one that does not exist. */
  readonly defaultTimeZone: string;
}

/** Sets the hour of day at the tenant, DST included: "at an unusual hour" is meant where people live. */
export class TenantTimeEnricher implements Enricher {
  readonly name = 'tenant-time';
  readonly #default: ZoneHours;
  readonly #byZone = new Map<string, ZoneHours>();
  #byTenant: ReadonlyMap<string, ZoneHours> = new Map();
  #lastTenant = '';
  #lastHours: ZoneHours;
  /** Throws RangeError when the default zone does not exist. */
  constructor(options: TenantTimeOptions) {
    this.#default = this.#hoursOf(options.defaultTimeZone);
    this.#lastHours = this.#default;
    this.replace(options.timeZones);
  }

  /** Takes other zones from now on; returns the tenants whose zone does not exist and get the default one. */
  replace(timeZones: ReadonlyMap<string, string>): readonly string[] {
    const byTenant = new Map<string, ZoneHours>();
    const refused: string[] = [];
    for (const [tenant, zone] of timeZones) {
      try {
        byTenant.set(tenant, this.#hoursOf(zone));
      } catch {
        refused.push(tenant);
      }
    }
    this.#byTenant = byTenant;
    this.#lastTenant = '';
    this.#lastHours = byTenant.get('') ?? this.#default;
    return refused;
  }

  enrich(event: Event): void {
    if (event.tenant !== this.#lastTenant) {
      this.#lastTenant = event.tenant;
      this.#lastHours = this.#byTenant.get(event.tenant) ?? this.#default;
    }
    event.localHour = this.#lastHours.at(event.time);
  }

  #hoursOf(zone: string): ZoneHours {
    let hours = this.#byZone.get(zone);
    if (!hours) {
      hours = new ZoneHours(zone);
      this.#byZone.set(zone, hours);
    }
    return hours;
  }
}
