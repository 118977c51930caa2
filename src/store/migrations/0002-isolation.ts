import type { Migration } from './migration.ts';
import { versioning } from './versioning.ts';

/**
 * Tenants apart: row-level security on every table. `belwacht.tenant` is set in each transaction of the application (see
 * scoped-db.ts); without it no row is seen. The owner of the tables, who migrates and backs up, is not limited.
 */
export const isolation: Migration = {
  number: 2,
  name: 'isolation',
  sql: `
alter table applied_batch add column tenant text not null default 'provider';

-- Asked once a query, not once a row: a scalar subquery is worked out before the rows are read. A case and not an or:
-- of an or with = the planner expects next to no rows and reads whole tables where an index would do (bench/rls.ts).
create function belwacht_isolate(name text, tenant_column text default 'tenant') returns void language plpgsql as $$
begin
  execute format('alter table %I enable row level security', name);
  execute format('create policy tenant_only on %I using (
    case when (select current_setting(''belwacht.tenant'', true) = ''*'') then true
    else %2$I = (select current_setting(''belwacht.tenant'', true)) end)',
    name, tenant_column);
end $$;

select belwacht_isolate('tenant', 'id');
select belwacht_isolate(name) from unnest(array[
  'asset', 'source', 'event', 'rollup_minute', 'rollup_hour', 'registration_minute', 'address_activity', 'site',
  'alert', 'alert_timeline', 'decision', 'decision_change', 'decision_enforcer', 'file_cursor', 'source_tally',
  'source_tally_minute', 'setting', 'rule_mode', 'recipient', 'outbox', 'learned', 'token', 'backtest', 'applied_batch',
  'auth_user', 'auth_session', 'auth_account', 'auth_verification'
]) as name;
${versioning}`,
};
