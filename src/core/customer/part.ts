/** What a field of a customer's part holds; says how it is read, kept and shown. */
export type FieldKind =
  | 'text'
  /** One of `choices`. */
  | 'choice'
  /** IANA zone, '' for the customer's own. */
  | 'zone'
  /** ISO 3166-1 alpha-2, '' when unknown. */
  | 'country'
  /** Address or CIDR. */
  | 'network'
  /** List of addresses and CIDRs. */
  | 'addresses'
  /** E.164 with its plus, e.g. `+31201234567`. */
  | 'number'
  /** Whole number, null when unknown. */
  | 'count'
  /** Id of a site or an asset of the same customer, '' for none. */
  | 'site'
  | 'asset'
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  | 'weekday'
  /** `HH:MM`, up to `24:00`. */
  | 'time'
  /** `YYYY-MM-DD`. */
  | 'date';

export interface Field {
  /** Name in the API. */
  readonly key: string;
  /** Column of the table. */
  readonly column: string;
  readonly kind: FieldKind;
  /** Has to be given. */
  readonly required?: true;
  /** Most characters of a text, most entries of a list, greatest number. */
  readonly max?: number;
  readonly choices?: readonly string[];
  /** One line for the description of the API. */
  readonly about: string;
}

/** A kind of thing that belongs to a customer: a table, a set of routes, a file of its export. */
export interface Part {
  readonly table: string;
  /** One of them, for sentences: `site`, `number range`. */
  readonly noun: string;
  readonly fields: readonly Field[];
  /** Columns that lists are ordered by. */
  readonly order: readonly string[];
  /** Name of a constraint of the table → the field it is about and what to say. */
  readonly constraints: Readonly<Record<string, { readonly field: string; readonly sentence: string }>>;
}

type ValueOf<F extends Field> = F['kind'] extends 'addresses'
  ? string[]
  : F['kind'] extends 'count'
    ? number | null
    : F['kind'] extends 'weekday'
      ? number
      : F extends { readonly choices: readonly (infer C)[] }
        ? C
        : string;

/** The values of one row of a part. */
export type ValuesOf<P extends Part> = { -readonly [F in P['fields'][number] as F['key']]: ValueOf<F> };
