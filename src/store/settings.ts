import { sql } from 'kysely';
import type { Mode } from '../core/decision.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Versioned } from '../core/versioned.ts';
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

  /** Of all settings together: the sum goes up with each change of one. */
  const version = async (on: Db): Promise<Versioned> => {
    const rows = await on
      .selectFrom('setting')
      .select(['version', 'changed_at', 'changed_by'])
      .where('tenant', '=', providerTenant)
      .where('key', 'in', Object.keys(defaults))
      .orderBy('changed_at')
      .execute();
    const last = rows.at(-1);
    return {
      version: rows.reduce((sum, row) => sum + row.version, 0),
      changedAt: last?.changed_at ?? 0,
      changedBy: last?.changed_by ?? '',
    };
  };

  return {
    get,

    version: () => version(db),

    /** Changes what is given, all or nothing; undefined when the settings are not of this version any more. */
    async change(change: Partial<Settings>, expected?: number): Promise<Settings | undefined> {
      const changed = await db.transaction().execute(async (tx) => {
        if (expected !== undefined) {
          // Rows that are not there yet cannot be locked, and the version is that of all of them.
          await sql`select pg_advisory_xact_lock(hashtext('belwacht settings'))`.execute(tx);
          if ((await version(tx)).version !== expected) return false;
        }
        for (const [key, value] of Object.entries(change))
          if (value !== undefined && key in defaults) await put(key, value, tx);
        return true;
      });
      return changed ? get() : undefined;
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
