import type { Versioned } from '../versioned.ts';
import type { Part, ValuesOf } from './part.ts';

const site = {
  key: 'site',
  column: 'site',
  kind: 'site',
  about: 'Id of a site of this customer; empty for none',
} as const;
const note = { key: 'note', column: 'note', kind: 'text', max: 500, about: 'What people should know' } as const;
const unknownSite = { field: 'site', sentence: 'This customer has no such site.' };
const takenAddress = 'belongs to another customer';

/**
 * The parts of a customer, by their name in the API. This is the one description: tables, routes, CSV import and export
 * follow it, and a test holds it against the columns of the database.
 */
export const parts = {
  sites: {
    table: 'customer_site',
    noun: 'site',
    order: ['name'],
    fields: [
      { key: 'name', column: 'name', kind: 'text', max: 200, required: true, about: 'Name, e.g. Head office' },
      { key: 'street', column: 'street', kind: 'text', max: 200, about: 'Street and number' },
      { key: 'postcode', column: 'postcode', kind: 'text', max: 20, about: 'Postcode' },
      { key: 'city', column: 'city', kind: 'text', max: 100, about: 'City' },
      { key: 'country', column: 'country', kind: 'country', about: 'Country, ISO 3166-1 alpha-2' },
      { key: 'timeZone', column: 'time_zone', kind: 'zone', about: 'IANA zone; empty for that of the customer' },
      {
        key: 'emergencyNote',
        column: 'emergency_note',
        kind: 'text',
        max: 500,
        about: 'What emergency services need to know to find it',
      },
    ],
    constraints: {
      customer_site_name: { field: 'name', sentence: 'This customer has a site of this name already.' },
    },
  },
  networks: {
    table: 'customer_network',
    noun: 'network',
    order: ['cidr'],
    fields: [
      {
        key: 'cidr',
        column: 'cidr',
        kind: 'network',
        required: true,
        about: 'Address or CIDR the customer works from',
      },
      site,
      note,
    ],
    constraints: {
      customer_network_cidr: { field: 'cidr', sentence: 'This customer has this network already.' },
      customer_network_site: unknownSite,
      address_claim_exclusive: { field: 'cidr', sentence: `This address or network ${takenAddress}.` },
      address_claim_shared: { field: 'cidr', sentence: `This address or network ${takenAddress}.` },
    },
  },
  numbers: {
    table: 'customer_number_range',
    noun: 'number range',
    order: ['first_number'],
    fields: [
      {
        key: 'first',
        column: 'first_number',
        kind: 'number',
        required: true,
        about: 'First number, E.164 with its plus',
      },
      {
        key: 'last',
        column: 'last_number',
        kind: 'number',
        required: true,
        about: 'Last number; the first for a single one',
      },
      site,
      note,
    ],
    constraints: {
      customer_number_range_order: {
        field: 'last',
        sentence: 'The last number must not be before the first, and must have as many digits.',
      },
      customer_number_range_site: unknownSite,
      customer_number_range_once: {
        field: 'first',
        sentence: 'A number of this range belongs to another range already.',
      },
    },
  },
  assets: {
    table: 'asset',
    noun: 'asset',
    order: ['kind', 'name'],
    fields: [
      { key: 'name', column: 'name', kind: 'text', max: 200, required: true, about: 'Name, e.g. PBX head office' },
      {
        key: 'kind',
        column: 'kind',
        kind: 'choice',
        choices: ['pbx', 'trunk', 'sbc', 'server', 'other'],
        required: true,
        about: 'What it is',
      },
      site,
      { key: 'vendor', column: 'vendor', kind: 'text', max: 100, about: 'Maker and product' },
      {
        key: 'addresses',
        column: 'addresses',
        kind: 'addresses',
        max: 64,
        about: 'Addresses it sends from and is reached at; of a trunk those of the carrier, which customers may share',
      },
      { key: 'channels', column: 'channels', kind: 'count', max: 100_000, about: 'Calls at a time; null when unknown' },
      { key: 'carrier', column: 'carrier', kind: 'text', max: 100, about: 'Carrier of a trunk' },
      note,
    ],
    constraints: {
      asset_name: { field: 'name', sentence: 'This customer has an asset of this name already.' },
      asset_site: unknownSite,
      address_claim_exclusive: { field: 'addresses', sentence: `One of these addresses ${takenAddress}.` },
      address_claim_shared: { field: 'addresses', sentence: `One of these addresses ${takenAddress}.` },
    },
  },
  accounts: {
    table: 'sip_account',
    noun: 'SIP account',
    order: ['name', 'realm'],
    fields: [
      { key: 'name', column: 'name', kind: 'text', max: 128, required: true, about: 'User name it signs in with' },
      { key: 'realm', column: 'realm', kind: 'text', max: 253, about: 'SIP domain or realm; empty when it has none' },
      { key: 'asset', column: 'asset', kind: 'asset', about: 'Id of the asset it signs in at; empty for none' },
      site,
      note,
    ],
    constraints: {
      sip_account_name: { field: 'name', sentence: 'This customer has this account already.' },
      sip_account_site: unknownSite,
      sip_account_asset: { field: 'asset', sentence: 'This customer has no such asset.' },
    },
  },
  'opening-hours': {
    table: 'opening_hours',
    noun: 'opening time',
    order: ['site', 'weekday', 'opens'],
    fields: [
      { ...site, about: 'Id of the site they are of; empty for all sites' },
      { key: 'weekday', column: 'weekday', kind: 'weekday', required: true, about: 'Day of the week, 1 is Monday' },
      { key: 'opens', column: 'opens', kind: 'time', required: true, about: 'From, HH:MM in the zone of the site' },
      { key: 'closes', column: 'closes', kind: 'time', required: true, about: 'Until, HH:MM, at most 24:00' },
    ],
    constraints: {
      opening_hours_order: {
        field: 'closes',
        sentence: 'Closing comes after opening; a night is written as two days.',
      },
      opening_hours_once: { field: 'opens', sentence: 'These hours overlap hours of the same day.' },
      opening_hours_site: unknownSite,
    },
  },
  'closed-days': {
    table: 'closed_day',
    noun: 'closed day',
    order: ['day', 'site'],
    fields: [
      { ...site, about: 'Id of the site that is closed; empty for all sites' },
      { key: 'day', column: 'day', kind: 'date', required: true, about: 'Day it is closed, YYYY-MM-DD' },
      note,
    ],
    constraints: {
      closed_day_once: { field: 'day', sentence: 'This day is there already.' },
      closed_day_site: unknownSite,
    },
  },
} as const satisfies Record<string, Part>;

export type PartName = keyof typeof parts;
export const partNames = Object.keys(parts) as readonly PartName[];

/** The values of a row of a part. */
export type PartValues<N extends PartName = PartName> = ValuesOf<(typeof parts)[N]>;

/** A row of a part as kept. */
export type PartRow<N extends PartName = PartName> = PartValues<N> &
  Versioned & {
    readonly id: string;
    readonly createdAt: number;
  };
