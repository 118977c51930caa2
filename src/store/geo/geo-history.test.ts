import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { migrate } from '../migrate.ts';
import { migrations } from '../migrations/migrations.ts';
import { connect } from '../postgres.ts';
import { openTestStore, type TestStore } from '../testing/test-store.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
let it: TestStore;
beforeAll(async () => {
  it = await openTestStore();
});
afterAll(() => it.close());

test('what was removed before versions told so is known with who did it; groups that are there begin with a version', async () => {
  await it.database.ownerPool.query('create database before_history');
  const pool = connect({ ...it.database.connection, database: 'before_history' }, 4);
  const quiet = () => {};
  try {
    const at = migrations.findIndex(({ name }) => name === 'geo-history');
    await migrate(pool, quiet, migrations.slice(0, at));
    const client = await pool.connect();
    /** As somebody does it, in a transaction of its own. */
    const act = async (name: string, sql: string) => {
      await client.query(`begin; select set_config('belwacht.tenant', '*', true),
        set_config('belwacht.actor', '${JSON.stringify({ kind: 'person', id: name, name })}', true); ${sql}; commit`);
    };
    const policy = (id: string) =>
      `insert into geo_policy (id, tenant, level, name, state, form, created_at) values ('${id}', 'provider', 'provider', '${id}', 'off', '{"name":"${id}","rules":[]}', 0)`;
    await act(
      'Ann',
      `insert into tenant (id, name, time_zone, created_at) values ('provider', 'p', 'UTC', 0) on conflict do nothing`,
    );
    for (const id of ['stays', 'gone', 'untold']) await act('Ann', policy(id));
    await act(
      'Bob',
      `update geo_policy set name = 'gone too', form = '{"name":"gone too","rules":[]}' where id = 'gone'`,
    );
    await act('Cas', `delete from geo_policy where id in ('gone', 'untold')`);
    await act('Ann', `insert into geo_group (name, title, subjects) values ('branches', 'Branches', '["NL"]')`);
    await act('Bob', `update geo_group set subjects = '["NL","BE"]' where name = 'branches'`);
    // A record that was pruned tells nothing any more.
    await client.query(`begin; alter table audit_entry disable trigger user;
      delete from audit_entry where object_id = 'untold'; alter table audit_entry enable trigger user; commit`);
    client.release();
    await migrate(pool, quiet);
    const { rows } = await pool.query(
      `select policy, version, made_by, removed_at, removed_by from geo_policy_version order by policy, version`,
    );
    expect(rows).toEqual([
      { policy: 'gone', version: 1, made_by: 'Ann', removed_at: null, removed_by: '' },
      { policy: 'gone', version: 2, made_by: 'Bob', removed_at: expect.any(Number), removed_by: 'Cas' },
      { policy: 'stays', version: 1, made_by: 'Ann', removed_at: null, removed_by: '' },
      { policy: 'untold', version: 1, made_by: 'Ann', removed_at: 0, removed_by: '' },
    ]);
    const told = await pool.query(
      `select at from audit_entry where object_id = 'gone' and action = 'geo-policy.deleted'`,
    );
    expect(told.rows).toEqual([{ at: rows[1].removed_at }]);
    expect((await pool.query('select name, version, made_by, subjects from geo_group_version')).rows).toEqual([
      { name: 'branches', version: 2, made_by: 'Bob', subjects: ['NL', 'BE'] },
    ]);
  } finally {
    await pool.end();
  }
});
