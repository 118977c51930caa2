/**
 * What keeping tenants apart costs: the lists people open, over a million events, 200,000 alerts and 200,000 decisions of 40
 * customers, as the application asks them (its own role, row-level security, a scope in each transaction) and as the owner
 * would (no policy, no scope), in turns on one PostgreSQL.
 *
 *   node bench/rls.ts [--events 1000000] [--rounds 15]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ownWork } from '../src/core/work.ts';
import { alertStore } from '../src/store/alerts.ts';
import { decisionStore } from '../src/store/decisions.ts';
import { eventStore } from '../src/store/events.ts';
import { dayOf, makePartition } from '../src/store/partitions.ts';
import { type Database, type Db, openDatabase } from '../src/store/postgres.ts';
import type { Row } from './row.ts';

const days = 10;
const dayMs = 86_400_000;
const customers = 40;
/** A customer with a sixth of everything, where a policy has the most rows to look at. */
const large = 'customer-0';
const most = 1.15;

/** Customer of a row: the first has a sixth, the others share the rest. */
const tenant = `'customer-' || case when i % 6 = 0 then 0 else i % ${customers} end`;
const address = `'198.51.' || (i / 250 % 100) || '.' || (i % 250)`;

/** Fills the tables as the owner, without the record of acts: nobody did anything. */
async function fill({ owner, ownerPool }: Database, events: number, now: number): Promise<void> {
  for (let day = dayOf(now) - (days - 1) * dayMs; day <= dayOf(now); day += dayMs) await makePartition(owner, day);
  const client = await ownerPool.connect();
  const time = (of: number) => `${now} - (${of} - i)::bigint * ${Math.floor(((days - 1) * dayMs) / of)}`;
  try {
    await client.query(`set session_replication_role = replica; set statement_timeout = 0`);
    await client.query(`insert into tenant (id, name, time_zone, created_at)
      select 'customer-' || i, 'Customer ' || i, 'Europe/Amsterdam', 0 from generate_series(0, ${customers - 1}) i`);
    await client.query(`insert into event (stored_at, time, tenant, dataset, action, outcome, reason, source_ip, source_port,
        destination_ip, destination_port, transport, user_name, user_agent, service, host_name, sip_method, sip_status,
        sip_call_id, sip_from_user, sip_to_user, sip_request_user, rule_name, country, as_number, as_name, hosting, asset,
        source, local_hour, new_country, line, original)
      select 0, ${time(events)}, ${tenant}, 'asterisk', 'sip-auth', 'failure', 'wrong-password', ${address}, 5060,
        '192.0.2.10', 5060, 'udp', (100 + i % 900)::text, 'Telephone ' || i % 40, 'PJSIP', 'pbx-' || i % ${customers},
        'REGISTER', 401, 'call-' || i, (100 + i % 900)::text, '', '', '', 'NL', 64496, 'Example Net', false,
        'pbx-1', 'source-' || i % ${customers}, (i % 24)::smallint, false, i,
        'SecurityEvent="InvalidPassword",AccountID="' || (100 + i % 900) || '",RemoteAddress="IPV4/UDP/' || ${address} || '/5060"'
      from generate_series(1, ${events}) i`);
    await client.query(`insert into alert (id, rule, severity, tenant, asset, group_by, start_time, end_time, count, users,
        addresses, numbers, source_ip, user_name, country, as_number, as_name, sentence_nl, sentence_en, evidence, response,
        state, created_at, updated_at)
      select 'alert-' || i, 'sip-brute-force', (i % 5)::smallint, ${tenant}, 'pbx-1', '{}', ${time(200_000)}, ${time(200_000)},
        10, 1, 1, 1, ${address}, (100 + i % 900)::text, 'NL', 64496, 'Example Net',
        'Iemand raadt wachtwoorden van toestel ' || (100 + i % 900) || '.', 'Somebody guesses passwords of extension ' || (100 + i % 900) || '.',
        '[]', '{"action":"block","durationS":3600,"ceilingS":86400}', case when i % 20 = 0 then 'open' else 'closed' end, 0, 0
      from generate_series(1, 200000) i`);
    await client.query(`insert into decision (id, tenant, action, scope, value, from_time, until_time, reason_nl, reason_en,
        author, alert, rule, offence, state, guards, country, as_name, created_at, updated_at)
      select 'decision-' || i, ${tenant}, 'block', 'ip', ${address}, ${time(200_000)}, ${time(200_000)} + 3600000,
        'Wachtwoorden raden', 'Password guessing', 'rule:sip-brute-force', 'alert-' || i, 'sip-brute-force', 1,
        case when i % 100 = 0 then 'in-force' else 'expired' end, '[]', 'NL', 'Example Net', 0, 0
      from generate_series(1, 200000) i`);
    await client.query('vacuum analyze');
  } finally {
    await client.query('reset session_replication_role; reset statement_timeout').catch(() => {});
    client.release();
  }
}

interface Lists {
  readonly alerts: ReturnType<typeof alertStore>;
  readonly decisions: ReturnType<typeof decisionStore>;
  readonly events: ReturnType<typeof eventStore>;
}

/** Lists as the screen asks for them; `q` finds nothing, so that everything is looked at. */
const asked: readonly (readonly [what: string, who: string, ask: (lists: Lists) => Promise<{ total: number }>])[] = [
  ['events, search in all text', '*', ({ events }) => events.list({ limit: 50, q: 'nowhere to be found' })],
  [
    'events of a customer, search',
    large,
    ({ events }) => events.list({ tenant: large, limit: 50, q: 'nowhere to be found' }),
  ],
  ['events of a customer, newest', large, ({ events }) => events.list({ tenant: large, limit: 50 })],
  ['alerts, search in all text', '*', ({ alerts }) => alerts.list({ limit: 50, q: 'extension 77' })],
  ['alerts of a customer, search', large, ({ alerts }) => alerts.list({ tenant: large, limit: 50, q: 'extension 77' })],
  ['alerts, all', '*', ({ alerts }) => alerts.list({ limit: 200 })],
  ['decisions, search in all text', '*', ({ decisions }) => decisions.list({ limit: 50, q: '198.51.77.' })],
  ['decisions of a customer, all', large, ({ decisions }) => decisions.list({ tenant: large, limit: 200 })],
];

/** Times of each list without and with row-level security; the heaviest is the one that has a goal. */
export async function benchRls(events: number, rounds: number): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'belwacht-rls-'));
  const now = Date.now();
  const database = await openDatabase({ dataDir, log: () => {} });
  try {
    await fill(database, events, now);
    const lists = (db: Db): Lists => ({
      alerts: alertStore(db, () => now),
      decisions: decisionStore(db, () => now),
      events: eventStore(db, () => now),
    });
    const plain = lists(database.owner);
    const measured: { what: string; without: number; with: number; share: number }[] = [];
    for (const [what, who, ask] of asked) {
      const apart = lists(database.scoped({ ...ownWork, tenant: who }));
      const times: [number[], number[]] = [[], []];
      const totals = new Set<number>();
      // In turns and with the first one changing, so that neither gets the warmer cache; the first round only warms.
      for (let round = 0; round <= rounds; round++) {
        for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
          const began = performance.now();
          const { total } = await ask(side === 0 ? plain : apart);
          if (round > 0) times[side].push(performance.now() - began);
          totals.add(total);
        }
      }
      if (totals.size !== 1) throw new Error(`${what}: not the same rows with and without: ${[...totals]}`);
      const [without, withIt] = times.map(quick);
      measured.push({ what, without, with: withIt, share: withIt / without });
    }
    const heaviest = measured.reduce((worst, one) => (one.without > worst.without ? one : worst));
    return measured.map((one) => ({
      what: `${one.what}: row-level security (${events.toLocaleString('en')} events, 200,000 alerts, 200,000 decisions)`,
      ours: `${one.with.toFixed(1)} ms`,
      peer: `without: ${one.without.toFixed(1)} ms`,
      ratio: `${one.share >= 1 ? '+' : '−'}${Math.abs((one.share - 1) * 100).toFixed(1)} %`,
      wanted: one === heaviest ? 'heaviest list: at most +15 %' : '',
      met: one === heaviest ? one.share <= most : true,
    }));
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The first quartile: other programs of the machine only ever add to a time. */
function quick(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 4)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { events: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '15' } },
  });
  for (const row of await benchRls(Number(values.events), Number(values.rounds)))
    console.log(
      `${row.what}: ${row.ours}, ${row.peer}, ${row.ratio}${row.wanted && `, ${row.wanted}: ${row.met ? 'met' : 'not met'}`}`,
    );
}
