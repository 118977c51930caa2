import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { GeoCorrectionRecord } from '../../core/geo/records.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Db } from '../postgres.ts';
import { storableText } from '../storable.ts';

/** PostgreSQL's, when another row has the range. */
const uniqueViolation = '23505';

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

    /** Undefined when there is none of that id any more; 'taken' when another one is about this range. */
    async update(
      id: string,
      correction: Omit<GeoCorrectionRecord, 'id' | 'at'>,
    ): Promise<GeoCorrectionRecord | undefined | 'taken'> {
      const { range, country, hosting, note, by } = correction;
      try {
        const { rows } =
          await sql<Row>`update geo_correction set range = ${storableText(range, 64)}, country = ${country}, hosting = ${hosting},
          note = ${storableText(note, 500)}, made_by = ${storableText(by, 200)}, created_at = ${clock()}
          where id = ${id} returning *`.execute(db);
        return rows[0] && read(rows[0]);
      } catch (error) {
        if ((error as { code?: string }).code === uniqueViolation) return 'taken';
        throw error;
      }
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
