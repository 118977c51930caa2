import type { Migration } from './migration.ts';

/** What machines need: versions of what is edited, tokens with an end and permissions, answers kept for repeated requests. */
export const machines: Migration = {
  number: 7,
  name: 'machines',
  sql: `
select belwacht_versioned('source', array['silent_since']);
select belwacht_versioned('recipient', array['last_at', 'last_ok', 'last_error']);
select belwacht_versioned('setting', array['updated_at']);
select belwacht_versioned('rule_mode');
select belwacht_versioned('tenant');
select belwacht_versioned('auth_user', array['updatedAt']);

alter table token
  -- What it may do; tokens of machines that only deliver or fetch need none: their kind opens one door.
  add column permissions text[] not null default '{}',
  add column expires_at bigint,
  -- Person whose permissions bound it; empty for tokens of this machine itself.
  add column made_by text not null default '',
  add column made_by_name text not null default '',
  add column last_used_address text not null default '';
select belwacht_versioned('token', array['last_used_at', 'last_used_address']);

-- Tokens of before could do what people could, and had no end: they keep what they did for 90 days.
update token set expires_at = (extract(epoch from now()) * 1000)::bigint + 90 * 86400000::bigint,
  permissions = case when kind = 'api' then array['overview:read', 'alerts:read', 'alerts:act', 'decisions:read', 'decisions:act',
    'events:read', 'sources:read', 'sources:write', 'rules:read', 'rules:write', 'settings:read', 'settings:write',
    'customers:read', 'customers:write', 'tokens:read', 'system:read'] else '{}' end;

create table idempotency (
  tenant text not null,
  -- user:<id> or token:<id>
  actor text not null,
  key text not null,
  route text not null,
  -- SHA-256 of method, path and body, hex.
  request_hash text not null,
  -- Start of the server that runs it: what another start left running has an unknown end.
  run text not null,
  -- Where the record stood when it began: what it did stands behind that.
  record_seq bigint not null,
  state text not null check (state in ('running', 'done')),
  status integer,
  content_type text,
  -- Absent for answers that hold a secret or are long.
  body text,
  created_at bigint not null,
  expires_at bigint not null,
  primary key (tenant, actor, key)
);
create index idempotency_expires on idempotency (expires_at);
select belwacht_isolate('idempotency');
`,
};
