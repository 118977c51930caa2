import type { Migration } from './migration.ts';

/** Traffic of countries by the hour, what became of attempts told apart, and what a review is founded on. */
export const geoHours: Migration = {
  number: 17,
  name: 'geo-hours',
  sql: `
-- Attempts by country, an hour (UTC, start in ms): for spans shorter than a day, and for longer than single addresses are kept.
create table geo_traffic_hour (
  hour bigint not null,
  tenant text not null,
  service text not null,
  country text not null,
  outcome text not null,
  count bigint not null,
  last_seen bigint not null,
  primary key (hour, tenant, service, country, outcome)
) with (fillfactor = 85);
select belwacht_isolate('geo_traffic_hour');

-- Attempts (lane '') said what the policy says; now they say what became of them. That a limit holds is no hit of an attempt.
update geo_hit set verdict = 'passed' where lane = '' and verdict = 'refuse';
delete from geo_hit where lane = '' and verdict = 'limit';

-- {countedDays, keptDays, ageDays, coverage4, coverage6, sources, located}; null of reviews from before.
alter table geo_review add column facts jsonb;
`,
};
