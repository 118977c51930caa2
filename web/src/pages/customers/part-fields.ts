import type { CustomerPart, PartName } from '../../../../src/api/schema/customers.ts';

/** How a field is typed in and shown. */
export type Input =
  | 'text'
  | 'addresses'
  | 'count'
  | 'site'
  | 'asset'
  | 'kind'
  | 'weekday'
  | 'time'
  | 'date'
  | 'tel'
  | 'country';

export interface PartField<N extends PartName = PartName> {
  readonly key: keyof CustomerPart<N> & string;
  readonly input: Input;
  readonly required?: boolean;
  /** Not in the table, only where it is edited. */
  readonly hidden?: boolean;
}

/** The fields of each part, in the order people fill them in; the first one names a row. */
export const partFields: { readonly [N in PartName]: readonly PartField<N>[] } = {
  sites: [
    { key: 'name', input: 'text', required: true },
    { key: 'street', input: 'text' },
    { key: 'postcode', input: 'text', hidden: true },
    { key: 'city', input: 'text' },
    { key: 'country', input: 'country', hidden: true },
    { key: 'timeZone', input: 'text', hidden: true },
    { key: 'emergencyNote', input: 'text' },
  ],
  networks: [
    { key: 'cidr', input: 'text', required: true },
    { key: 'site', input: 'site' },
    { key: 'note', input: 'text' },
  ],
  numbers: [
    { key: 'first', input: 'tel', required: true },
    { key: 'last', input: 'tel', required: true },
    { key: 'site', input: 'site' },
    { key: 'note', input: 'text' },
  ],
  assets: [
    { key: 'name', input: 'text', required: true },
    { key: 'kind', input: 'kind', required: true },
    { key: 'addresses', input: 'addresses' },
    { key: 'vendor', input: 'text' },
    { key: 'carrier', input: 'text', hidden: true },
    { key: 'channels', input: 'count', hidden: true },
    { key: 'site', input: 'site' },
    { key: 'note', input: 'text', hidden: true },
  ],
  accounts: [
    { key: 'name', input: 'text', required: true },
    { key: 'realm', input: 'text' },
    { key: 'asset', input: 'asset' },
    { key: 'site', input: 'site' },
    { key: 'note', input: 'text', hidden: true },
  ],
  'opening-hours': [
    { key: 'weekday', input: 'weekday', required: true },
    { key: 'opens', input: 'time', required: true },
    { key: 'closes', input: 'time', required: true },
    { key: 'site', input: 'site' },
  ],
  'closed-days': [
    { key: 'day', input: 'date', required: true },
    { key: 'site', input: 'site' },
    { key: 'note', input: 'text' },
  ],
};

/** A row of some part, its fields by name. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number };
export type Values = Record<string, string | number | string[] | null>;

/** What an untouched form holds. */
export function blankOf(part: PartName): Values {
  return Object.fromEntries(
    partFields[part].map(({ key, input }) => [
      key,
      input === 'addresses'
        ? []
        : input === 'count'
          ? null
          : input === 'weekday'
            ? 1
            : input === 'kind'
              ? 'pbx'
              : key === 'opens'
                ? '08:30'
                : key === 'closes'
                  ? '17:30'
                  : '',
    ]),
  );
}
