/**
 * What a policy would have done in the last 30 days: ten million events of a reseller with 200 customers, their phones, their
 * administrators, and attackers from everywhere, in the table of events of one PostgreSQL, counted as an update to this release
 * counts them, and then previewed as the screen does: read, judged twice (as it is and as it would be), summed up.
 *
 *   node bench/geo-preview.ts [--events 10000000] [--rounds 3]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { previewOf } from '../src/app/geo/preview.ts';
import { bookLookingBack } from '../src/app/geo/previewed-book.ts';
import { emptyBook, type GeoPolicyForm, type GeoRule } from '../src/core/geo/geo-policy.ts';
import { createGeo } from '../src/enrich/enrichers/geo/geo.ts';
import { defaultCacheDirectory } from '../src/enrich/enrichers.ts';
import { dayOf, makePartition, partitionName } from '../src/store/partitions.ts';
import { type Database, openDatabase } from '../src/store/postgres.ts';
import { createStore } from '../src/store/store.ts';
import type { Row } from './row.ts';

const dayMs = 86_400_000;
const days = 30;
const customers = 200;
const phones = 10_000;
const goal = 10;

/** A number of its own for each `of`, evenly spread. */
const hash = (of: string, salt: number) => `(hashint4((${of}) + ${salt}) & 2147483647)`;
/** An address as text: attackers come from all over, phones from networks of Dutch providers. */
const attackerOf = (n: string) =>
  `(1 + ${hash(n, 7)} % 222) || '.' || ${hash(n, 8)} % 256 || '.' || ${hash(n, 9)} % 256 || '.' || ${hash(n, 10)} % 256`;
const phoneOf = (n: string) =>
  `(array['145.53', '82.73', '86.80', '77.160', '94.208', '2.56', '185.3', '31.20'])[1 + (${n}) % 8] || '.' || (${n}) / 256 % 256 || '.' || (${n}) % 256`;
const countries = `array['CN','RU','US','FR','DE','BR','IN','VN','ID','PK','UA','IR','KR','TR','PL','RO','GB','NL','SG','HK','EG','NG','ZA','MX','AR']`;

/** Seven of ten are phones that register or call, three are attacks: bursts of seventy events that go past ten customers. */
async function fill({ owner, ownerPool }: Database, events: number, now: number): Promise<void> {
  const client = await ownerPool.connect();
  try {
    await client.query(`set session_replication_role = replica; set statement_timeout = 0`);
    await client.query(`insert into tenant (id, name, time_zone, created_at)
      select 'customer-' || i, 'Customer ' || i, 'Europe/Amsterdam', 0 from generate_series(0, ${customers - 1}) i`);
    const first = dayOf(now) - days * dayMs;
    const step = (now - first) / events;
    for (let day = first; day <= dayOf(now); day += dayMs) {
      await makePartition(owner, day);
      const from = Math.ceil((day - first) / step);
      const to = Math.min(events, Math.ceil((day + dayMs - first) / step)) - 1;
      await client.query(`insert into ${partitionName(day)} (stored_at, time, tenant, dataset, action, outcome, reason, source_ip,
          source_port, destination_ip, destination_port, transport, user_name, user_agent, service, host_name, sip_method,
          sip_status, sip_call_id, sip_from_user, sip_to_user, sip_request_user, rule_name, country, as_number, as_name, hosting,
          asset, source, local_hour, new_country, line, original)
        select time, time, 'customer-' || tenant, 'asterisk', action, outcome, '', address, 5060, '192.0.2.10', 5060, 'udp',
          account, '', case action when 'admin-login' then 'sshd' else 'sip' end, 'pbx', '', 0, '', '', '', '', '', country, 64500, '',
          false, '', '', 0, false, i, ''
        from (select i, (${first} + i * ${step}::float8)::bigint as time,
            ${hash('i / 7', 3)} % ${customers} as tenant, case i % 11 when 0 then 'sip-call' when 1 then 'admin-login' else 'sip-auth' end as action,
            'failure' as outcome, ${attackerOf('i / 70')} as address, (${hash('i', 4)} % 1000)::text as account,
            (${countries})[1 + ${hash('i / 70', 5)} % 25] as country
          from generate_series(${from}, ${to}) i where (i / 70) % 10 < 3
          union all
          select i, (${first} + i * ${step}::float8)::bigint, ${hash('i', 6)} % ${phones} % ${customers},
            case when i % 10 = 0 then 'sip-call' else 'sip-register' end, case when i % 50 = 0 then 'failure' else 'success' end,
            ${phoneOf(`${hash('i', 6)} % ${phones} / 6`)}, (${hash('i', 6)} % ${phones})::text, 'NL'
          from generate_series(${from}, ${to}) i where (i / 70) % 10 >= 3) n`);
    }
    await client.query(`insert into alert (id, rule, severity, tenant, asset, group_by, start_time, end_time, count, users, addresses,
        numbers, source_ip, user_name, country, as_number, as_name, sentence_nl, sentence_en, evidence, response, state, created_at, updated_at)
      select 'alert-' || n, 'sip-brute-force', 3, 'customer-' || ${hash('n * 10', 3)} % ${customers}, '', '{}',
        (${first} + n * 70 * ${step}::float8)::bigint, (${first} + n * 70 * ${step}::float8)::bigint + 1000, 70, 1, 1, 1, ${attackerOf('n')}, '',
        (${countries})[1 + ${hash('n', 5)} % 25], 64500, '', '', '', '[]', '{}', 'closed', 0, 0
      from generate_series(0, ${Math.floor(events / 70) - 1}) n where n % 10 < 3 and n % 20 < 2`);
    await client.query(`insert into call (id, tenant, source, linked_id, source_call, start_time, answer_time, end_time, direction, payer,
        from_text, dialled, dialled_kind, number, country, destination_kind, prefix, abroad, account, account_code, trunk, address,
        outcome, cause, per_minute, setup, minimum_s, increment_s, estimate, cost, week_hour, closed, verdict, reason, reported, stop, stored_at)
      select 'call-' || i, 'customer-' || ${hash('i', 1)} % ${customers}, '', '', '', ${first} + i * ${Math.floor((days * dayMs) / 300_000)}::bigint, 1, 2,
        'out', '', '', '', 'international', case when i % 20 = 0 then '220' || (7000000 + i % 999999) else '312' || (01234567 + ${hash('i', 2)} % 60000000) end,
        case when i % 20 = 0 then 'GM' else 'NL' end, 'fixed', '', i % 20 = 0, '', '', '', '', 'answered', 0, 10000, 0, 0, 1, false, 20000,
        ${hash('i', 3)} % 168, false, 'pass', 'no-objection', false, '', 0
      from generate_series(0, 299999) i`);
    await client.query(`delete from geo_traffic_fill; insert into geo_traffic_fill (day, last_event)
      select ${first} + n * ${dayMs}::bigint, (select last_value from event_id) from generate_series(0, ${days}) n`);
    await client.query('vacuum analyze');
  } finally {
    await client.query('reset session_replication_role; reset statement_timeout').catch(() => {});
    client.release();
  }
}

const rule = (id: string, verdict: GeoRule['verdict'], subjects: readonly string[]): GeoRule => ({
  ...{ id, verdict, subjects, services: [], note: '', limit: undefined, when: undefined, exception: undefined },
});
const scope = { level: 'provider', tenant: '', site: '', asset: '' } as const;
/** Home and neighbours may, hosting networks and the rest of the world may not. */
const form: GeoPolicyForm = {
  ...{ name: 'Home and neighbours', scope, state: 'enforced', proposeOn: '', reviewOn: '', owner: '', note: '' },
  rules: [
    rule('home', 'allow', ['NL', 'BE', 'DE', 'LU']),
    rule('hosting', 'refuse', ['hosting']),
    rule('rest', 'refuse', ['any']),
  ],
};

/** Time of a preview of a month, and what it took to count what was there before. */
export async function benchGeoPreview(events: number, rounds: number): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'belwacht-geo-preview-'));
  const now = Date.now();
  const database = await openDatabase({ dataDir, log: () => {} });
  try {
    await fill(database, events, now);
    const { traffic } = createStore(database, () => now).geo;
    const geo = createGeo({ cacheDirectory: defaultCacheDirectory, countryMmdb: '', asnMmdb: '' });
    const counting = performance.now();
    let longest = 0;
    for (let left = -1; left !== 0; ) {
      const began = performance.now();
      left = await traffic.fill();
      longest = Math.max(longest, performance.now() - began);
    }
    const counted = performance.now() - counting;
    await database.ownerPool.query('vacuum analyze geo_traffic');
    const { rows } = await database.ownerPool.query<{ n: number }>('select count(*) as n from geo_traffic');
    const times: number[] = [];
    let said = '';
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      const preview = await previewOf(days, {
        ...{ before: emptyBook, after: bookLookingBack(emptyBook, form, ''), scope, traffic, geo, now },
      });
      times.push(performance.now() - began);
      const { refuse } = preview.hits;
      if (preview.events !== events) throw new Error(`the preview looked at ${preview.events} of ${events} events`);
      if (refuse.attack === 0 || preview.stoppedTotal === 0 || preview.calls.length === 0)
        throw new Error(`nothing was refused: ${JSON.stringify(preview.hits)}`);
      said = `${refuse.attack + refuse.failed + refuse.good} refused, ${preview.stoppedTotal} of ${preview.alertsTotal} alerts stopped`;
    }
    const slowest = Math.max(...times) / 1000;
    return [
      {
        what: `Preview of a policy over ${events.toLocaleString('en')} stored events of a month (${said})`,
        ours: `${slowest.toFixed(1)} s, slowest of ${rounds}`,
        peer: '',
        ratio: '',
        wanted: `at most ${goal} s`,
        met: slowest <= goal,
      },
      {
        what: `Counting ${events.toLocaleString('en')} events of before for it, in the background (${rows[0].n.toLocaleString('en')} rows)`,
        ours: `${(counted / 1000).toFixed(1)} s, an hour of events at most ${longest.toFixed(0)} ms`,
        ...{ peer: '', ratio: '', wanted: '', met: true },
      },
    ];
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { events: { type: 'string', default: '10000000' }, rounds: { type: 'string', default: '3' } },
  });
  for (const row of await benchGeoPreview(Number(values.events), Number(values.rounds)))
    console.log(`${row.what}: ${row.ours}${row.wanted && `, ${row.wanted}: ${row.met ? 'met' : 'not met'}`}`);
}
