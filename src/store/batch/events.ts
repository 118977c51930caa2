import { sql } from 'kysely';
import type { Event } from '../../core/event.ts';
import { plainArray, textArray } from '../array-literal.ts';
import { eventColumns } from '../event-columns.ts';
import { storableInteger, storableText } from '../storable.ts';
import { type BatchTransaction, integers, texts } from './tx.ts';

/** Rows a statement; more would only grow the parameters. */
const chunk = 5000;
const names = sql.join(eventColumns.map(({ column }) => sql.ref(column)));

/** Inserts kept events, a parameter a column. */
export async function insertEvents(tx: BatchTransaction, events: readonly Event[], now: number): Promise<void> {
  for (let at = 0; at < events.length; at += chunk) {
    const rows = events.slice(at, at + chunk);
    const columns = eventColumns.map(({ key, kind, type, max }) => {
      if (kind === 'text') {
        return sql`${textArray(rows.map((event) => storableText(event[key] as string, max)))}::text[]`;
      }
      const values = rows.map((event) =>
        kind === 'boolean' ? (event[key] as boolean) : storableInteger(event[key] as number, max),
      );
      return sql`${plainArray(values)}::${sql.raw(type)}[]`;
    });
    await sql`insert into event (stored_at, ${names}) select ${now}::bigint, * from unnest(${sql.join(columns)})`.execute(
      tx,
    );
  }
}

interface Knock {
  tenant: string;
  address: string;
  country: string;
  asNumber: number;
  asName: string;
  first: number;
  last: number;
  failures: number;
}

/** Counts per address and tenant who knocked, for the map and for screens about an address. */
export async function countAddresses(tx: BatchTransaction, events: readonly Event[]): Promise<void> {
  const knocks = new Map<string, Knock>();
  for (const event of events) {
    if (event.sourceIp === '') continue;
    const key = `${event.sourceIp} ${event.tenant}`;
    let knock = knocks.get(key);
    if (!knock) {
      const { tenant, sourceIp, country, asNumber, asName, time } = event;
      knock = { tenant, address: sourceIp, country, asNumber, asName, first: time, last: time, failures: 0 };
      knocks.set(key, knock);
    }
    if (event.time < knock.first) knock.first = event.time;
    if (event.time > knock.last) knock.last = event.time;
    if (event.outcome === 'failure') knock.failures++;
  }
  if (knocks.size === 0) return;
  const rows = [...knocks.values()];
  await sql`
    insert into address_activity (tenant, address, country, as_number, as_name, first_seen, last_seen, failures)
    select * from unnest(${texts(rows, (k) => k.tenant)}, ${texts(rows, (k) => k.address)}, ${texts(rows, (k) => k.country)},
      ${integers(rows, (k) => k.asNumber)}, ${texts(rows, (k) => k.asName)}, ${integers(rows, (k) => k.first)},
      ${integers(rows, (k) => k.last)}, ${integers(rows, (k) => k.failures)})
      as n (tenant, address, country, as_number, as_name, first_seen, last_seen, failures)
    order by n.address, n.tenant
    on conflict (address, tenant) do update set country = excluded.country, as_number = excluded.as_number, as_name = excluded.as_name,
      first_seen = least(address_activity.first_seen, excluded.first_seen),
      last_seen = greatest(address_activity.last_seen, excluded.last_seen),
      failures = address_activity.failures + excluded.failures`.execute(tx);
}

/** Notes on a source that the rules found it silent, or delivering again. */
export async function markSilence(tx: BatchTransaction, events: readonly Event[]): Promise<void> {
  for (const { action, source, time } of events) {
    if (source === '') continue;
    if (action === 'source-silent') {
      await tx
        .updateTable('source')
        .set({ silent_since: storableInteger(time) })
        .where('id', '=', source)
        .execute();
    } else if (action === 'source-resumed') {
      await tx.updateTable('source').set({ silent_since: null }).where('id', '=', source).execute();
    }
  }
}
