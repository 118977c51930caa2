import type { Migration } from './migration.ts';

/** Roles, second factors, invitations, known browsers and the brake on guessing. Names in quotes are those of better-auth. */
export const people: Migration = {
  number: 4,
  name: 'people',
  sql: `
alter table auth_user
  -- Who could sign in before could do everything.
  add column role text not null default 'owner'
    check (role in ('owner', 'engineer', 'coordinator', 'auditor', 'customer-manager', 'customer-viewer')),
  add column state text not null default 'active' check (state in ('active', 'suspended')),
  add column language text check (language in ('nl', 'en')),
  add column "timeZone" text,
  add column "twoFactorEnabled" boolean not null default false,
  -- Roles of customers belong to a customer, and the others to none.
  add constraint auth_user_role_fits_tenant
    check ((role in ('customer-manager', 'customer-viewer')) = (tenant not in ('provider', 'unassigned')));
alter table auth_user alter column role drop default, alter column tenant drop default;
create index auth_user_tenant on auth_user (tenant);

alter table auth_session
  -- How a second factor was shown in this session; empty: not yet.
  add column mfa text not null default '' check (mfa in ('', 'totp', 'passkey', 'recovery-code', 'provider')),
  -- Until when dangerous acts need no further proof.
  add column "freshUntil" timestamptz,
  -- Wrong second factors in a row; a session that guesses is ended.
  add column "stepUpFailures" integer not null default 0,
  add column "lastSeenAt" timestamptz not null default now();

-- Rows of a person are of that person's tenant, whoever writes them.
create function belwacht_tenant_of_person() returns trigger language plpgsql set search_path from current as $$
begin
  select tenant into strict new.tenant from auth_user where id = new."userId";
  return new;
end $$;

create table auth_two_factor (
  id text primary key,
  tenant text not null default '',
  "userId" text not null unique references auth_user (id) on delete cascade,
  -- Encrypted with a key outside of the database.
  secret text not null,
  "backupCodes" text not null,
  verified boolean not null default false,
  "failedVerificationCount" integer not null default 0,
  "lockedUntil" timestamptz
);
create table auth_passkey (
  id text primary key,
  tenant text not null default '',
  "userId" text not null references auth_user (id) on delete cascade,
  name text,
  "publicKey" text not null,
  "credentialID" text not null unique,
  counter bigint not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  transports text,
  aaguid text,
  "createdAt" timestamptz not null default now()
);
create index auth_passkey_user on auth_passkey ("userId");

-- Browsers from which a person has signed in before.
create table known_browser (
  -- SHA-256 of what its cookie holds, hex.
  hash text not null,
  "userId" text not null references auth_user (id) on delete cascade,
  tenant text not null,
  created_at bigint not null,
  seen_at bigint not null,
  primary key (hash, "userId")
);
create index known_browser_user on known_browser ("userId");

-- Codes that were used: none counts twice while it is valid.
create table used_code (
  "userId" text not null references auth_user (id) on delete cascade,
  tenant text not null,
  hash text not null,
  used_at bigint not null,
  primary key ("userId", hash)
);

create table invitation (
  id text primary key,
  tenant text not null,
  -- SHA-256 of the token in the link, hex.
  token_hash text not null unique,
  email text not null unique,
  role text not null
    check (role in ('owner', 'engineer', 'coordinator', 'auditor', 'customer-manager', 'customer-viewer')),
  language text not null check (language in ('nl', 'en')),
  invited_by text not null,
  invited_by_name text not null,
  created_at bigint not null,
  expires_at bigint not null,
  -- Message in the outbox; empty when there is no mail.
  message text not null default '',
  constraint invitation_role_fits_tenant
    check ((role in ('customer-manager', 'customer-viewer')) = (tenant not in ('provider', 'unassigned')))
);

-- How often somebody was wrong lately. Keys are hashes: what was typed is not kept.
create table sign_in_throttle (
  key text primary key,
  tenant text not null default 'provider',
  failures integer not null,
  since bigint not null,
  blocked_until bigint not null,
  expires_at bigint not null
);
create index sign_in_throttle_expires on sign_in_throttle (expires_at);

do $$
declare name text;
begin
  foreach name in array array['auth_session', 'auth_account', 'auth_two_factor', 'auth_passkey', 'known_browser', 'used_code'] loop
    execute format('create trigger tenant_of_person before insert on %I for each row execute function belwacht_tenant_of_person()', name);
  end loop;
end $$;
-- The library wants a default where it writes nothing; the trigger puts the tenant of the person in its place.
alter table auth_session alter column tenant set default '';
alter table auth_account alter column tenant set default '';

select belwacht_isolate(name) from unnest(array[
  'auth_two_factor', 'auth_passkey', 'known_browser', 'used_code', 'invitation', 'sign_in_throttle'
]) as name;

-- Sessions, known browsers and codes come and go with sign-ins, which are on record themselves.
select belwacht_audited('auth_user', array['updatedAt', 'emailVerified', 'image']);
select belwacht_audited('auth_account',
  array['updatedAt', 'accessToken', 'refreshToken', 'idToken', 'accessTokenExpiresAt', 'refreshTokenExpiresAt', 'scope'],
  array['password']);
select belwacht_audited('auth_two_factor', array['failedVerificationCount', 'lockedUntil'], array['secret', 'backupCodes']);
select belwacht_audited('auth_passkey', array['counter'], array['publicKey', 'credentialID']);
select belwacht_audited('invitation', array['message'], array['token_hash']);
`,
};
