import type { Migration } from './migration.ts';

const own = `tenant text not null references tenant (id) deferrable,
  id text not null`;

/** Customers and what belongs to them: src/core/customer/parts.ts describes the tables of parts. */
export const customers: Migration = {
  number: 5,
  name: 'customers',
  sql: `
-- Comes with PostgreSQL and may be installed by the owner of a database: "another tenant" in an exclusion constraint.
create extension if not exists btree_gist;

alter table tenant
  add column kind text not null default 'customer' check (kind in ('provider', 'unassigned', 'customer')),
  add column state text not null default 'active' check (state in ('active', 'suspended', 'erasing')),
  add column suspended_at bigint,
  add column suspended_reason text not null default '',
  add column language text not null default 'nl' check (language in ('nl', 'en')),
  add column reference text not null default '',
  add column contact_name text not null default '',
  add column contact_mail text not null default '',
  add column contact_phone text not null default '',
  add column notes text not null default '',
  add constraint tenant_state_of_customers check (kind = 'customer' or state = 'active');
update tenant set kind = id where id in ('provider', 'unassigned');
create unique index tenant_reference on tenant (lower(reference)) where reference <> '';
create index tenant_by_name on tenant (name, id);

create table customer_site (
  ${own},
  name text not null,
  street text not null default '',
  postcode text not null default '',
  city text not null default '',
  country text not null default '',
  time_zone text not null default '',
  emergency_note text not null default '',
  created_at bigint not null,
  primary key (tenant, id)
);
create unique index customer_site_name on customer_site (tenant, lower(name));

create table customer_network (
  ${own},
  cidr cidr not null,
  site text,
  note text not null default '',
  created_at bigint not null,
  primary key (tenant, id),
  constraint customer_network_cidr unique (tenant, cidr),
  constraint customer_network_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete set null (site) deferrable
);
create index customer_network_of_site on customer_network (tenant, site);

create table customer_number_range (
  ${own},
  -- E.164 without its plus: digits, which do not begin with 0.
  first_number bigint not null,
  last_number bigint not null,
  span int8range generated always as
    (case when last_number >= first_number then int8range(first_number, last_number, '[]') end) stored,
  site text,
  note text not null default '',
  created_at bigint not null,
  primary key (tenant, id),
  constraint customer_number_range_order check (
    last_number >= first_number and length(first_number::text) = length(last_number::text)),
  constraint customer_number_range_size check (
    first_number >= 10000 and last_number <= 999999999999999 and last_number - first_number < 1000000),
  -- A number rings in one place, whoever's it is.
  constraint customer_number_range_once exclude using gist (span with &&),
  constraint customer_number_range_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete set null (site) deferrable
);
create index customer_number_range_of_site on customer_number_range (tenant, site);

alter table asset
  add column site text,
  add column vendor text not null default '',
  add column addresses cidr[] not null default '{}',
  add column channels integer,
  add column carrier text not null default '',
  add column note text not null default '',
  add column created_at bigint not null default 0,
  add constraint asset_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete set null (site) deferrable;
create unique index asset_name on asset (tenant, lower(name));
create index asset_of_site on asset (tenant, site);

create table sip_account (
  ${own},
  name text not null,
  realm text not null default '',
  asset text,
  site text,
  note text not null default '',
  created_at bigint not null,
  primary key (tenant, id),
  constraint sip_account_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete set null (site) deferrable,
  constraint sip_account_asset foreign key (tenant, asset) references asset (tenant, id)
    on delete set null (asset) deferrable
);
create unique index sip_account_name on sip_account (tenant, lower(name), lower(realm));
create index sip_account_of_site on sip_account (tenant, site);
create index sip_account_of_asset on sip_account (tenant, asset);

create table opening_hours (
  ${own},
  site text,
  weekday smallint not null check (weekday between 1 and 7),
  opens time not null,
  closes time not null,
  minutes int4range generated always as (case when closes > opens then
    int4range((extract(epoch from opens) / 60)::integer, (extract(epoch from closes) / 60)::integer) end) stored,
  created_at bigint not null,
  primary key (tenant, id),
  constraint opening_hours_order check (closes > opens),
  constraint opening_hours_once exclude using gist
    (tenant with =, (coalesce(site, '')) with =, weekday with =, minutes with &&),
  constraint opening_hours_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete cascade deferrable
);
create index opening_hours_of_site on opening_hours (tenant, site);

create table closed_day (
  ${own},
  site text,
  day date not null,
  note text not null default '',
  created_at bigint not null,
  primary key (tenant, id),
  constraint closed_day_once unique nulls not distinct (tenant, site, day),
  constraint closed_day_site foreign key (tenant, site) references customer_site (tenant, id)
    on delete cascade deferrable
);

-- Private, shared, loopback and link-local: every customer may have the same.
create function belwacht_is_private(range inet) returns boolean language sql immutable strict parallel safe as $$
  select range <<= any (array['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12',
    '192.168.0.0/16', 'fc00::/7', 'fe80::/10', '::1/128']::inet[])
$$;

-- Which addresses are whose, from networks and assets. Kept by triggers; two customers cannot have the same, however they race.
create table address_claim (
  tenant text not null,
  part text not null,
  part_id text not null,
  range inet not null,
  -- Of a trunk: addresses of a carrier, which customers have in common.
  shared smallint not null,
  -- Nobody else may have it; not so for private ones and for the provider, who runs networks that customers have parts of.
  exclusive boolean not null,
  primary key (tenant, part, part_id, range),
  constraint address_claim_exclusive exclude using gist (range inet_ops with &&, tenant with <>)
    where (exclusive and shared = 0),
  constraint address_claim_shared exclude using gist (range inet_ops with &&, tenant with <>, shared with <>)
    where (exclusive)
);
create index address_claim_range on address_claim using gist (range inet_ops);

create function belwacht_claim() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  ranges cidr[];
  common smallint := 0;
begin
  if tg_op <> 'INSERT' then
    delete from address_claim where tenant = old.tenant and part = tg_table_name and part_id = old.id;
  end if;
  if tg_op = 'DELETE' then
    return null;
  end if;
  if tg_table_name = 'asset' then
    ranges := new.addresses;
    if new.kind = 'trunk' then common := 1; end if;
  else
    ranges := array[new.cidr];
  end if;
  insert into address_claim (tenant, part, part_id, range, shared, exclusive)
    select distinct new.tenant, tg_table_name::text, new.id, range::inet, common,
      new.tenant <> 'provider' and not belwacht_is_private(range)
    from unnest(ranges) as range;
  return null;
end $$;
create trigger belwacht_claim after insert or delete or update of cidr on customer_network
  for each row execute function belwacht_claim();
create trigger belwacht_claim after insert or delete or update of addresses, kind on asset
  for each row execute function belwacht_claim();

-- What a removal of a customer did; stays when the customer is gone.
create table customer_erasure (
  id text primary key,
  tenant text not null default 'provider',
  customer text not null,
  customer_name text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  step text not null,
  done bigint not null,
  total bigint not null,
  counts jsonb not null,
  error text not null default '',
  made_by text not null,
  -- Who works, for what goes on after a restart.
  actor jsonb not null,
  started_at bigint not null,
  ended_at bigint
);
create unique index customer_erasure_running on customer_erasure (customer) where state = 'running';

-- Lists of customers count what is open and in force, however much there was before.
create index alert_open_of on alert (tenant, severity) where state <> 'closed';
create index decision_current_of on decision (tenant) where state in ('asked', 'in-force');

select belwacht_isolate(name) from unnest(array['customer_site', 'customer_network', 'customer_number_range', 'sip_account',
  'opening_hours', 'closed_day', 'address_claim', 'customer_erasure']) as name;
select belwacht_versioned(name) from unnest(array['customer_site', 'customer_network', 'customer_number_range', 'asset',
  'sip_account', 'opening_hours', 'closed_day']) as name;
select belwacht_audited(name, array['version', 'changed_at', 'changed_by', 'span', 'minutes', 'created_at'], array[]::text[])
  from unnest(array['customer_site', 'customer_network', 'customer_number_range', 'sip_account', 'opening_hours',
  'closed_day']) as name;
`,
};
