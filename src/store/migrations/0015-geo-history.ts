import type { Migration } from './migration.ts';

/** Groups keep every version as policies do, and what is removed is known with who did it, so that it can come back. */
export const geoHistory: Migration = {
  number: 15,
  name: 'geo-history',
  sql: `
-- Said at the last version before a policy was removed; 0 where nobody knows when. A version that follows brought it back.
alter table geo_policy_version add column removed_at bigint, add column removed_by text not null default '';
create index geo_policy_version_removed on geo_policy_version (removed_at) where removed_at is not null;

create function belwacht_geo_policy_removed() returns trigger language plpgsql as $$
begin
  update geo_policy_version set removed_at = (extract(epoch from clock_timestamp()) * 1000)::bigint, removed_by = belwacht_actor_name()
    where policy = old.id and version = old.version;
  return null;
end $$;
create trigger geo_policy_removed after delete on geo_policy for each row execute function belwacht_geo_policy_removed();

-- Those that were removed before this: the record of acts says when, and by whom.
update geo_policy_version v set removed_at = coalesce(gone.at, 0), removed_by = coalesce(gone.by_whom, '')
from (
  select kept.policy, max(kept.version) as version,
    (select e.at from audit_entry e where e.object_kind = 'geo-policy' and e.object_id = kept.policy
      and e.action = 'geo-policy.deleted' order by e.seq desc limit 1) as at,
    (select e.payload::jsonb->'actor'->>'name' from audit_entry e where e.object_kind = 'geo-policy' and e.object_id = kept.policy
      and e.action = 'geo-policy.deleted' order by e.seq desc limit 1) as by_whom
  from geo_policy_version kept where not exists (select from geo_policy p where p.id = kept.policy) group by kept.policy
) gone where v.policy = gone.policy and v.version = gone.version;

-- Every version of a group there was, of removed ones too; versions go on counting when a name is used again.
create table geo_group_version (
  tenant text not null default 'provider',
  name text not null,
  version bigint not null,
  at bigint not null,
  made_by text not null,
  title text not null,
  subjects jsonb not null,
  removed_at bigint,
  removed_by text not null default '',
  primary key (tenant, name, version)
);
create index geo_group_version_removed on geo_group_version (removed_at) where removed_at is not null;
select belwacht_isolate('geo_group_version');
insert into geo_group_version (tenant, name, version, at, made_by, title, subjects)
  select tenant, name, version, changed_at, changed_by, title, subjects from geo_group;

create function belwacht_geo_group_version() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    update geo_group_version set removed_at = (extract(epoch from clock_timestamp()) * 1000)::bigint, removed_by = belwacht_actor_name()
      where tenant = old.tenant and name = old.name and version = old.version;
  else
    insert into geo_group_version (tenant, name, version, at, made_by, title, subjects)
      values (new.tenant, new.name, new.version, new.changed_at, new.changed_by, new.title, new.subjects)
      on conflict (tenant, name, version) do nothing;
  end if;
  return null;
end $$;
create trigger geo_group_kept after insert or update or delete on geo_group for each row execute function belwacht_geo_group_version();
`,
};
