import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/store/postgres.ts';
import { DebianDatabase } from './lab/database.ts';
import { insertOf, readTables, syntheticRow, type Table } from './lab/synthetic-rows.ts';
import { tenantRows } from './lab/tenant-rows.ts';

/** Walks every table of the catalogue: a new one is looked at without anyone remembering. */

/** One row for the whole installation, by its own check; nobody else's can be made. */
const oneRow = new Set(['audit_head']);
/** Written by functions of the owner only; its generated columns come from its payload. */
const written = new Set(['audit_entry']);
const [a, b] = ['tenant-a', 'tenant-b'].map((tenant, i) => ({ tenant, mark: `mark-${'ab'[i]}`, n: i + 1 }));
const appRole = 'belwacht_app';

let db: DebianDatabase;
let dir: string;
let client: pg.Client;
let tables: readonly Table[];

beforeAll(async () => {
  db = await DebianDatabase.make();
  dir = mkdtempSync(join(tmpdir(), 'belwacht-isolation-'));
  // Tables, role and rights as a server makes them.
  const database = await openDatabase({ dataDir: dir, databaseUrl: db.url, log: () => {} });
  await database.stop();
  client = await db.connect();
  tables = await readTables(client);
  for (const who of [a, b]) {
    for (const table of tables) {
      if (oneRow.has(table.name) || written.has(table.name)) continue;
      await client.query(`set session_replication_role = replica`);
      try {
        const { text, values } = insertOf(table.name, syntheticRow(tables, table, who, tenantRows));
        await client.query(text, values);
      } catch (error) {
        throw new Error(
          `The walk has no row for the table ${table.name}: ${(error as Error).message}. Say in test/lab/tenant-rows.ts what its columns hold.`,
        );
      } finally {
        await client.query(`set session_replication_role = origin`);
      }
    }
    await client.query(`begin; select set_config('belwacht.tenant', '*', true);
      select belwacht_audit_add('walk.made', 'walk', '${who.mark}', '{}', '${who.tenant}', null); commit`);
  }
}, 120_000);

afterAll(async () => {
  await client?.end();
  await db?.remove();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

test('the application is an ordinary role: not the owner, no superuser, bound by row-level security', async () => {
  const { rows } = await client.query(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit,
      (select count(*)::int from pg_class where relowner = r.oid) as owns,
      (select count(*)::int from pg_auth_members where member = r.oid) as belongs
      from pg_roles r where rolname = $1`,
    [appRole],
  );
  expect(rows).toEqual([
    {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolinherit: false,
      owns: 0,
      belongs: 0,
    },
  ]);
});

test('every table says whose a row is, and has row-level security with a policy', async () => {
  expect(tables.length).toBeGreaterThan(30);
  for (const { name, columns, tenantColumn } of tables) {
    expect(
      columns.map(({ name }) => name),
      `${name} needs a column "tenant"`,
    ).toContain(tenantColumn);
  }
  const { rows } = await client.query<{ name: string; enabled: boolean; policies: number; loose: number }>(`
    select c.relname as name, c.relrowsecurity as enabled,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid
        and coalesce(pg_get_expr(p.polqual, p.polrelid), '') || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '') !~ 'belwacht.tenant') as loose
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname <> 'migration' order by 1`);
  for (const { name, enabled, policies, loose } of rows) {
    expect({ name, enabled, loose }, `end the migration of ${name} with select belwacht_isolate('${name}')`).toEqual({
      name,
      enabled: true,
      loose: 0,
    });
    expect(policies, name).toBeGreaterThan(0);
  }
});

test('partitions, views and other ways around a table are closed', async () => {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class c where relnamespace = 'public'::regnamespace
      and (relkind in ('v', 'm', 'f') or relispartition) and has_table_privilege($1, c.oid, 'select, insert, update, delete')`,
    [appRole],
  );
  expect(rows).toEqual([]);
  // Functions of the owner run past row-level security. Triggers cannot be called; belwacht_audit_add takes tenant and actor
  // from the transaction when that has a tenant; belwacht_find_incidents looks at whose rows may be seen itself (store/incident/).
  const callable = await client.query<{ name: string }>(
    `select distinct proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
      and prorettype <> 'trigger'::regtype and has_function_privilege($1, oid, 'execute') order by 1`,
    [appRole],
  );
  expect(callable.rows.map(({ name }) => name)).toEqual(['belwacht_audit_add', 'belwacht_find_incidents']);
});

describe('every table', () => {
  test('shows nothing to who says no tenant', async () => {
    for (const { name } of tables) {
      const seen = await asApp(undefined, () => client.query(`select 1 from "${name}"`));
      expect(seen.rowCount, name).toBe(0);
    }
  });

  test('shows a tenant its own rows and nobody else’s', async () => {
    for (const { name, tenantColumn } of tables) {
      const { rows } = await asApp(a.tenant, () =>
        client.query<{ tenant: string }>(`select "${tenantColumn}" as tenant from "${name}"`),
      );
      const whose = [...new Set(rows.map(({ tenant }) => tenant))];
      expect(whose, name).toEqual(oneRow.has(name) ? [] : [a.tenant]);
      // The provider sees both: the rows are really there.
      const all = await asApp('*', () =>
        client.query<{ tenant: string }>(`select "${tenantColumn}" as tenant from "${name}"`),
      );
      if (!oneRow.has(name))
        expect(
          all.rows.map(({ tenant }) => tenant),
          name,
        ).toEqual(expect.arrayContaining([a.tenant, b.tenant]));
    }
  });

  test('lets a tenant neither change nor remove what is another’s', async () => {
    for (const { name, tenantColumn, columns } of tables) {
      const column = columns.find(({ generated, name: own }) => !generated && own !== tenantColumn)!.name;
      for (const statement of [
        `update "${name}" set "${column}" = "${column}"`,
        `update "${name}" set "${column}" = "${column}" where "${tenantColumn}" = '${b.tenant}'`,
        `delete from "${name}" where "${tenantColumn}" = '${b.tenant}'`,
      ]) {
        const before = await rowsOf(name, tenantColumn);
        const touched = await asApp(a.tenant, async () => {
          const { rows } = await client.query<{ tenant: string }>(`${statement} returning "${tenantColumn}" as tenant`);
          // As the owner sees it before it is taken back.
          await client.query('reset role');
          return { rows, after: await rowsOf(name, tenantColumn) };
        }).catch((error: { code: string }) => {
          // Not even its own: the table is written by others only.
          expect(error.code, `${name}: ${statement}`).toBe('42501');
          return { rows: [], after: before };
        });
        expect(
          touched.rows.filter(({ tenant }) => tenant !== a.tenant),
          `${name}: ${statement}`,
        ).toEqual([]);
        expect(touched.after, `${name}: ${statement}`).toBe(before);
      }
    }
  });

  test('takes no row in another’s name, and gives none away', async () => {
    for (const table of tables) {
      if (oneRow.has(table.name) || written.has(table.name)) continue;
      const other = syntheticRow(tables, table, { ...b, mark: 'mark-c', n: 3 }, tenantRows);
      const { text, values } = insertOf(table.name, other);
      await expect(
        asApp(a.tenant, () => client.query(text, values)),
        table.name,
      ).rejects.toMatchObject({
        // Refused by the policy, or by a trigger of ours that looks for the owner of the row and finds none.
        code: expect.stringMatching(/^(42501|P0002)$/),
      });
      if (table.columns.find(({ name }) => name === table.tenantColumn)?.generated) continue;
      await expect(
        asApp(a.tenant, () => client.query(`update "${table.name}" set "${table.tenantColumn}" = '${b.tenant}'`)),
        table.name,
      ).rejects.toMatchObject({ code: '42501' });
    }
  });

  test('can be emptied by nobody but its owner', async () => {
    for (const { name } of tables) {
      await expect(
        asApp('*', () => client.query(`truncate "${name}"`)),
        name,
      ).rejects.toMatchObject({ code: '42501' });
      await expect(
        asApp('*', () => client.query(`alter table "${name}" disable row level security`)),
        name,
      ).rejects.toMatchObject({
        code: '42501',
      });
    }
  });
});

test('a table left open would be found', async () => {
  await client.query(`create table walk_open (tenant text not null, note text); grant all on walk_open to ${appRole};
    insert into walk_open values ('${a.tenant}', ''), ('${b.tenant}', '')`);
  try {
    const seen = await asApp(a.tenant, () => client.query<{ tenant: string }>('select tenant from walk_open'));
    expect(seen.rows.map(({ tenant }) => tenant)).toContain(b.tenant);
    const removed = await asApp(a.tenant, async () => {
      await client.query(`delete from walk_open where tenant = '${b.tenant}'`);
      await client.query('reset role');
      return rowsOf('walk_open', 'tenant');
    });
    expect(removed).not.toBe(await rowsOf('walk_open', 'tenant'));
    expect((await readTables(client)).map(({ name }) => name)).toContain('walk_open');
  } finally {
    await client.query('drop table walk_open');
  }
});

/** Work as the application does it, for a tenant, taken back afterwards. */
async function asApp<T>(tenant: string | undefined, work: () => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    await client.query(`set local role ${appRole}`);
    if (tenant !== undefined) await client.query(`select set_config('belwacht.tenant', $1, true)`, [tenant]);
    return await work();
  } finally {
    await client.query('rollback');
  }
}

/** A hash of the rows that are not A's, as the owner sees them within the same transaction. */
async function rowsOf(name: string, tenantColumn: string): Promise<string> {
  const { rows } = await client.query<{ hash: string }>(
    `select count(*) || coalesce(md5(string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text)), '') as hash from "${name}" t where "${tenantColumn}" <> '${a.tenant}'`,
  );
  return rows[0].hash;
}
