import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type IncidentActor, type IncidentAttachment, maxAttachmentBytes } from '../../core/incident/timeline.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';
import { databaseNow } from './save-incident.ts';

/** So that a page of an export stays small. */
const chunkBytes = 16 * 1024;
/** Chunks a statement. */
const chunksAtOnce = 32;

/** A file that is about to come. `id` is random. */
export interface NewAttachment {
  readonly id: string;
  readonly incident: string;
  readonly name: string;
  readonly mediaType: string;
  readonly internal: boolean;
  readonly by: IncidentActor;
}

interface Row {
  id: string;
  incident: string;
  name: string;
  media_type: string;
  size: number;
  sha256: string;
  author: string;
  author_name: string;
  internal: boolean;
  came_from: string;
  added_at: number;
}

/** Files of incidents, kept in the database in chunks: backups, exports and erasures have them too. */
export function attachmentStore(db: Db) {
  const remove = (id: string) => sql`delete from incident_attachment where id = ${id} and not complete`.execute(db);

  return {
    /**
     * Takes a file in. Nobody sees it until the timeline tells of it: add a line that is about it. Refused: `too-large` beyond
     * 50 MB, `empty`, `no-incident`; then nothing is left of it, as when the content breaks off.
     */
    async receive(
      wish: NewAttachment,
      content: AsyncIterable<Uint8Array>,
    ): Promise<Result<IncidentAttachment, 'too-large' | 'empty' | 'no-incident'>> {
      const { id, incident, internal, by } = wish;
      const now = await databaseNow(db);
      const { rows } =
        await sql`insert into incident_attachment (id, incident, tenant, name, media_type, size, sha256, author, author_name,
          internal, added_at)
        select ${id}, i.id, i.tenant, ${storableText(wish.name, 300)}, ${storableText(wish.mediaType, 200)}, 0, '',
          ${storableText(by.id, 300)}, ${storableText(by.name, 300)}, ${internal}, ${now} from incident i where i.id = ${incident}
        returning 1`.execute(db);
      if (rows.length === 0) return refused('no-incident');
      const hash = createHash('sha256');
      let [size, part] = [0, 0];
      try {
        for await (const chunks of chunked(content)) {
          for (const chunk of chunks) hash.update(chunk);
          size += chunks.reduce((sum, { length }) => sum + length, 0);
          if (size > maxAttachmentBytes) {
            await remove(id);
            return refused('too-large');
          }
          await sql`insert into incident_chunk (attachment, part, tenant, content)
            select a.id, ${part}::integer + (c.n - 1)::integer, a.tenant, c.content
            from incident_attachment a, unnest(${chunks}::bytea[]) with ordinality as c (content, n) where a.id = ${id}`.execute(
            db,
          );
          part += chunks.length;
        }
      } catch (error) {
        await remove(id).catch(() => {});
        throw error;
      }
      if (size === 0) {
        await remove(id);
        return refused('empty');
      }
      const { rows: done } =
        await sql<Row>`update incident_attachment set size = ${size}, sha256 = ${hash.digest('hex')}
        where id = ${id} returning *`.execute(db);
      return ok(read(done[0]));
    },

    /** Oldest first, at most 1000. */
    async attachments(incident: string): Promise<readonly IncidentAttachment[]> {
      const { rows } = await sql<Row>`select * from incident_attachment where incident = ${incident} and complete
        order by added_at, id limit 1000`.execute(db);
      return rows.map(read);
    },

    async attachment(id: string): Promise<IncidentAttachment | undefined> {
      const { rows } = await sql<Row>`select * from incident_attachment where id = ${id} and complete`.execute(db);
      return rows[0] && read(rows[0]);
    },

    /** The content in order; ends early when the file is removed meanwhile. */
    async *content(id: string): AsyncGenerator<Uint8Array> {
      for (let part = 0; ; part += chunksAtOnce) {
        const { rows } = await sql<{ content: Uint8Array }>`select c.content from incident_chunk c
          join incident_attachment a on a.id = c.attachment and a.complete
          where c.attachment = ${id} and c.part >= ${part} and c.part < ${part + chunksAtOnce} order by c.part`.execute(
          db,
        );
        for (const { content } of rows) yield content;
        if (rows.length < chunksAtOnce) return;
      }
    },
  };
}

/** Pieces of any length as chunks of one length, but for the last. */
async function* chunked(content: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of content) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    const most = chunkBytes * chunksAtOnce;
    while (rest.length >= most) {
      yield cut(rest.subarray(0, most));
      rest = rest.subarray(most);
    }
  }
  if (rest.length > 0) yield cut(rest);
}

function cut(bytes: Buffer): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) chunks.push(bytes.subarray(at, at + chunkBytes));
  return chunks;
}

function read(row: Row): IncidentAttachment {
  const { id, incident, name, size, sha256, internal } = row;
  return {
    ...{ id, incident, name, size, sha256, internal },
    mediaType: row.media_type,
    by: { id: row.author, name: row.author_name },
    addedAt: row.added_at,
    cameFrom: row.came_from,
  };
}
