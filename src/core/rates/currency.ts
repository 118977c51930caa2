import type { Decimal } from './decimal.ts';

/** What one unit of each currency is worth, in micro-euro, by ISO 4217 code in capitals. EUR is 1,000,000 whether it is here or not. */
export type CurrencyTable = ReadonlyMap<string, number>;

/** Only euros. */
export const euroOnly: CurrencyTable = new Map();

/** Micro-euro of a price in `currency`, rounded half up; undefined when the table has not that currency. */
export function toEuro(table: CurrencyTable, price: Decimal, currency: string): number | undefined {
  if (currency === 'EUR') return price.micro;
  const worth = table.get(currency);
  if (worth === undefined) return undefined;
  const product = price.micro * worth;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor((product + 500_000) / 1_000_000);
  return Number((BigInt(price.micro) * BigInt(worth) + 500_000n) / 1_000_000n);
}
