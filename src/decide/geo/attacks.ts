import type { GeoAttack, GeoServiceName } from '../../core/geo/geo-policy.ts';
import { type Address, formatAddress } from '../../core/ip.ts';

const usual: Readonly<Record<GeoAttack['kind'], readonly GeoServiceName[]>> = {
  'only-known': ['sip'],
  'only-home': ['sip'],
  'refuse-countries': ['sip'],
  'management-closed': ['web', 'ssh', 'provisioning'],
};

/** Whether a mode shuts this service. Where calls out go is known of countries only. */
export function shuts({ kind, services }: GeoAttack, service: GeoServiceName): boolean {
  const named = services.length ? services : usual[kind];
  if (service === 'calls-out') return named.includes(service) && (kind === 'only-home' || kind === 'refuse-countries');
  return named.includes(service) || (named.includes('sip') && (service === 'registration' || service === 'calls-in'));
}

/** Whether a mode that is on refuses; `known` says whether the address is one that worked. */
export function refuses(attack: GeoAttack, country: string, known: boolean): boolean {
  switch (attack.kind) {
    case 'only-known':
      return !known;
    case 'only-home':
      return !attack.countries.includes(country);
    case 'refuse-countries':
      return attack.countries.includes(country);
    case 'management-closed':
      return true;
  }
}

/** Addresses by number, so that none has to be written to be looked up. */
export class AddressSet {
  readonly texts: readonly string[];
  readonly #v4 = new Set<number>();
  readonly #v6 = new Set<bigint>();

  constructor(addresses: readonly Address[]) {
    for (const { family, bits } of addresses) {
      if (family === 4) this.#v4.add(Number(bits));
      else this.#v6.add(bits);
    }
    this.texts = [...new Set(addresses.map(formatAddress))];
  }

  has({ family, bits }: Address): boolean {
    return family === 4 ? this.#v4.has(Number(bits)) : this.#v6.has(bits);
  }
}
