import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { CallSourceListing, CallSourceSetup } from '../../core/calls/call-records.ts';
import type { Db } from '../postgres.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

export type CallSourceWish = Pick<CallSourceListing, 'tenant' | 'name' | 'kind' | 'enabled' | 'setup'>;

interface Row {
  id: string;
  tenant: string;
  tenant_name: string;
  name: string;
  kind: string;
  enabled: boolean;
  value: CallSourceSetup;
  has_secret: boolean;
  version: number;
  changed_at: number;
  changed_by: string;
}

/** Name of the sealed secret of a source of calls. */
export function callSourceSecret(id: string): string {
  return `call-source:${id}`;
}

/** Sources of calls: PBXs and files. */
export function callSourceStore(db: Db, clock: () => number) {
  const select = (rest: RawBuilder<unknown>) => sql<Row>`select s.*, coalesce(t.name, s.tenant) as tenant_name,
      exists (select from sealed_secret x where x.tenant = s.tenant and x.name = 'call-source:' || s.id) as has_secret
    from call_source s left join tenant t on t.id = s.tenant ${rest}`;
  const get = async (id: string): Promise<CallSourceListing | undefined> => {
    const { rows } = await select(sql`where s.id = ${id}`).execute(db);
    return rows[0] && read(rows[0]);
  };
  return {
    get,

    async list(tenant: string | undefined): Promise<readonly CallSourceListing[]> {
      const of = tenant === undefined ? sql`` : sql`where s.tenant = ${tenant}`;
      return (await select(sql`${of} order by s.name, s.id`).execute(db)).rows.map(read);
    },

    /** Returns its id. */
    async insert(wish: CallSourceWish): Promise<string> {
      const id = randomUUID();
      await sql`insert into call_source (id, tenant, name, kind, enabled, value, created_at) values (${id}, ${wish.tenant},
        ${storableText(wish.name, 100)}, ${wish.kind}, ${wish.enabled}, ${storableJson(wish.setup)}::jsonb, ${clock()})`.execute(
        db,
      );
      return id;
    },

    /** Its customer stays. False when there is none, or none of this version. */
    async update(id: string, wish: CallSourceWish, version?: number): Promise<boolean> {
      const { rows } =
        await sql`update call_source set name = ${storableText(wish.name, 100)}, kind = ${wish.kind}, enabled = ${wish.enabled},
          value = ${storableJson(wish.setup)}::jsonb
        where id = ${id} ${version === undefined ? sql`` : sql`and version = ${version}`} returning 1`.execute(db);
      return rows.length > 0;
    },

    /** Its secret goes with it. */
    async remove(id: string, version?: number): Promise<boolean> {
      return db.transaction().execute(async (tx) => {
        const { rows } = await sql<{ tenant: string }>`delete from call_source where id = ${id}
          ${version === undefined ? sql`` : sql`and version = ${version}`} returning tenant`.execute(tx);
        if (!rows[0]) return false;
        await sql`delete from sealed_secret where tenant = ${rows[0].tenant} and name = ${callSourceSecret(id)}`.execute(
          tx,
        );
        return true;
      });
    },
  };
}

function read(row: Row): CallSourceListing {
  const { id, tenant, tenant_name, name, kind, enabled, value, has_secret } = row;
  return {
    id,
    tenant,
    tenantName: tenant_name,
    name,
    kind,
    enabled,
    // Those made before have no such members.
    setup: { ...{ ca: '', insecure: false }, ...value },
    hasSecret: has_secret,
    ...readVersion(row),
  };
}
