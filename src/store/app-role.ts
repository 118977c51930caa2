import pg from 'pg';
import { parse } from 'pg-connection-string';

/** The application may not connect in a way that keeps tenants apart. */
export class UnsafeRole extends Error {
  readonly retryable = false;
  constructor(message: string) {
    super(message);
    this.name = 'UnsafeRole';
  }
}

/** What the application may do with a table when it is not everything; all other tables it reads and writes. */
const limited: Readonly<Record<string, string>> = {
  migration: 'select',
  // Written by functions of the owner only.
  audit_entry: 'select',
  audit_head: 'select',
  // Never changed; removed with a customer only, as a trigger sees to.
  incident_entry: 'select, insert, delete',
  incident_chunk: 'select, insert, delete',
  // Follows networks and assets, by triggers.
  address_claim: 'select',
};

/** How the application connects: as itself, not as the owner of the tables. */
export interface AppRole {
  readonly connection: pg.ClientConfig;
}

/**
 * Makes the role of the application, with this password, when the owner may make roles. It can sign in and nothing more.
 *
 * @throws UnsafeRole with the statements an administrator has to run, when the owner may not.
 */
export async function ensureAppRole(owner: pg.Pool, connection: pg.ClientConfig, password: string): Promise<AppRole> {
  const { rows } = await owner.query<{ database: string; may: boolean; there: boolean }>(
    `select current_database() as database, rolcreaterole or rolsuper as may,
      exists (select from pg_roles where rolname = left(current_database(), 59) || '_app') as there
      from pg_roles where rolname = current_user`,
  );
  const [{ database, may, there }] = rows;
  const role = `${database.slice(0, 59)}_app`;
  if (!may) {
    throw new UnsafeRole(
      `the user of database_url may not make roles. Let it (alter role … createrole), or make one with "create role ${pg.escapeIdentifier(role)} login password '…'" and set database_app_url to connect with it`,
    );
  }
  const as = pg.escapeIdentifier(role);
  const secret = pg.escapeLiteral(password);
  // Another Belwacht on the same database may make it at this moment; then it is there.
  if (!there) await owner.query(`create role ${as}`).catch(unlessThere);
  await owner.query(`alter role ${as} login nocreatedb nocreaterole noinherit password ${secret}`);
  await owner.query(`grant connect on database ${pg.escapeIdentifier(database)} to ${as}`);
  return { connection: { ...asConfig(connection), user: role, password } };
}

/** Role 42710 exists, or 23505: made by another at the same time. */
function unlessThere(error: { readonly code?: string }): void {
  if (error.code !== '42710' && error.code !== '23505') throw error;
}

/**
 * Functions of triggers that run with the rights of the owner are for our tables: nobody else hangs them on a table of their own
 * and so writes where only they may. Triggers that are there need no right to go on.
 */
const triggersAreOurs = `do $$ declare f regprocedure; begin
  for f in select oid from pg_proc where pronamespace = 'public'::regnamespace and prosecdef and prorettype = 'trigger'::regtype loop
    execute format('revoke execute on function %s from public', f);
  end loop; end $$`;

/**
 * Gives the application what it needs on every table: partitions are reached through their parent only. Run after migrating.
 */
export async function grantToApp(owner: Pick<pg.Client, 'query'>, { connection }: AppRole): Promise<void> {
  const user = asConfig(connection).user!;
  const as = pg.escapeIdentifier(user);
  const { rows } = await owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = current_schema()::regnamespace
      and relkind in ('r', 'p') and not relispartition order by 1`,
  );
  const grants = rows.map(({ name }) => {
    const rights = limited[name] ?? 'select, insert, update, delete';
    return `revoke all on ${pg.escapeIdentifier(name)} from ${as}; ${rights ? `grant ${rights} on ${pg.escapeIdentifier(name)} to ${as};` : ''}`;
  });
  await owner.query(
    // One message is one transaction.
    `select pg_advisory_xact_lock(1651534967, -1); grant usage on schema public to ${as}; ${grants.join(' ')}
     grant usage, select on all sequences in schema public to ${as}; ${triggersAreOurs}`,
  );
}

/**
 * Makes sure that row-level security holds for the application.
 *
 * @throws UnsafeRole when its role is a superuser, bypasses row-level security, or owns tables or belongs to who does.
 */
export async function checkAppRole(app: pg.Pool): Promise<void> {
  const { rows } = await app.query<{ name: string; unlimited: boolean; owns: boolean }>(
    `select current_user as name, rolsuper or rolbypassrls as unlimited,
      exists (select from pg_class where relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'member')) as owns
      from pg_roles where rolname = current_user`,
  );
  const [{ name, unlimited, owns }] = rows;
  if (!unlimited && !owns) return;
  throw new UnsafeRole(
    `the database user ${name} of database_app_url ${unlimited ? 'may bypass row-level security' : 'owns the tables'}, so customers would not be kept apart; give an ordinary user`,
  );
}

function asConfig(connection: pg.ClientConfig): pg.ClientConfig {
  const { connectionString, ...rest } = connection;
  return connectionString ? { ...rest, ...(parse(connectionString) as pg.ClientConfig) } : rest;
}
