import { sql } from 'kysely';
import type { NewOnCallMessage } from '../../core/on-call/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';

/**
 * Puts messages into the outbox and into the list of those on call, in the transaction of what they follow from. One whose key is
 * known is left as it was. Resolves with the keys that are new.
 */
export async function putMessages(tx: Db, messages: readonly NewOnCallMessage[]): Promise<readonly string[]> {
  const made: string[] = [];
  for (const message of messages) {
    const { key, kind, incident, escalation, person, personName, way, channel, address, subject } = message;
    const at = Math.trunc(message.at);
    const { rows } =
      await sql`insert into on_call_message (key, tenant, kind, incident, escalation, person, person_name, way,
        channel, address, subject, token_hash, token_until, created_at)
      values (${key}, ${providerTenant}, ${kind}, ${incident || null}, ${escalation}, ${storableText(person, 128)},
        ${storableText(personName, 200)}, ${storableText(way, 64)}, ${channel}, ${storableText(address, 2000)},
        ${storableText(subject, 300)}, ${message.tokenHash}, ${Math.trunc(message.tokenUntil)}, ${at})
      on conflict (key) do nothing returning 1`.execute(tx);
    if (rows.length === 0) continue;
    made.push(key);
    const isHopeless = message.hopeless !== '';
    await sql`insert into outbox (id, channel, address, content, next_attempt_at, created_at, state, error, ended_at)
      values (${key}, ${message.courier}, ${storableText(address, 2000)},
        ${isHopeless ? '{}' : storableJson(message.content)}::jsonb, ${at}, ${at}, ${isHopeless ? 'failed' : 'waiting'},
        ${storableText(message.hopeless, 500)}, ${isHopeless ? at : null})
      on conflict (id) do nothing`.execute(tx);
  }
  return made;
}
