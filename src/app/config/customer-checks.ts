import { wrongSetting } from './load.ts';
import type { Config } from './schema.ts';

/** Settings that name a customer who does not exist, as sentences with file and line. */
export function customerChecks(config: Config, customers: readonly { readonly id: string }[]): readonly Error[] {
  const known = new Set(customers.map(({ id }) => id));
  return config.files.flatMap(({ tenant }, i) =>
    known.has(tenant) ? [] : [wrongSetting(config, `files.${i}.tenant`, `is ${tenant}, which is no customer here`)],
  );
}

/** Stops when a setting names a customer who does not exist. Throws ConfigError. */
export function demandCustomers(config: Config, customers: readonly { readonly id: string }[]): void {
  const [first] = customerChecks(config, customers);
  if (first) throw first;
}
