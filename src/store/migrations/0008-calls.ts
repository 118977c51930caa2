import type { Migration } from './migration.ts';

/** Calls and what they cost, stops of calls, what holds for a customer's calls, rate decks, lists of fraud numbers, sources of calls. */
export const calls: Migration = {
  number: 8,
  name: 'calls',
  sql: `
-- Money in micro-euro. A call begins with its row and moves it until it is settled; end_time 0 while it runs.
create table call (
  id text not null,
  tenant text not null,
  source text not null,
  linked_id text not null,
  -- Id that its source gave.
  source_call text not null,
  start_time bigint not null,
  answer_time bigint not null,
  end_time bigint not null,
  direction text not null,
  payer text not null,
  from_text text not null,
  dialled text not null,
  dialled_kind text not null,
  number text not null,
  country text not null,
  destination_kind text not null,
  prefix text not null,
  abroad boolean not null,
  account text not null,
  account_code text not null,
  trunk text not null,
  address text not null,
  outcome text not null,
  cause integer not null,
  per_minute bigint not null,
  setup bigint not null,
  minimum_s integer not null,
  increment_s integer not null,
  estimate boolean not null,
  cost bigint not null,
  week_hour smallint not null,
  closed boolean not null,
  verdict text not null,
  reason text not null,
  reported boolean not null,
  stop text not null,
  stored_at bigint not null,
  primary key (start_time, id)
) partition by range (start_time);
create index call_by_tenant on call (tenant, start_time, id);
create index call_running on call (tenant, start_time) where end_time = 0;
create index call_held_back on call (tenant, start_time) where reason not in ('no-objection', 'incoming', 'unattributed');
create index call_by_source on call (source_call);
-- Times far from now; days in reach get a partition of their own.
create table call_default partition of call default;
select belwacht_isolate('call');

-- What was refused, or in report-only would have been, counted: who tries fifty times a second leaves few rows of calls.
create table call_refusal (
  minute bigint not null,
  tenant text not null,
  payer text not null,
  country text not null,
  reason text not null,
  stop text not null,
  reported boolean not null,
  count bigint not null,
  primary key (minute, tenant, payer, country, reason, stop, reported)
);
create index call_refusal_of on call_refusal (stop) where stop <> '';
select belwacht_isolate('call_refusal');

create table call_stop (
  id text primary key,
  tenant text not null,
  scope text not null,
  payer text not null,
  reach text not null,
  country text not null,
  prefix text not null,
  -- Countries that stay open.
  spared jsonb not null default '[]',
  divert_to text not null,
  hang_up boolean not null,
  from_time bigint not null,
  until_time bigint not null,
  reason_nl text not null,
  reason_en text not null,
  author text not null,
  alert text not null,
  rule text not null,
  state text not null,
  -- What each PBX beside the path confirmed.
  controls jsonb not null default '[]',
  created_at bigint not null,
  updated_at bigint not null
);
create index call_stop_by_tenant on call_stop (tenant, from_time, id);
create index call_stop_by_alert on call_stop (alert) where alert <> '';
create index call_stop_current on call_stop (until_time) where state in ('asked', 'in-force', 'reported');
select belwacht_isolate('call_stop');
-- A stop that goes on since an attack does is no new act; one that begins or ends is.
create constraint trigger call_stop_made after insert on call_stop deferrable initially deferred for each row
  execute function belwacht_audit('controls,created_at', '');
create constraint trigger call_stop_moved after update on call_stop deferrable initially deferred for each row
  when (old.state <> new.state) execute function belwacht_audit('controls,created_at', '');
create constraint trigger call_stop_gone after delete on call_stop deferrable initially deferred for each row
  execute function belwacht_audit('controls,created_at', '');

create table call_settings (
  tenant text primary key references tenant (id) deferrable,
  mode text not null check (mode in ('off', 'report-only', 'enforce')),
  value jsonb not null,
  -- Since when it has this mode.
  mode_since bigint not null
);
select belwacht_isolate('call_settings');
select belwacht_versioned('call_settings');
select belwacht_audited('call_settings', array['mode_since'], array[]::text[]);

create table rate_deck (
  id text primary key,
  tenant text not null,
  name text not null,
  currency text not null,
  active boolean not null,
  prefixes integer not null,
  bytes bigint not null,
  report jsonb not null,
  created_at bigint not null,
  created_by text not null,
  activated_at bigint
);
create unique index rate_deck_active on rate_deck (tenant) where active;
create index rate_deck_of on rate_deck (tenant, created_at);
select belwacht_isolate('rate_deck');
select belwacht_versioned('rate_deck');
select belwacht_audited('rate_deck', array['report', 'created_at', 'activated_at'], array[]::text[]);
-- The file as it came, packed with gzip.
create table rate_deck_file (
  deck text primary key references rate_deck (id) on delete cascade,
  tenant text not null,
  content bytea not null
);
select belwacht_isolate('rate_deck_file');

create table number_list (
  id text primary key,
  tenant text not null,
  name text not null,
  source text not null,
  refuse boolean not null,
  -- [first, last, until, note] each.
  entries jsonb not null,
  report jsonb not null,
  created_at bigint not null,
  created_by text not null
);
create index number_list_of on number_list (tenant, created_at);
select belwacht_isolate('number_list');
select belwacht_audited('number_list', array['entries', 'report', 'created_at'], array[]::text[]);

create table call_source (
  id text primary key,
  tenant text not null,
  name text not null,
  kind text not null,
  enabled boolean not null,
  value jsonb not null,
  created_at bigint not null
);
create index call_source_of on call_source (tenant);
select belwacht_isolate('call_source');
select belwacht_versioned('call_source');
select belwacht_audited('call_source', array['created_at'], array[]::text[]);

-- What the call thread learned and wants back after a restart: what is normal for whom.
create table call_learned (
  key text primary key,
  tenant text not null default 'provider',
  value jsonb not null,
  updated_at bigint not null
);
select belwacht_isolate('call_learned');

-- What alerts about calls know besides.
alter table alert add column calls jsonb;
`,
};
