import { sql } from 'kysely';
import type { Mode } from '../core/decision.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Db } from './postgres.ts';
import { storableJson } from './storable.ts';

/** What the screen decides. */
export interface Settings {
  mode: Mode;
  allowlist: { value: string; note: string }[];
  ownNetworks: string[];
  maxBlocksPerMinute: number;
  minPrefix4: number;
  minPrefix6: number;
}

const defaults: Settings = {
  mode: 'report-only',
  allowlist: [],
  ownNetworks: [],
  maxBlocksPerMinute: 100,
  minPrefix4: 24,
  minPrefix6: 48,
};

/** Settings, one row a key. `first` overrides the built-in defaults for what nobody has set yet. */
export function settingsStore(db: Db, clock: () => number, first: Partial<Settings> = {}) {
  const get = async (): Promise<Settings> => {
    const keys = Object.keys(defaults);
    const rows = await db
      .selectFrom('setting')
      .select(['key', 'value'])
      .where('tenant', '=', providerTenant)
      .where('key', 'in', keys)
      .execute();
    const set = Object.fromEntries(rows.map(({ key, value }) => [key, value as unknown]));
    return { ...defaults, ...first, ...set };
  };
  const put = (key: string, value: unknown, on: Db = db) =>
    sql`insert into setting (tenant, key, value, updated_at) values (${providerTenant}, ${key}, ${storableJson(value)}::jsonb, ${clock()})
      on conflict (tenant, key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(on);

  return {
    get,

    /** Changes what is given, all or nothing. */
    async change(change: Partial<Settings>): Promise<Settings> {
      await db.transaction().execute(async (tx) => {
        for (const [key, value] of Object.entries(change))
          if (value !== undefined && key in defaults) await put(key, value, tx);
      });
      return get();
    },

    /** A fact of our own to remember, e.g. that the demo runs; undefined when never set. */
    async fact(key: string): Promise<unknown> {
      const row = await db
        .selectFrom('setting')
        .select('value')
        .where('tenant', '=', providerTenant)
        .where('key', '=', `fact:${key}`)
        .executeTakeFirst();
      return row?.value;
    },

    async rememberFact(key: string, value: unknown): Promise<void> {
      await put(`fact:${key}`, value);
    },
  };
}
