import type { Generated, JSONColumnType } from 'kysely';
import type { Role } from '../core/access.ts';
import type { CallAlertFacts, Response } from '../core/alert.ts';
import type { CustomerState, TenantKind } from '../core/customer/customer.ts';
import type { DecisionState, GuardResult, Mode } from '../core/decision.ts';
import type { Source, SourceKind } from '../core/source.ts';

/** Columns of `belwacht_versioned`. */
interface VersionColumns {
  version: Generated<number>;
  changed_at: Generated<number>;
  changed_by: Generated<string>;
}

/** Columns of our tables (migrations/). Times are ms since 1970 UTC. */
export interface Schema {
  /** What people write down about a customer is read in customers/. */
  tenant: {
    id: string;
    name: string;
    time_zone: string;
    created_at: number;
    kind: TenantKind;
    state: Generated<CustomerState>;
  };
  asset: { tenant: string; id: string; name: string; kind: string };
  source: SourceRow;
  event: EventRow;
  rollup_minute: RollupRow & { minute: number };
  rollup_hour: RollupRow & { hour: number };
  registration_minute: { minute: number; tenant: string; failed: number; succeeded: number };
  address_activity: AddressRow;
  site: SiteRow;
  alert: AlertRow;
  alert_timeline: {
    id: Generated<number>;
    alert: string;
    tenant: string;
    at: number;
    kind: string;
    text_nl: string;
    text_en: string;
  };
  decision: DecisionRow;
  decision_change: {
    id: Generated<number>;
    decision: string;
    tenant: string;
    at: number;
    state: DecisionState;
    author: string;
    detail: string;
  };
  decision_enforcer: {
    decision: string;
    enforcer: string;
    tenant: string;
    is_real: boolean;
    state: 'asked' | 'in-force' | 'lifted' | 'failed';
    at: number;
    error: string;
  };
  file_cursor: {
    listener: string;
    tenant: Generated<string>;
    inode: string;
    read_to: number;
    head: string;
    updated_at: number;
  };
  source_tally: TallyRow & { last_seen: number };
  source_tally_minute: TallyRow & { minute: number };
  setting: { tenant: string; key: string; value: JSONColumnType<object>; updated_at: number } & VersionColumns;
  rule_mode: { tenant: string; rule: string; mode: Mode } & VersionColumns;
  recipient: VersionColumns & {
    id: string;
    tenant: string;
    kind: 'mail' | 'webhook';
    address: string;
    language: 'nl' | 'en';
    minimum_severity: number;
    last_at: number | null;
    last_ok: boolean | null;
    last_error: Generated<string>;
    created_at: number;
  };
  outbox: {
    id: string;
    tenant: Generated<string>;
    channel: string;
    address: string;
    content: JSONColumnType<object>;
    state: Generated<'waiting' | 'delivered' | 'failed'>;
    attempts: Generated<number>;
    next_attempt_at: number;
    error: Generated<string>;
    created_at: number;
    ended_at: number | null;
    begun_at: number | null;
  };
  learned: LearnedRow;
  call_learned: LearnedRow;
  token: VersionColumns & {
    id: string;
    tenant: string;
    kind: 'ingest' | 'bouncer' | 'list' | 'api' | 'local';
    name: string;
    hash: string;
    permissions: Generated<string[]>;
    expires_at: number | null;
    made_by: Generated<string>;
    made_by_name: Generated<string>;
    created_at: number;
    last_used_at: number | null;
    last_used_address: Generated<string>;
  };
  idempotency: {
    tenant: string;
    actor: string;
    key: string;
    route: string;
    request_hash: string;
    run: string;
    record_seq: number;
    state: 'running' | 'done';
    status: number | null;
    content_type: string | null;
    body: string | null;
    created_at: number;
    expires_at: number;
  };
  backtest: {
    id: string;
    tenant: string;
    rule: string;
    days: number;
    state: 'running' | 'done' | 'failed';
    progress: number;
    events: number;
    alerts: JSONColumnType<object>;
    would_block: number;
    seconds: number;
    error: string;
    note_nl: string;
    note_en: string;
    created_at: number;
  };
  applied_batch: { instance: string; seq: number; at: number };
  auth_user: {
    id: string;
    tenant: string;
    role: Role;
    state: Generated<'active' | 'suspended'>;
    name: string;
    email: string;
    emailVerified: Generated<boolean>;
    language: 'nl' | 'en' | null;
    timeZone: Generated<string | null>;
    updatedAt: Generated<Date>;
    version: Generated<number>;
  };
  auth_account: {
    id: string;
    tenant: string;
    accountId: string;
    providerId: string;
    userId: string;
    password: string | null;
  };
}

export interface SourceRow extends VersionColumns {
  id: string;
  tenant: string;
  asset: string;
  name: string;
  kind: SourceKind;
  match: JSONColumnType<Source['match']>;
  format: string;
  time_zone: string;
  silent_after_s: number | null;
  discovered: boolean;
  silent_since: number | null;
  created_at: number;
}

interface LearnedRow {
  key: string;
  tenant: Generated<string>;
  value: JSONColumnType<object>;
  updated_at: number;
}

interface RollupRow {
  tenant: string;
  source: string;
  asset: string;
  action: string;
  outcome: string;
  country: string;
  count: number;
  shed: number;
}

interface TallyRow {
  source: string;
  tenant: Generated<string>;
  received: number;
  recognised: number;
  ignored: number;
  malformed: number;
  shed: number;
}

interface AddressRow {
  tenant: string;
  address: string;
  country: string;
  as_number: number;
  as_name: string;
  first_seen: number;
  last_seen: number;
  failures: number;
}

interface SiteRow {
  tenant: string;
  address: string;
  user_name: string;
  country: string;
  first_success: number;
  last_success: number;
  successes: number;
  proven: boolean;
}

export interface EventRow {
  id: Generated<number>;
  stored_at: number;
  time: number;
  tenant: string;
  dataset: string;
  action: string;
  outcome: string;
  reason: string;
  source_ip: string;
  source_port: number;
  destination_ip: string;
  destination_port: number;
  transport: string;
  user_name: string;
  user_agent: string;
  service: string;
  host_name: string;
  sip_method: string;
  sip_status: number;
  sip_call_id: string;
  sip_from_user: string;
  sip_to_user: string;
  sip_request_user: string;
  rule_name: string;
  country: string;
  as_number: number;
  as_name: string;
  hosting: boolean;
  asset: string;
  source: string;
  local_hour: number;
  new_country: boolean;
  line: number;
  original: string;
}

export interface AlertRow {
  id: string;
  rule: string;
  severity: number;
  tenant: string;
  asset: string;
  group_by: JSONColumnType<Record<string, string>>;
  start_time: number;
  end_time: number;
  count: number;
  users: number;
  addresses: number;
  numbers: number;
  source_ip: string;
  user_name: string;
  country: string;
  as_number: number;
  as_name: string;
  sentence_nl: string;
  sentence_en: string;
  evidence: JSONColumnType<object>;
  response: JSONColumnType<Response>;
  calls: JSONColumnType<CallAlertFacts> | null;
  state: Generated<'open' | 'acknowledged' | 'closed'>;
  acknowledged_by: Generated<string>;
  acknowledged_at: number | null;
  created_at: number;
  updated_at: number;
}

export interface DecisionRow {
  id: string;
  tenant: string;
  action: 'block';
  scope: 'ip' | 'range';
  value: string;
  from_time: number;
  until_time: number;
  reason_nl: string;
  reason_en: string;
  author: string;
  alert: string;
  rule: string;
  offence: number;
  state: DecisionState;
  guards: JSONColumnType<GuardResult[]>;
  country: string;
  as_name: string;
  created_at: number;
  updated_at: number;
}
