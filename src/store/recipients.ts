import { randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Severity } from '../core/severity.ts';
import { providerTenant } from '../core/tenant.ts';
import type { Versioned } from '../core/versioned.ts';
import type { Db } from './postgres.ts';
import type { Schema } from './schema.ts';
import { severityOf, severityRank } from './severity-rank.ts';
import { storableText } from './storable.ts';
import { readVersion } from './version-columns.ts';

/** Who is told about alerts. */
export interface Recipient {
  readonly kind: 'mail' | 'webhook';
  readonly address: string;
  readonly language: 'nl' | 'en';
  /** Alerts of this severity and worse. */
  readonly minimumSeverity: Severity;
}

export interface RecipientRecord extends Recipient, Versioned {
  readonly id: string;
  readonly lastDelivery: { readonly at: number; readonly ok: boolean; readonly error: string } | undefined;
}

export function recipientStore(db: Db, clock: () => number) {
  return {
    async list(): Promise<readonly RecipientRecord[]> {
      return (await db.selectFrom('recipient').selectAll().orderBy('created_at').orderBy('id').execute()).map(read);
    },

    async insert(recipient: Recipient): Promise<RecipientRecord> {
      const row = {
        id: randomUUID(),
        tenant: providerTenant,
        kind: recipient.kind,
        address: storableText(recipient.address, 500),
        language: recipient.language,
        minimum_severity: severityRank(recipient.minimumSeverity),
        last_at: null,
        last_ok: null,
        last_error: '',
        created_at: clock(),
      };
      return read(await db.insertInto('recipient').values(row).returningAll().executeTakeFirstOrThrow());
    },

    /** False when there is no such recipient, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('recipient')
        .where('id', '=', id)
        .$if(version !== undefined, (query) => query.where('version', '=', version!))
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    /** Notes how a delivery went. */
    async delivered(id: string, ok: boolean, error: string): Promise<void> {
      await db
        .updateTable('recipient')
        .set({ last_at: clock(), last_ok: ok, last_error: storableText(error, 500) })
        .where('id', '=', id)
        .execute();
    },
  };
}

function read(row: Selectable<Schema['recipient']>): RecipientRecord {
  const { id, kind, address, language, last_at, last_ok, last_error } = row;
  const lastDelivery = last_at === null ? undefined : { at: last_at, ok: last_ok === true, error: last_error };
  return {
    id,
    kind,
    address,
    language,
    minimumSeverity: severityOf(row.minimum_severity),
    lastDelivery,
    ...readVersion(row),
  };
}
