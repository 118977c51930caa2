import type { Migration } from './migration.ts';

/** Who came from where in the last two hours, by five minutes and by what they came to. */
export const geoRecent: Migration = {
  number: 16,
  name: 'geo-recent',
  sql: `
-- What previews of attack modes and proposals are made of. slot: start of the five minutes, ms; asset '' where the source is of
-- none; address '' stands for many that were too many to keep apart.
create table geo_recent (
  slot bigint not null,
  tenant text not null,
  asset text not null,
  service text not null,
  address text not null,
  country text not null,
  outcome text not null,
  as_number bigint not null,
  hosting boolean not null,
  count bigint not null,
  primary key (slot, tenant, asset, service, address, country, outcome)
) with (fillfactor = 85);
select belwacht_isolate('geo_recent');
`,
};
