import { sql } from 'kysely';
import { providerTenant } from '../../core/tenant.ts';
import { textArray } from '../array-literal.ts';
import { storableJson, storableText } from '../storable.ts';
import type { BatchTransaction } from './tx.ts';

/** Longest key that an index entry surely holds. */
const maxKey = 512;

/** What was learned of a customer's calls is that customer's, and leaves with it: `customer␟<id>`, `payer␟<id>␟<name>`. */
function tenantOf(key: string): string {
  const [what, tenant = ''] = key.split('\u001f');
  return (what === 'customer' || what === 'payer') && tenant !== '' ? tenant : providerTenant;
}

/** Keeps what a thread learned; undefined forgets. */
export async function putLearned(
  tx: BatchTransaction,
  given: readonly (readonly [key: string, value: unknown])[],
  now: number,
  table: 'learned' | 'call_learned' = 'learned',
): Promise<void> {
  const into = sql.table(table);
  if (given.length === 0) return;
  const last = new Map(given.map(([key, value]) => [storableText(key, maxKey), value]));
  const gone = [...last].filter(([, value]) => value === undefined).map(([key]) => key);
  const kept = [...last].filter(([, value]) => value !== undefined);
  if (gone.length > 0) await sql`delete from ${into} where key = any(${textArray(gone)}::text[])`.execute(tx);
  if (kept.length === 0) return;
  await sql`insert into ${into} (key, tenant, value, updated_at)
    select key, tenant, value::jsonb, ${now}::bigint from unnest(${textArray(kept.map(([key]) => key))}::text[],
      ${textArray(kept.map(([key]) => (table === 'call_learned' ? tenantOf(key) : providerTenant)))}::text[],
      ${textArray(kept.map(([, value]) => storableJson(value)))}::text[]) as n (key, tenant, value) order by key
    on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(tx);
}
