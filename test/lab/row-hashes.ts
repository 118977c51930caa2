import { createHash } from 'node:crypto';

/** Columns that Belwacht keeps up to date by itself, whoever asks for what. */
const moving = ['last_used_at', 'last_used_address', 'lastSeenAt', 'updatedAt', 'expiresAt', 'silent_since'];

interface Querying {
  query<T extends object>(text: string, name?: string): Promise<T[]>;
}

/** The tables there are, without partitions. */
export async function tablesOf(database: Querying): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** A hash over all rows of each table, and how many there are. `except`: tables that move by themselves. */
export async function rowHashes(database: Querying, except: readonly string[] = []): Promise<Map<string, string>> {
  const columns = `array[${moving.map((name) => `'${name}'`).join(', ')}]`;
  const parts = (await tablesOf(database))
    .filter((name) => !except.includes(name))
    .map(
      (name) =>
        `select '${name}' as name, (select count(*) || ' ' || coalesce(md5(string_agg(line, ',' order by line)), '') from (select md5((to_jsonb(t) - ${columns})::text) as line from "${name}" t) lines) as hash`,
    );
  const text = parts.join(' union all ');
  // Planning this for all tables takes longer than reading them.
  const plan = `rows ${createHash('md5').update(text).digest('hex')}`;
  const rows = await database.query<{ name: string; hash: string }>(text, plan);
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

/** Tables whose rows differ. */
export function changedTables(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
}
