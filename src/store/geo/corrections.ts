import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { GeoCorrectionRecord } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

interface Row {
  id: string;
  range: string;
  country: string;
  hosting: boolean | null;
  note: string;
  made_by: string;
  created_at: number;
}

/** What the provider knows better of ranges than the data. */
export function geoCorrectionStore(db: Db, clock: () => number) {
  return {
    async list(): Promise<readonly GeoCorrectionRecord[]> {
      const { rows } =
        await sql<Row>`select * from geo_correction where tenant = ${providerTenant} order by created_at, id`.execute(
          db,
        );
      return rows.map(read);
    },

    /** Undefined when this range has one already. */
    async insert(correction: Omit<GeoCorrectionRecord, 'id' | 'at'>): Promise<GeoCorrectionRecord | undefined> {
      const { range, country, hosting, note, by } = correction;
      const { rows } =
        await sql<Row>`insert into geo_correction (id, tenant, range, country, hosting, note, made_by, created_at)
        values (${randomUUID()}, ${providerTenant}, ${storableText(range, 64)}, ${country}, ${hosting}, ${storableText(note, 500)},
          ${storableText(by, 200)}, ${clock()}) on conflict (tenant, range) do nothing returning *`.execute(db);
      return rows[0] && read(rows[0]);
    },

    async remove(id: string): Promise<boolean> {
      const { rows } = await sql`delete from geo_correction where id = ${id} returning 1`.execute(db);
      return rows.length > 0;
    },
  };
}

function read({ id, range, country, hosting, note, made_by, created_at }: Row): GeoCorrectionRecord {
  return { id, range, country, hosting, note, by: made_by, at: created_at };
}
