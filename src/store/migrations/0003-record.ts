import type { Migration } from './migration.ts';

/**
 * The record: every act is an entry that carries the hash of the one before (docs/audit.md). The database writes it itself,
 * from the rows that changed and `belwacht.actor`, in the transaction that changes them: no act without its entry, no entry
 * without its act.
 */
export const record: Migration = {
  number: 3,
  name: 'record',
  sql: `
-- What is filtered on is worked out from the payload, so that it cannot say anything else.
create table audit_entry (
  seq bigint primary key,
  payload text not null,
  prev_hash text not null,
  hash text not null,
  at bigint not null generated always as ((payload::jsonb->>'at')::bigint) stored,
  tenant text not null generated always as (payload::jsonb->>'tenant') stored,
  actor_kind text not null generated always as (payload::jsonb->'actor'->>'kind') stored,
  actor_id text not null generated always as (payload::jsonb->'actor'->>'id') stored,
  action text not null generated always as (payload::jsonb->>'action') stored,
  object_kind text not null generated always as (payload::jsonb->'object'->>'kind') stored,
  object_id text not null generated always as (payload::jsonb->'object'->>'id') stored,
  rule text not null generated always as (payload::jsonb->>'rule') stored
);
create index audit_by_tenant on audit_entry (tenant, seq);
create index audit_by_actor on audit_entry (actor_id, seq);
create index audit_by_action on audit_entry (action, seq);
create index audit_by_object on audit_entry (object_kind, object_id, seq);
create index audit_by_time on audit_entry (at);

-- The last entry. One row; its lock is what puts entries in order.
create table audit_head (
  tenant text primary key default 'provider' check (tenant = 'provider'),
  seq bigint not null,
  hash text not null
);
insert into audit_head (seq, hash) values (0, repeat('0', 64));

-- How far entries were handed to others, such as a SIEM.
create table audit_cursor (
  receiver text primary key,
  tenant text not null default 'provider',
  seq bigint not null,
  updated_at bigint not null
);

-- Taken at commit (the triggers are deferred), so the lock on the head is the last a transaction takes and nobody waits in a ring.
create function belwacht_audit_append(
  tenant text, actor jsonb, action text, object_kind text, object_id text,
  before jsonb, after jsonb, detail jsonb, why text, rule text
) returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp
-- A plan made while the table was small would read all of it later, for each entry again.
-- Where costs decide about compiling, such a plan would be compiled for each entry.
set enable_seqscan = off set jit = off as $$
declare
  head audit_head;
  last record;
  number bigint;
  previous text;
  content text;
begin
  select h.* into head from audit_head h for update;
  select e.seq, e.hash into last from audit_entry e order by e.seq desc limit 1;
  -- The head follows at the end of the transaction. When entries behind it are gone, the gap stays to be found.
  if last.seq > head.seq then
    number := last.seq + 1;
    previous := last.hash;
  else
    number := head.seq + 1;
    previous := head.hash;
  end if;
  content := json_build_object(
    'seq', number,
    'at', floor(extract(epoch from clock_timestamp()) * 1000)::bigint,
    'tenant', coalesce(tenant, 'provider'),
    'actor', json_build_object('kind', coalesce(actor->>'kind', 'system'), 'id', coalesce(actor->>'id', ''),
      'name', coalesce(actor->>'name', ''), 'address', coalesce(actor->>'address', '')),
    'act', coalesce(actor->>'act', ''),
    'action', action,
    'object', json_build_object('kind', object_kind, 'id', coalesce(object_id, '')),
    'before', before, 'after', after, 'detail', detail,
    'reason', coalesce(nullif(actor->>'reason', ''), why, ''),
    'rule', coalesce(rule, '')
  )::text;
  insert into audit_entry (seq, payload, prev_hash, hash)
    values (number, content, previous, encode(sha256(convert_to(previous || E'\\n' || content, 'UTF8')), 'hex'));
  return number;
end $$;
revoke execute on function belwacht_audit_append from public;

-- Who acts: as the transaction says, or whoever works on the database by hand.
create function belwacht_audit_actor() returns jsonb language sql stable set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(nullif(current_setting('belwacht.actor', true), '')::jsonb,
    jsonb_build_object('kind', 'local', 'id', session_user, 'name', session_user, 'address', coalesce(host(inet_client_addr()), '')))
$$;

-- Acts that change no row. Who is limited to a tenant can write for that tenant and in the own name only.
create function belwacht_audit_add(action text, object_kind text, object_id text, detail jsonb, tenant text, actor jsonb)
returns bigint language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  scope text := coalesce(current_setting('belwacht.tenant', true), '');
begin
  if scope = '*' then
    return belwacht_audit_append(tenant, coalesce(actor, belwacht_audit_actor()), action, object_kind, object_id, null, null, detail, null, null);
  elsif scope = '' then
    raise exception 'no scope is set';
  end if;
  return belwacht_audit_append(scope, belwacht_audit_actor(), action, object_kind, object_id, null, null, detail, null, null);
end $$;

create function belwacht_audit_head() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp
-- Where costs decide about compiling, such a plan would be compiled for each entry.
set enable_seqscan = off set jit = off as $$
begin
  -- Once a transaction, by its last entry.
  if new.seq = (select e.seq from audit_entry e order by e.seq desc limit 1) then
    update audit_head set seq = new.seq, hash = new.hash;
  end if;
  return null;
end $$;
create constraint trigger audit_head_follows after insert on audit_entry
  deferrable initially deferred for each row execute function belwacht_audit_head();

create function belwacht_audit_keep() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_table_name = 'audit_head' and tg_op = 'UPDATE' then
    if new.seq > old.seq then return new; end if;
  elsif tg_op = 'DELETE' and tg_table_name = 'audit_entry' then
    -- Retention says so in its own transaction, and leaves an entry behind.
    if old.seq <= nullif(current_setting('belwacht.audit_prune', true), '')::bigint then return old; end if;
  end if;
  raise exception 'the record is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_stays before update or delete on audit_entry for each row execute function belwacht_audit_keep();
create trigger audit_entry_is_not_emptied before truncate on audit_entry for each statement execute function belwacht_audit_keep();
create trigger audit_head_stays before update or delete on audit_head for each row execute function belwacht_audit_keep();
create trigger audit_head_is_not_emptied before truncate on audit_head for each statement execute function belwacht_audit_keep();

/*
 * Removes entries older than a time (ms) from the beginning, never the last one, and leaves audit.pruned with the number and hash
 * of the last that went: the chain is checked from there. Returns how many went.
 */
create function belwacht_audit_prune(older_than bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone bigint;
  through record;
begin
  perform from audit_head for update;
  select e.seq, e.hash into through from audit_entry e
    where e.seq < coalesce((select k.seq from audit_entry k where k.at >= older_than order by k.seq limit 1),
      (select max(k.seq) from audit_entry k)) order by e.seq desc limit 1;
  if through.seq is null then return 0; end if;
  perform set_config('belwacht.audit_prune', through.seq::text, true);
  delete from audit_entry where seq <= through.seq;
  get diagnostics gone = row_count;
  perform set_config('belwacht.audit_prune', '', true);
  perform belwacht_audit_append('provider', belwacht_audit_actor(), 'audit.pruned', 'audit', '', null, null,
    jsonb_build_object('through', through.seq, 'hash', through.hash, 'entries', gone, 'olderThan', older_than), null, null);
  return gone;
end $$;
revoke execute on function belwacht_audit_prune from public;

-- Arguments: columns that are left out, columns whose values are not told.
create function belwacht_audit() returns trigger language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  ignored constant text[] := string_to_array(tg_argv[0], ',') || array['updated_at', 'updatedAt', 'changed_at', 'changed_by', 'version'];
  redacted constant text[] := string_to_array(tg_argv[1], ',');
  was jsonb;
  is_now jsonb;
  line jsonb;
  kind text := replace(regexp_replace(tg_table_name, '^auth_', ''), '_', '-');
  verb text;
  object_id text;
  actor jsonb := belwacht_audit_actor();
  why text;
  rule text;
  name text;
begin
  if tg_op <> 'INSERT' then was := to_jsonb(old) - ignored; end if;
  if tg_op <> 'DELETE' then is_now := to_jsonb(new) - ignored; end if;
  line := case tg_op when 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
  object_id := coalesce(line->>'id', line->>'key', line->>'rule', line->>'name', '');
  rule := line->>'rule';
  kind := case kind when 'user' then 'person' when 'account' then 'credential' else kind end;
  verb := case tg_op when 'INSERT' then 'created' when 'DELETE' then 'deleted' else 'updated' end;

  if tg_op = 'UPDATE' then
    select jsonb_object_agg(c.key, c.o), jsonb_object_agg(c.key, c.n) into was, is_now
    from (select n.key, n.value as n, was->n.key as o from jsonb_each(is_now) n where n.value is distinct from was->n.key) c;
    if is_now is null then return null; end if;
    if is_now ? 'role' then
      verb := 'role-changed';
    elsif is_now ? 'state' then
      verb := case is_now->>'state' when 'open' then 'reopened' when 'active' then 'activated' else is_now->>'state' end;
    end if;
    for name in select unnest(redacted) loop
      if was->>name is not null then was := was || jsonb_build_object(name, '(secret)'); end if;
      if is_now->>name is not null then is_now := is_now || jsonb_build_object(name, '(changed)'); end if;
    end loop;
  else
    for name in select unnest(redacted) loop
      if was->>name is not null then was := was || jsonb_build_object(name, '(secret)'); end if;
      if is_now->>name is not null then is_now := is_now || jsonb_build_object(name, '(secret)'); end if;
    end loop;
    was := jsonb_strip_nulls(was);
    is_now := jsonb_strip_nulls(is_now);
  end if;

  if tg_table_name in ('setting', 'rule_mode') and tg_op = 'INSERT' then
    verb := 'updated';
  elsif tg_table_name = 'decision' then
    why := line->>'reason_en';
  elsif tg_table_name = 'decision_change' then
    kind := 'decision';
    object_id := line->>'decision';
    verb := line->>'state';
    if verb = 'asked' then
      -- The first entry of a decision tells what the decision itself tells.
      if not exists (select from decision_change c where c.decision = object_id and c.id < new.id) then return null; end if;
      verb := 'released';
    end if;
    why := line->>'detail';
    is_now := null;
    select jsonb_build_object('value', d.value, 'state', line->>'state', 'until_time', d.until_time), d.rule into is_now, rule
      from decision d where d.id = object_id;
  end if;

  -- What Belwacht does by itself has its cause in the row: a rule, or a person it acts for.
  if actor->>'kind' = 'system' then
    if line->>'author' like 'rule:%' then
      actor := actor || jsonb_build_object('kind', 'rule', 'id', substr(line->>'author', 6), 'name', substr(line->>'author', 6));
    elsif line->>'author' like 'user:%' then
      actor := actor || jsonb_build_object('kind', 'person', 'id', substr(line->>'author', 6), 'name',
        coalesce((select u.name from auth_user u where u.id = substr(line->>'author', 6)), ''));
    elsif line->>'author' like 'token:%' then
      actor := actor || jsonb_build_object('kind', 'token', 'id', substr(line->>'author', 7), 'name',
        coalesce((select t.name from token t where t.id = substr(line->>'author', 7)), ''));
    elsif tg_table_name = 'alert' and coalesce(rule, '') <> '' then
      actor := actor || jsonb_build_object('kind', 'rule', 'id', rule, 'name', rule);
    end if;
  end if;

  perform belwacht_audit_append(
    coalesce(case when tg_table_name = 'tenant' then line->>'id' end, line->>'tenant', 'provider'),
    actor, kind || '.' || verb, kind, object_id, was, is_now, null, why, rule);
  return null;
end $$;

/*
 * Puts a table on record. Changes of nothing but ignored columns write nothing; redacted columns read "(secret)", or "(changed)"
 * when they did. condition, when given, is about "line", the row: only such rows count.
 */
create function belwacht_audited(name text, ignored text[] default '{}', redacted text[] default '{}', condition text default 'true')
returns void language plpgsql as $$
declare
  arguments text := format('%L, %L', array_to_string(ignored, ','), array_to_string(redacted, ','));
  silent text := quote_literal(ignored || array['updated_at', 'updatedAt', 'changed_at', 'changed_by', 'version']);
begin
  execute format('create constraint trigger %I after insert on %I deferrable initially deferred for each row when (%s) execute function belwacht_audit(%s)',
    name || '_made', name, replace(condition, 'line.', 'new.'), arguments);
  execute format('create constraint trigger %I after delete on %I deferrable initially deferred for each row when (%s) execute function belwacht_audit(%s)',
    name || '_gone', name, replace(condition, 'line.', 'old.'), arguments);
  execute format('create constraint trigger %1$I after update on %2$I deferrable initially deferred for each row
    when ((%3$s) and to_jsonb(old) - %4$s::text[] is distinct from to_jsonb(new) - %4$s::text[]) execute function belwacht_audit(%5$s)',
    name || '_changed', name, replace(condition, 'line.', 'new.'), silent, arguments);
end $$;

-- Notes are the provider's own; the customer's people read the record of their customer.
select belwacht_audited('tenant', '{}', array['notes']);
select belwacht_audited('asset');
select belwacht_audited('source', array['silent_since', 'created_at']);
select belwacht_audited('setting', '{}', '{}', 'line.key not like ''fact:%'' and line.key <> ''setup-token''');
select belwacht_audited('rule_mode');
select belwacht_audited('recipient', array['last_at', 'last_ok', 'last_error']);
select belwacht_audited('token', array['last_used_at', 'last_used_address'], array['hash']);
-- A decision is told when it is taken; what becomes of it is told by who moved it, not by what enforcers confirm.
create constraint trigger decision_made after insert on decision deferrable initially deferred for each row
  execute function belwacht_audit('guards,created_at', '');
create constraint trigger decision_moved after insert on decision_change deferrable initially deferred for each row
  when (new.state in ('lifted', 'expired') or (new.state = 'asked' and new.author not like 'rule:%')) execute function belwacht_audit('', '');
-- An alert counts on by itself; people acknowledge and close it.
create constraint trigger alert_handled after update on alert deferrable initially deferred for each row
  when (old.state <> new.state or old.acknowledged_by <> new.acknowledged_by)
  execute function belwacht_audit('severity,group_by,start_time,end_time,count,users,addresses,numbers,source_ip,user_name,country,as_number,as_name,sentence_nl,sentence_en,evidence,response,created_at,acknowledged_at', '');

select belwacht_isolate('audit_entry');
select belwacht_isolate('audit_head');
select belwacht_isolate('audit_cursor');
`,
};
