import type { Migration } from './migration.ts';

/** What was asked of the network out of incidents, the way back to production, and where its tests look. */
export const measures: Migration = {
  number: 14,
  name: 'measures',
  sql: `
-- tenant is the customer it is about, 'provider' when it is about all; orders say what it is made of, under ids that were given
-- before anything was done.
create table measure (
  id text primary key,
  -- What it was asked by: the same asks for the same.
  key text not null,
  incident text not null references incident (id) on delete cascade deferrable,
  tenant text not null references tenant (id) deferrable,
  action text not null,
  wish jsonb not null,
  sentence_nl text not null,
  sentence_en text not null,
  kind text not null,
  what text not null,
  state text not null
    check (state in ('waiting', 'refused', 'taking', 'in-force', 'unconfirmed', 'failed', 'undoing', 'undone')),
  reason text not null,
  asked_at bigint not null,
  asked_by jsonb not null,
  -- {nl, en}, null when nobody else has to agree.
  approval jsonb,
  decided_by jsonb,
  lasts_ms bigint not null,
  from_time bigint,
  until_time bigint,
  orders jsonb not null,
  reports jsonb not null default '[]',
  trouble jsonb,
  listed boolean not null default false,
  undone_at bigint,
  undone_by jsonb,
  undo_reason text not null default ''
);
create unique index measure_once on measure (key);
create index measure_of on measure (incident, asked_at, id);
create index measure_by_tenant on measure (tenant, asked_at, id);
create index measure_standing on measure (asked_at, id) where state in ('waiting', 'taking', 'in-force', 'unconfirmed', 'undoing');
select belwacht_isolate('measure');
select belwacht_audited('measure', array['orders', 'reports', 'trouble', 'listed', 'asked_at'], array[]::text[]);

-- Which actions need a second person.
create table measure_settings (
  tenant text primary key default 'provider',
  approvals jsonb not null
);
select belwacht_isolate('measure_settings');
select belwacht_versioned('measure_settings');
select belwacht_audited('measure_settings');

create table recovery (
  incident text primary key references incident (id) on delete cascade deferrable,
  tenant text not null references tenant (id) deferrable,
  phases jsonb not null,
  watch jsonb,
  watch_until bigint
);
create index recovery_by_tenant on recovery (tenant);
create index recovery_watching on recovery (watch_until) where watch is not null;
select belwacht_isolate('recovery');
select belwacht_versioned('recovery');
select belwacht_audited('recovery', array['phases'], array[]::text[]);

-- Where our SIP client looks whether an asset works; passwords are in the vault.
create table probe_target (
  tenant text not null references tenant (id) deferrable,
  asset text not null,
  host text not null,
  port integer not null,
  transport text not null check (transport in ('udp', 'tcp')),
  domain text not null,
  accounts jsonb not null default '[]',
  primary key (tenant, asset)
);
select belwacht_isolate('probe_target');
select belwacht_audited('probe_target');
`,
};
