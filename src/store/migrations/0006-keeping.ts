import type { Migration } from './migration.ts';

/** Sealed secrets, how long things are kept, and what must be kept for an incident whatever those times say. */
export const keeping: Migration = {
  number: 6,
  name: 'keeping',
  sql: `
-- A secret as JWE; the key is outside the database, kid names it.
create table sealed_secret (
  tenant text not null,
  name text not null,
  kid text not null,
  jwe text not null,
  sealed_at bigint not null,
  primary key (tenant, name)
);
select belwacht_isolate('sealed_secret');
select belwacht_audited('sealed_secret', array['kid', 'sealed_at'], array['jwe']);

-- How long things are kept ('retention': days per kind; a customer's row only has events) and when backups are made ('backups').
create table keeping (
  tenant text not null,
  name text not null check (name in ('retention', 'backups')),
  value jsonb not null,
  primary key (tenant, name)
);
select belwacht_isolate('keeping');
select belwacht_versioned('keeping');
select belwacht_audited('keeping', array['version', 'changed_at', 'changed_by'], array[]::text[]);

create table legal_hold (
  id text primary key,
  tenant text not null,
  incident text not null,
  reason text not null,
  from_time bigint not null,
  to_time bigint not null,
  created_at bigint not null,
  created_by text not null,
  released_at bigint,
  released_by text not null default '',
  release_reason text not null default ''
);
create index legal_hold_open on legal_hold (tenant, from_time) where released_at is null;
select belwacht_isolate('legal_hold');
select belwacht_audited('legal_hold', array[]::text[], array[]::text[]);

-- Whether a thing of that customer and time must stay.
create function belwacht_held(of_tenant text, first bigint, last bigint) returns boolean language sql stable as $$
  select exists (select from legal_hold h
    where h.released_at is null and h.tenant = of_tenant and h.from_time <= last and h.to_time >= first)
$$;
create function belwacht_held(of_tenant text, at bigint) returns boolean language sql stable as $$
  select exists (select from legal_hold h
    where h.released_at is null and h.tenant = of_tenant and at between h.from_time and h.to_time)
$$;

-- Signed cookies while the secret was in the database; it is a file now, and people sign in again once.
delete from setting where key = 'fact:auth-secret';
`,
};
