import type { Migration } from './migration.ts';

/** Editions of the incident response plan. All of it is the provider's. */
export const plan: Migration = {
  number: 11,
  name: 'plan',
  sql: `
-- form is all that people wrote; authors ['user:…'], readers [{by, at}], names {'user:…': name}.
create table plan_edition (
  id text primary key,
  tenant text not null default 'provider',
  edition bigint not null check (edition > 0),
  state text not null check (state in ('draft', 'approved', 'in-force', 'replaced')),
  form jsonb not null,
  authors jsonb not null,
  approved_by text,
  approved_at bigint,
  approved_alone text not null default '',
  in_force_by text,
  in_force_at bigint,
  replaced_at bigint,
  readers jsonb not null default '[]',
  names jsonb not null,
  created_at bigint not null
);
create unique index plan_edition_number on plan_edition (tenant, edition);
-- One is in force, and people work on one at a time.
create unique index plan_edition_in_force on plan_edition (tenant) where state = 'in-force';
create unique index plan_edition_open on plan_edition (tenant) where state in ('draft', 'approved');
select belwacht_isolate('plan_edition');
-- Who read it changes nothing that somebody else may be writing over.
select belwacht_versioned('plan_edition', array['readers', 'names']);
-- The record tells that the text changed, not what it says: it holds the telephone numbers of people.
select belwacht_audited('plan_edition', array['names', 'created_at'], array['form']);

create table plan_review_done (
  id bigint generated always as identity primary key,
  tenant text not null default 'provider',
  review text not null,
  due_on text not null,
  done_on text not null,
  made_by text not null,
  note text not null,
  at bigint not null
);
create index plan_review_done_of on plan_review_done (tenant, review, id);
select belwacht_isolate('plan_review_done');
select belwacht_audited('plan_review_done', array['at'], array[]::text[]);

create table plan_settings (
  tenant text primary key default 'provider',
  copy_on boolean not null,
  copy_to text not null,
  copy_day bigint not null check (copy_day between 1 and 31),
  remind_to text not null
);
select belwacht_isolate('plan_settings');
select belwacht_versioned('plan_settings');
select belwacht_audited('plan_settings');

-- Mails that were handed to the outbox, which forgets after a while.
create table plan_mail (
  id text primary key,
  tenant text not null default 'provider',
  kind text not null check (kind in ('copy', 'reminder')),
  edition bigint not null,
  about text not null,
  to_address text not null,
  at bigint not null
);
create index plan_mail_by_time on plan_mail (tenant, kind, at);
select belwacht_isolate('plan_mail');
`,
};
