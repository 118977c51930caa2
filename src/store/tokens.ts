import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { customerTokenPermissions, type Permission, permissions, permissionsOf, type Role } from '../core/access.ts';
import { providerTenant } from '../core/tenant.ts';
import type { NewTokenRecord, ShownToken, TokenKind, TokenRecord } from '../core/token.ts';
import type { Db } from './postgres.ts';
import { storableText } from './storable.ts';
import { readVersion } from './version-columns.ts';

/** Noting the last use more often than this would cost a write a request; a use from elsewhere is noted at once. */
const touchMs = 60_000;

interface Row {
  readonly id: string;
  readonly tenant: string;
  readonly kind: TokenKind;
  readonly name: string;
  readonly permissions: string[];
  readonly expires_at: number | null;
  readonly made_by: string;
  readonly made_by_name: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly last_used_address: string;
  readonly version: number;
  readonly changed_at: number;
  readonly changed_by: string;
  /** Null when there is no such person. */
  readonly maker_role: Role | null;
  readonly maker_state: string | null;
  readonly tenant_state: string | null;
}

/** Machine access. Only hashes of secrets are kept. */
export function tokenStore(db: Db, clock: () => number) {
  const select = sql`select t.*, to_jsonb(m)->>'role' as maker_role, to_jsonb(m)->>'state' as maker_state, to_jsonb(c)->>'state' as tenant_state
    from token t left join auth_user m on m.id = t.made_by left join tenant c on c.id = t.tenant`;

  return {
    async list(): Promise<readonly TokenRecord[]> {
      const { rows } = await sql<Row>`${select} order by t.created_at desc, t.id`.execute(db);
      return rows.map(read);
    },

    async get(id: string): Promise<TokenRecord | undefined> {
      const { rows } = await sql<Row>`${select} where t.id = ${id}`.execute(db);
      return rows[0] && read(rows[0]);
    },

    async insert(token: NewTokenRecord, hash: string): Promise<TokenRecord> {
      const id = randomUUID();
      await db
        .insertInto('token')
        .values({
          id,
          tenant: token.tenant,
          kind: token.kind,
          name: storableText(token.name, 100),
          hash,
          permissions: [...(token.permissions ?? [])],
          expires_at: token.expiresAt ?? null,
          made_by: token.madeBy?.id ?? '',
          made_by_name: storableText(token.madeBy?.name ?? '', 100),
          created_at: clock(),
          last_used_at: null,
        })
        .execute();
      const { rows } = await sql<Row>`${select} where t.id = ${id}`.execute(db);
      return read(rows[0]);
    },

    /**
     * The token of one of these kinds with this hash, with what it may do now: never more than its maker may. Notes when
     * and from where it was used (to the minute), unless it opens nothing any more.
     */
    async use(kinds: readonly TokenKind[], hash: string, address: string): Promise<ShownToken | undefined> {
      const { rows } = await sql<Row>`${select} where t.hash = ${hash}`.execute(db);
      const [row] = rows;
      if (!row || !kinds.includes(row.kind)) return undefined;
      const now = clock();
      const token = read(row);
      const refusal =
        token.expiresAt !== undefined && token.expiresAt <= now
          ? 'expired'
          : token.stopped
            ? 'stopped'
            : isShut(row)
              ? 'suspended'
              : undefined;
      if (!refusal && (now - (row.last_used_at ?? 0) > touchMs || row.last_used_address !== address)) {
        await sql`update token set last_used_at = ${now}, last_used_address = ${address} where id = ${row.id}`.execute(
          db,
        );
        return { ...token, permissions: allowed(row), lastUsedAt: now, lastUsedAddress: address, refusal };
      }
      return { ...token, permissions: allowed(row), refusal };
    },

    /** False when there is no such token, or none of this version. */
    async remove(id: string, version?: number): Promise<boolean> {
      const { numDeletedRows } = await db
        .deleteFrom('token')
        .where('id', '=', id)
        .$if(version !== undefined, (query) => query.where('version', '=', version!))
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

/** Suspending ends access and not protection: what delivers events and fetches blocks goes on. Erasing ends all of it. */
function isShut({ tenant_state, kind }: Row): boolean {
  return tenant_state === 'erasing' || (tenant_state === 'suspended' && kind === 'api');
}

/** What it may do now: what it was given, within what its maker may today, within what a customer's token may. */
function allowed(row: Row): readonly Permission[] {
  if (row.kind === 'local') return permissions;
  const maker = row.made_by === '' ? undefined : permissionsOf(row.maker_role ?? 'customer-viewer');
  return permissions.filter(
    (name) =>
      row.permissions.includes(name) &&
      (!maker || maker.has(name)) &&
      (row.tenant === providerTenant || customerTokenPermissions.has(name)),
  );
}

function read(row: Row): TokenRecord {
  const known = new Set<string>(permissions);
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    tenant: row.tenant,
    permissions: row.permissions.filter((name): name is Permission => known.has(name)),
    expiresAt: row.expires_at ?? undefined,
    madeBy: { id: row.made_by, name: row.made_by_name },
    stopped:
      row.kind === 'api' &&
      row.made_by !== '' &&
      (row.maker_role === null || (row.maker_state ?? 'active') !== 'active'),
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at ?? undefined,
    lastUsedAddress: row.last_used_address,
    ...readVersion(row),
  };
}
