import type { Migration } from './migration.ts';

/**
 * Tenants, ways in, events and their counts, alerts, decisions and what surrounds them. Times are milliseconds since 1970 UTC
 * in a bigint, as everywhere in the core; `tenant` is in every row.
 */
export const spine: Migration = {
  number: 1,
  name: 'spine',
  sql: `
create table tenant (
  id text primary key,
  name text not null,
  time_zone text not null,
  created_at bigint not null
);
create table asset (
  tenant text not null,
  id text not null,
  name text not null,
  kind text not null,
  primary key (tenant, id)
);
create table source (
  id text primary key,
  tenant text not null,
  asset text not null,
  name text not null,
  kind text not null,
  match jsonb not null,
  format text not null,
  time_zone text not null,
  silent_after_s integer,
  discovered boolean not null,
  -- Event time since which it is known to be silent.
  silent_since bigint,
  created_at bigint not null
);
create index source_tenant on source (tenant);

create sequence event_id;
create table event (
  id bigint not null default nextval('event_id'),
  stored_at bigint not null,
  time bigint not null,
  tenant text not null,
  dataset text not null,
  action text not null,
  outcome text not null,
  reason text not null,
  source_ip text not null,
  source_port integer not null,
  destination_ip text not null,
  destination_port integer not null,
  transport text not null,
  user_name text not null,
  user_agent text not null,
  service text not null,
  host_name text not null,
  sip_method text not null,
  sip_status integer not null,
  sip_call_id text not null,
  sip_from_user text not null,
  sip_to_user text not null,
  sip_request_user text not null,
  rule_name text not null,
  country text not null,
  as_number bigint not null,
  as_name text not null,
  hosting boolean not null,
  asset text not null,
  source text not null,
  local_hour smallint not null,
  new_country boolean not null,
  line bigint not null,
  original text not null
) partition by range (time);
create index event_by_time on event (time, id);
create index event_by_tenant on event (tenant, time);
create index event_by_address on event (source_ip, time);
create index event_by_user on event (user_name, time) where user_name <> '';
-- Times far from now; days in reach get a partition of their own.
create table event_default partition of event default;

create table rollup_minute (
  minute bigint not null,
  tenant text not null,
  source text not null,
  asset text not null,
  action text not null,
  outcome text not null,
  country text not null,
  count bigint not null,
  shed bigint not null,
  primary key (minute, tenant, source, asset, action, outcome, country)
);
create table rollup_hour (
  hour bigint not null,
  tenant text not null,
  source text not null,
  asset text not null,
  action text not null,
  outcome text not null,
  country text not null,
  count bigint not null,
  shed bigint not null,
  primary key (hour, tenant, source, asset, action, outcome, country)
);
-- The narrow rollup charts read: sign-ins and registrations of telephony accounts.
create table registration_minute (
  minute bigint not null,
  tenant text not null,
  failed bigint not null,
  succeeded bigint not null,
  primary key (minute, tenant)
);
-- Who knocks: one row per address and tenant with kept events.
create table address_activity (
  tenant text not null,
  address text not null,
  country text not null,
  as_number bigint not null,
  as_name text not null,
  first_seen bigint not null,
  last_seen bigint not null,
  failures bigint not null,
  primary key (address, tenant)
);
create index address_activity_seen on address_activity (last_seen) include (country);
-- Where accounts of a customer live: address and account with a success.
create table site (
  tenant text not null,
  address text not null,
  user_name text not null,
  country text not null,
  first_success bigint not null,
  last_success bigint not null,
  successes bigint not null,
  proven boolean not null,
  primary key (address, tenant, user_name)
);
create index site_recent on site (last_success);

create table alert (
  id text primary key,
  rule text not null,
  -- 0 informational … 4 critical
  severity smallint not null,
  tenant text not null,
  asset text not null,
  group_by jsonb not null,
  start_time bigint not null,
  end_time bigint not null,
  count bigint not null,
  users integer not null,
  addresses integer not null,
  numbers integer not null,
  source_ip text not null,
  user_name text not null,
  country text not null,
  as_number bigint not null,
  as_name text not null,
  sentence_nl text not null,
  sentence_en text not null,
  evidence jsonb not null,
  response jsonb not null,
  state text not null default 'open',
  acknowledged_by text not null default '',
  acknowledged_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);
create index alert_by_start on alert (start_time, id);
create index alert_by_tenant on alert (tenant, start_time, id);
create index alert_live on alert (severity, end_time) where state <> 'closed';
create table alert_timeline (
  id bigint generated always as identity primary key,
  alert text not null,
  tenant text not null,
  at bigint not null,
  kind text not null,
  text_nl text not null,
  text_en text not null
);
create index alert_timeline_of on alert_timeline (alert, at);

create table decision (
  id text primary key,
  tenant text not null,
  action text not null,
  scope text not null,
  value text not null,
  from_time bigint not null,
  until_time bigint not null,
  reason_nl text not null,
  reason_en text not null,
  author text not null,
  alert text not null,
  rule text not null,
  offence integer not null,
  state text not null,
  guards jsonb not null,
  country text not null,
  as_name text not null,
  created_at bigint not null,
  updated_at bigint not null
);
create index decision_by_time on decision (from_time, id);
create index decision_by_tenant on decision (tenant, from_time, id);
create index decision_by_value on decision (value, from_time);
create index decision_by_alert on decision (alert) where alert <> '';
create index decision_current on decision (until_time) where state in ('asked', 'in-force', 'failed');
create index decision_moved on decision (updated_at);
create table decision_change (
  id bigint generated always as identity primary key,
  decision text not null,
  tenant text not null,
  at bigint not null,
  state text not null,
  author text not null,
  detail text not null
);
create index decision_change_of on decision_change (decision, at);
create table decision_enforcer (
  decision text not null,
  enforcer text not null,
  tenant text not null,
  is_real boolean not null,
  state text not null,
  at bigint not null,
  error text not null,
  primary key (decision, enforcer)
);

create table file_cursor (
  listener text primary key,
  tenant text not null default 'provider',
  inode text not null,
  read_to bigint not null,
  head text not null,
  updated_at bigint not null
);
create table source_tally (
  source text primary key,
  tenant text not null default 'provider',
  received bigint not null,
  recognised bigint not null,
  ignored bigint not null,
  malformed bigint not null,
  shed bigint not null,
  last_seen bigint not null
);
create table source_tally_minute (
  minute bigint not null,
  source text not null,
  tenant text not null default 'provider',
  received bigint not null,
  recognised bigint not null,
  ignored bigint not null,
  malformed bigint not null,
  shed bigint not null,
  primary key (minute, source)
);

create table setting (
  tenant text not null,
  key text not null,
  value jsonb not null,
  updated_at bigint not null,
  primary key (tenant, key)
);
create table rule_mode (
  tenant text not null,
  rule text not null,
  mode text not null,
  primary key (tenant, rule)
);
create table recipient (
  id text primary key,
  tenant text not null,
  kind text not null,
  address text not null,
  language text not null,
  minimum_severity smallint not null,
  last_at bigint,
  last_ok boolean,
  last_error text not null default '',
  created_at bigint not null
);
create table outbox (
  id text primary key,
  tenant text not null default 'provider',
  channel text not null,
  address text not null,
  content jsonb not null,
  state text not null default 'waiting',
  attempts integer not null default 0,
  next_attempt_at bigint not null,
  error text not null default '',
  created_at bigint not null,
  ended_at bigint
);
create index outbox_waiting on outbox (channel, next_attempt_at) where state = 'waiting';
-- What the hot thread learned and wants back after a restart.
create table learned (
  key text primary key,
  tenant text not null default 'provider',
  value jsonb not null,
  updated_at bigint not null
);
create table token (
  id text primary key,
  tenant text not null,
  kind text not null,
  name text not null,
  -- SHA-256 of the secret, hex; the secret itself has 256 random bits and is not kept.
  hash text not null unique,
  created_at bigint not null,
  last_used_at bigint
);
create table backtest (
  id text primary key,
  tenant text not null,
  rule text not null,
  days integer not null,
  state text not null,
  progress double precision not null,
  events bigint not null,
  alerts jsonb not null,
  would_block integer not null,
  seconds double precision not null,
  error text not null,
  note_nl text not null,
  note_en text not null,
  created_at bigint not null
);
-- Batches already stored, so that one repeated after a lost answer changes nothing.
create table applied_batch (
  instance text not null,
  seq bigint not null,
  at bigint not null,
  primary key (instance, seq)
);
create index applied_batch_at on applied_batch (at);

-- Tables of better-auth: people who sign in, their sessions and passwords.
create table auth_user (
  id text primary key,
  tenant text not null default 'provider',
  name text not null,
  email text not null unique,
  "emailVerified" boolean not null default false,
  image text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create table auth_session (
  id text primary key,
  tenant text not null default 'provider',
  token text not null unique,
  "userId" text not null references auth_user (id) on delete cascade,
  "expiresAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_session_user on auth_session ("userId");
create table auth_account (
  id text primary key,
  tenant text not null default 'provider',
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references auth_user (id) on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  scope text,
  password text,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_account_user on auth_account ("userId");
create table auth_verification (
  id text primary key,
  tenant text not null default 'provider',
  identifier text not null,
  value text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(),
  "updatedAt" timestamptz not null default now()
);
create index auth_verification_identifier on auth_verification (identifier);
`,
};
