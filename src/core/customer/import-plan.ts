import type { Text } from '../text.ts';
import type { CustomerForm } from './customer.ts';
import type { PartValues } from './parts.ts';

/** Where in the file something stands. */
export interface Place {
  /** 1-based line. */
  readonly line: number;
  /** Header of the column, '' for the whole line. */
  readonly column: string;
  /** What stands there. */
  readonly value: string;
}

/** A thing of the file; `site` is the name of a site of the same customer, '' for none. */
export interface Planned<T> {
  readonly customer: string;
  readonly site: string;
  readonly values: T;
  readonly place: Place;
}

/** What an import wants. Members that the file has no column or value for are absent: what is kept stays. */
export interface ImportPlan {
  readonly customers: readonly {
    readonly id: string;
    readonly form: Partial<CustomerForm>;
    readonly place: Place;
    readonly reference?: Place;
  }[];
  readonly sites: readonly Planned<Partial<PartValues<'sites'>> & { readonly name: string }>[];
  readonly networks: readonly Planned<{ readonly cidr: string }>[];
  readonly numbers: readonly Planned<{ readonly first: string; readonly last: string }>[];
  readonly assets: readonly Planned<Partial<PartValues<'assets'>> & Pick<PartValues<'assets'>, 'name' | 'kind'>>[];
}

export interface ImportCounts {
  customersMade: number;
  customersChanged: number;
  sites: number;
  networks: number;
  numbers: number;
  assets: number;
}

/** What is wrong, where, and what to write instead. */
export interface ImportTrouble extends Place {
  readonly message: Text;
}

/** Most troubles that are told of one file. */
export const mostTroubles = 100;
