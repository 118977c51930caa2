/**
 * Versions of rows people edit: `belwacht_versioned('table')` gives a table `version`, `changed_at` (ms) and `changed_by`, kept
 * by a trigger, so that of two who edit at once the second is told. Columns that Belwacht itself keeps up to date, such as a
 * last use, are named in `ignored`: they change nothing a person has seen.
 */
export const versioning = `
create function belwacht_actor_name() returns text language sql stable as $$
  select coalesce(nullif(current_setting('belwacht.actor', true), '')::jsonb->>'name', '')
$$;

create function belwacht_version() returns trigger language plpgsql as $$
declare
  kept constant text[] := tg_argv || array['version', 'changed_at', 'changed_by'];
begin
  if to_jsonb(new) - kept is distinct from to_jsonb(old) - kept then
    new.version := old.version + 1;
    new.changed_at := (extract(epoch from clock_timestamp()) * 1000)::bigint;
    new.changed_by := belwacht_actor_name();
  else
    new.version := old.version;
    new.changed_at := old.changed_at;
    new.changed_by := old.changed_by;
  end if;
  return new;
end $$;

create function belwacht_versioned(name text, ignored text[] default '{}') returns void language plpgsql as $$
begin
  execute format('alter table %I add column version bigint not null default 1,
    add column changed_at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
    add column changed_by text not null default belwacht_actor_name()', name);
  execute format('create trigger belwacht_version before update on %I for each row execute function belwacht_version(%s)',
    name, (select coalesce(string_agg(quote_literal(column_name), ', '), '') from unnest(ignored) as column_name));
end $$;
`;
