import { type RawBuilder, sql } from 'kysely';
import { Call } from '../../core/calls/call.ts';
import type { CallListing } from '../../core/calls/call-records.ts';
import { noObjection } from '../../core/calls/call-verdict.ts';
import { callCost } from '../../core/rates/rate.ts';

/** A row of `call` with the name of its customer. */
export interface SelectedCall {
  id: string;
  tenant: string;
  tenant_name: string;
  source: string;
  linked_id: string;
  source_call: string;
  start_time: number;
  answer_time: number;
  end_time: number;
  direction: Call['direction'];
  payer: string;
  from_text: string;
  dialled: string;
  dialled_kind: Call['dialledKind'];
  number: string;
  country: string;
  destination_kind: Call['destinationKind'];
  prefix: string;
  abroad: boolean;
  account: string;
  account_code: string;
  trunk: string;
  address: string;
  outcome: Call['outcome'];
  cause: number;
  per_minute: number;
  setup: number;
  minimum_s: number;
  increment_s: number;
  estimate: boolean;
  cost: number;
  week_hour: number;
  closed: boolean;
  verdict: Call['verdict']['action'];
  reason: Call['verdict']['reason'];
  reported: boolean;
  stop: string;
}

/** Select of calls `c`; `rest` is what follows from `where` on. */
export function selectCalls(rest: RawBuilder<unknown>): RawBuilder<SelectedCall> {
  return sql<SelectedCall>`select c.*, coalesce(t.name, c.tenant) as tenant_name from call c left join tenant t on t.id = c.tenant ${rest}`;
}

/** The call of a row; one that runs costs what it has cost until `now`. */
export function callOf(row: SelectedCall, now: number): Call {
  const call = new Call();
  call.id = row.id;
  call.linkedId = row.linked_id;
  call.source = row.source;
  call.from = row.from_text;
  call.dialled = row.dialled;
  call.account = row.account;
  call.accountCode = row.account_code;
  call.trunk = row.trunk;
  call.address = row.address;
  call.start = row.start_time;
  call.answer = row.answer_time;
  call.end = row.end_time;
  call.outcome = row.outcome;
  call.cause = row.cause;
  call.tenant = row.tenant;
  call.payer = row.payer;
  call.direction = row.direction;
  call.dialledKind = row.dialled_kind;
  call.number = row.number;
  call.country = row.country;
  call.destinationKind = row.destination_kind;
  call.prefix = row.prefix;
  call.abroad = row.abroad;
  call.rate = {
    ...{ perMinute: row.per_minute, setup: row.setup, minimum: row.minimum_s, increment: row.increment_s },
    estimate: row.estimate,
  };
  call.weekHour = row.week_hour;
  call.closed = row.closed;
  const { verdict: action, reason, stop, reported } = row;
  call.verdict = { ...noObjection, action, reason, stop, reported };
  const runs = row.end_time === 0 && row.answer_time > 0;
  call.cost = runs ? callCost(call.rate, Math.max(0, now - row.answer_time)) : row.cost;
  return call;
}

export function callListing(row: SelectedCall, now: number): CallListing {
  return { call: callOf(row, now), tenantName: row.tenant_name, sourceCall: row.source_call };
}
