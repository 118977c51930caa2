import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import pg from 'pg';
import type { Keyring } from '../core/keyring.ts';
import { providerTenant } from '../core/tenant.ts';
import { ownWork, type WorkActor } from '../core/work.ts';
import { type Asking, quoted } from './backup/catalog.ts';
import { seal, unseal } from './vault.ts';

/** A secret whose key is not here. */
export interface ClosedSecret {
  readonly what: string;
  readonly kid: string;
}

export interface Resealed {
  /** How many were sealed again under the current key. */
  readonly count: number;
  readonly closed: readonly ClosedSecret[];
  /** Keys that something is sealed under now. */
  readonly inUse: ReadonlySet<string>;
}

export interface ResealOptions {
  readonly connection: pg.ClientConfig;
  readonly keyring: Keyring;
  /** Who does it, for the record. */
  readonly actor?: WorkActor;
  /** Removes secrets that cannot be opened instead of leaving them; people whose TOTP seed it is enrol again. */
  readonly giveUp?: boolean;
  /** Called inside the transaction after the first secret and before the commit. */
  readonly step?: (name: 'resealing' | 'resealed') => void;
}

/** Secrets of the settings that earlier releases kept readable, and their names in the vault. */
const plainFacts: Readonly<Record<string, string>> = { 'fact:webhook-secret': 'webhook-signing' };

/**
 * Seals under the current key what is sealed under another, in one transaction: the vault, and what sign-in keeps (TOTP seeds,
 * recovery codes, tokens of single sign-on). Secrets that earlier releases kept readable are sealed on the way.
 */
export async function resealSecrets(options: ResealOptions): Promise<Resealed> {
  const client = new pg.Client({ ...options.connection, application_name: 'belwacht keys', statement_timeout: 0 });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('belwacht.actor', $1, true), set_config('belwacht.tenant', '*', true)`, [
      JSON.stringify(options.actor ?? { ...ownWork.actor, act: 'secrets' }),
    ]);
    const result = await resealWithin(client, options);
    options.step?.('resealed');
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

/** The same in a transaction at hand. */
export async function resealWithin(
  client: Asking,
  { keyring, giveUp = false, step }: Pick<ResealOptions, 'keyring' | 'giveUp' | 'step'>,
): Promise<Resealed> {
  const closed: ClosedSecret[] = [];
  let count = 0;
  const done = () => {
    if (++count === 1) step?.('resealing');
  };
  await adoptPlain(client, keyring);
  const { rows } = await client.query<{ tenant: string; name: string; kid: string; jwe: string }>(
    'select tenant, name, kid, jwe from sealed_secret where kid <> $1 order by tenant, name for update',
    [keyring.current.id],
  );
  for (const { tenant, name, kid, jwe } of rows) {
    const key = [tenant, name];
    if (!keyring.find(kid)) {
      closed.push({ what: `${name} of ${tenant}`, kid });
      if (giveUp) await client.query('delete from sealed_secret where tenant = $1 and name = $2', key);
      continue;
    }
    const secret = await unseal(keyring, tenant, name, jwe);
    await client.query('update sealed_secret set jwe = $3, kid = $4, sealed_at = $5 where tenant = $1 and name = $2', [
      ...key,
      await seal(keyring, tenant, name, secret),
      keyring.current.id,
      Date.now(),
    ]);
    done();
  }
  await resealSignIn(client, keyring, giveUp, closed, done);
  const kids = await keysInUse(client);
  return { count, closed, inUse: new Set(kids.keys()) };
}

/** How many secrets are sealed under each key. */
export async function keysInUse(client: Asking): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const add = (kid: string, n: number) => found.set(kid, (found.get(kid) ?? 0) + n);
  const { rows } = await client.query<{ kid: string; n: number }>(
    'select kid, count(*)::integer as n from sealed_secret group by kid',
  );
  for (const { kid, n } of rows) add(kid, n);
  for (const { table, column } of await signInColumns(client)) {
    const { rows: versions } = await client.query<{ kid: string; n: number }>(
      `select split_part(${quoted(column)}, '$', 3) as kid, count(*)::integer as n from ${quoted(table)}
       where ${quoted(column)} like '$ba$%' group by 1`,
    );
    for (const { kid, n } of versions) add(kid, n);
  }
  return found;
}

/** Text columns of the tables of sign-in: whichever of them it seals, it marks with `$ba$<version>$`. */
async function signInColumns(client: Asking): Promise<readonly { readonly table: string; readonly column: string }[]> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname like 'auth\\_%'
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.atttypid = 'text'::regtype and a.attname <> 'id'
     order by 1, 2`,
  );
  return rows;
}

async function resealSignIn(
  client: Asking,
  keyring: Keyring,
  giveUp: boolean,
  closed: ClosedSecret[],
  done: () => void,
): Promise<void> {
  const key = {
    keys: new Map(keyring.all.map(({ id, signIn }) => [Number(id), signIn])),
    currentVersion: Number(keyring.current.id),
  };
  for (const { table, column } of await signInColumns(client)) {
    const { rows } = await client.query<{ id: string; sealed: string }>(
      `select id, ${quoted(column)} as sealed from ${quoted(table)}
       where ${quoted(column)} like '$ba$%' and split_part(${quoted(column)}, '$', 3) <> $1 order by id for update`,
      [keyring.current.id],
    );
    for (const { id, sealed } of rows) {
      const kid = sealed.split('$')[2];
      if (!keyring.find(kid)) {
        closed.push({ what: `${column} in ${table} of ${id}`, kid });
        if (giveUp) await giveUpSignIn(client, table, column, id);
        continue;
      }
      const data = await symmetricEncrypt({ key, data: await symmetricDecrypt({ key, data: sealed }) });
      await client.query(`update ${quoted(table)} set ${quoted(column)} = $2 where id = $1`, [id, data]);
      done();
    }
  }
}

/** Without its seed a second factor is none: the person enrols again at the next sign-in. */
async function giveUpSignIn(client: Asking, table: string, column: string, id: string): Promise<void> {
  if (table === 'auth_verification') {
    await client.query('delete from auth_verification where id = $1', [id]);
    return;
  }
  if (table !== 'auth_two_factor') {
    await client.query(`update ${quoted(table)} set ${quoted(column)} = null where id = $1`, [id]);
    return;
  }
  await client.query(
    `update auth_user set "twoFactorEnabled" = false where id = (select "userId" from auth_two_factor where id = $1)`,
    [id],
  );
  await client.query('delete from auth_two_factor where id = $1', [id]);
}

async function adoptPlain(client: Asking, keyring: Keyring): Promise<void> {
  for (const [fact, name] of Object.entries(plainFacts)) {
    const { rows } = await client.query<{ value: unknown }>(
      'delete from setting where tenant = $1 and key = $2 returning value',
      [providerTenant, fact],
    );
    const value = rows[0]?.value;
    if (typeof value !== 'string') continue;
    await client.query(
      `insert into sealed_secret (tenant, name, kid, jwe, sealed_at) values ($1, $2, $3, $4, $5) on conflict do nothing`,
      [providerTenant, name, keyring.current.id, await seal(keyring, providerTenant, name, value), Date.now()],
    );
  }
}
