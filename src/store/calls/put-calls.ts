import { sql } from 'kysely';
import type { KeptCall } from '../../core/calls/call-batch.ts';
import { type BatchTransaction, booleans, integers, texts } from '../batch/tx.ts';

/** Rows a statement. */
const chunk = 4000;

/** Puts calls in or brings them forward; within a batch the last of each counts. A call that ended does not run again. */
export async function putCalls(tx: BatchTransaction, given: readonly KeptCall[], now: number): Promise<void> {
  const last = new Map(given.map((kept) => [`${kept.call.start} ${kept.call.id}`, kept]));
  const calls = [...last.values()];
  for (let at = 0; at < calls.length; at += chunk) await putSome(tx, calls.slice(at, at + chunk), now);
}

async function putSome(tx: BatchTransaction, calls: readonly KeptCall[], now: number): Promise<void> {
  const text = (pick: (kept: KeptCall) => string, max = 256) => texts(calls, pick, max);
  const whole = (pick: (kept: KeptCall) => number) => integers(calls, pick);
  const yes = (pick: (kept: KeptCall) => boolean) => booleans(calls, pick);
  await sql`insert into call (id, tenant, source, linked_id, source_call, start_time, answer_time, end_time, direction, payer, from_text,
      dialled, dialled_kind, number, country, destination_kind, prefix, abroad, account, account_code, trunk, address, outcome, cause,
      per_minute, setup, minimum_s, increment_s, estimate, cost, week_hour, closed, verdict, reason, reported, stop, stored_at)
    select *, ${now}::bigint from unnest(
      ${text(({ call }) => call.id)}, ${text(({ call }) => call.tenant)}, ${text(({ call }) => call.source)},
      ${text(({ call }) => call.linkedId, 512)}, ${text(({ sourceCall }) => sourceCall, 512)}, ${whole(({ call }) => call.start)},
      ${whole(({ call }) => call.answer)}, ${whole(({ call }) => call.end)}, ${text(({ call }) => call.direction)},
      ${text(({ call }) => call.payer)}, ${text(({ call }) => call.from)}, ${text(({ call }) => call.dialled)},
      ${text(({ call }) => call.dialledKind)}, ${text(({ call }) => call.number)}, ${text(({ call }) => call.country)},
      ${text(({ call }) => call.destinationKind)}, ${text(({ call }) => call.prefix)}, ${yes(({ call }) => call.abroad)},
      ${text(({ call }) => call.account)}, ${text(({ call }) => call.accountCode)}, ${text(({ call }) => call.trunk)},
      ${text(({ call }) => call.address, 64)}, ${text(({ call }) => call.outcome)}, ${whole(({ call }) => call.cause)},
      ${whole(({ call }) => call.rate.perMinute)}, ${whole(({ call }) => call.rate.setup)}, ${whole(({ call }) => call.rate.minimum)},
      ${whole(({ call }) => call.rate.increment)}, ${yes(({ call }) => call.rate.estimate)}, ${whole(({ call }) => call.cost)},
      ${whole(({ call }) => call.weekHour)}, ${yes(({ call }) => call.closed)}, ${text(({ call }) => call.verdict.action)},
      ${text(({ call }) => call.verdict.reason)}, ${yes(({ call }) => call.verdict.reported)}, ${text(({ call }) => call.verdict.stop)})
    on conflict (start_time, id) do update set tenant = excluded.tenant, linked_id = excluded.linked_id, payer = excluded.payer,
      answer_time = excluded.answer_time, end_time = excluded.end_time, account = excluded.account, account_code = excluded.account_code,
      trunk = excluded.trunk, address = excluded.address, outcome = excluded.outcome, cause = excluded.cause, cost = excluded.cost,
      -- Whose it is may be told late, and with it what was dialled and what it costs.
      direction = excluded.direction, dialled_kind = excluded.dialled_kind, number = excluded.number, country = excluded.country,
      destination_kind = excluded.destination_kind, prefix = excluded.prefix, abroad = excluded.abroad,
      per_minute = excluded.per_minute, setup = excluded.setup, minimum_s = excluded.minimum_s, increment_s = excluded.increment_s,
      estimate = excluded.estimate, week_hour = excluded.week_hour, closed = excluded.closed,
      verdict = excluded.verdict, reason = excluded.reason, reported = excluded.reported, stop = excluded.stop
      where call.end_time = 0 or excluded.end_time <> 0`.execute(tx);
}
