import type { Migration } from './migration.ts';

/** Policies by where traffic comes from and where calls go, what they are judged by, and what they did. */
export const geo: Migration = {
  number: 9,
  name: 'geo',
  sql: `
-- tenant is the customer of the scope, 'provider' at the level of the provider; form is all that people wrote.
create table geo_policy (
  id text primary key,
  tenant text not null references tenant (id) deferrable,
  level text not null check (level in ('provider', 'customer', 'site', 'asset')),
  name text not null,
  state text not null check (state in ('off', 'watch', 'enforced')),
  form jsonb not null,
  created_at bigint not null,
  constraint geo_policy_level check ((level = 'provider') = (tenant = 'provider'))
);
create index geo_policy_of on geo_policy (tenant, name, id);
select belwacht_isolate('geo_policy');
select belwacht_versioned('geo_policy');
select belwacht_audited('geo_policy', array['created_at'], array[]::text[]);

-- Every version there was, of removed policies too.
create table geo_policy_version (
  policy text not null,
  version bigint not null,
  tenant text not null,
  at bigint not null,
  made_by text not null,
  form jsonb not null,
  primary key (policy, version)
);
create index geo_policy_version_of on geo_policy_version (tenant);
select belwacht_isolate('geo_policy_version');
create function belwacht_geo_version() returns trigger language plpgsql as $$
begin
  insert into geo_policy_version (policy, version, tenant, at, made_by, form)
    values (new.id, new.version, new.tenant, new.changed_at, new.changed_by, new.form)
    on conflict (policy, version) do nothing;
  return null;
end $$;
create trigger geo_policy_kept after insert or update on geo_policy for each row execute function belwacht_geo_version();

create table geo_group (
  tenant text not null default 'provider',
  name text not null,
  title text not null,
  subjects jsonb not null,
  primary key (tenant, name)
);
select belwacht_isolate('geo_group');
select belwacht_versioned('geo_group');
select belwacht_audited('geo_group');

create table geo_attack (
  id text primary key,
  tenant text not null references tenant (id) deferrable,
  kind text not null,
  scope jsonb not null,
  services jsonb not null,
  countries jsonb not null,
  from_time bigint not null,
  until_time bigint not null,
  author text not null,
  reason text not null,
  alert text not null,
  state text not null check (state in ('asked', 'in-force', 'lifted', 'expired', 'failed')),
  -- When those who carry it out confirmed it, and that it is gone again.
  confirmed_at bigint,
  lifted_at bigint,
  lifted_by text not null default '',
  error text not null default '',
  refused bigint not null default 0,
  created_at bigint not null
);
create index geo_attack_by_tenant on geo_attack (tenant, from_time, id);
create index geo_attack_open on geo_attack (until_time) where lifted_at is null;
select belwacht_isolate('geo_attack');
select belwacht_audited('geo_attack', array['refused', 'confirmed_at', 'lifted_at', 'created_at'], array[]::text[]);

create table geo_correction (
  id text primary key,
  tenant text not null default 'provider',
  range text not null,
  country text not null,
  -- null leaves what the data say.
  hosting boolean,
  note text not null,
  made_by text not null,
  created_at bigint not null
);
create unique index geo_correction_range on geo_correction (tenant, range);
select belwacht_isolate('geo_correction');
select belwacht_audited('geo_correction', array['created_at'], array[]::text[]);

create table geo_review (
  id text primary key,
  tenant text not null default 'provider',
  at bigint not null,
  owner text not null,
  due_on text not null,
  state text not null check (state in ('open', 'done')),
  -- [{country, share, attempts}], most first.
  attack_shares jsonb not null
);
create index geo_review_by_time on geo_review (tenant, at);
select belwacht_isolate('geo_review');
select belwacht_audited('geo_review', array['attack_shares'], array[]::text[]);
-- tenant is the customer it is about, and leaves with it.
create table geo_suggestion (
  id text primary key,
  review text not null references geo_review (id) on delete cascade deferrable,
  tenant text not null,
  kind text not null,
  sentence_nl text not null,
  sentence_en text not null,
  about text not null,
  -- [{nl, en}]
  evidence jsonb not null,
  decision text not null default '' check (decision in ('', 'accepted', 'rejected', 'later')),
  decided_by text not null default '',
  decided_at bigint,
  note text not null default ''
);
create index geo_suggestion_of on geo_suggestion (review, id);
create index geo_suggestion_about on geo_suggestion (kind, about, tenant) where decision <> '';
select belwacht_isolate('geo_suggestion');
create constraint trigger geo_suggestion_decided after update on geo_suggestion deferrable initially deferred for each row
  when (old.decision <> new.decision or old.note <> new.note)
  execute function belwacht_audit('sentence_nl,sentence_en,evidence,decided_at', '');

-- Proposals somebody waved away.
create table geo_proposal (
  tenant text not null default 'provider',
  id text not null,
  dismissed_at bigint not null,
  dismissed_by text not null,
  primary key (tenant, id)
);
select belwacht_isolate('geo_proposal');
select belwacht_audited('geo_proposal', array['dismissed_at'], array[]::text[]);

-- What policies did: packets in a lane of the kernel; attempts elsewhere, lane ''.
create table geo_hit (
  hour bigint not null,
  tenant text not null,
  service text not null,
  country text not null,
  hosting boolean not null,
  verdict text not null,
  lane text not null,
  count bigint not null,
  primary key (hour, tenant, service, country, hosting, verdict, lane)
);
create index geo_hit_by_tenant on geo_hit (tenant, hour);
select belwacht_isolate('geo_hit');

-- Who came from where and how it went, a day (UTC, start in ms). account only of successes; address '' stands for many
-- that were too many to keep apart. hours: bit h is set when there was one in hour h.
create table geo_traffic (
  day bigint not null,
  tenant text not null,
  service text not null,
  address text not null,
  country text not null,
  account text not null,
  outcome text not null,
  as_number bigint not null,
  hosting boolean not null,
  count bigint not null,
  hours integer not null,
  last_seen bigint not null,
  primary key (day, tenant, service, address, country, account, outcome)
) with (fillfactor = 85);
select belwacht_isolate('geo_traffic');

-- Days of events from before there was geo_traffic, which are counted into it in the background, newest first, an hour at a time.
create table geo_traffic_fill (
  tenant text not null default 'provider',
  day bigint not null,
  -- Events after that one were counted when they came.
  last_event bigint not null,
  -- Hours of the day that still have to be counted, from the last one down.
  hours_left smallint not null default 24,
  primary key (tenant, day)
);
insert into geo_traffic_fill (day, last_event)
  select (to_date(substr(c.relname, 8), 'YYYYMMDD') - date '1970-01-01')::bigint * 86400000, (select last_value from event_id)
  from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'event'::regclass and c.relname ~ '^event_d[0-9]{8}$';
select belwacht_isolate('geo_traffic_fill');
`,
};
