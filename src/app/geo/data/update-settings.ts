import { usualGeoSettings } from '../../../core/geo/records.ts';

/** Where data come from and when a person has to look. */
export interface UpdateSettings {
  /** Base of the npm registry; '' for what the environment says (npm_config_registry), else the public one. */
  readonly registry: string;
  readonly maxmind: {
    /** Account number and licence key, as MaxMind gave them; '' for none. */
    readonly accountId: string;
    readonly licenceKey: string;
    /** Editions, such as GeoLite2-Country or GeoIP2-Country; '' leaves that part alone. */
    readonly countryEdition: string;
    readonly networkEdition: string;
    /** Base of the download service. */
    readonly host: string;
  };
  /** Share of addresses whose country, and whose network, may change before a person has to look; 0–1. */
  readonly maxChangedCountries: number;
  readonly maxChangedNetworks: number;
}

export const defaultUpdateSettings: UpdateSettings = {
  registry: '',
  maxmind: {
    accountId: '',
    licenceKey: '',
    countryEdition: 'GeoLite2-Country',
    networkEdition: 'GeoLite2-ASN',
    host: 'https://download.maxmind.com/',
  },
  maxChangedCountries: usualGeoSettings.heldFrom,
  maxChangedNetworks: 0.05,
};

/** What somebody asks for. */
export interface UpdateForm {
  /** npm: the packages; maxmind: with the licence of the settings; url: an https address or a path of a .csv or .mmdb, also with .gz. */
  readonly from: 'npm' | 'maxmind' | 'url';
  readonly url: string;
  /** What a file at an address is about. */
  readonly what: 'country' | 'network';
}
