import type { Migration } from './migration.ts';

/** Customers find incidents by what they may read, not by causes and by what worked. */
export const incidentSearch: Migration = {
  number: 20,
  name: 'incident-search',
  sql: `
-- Of \`words\` those that people of the customer may read; empty in internal parts.
alter table incident_words add column shown tsvector not null default '';

create aggregate belwacht_together(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');
update incident_words w set shown = belwacht_incident_words(i.title || ' ' || i.summary) || coalesce(
    (select belwacht_together(e.words) from incident_entry e where e.incident = i.id and not e.internal), '')
  from incident i where i.id = w.incident and not w.internal;
drop aggregate belwacht_together(tsvector);

create or replace function belwacht_incident_found_by() returns trigger language plpgsql as $$
declare
  most constant integer := 60000;
  about tsvector;
  told tsvector;
  last record;
begin
  if tg_table_name = 'incident' then
    about := belwacht_incident_words(new.title || ' ' || new.summary || ' ' || new.cause || ' ' || new.what_worked);
    told := belwacht_incident_words(new.title || ' ' || new.summary);
    if tg_op = 'INSERT' then
      insert into incident_words (incident, internal, part, tenant, words, shown)
        values (new.id, false, 0, new.tenant, about, told);
    else
      update incident_words w set words = w.words || about, shown = case when w.internal then '' else w.shown || told end
        where w.incident = new.id;
    end if;
    return null;
  end if;
  select w.part, pg_column_size(w.words || ''::tsvector) as size into last from incident_words w
    where w.incident = new.incident and w.internal = new.internal order by w.part desc limit 1;
  if last.size < most then
    update incident_words w
      set words = w.words || new.words, shown = case when w.internal then '' else w.shown || new.words end
      where w.incident = new.incident and w.internal = new.internal and w.part = last.part;
  else
    select belwacht_incident_words(i.title || ' ' || i.summary || ' ' || i.cause || ' ' || i.what_worked),
        case when new.internal then '' else belwacht_incident_words(i.title || ' ' || i.summary) || new.words end
      into about, told from incident i where i.id = new.incident;
    insert into incident_words (incident, internal, part, tenant, words, shown)
      values (new.incident, new.internal, coalesce(last.part + 1, 0), new.tenant, about || new.words, told);
  end if;
  return null;
end $$;

-- Customers have few incidents: no second index over words for them.
create index incident_words_by_tenant on incident_words (tenant) where not internal;
create or replace function belwacht_find_incidents(query tsquery) returns setof text
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select w.incident from incident_words w
    where w.words @@ query and (select current_setting('belwacht.tenant', true)) = '*'
  union
  select w.incident from incident_words w
    where w.tenant = (select current_setting('belwacht.tenant', true)) and w.tenant <> '*' and not w.internal and w.shown @@ query
$$;
`,
};
