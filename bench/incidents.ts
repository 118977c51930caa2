/**
 * The incidents of years: ten thousand with two hundred lines each, of 200 customers, in one PostgreSQL, asked through the store as
 * the screens ask: a page of the list, with and without filters, as the provider and as a customer; a search by a word that
 * hardly any has, by one that most have, by two, by an address; an incident with its timeline; and a line added.
 *
 *   node bench/incidents.ts [--incidents 10000] [--lines 200] [--rounds 60]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ownWork } from '../src/core/work.ts';
import { actOnIncident } from '../src/respond/incident/act.ts';
import { type Database, openDatabase } from '../src/store/postgres.ts';
import { createStore } from '../src/store/store.ts';
import type { Row } from './row.ts';

const goalMs = 150;
const customers = 200;
const portion = 500;

/** A number of its own for each `of`, evenly spread. */
const hash = (of: string, salt: number) => `(hashint8extended((${of})::bigint, ${salt}) & 2147483647)`;
const pick = (words: string, of: string, salt: number) =>
  `(string_to_array('${words}', ' '))[1 + ${hash(of, salt)} % ${words.split(' ').length}]`;
const verbs =
  'geblokkeerd omgeleid bevestigd gebeld onderzocht hersteld uitgezet gecontroleerd gemeld afgesloten gestart verhoogd blocked diverted confirmed called restored';
const things =
  'trunk centrale account wachtwoord toestel provider carrier SBC firewall omleiding nummer klant leverancier registratie gateway certificaat route';
const places =
  'Gambia Somalië Letland Curaçao Tunesië Sierra Oostenrijk Zambia Cuba Monaco Estland Albanië Malta Mali Tsjaad Niger Togo';
/** Texts as people and enforcers write them: a dozen words, addresses, numbers, and now and then a word of their own. */
const line = (n: string) =>
  `format('%s %s door %s van klant %s vanaf 203.0.%s.%s naar %s, %s om %s:00 aanval%s', ${pick(things, n, 1)}, ${pick(verbs, n, 2)},
    ${pick(things, n, 3)}, ${hash(n, 4)} % 5000, ${hash(n, 5)} % 250, ${hash(n, 6)} % 250, ${pick(places, n, 7)}, ${pick(verbs, n, 8)},
    ${hash(n, 9)} % 24, case when ${n} % 1000 = 0 then ' zeldzaam' || ${n} else '' end)`;

async function fill({ ownerPool }: Database, incidents: number, lines: number, now: number): Promise<void> {
  const client = await ownerPool.connect();
  const step = Math.floor((3 * 365 * 86_400_000) / incidents);
  try {
    await client.query(
      `set session_replication_role = replica; set statement_timeout = 0; set synchronous_commit = off`,
    );
    await client.query(`insert into tenant (id, name, time_zone, created_at)
      select 'customer-' || i, 'Customer ' || i, 'Europe/Amsterdam', 0 from generate_series(0, ${customers - 1}) i`);
    for (let from = 0; from < incidents; from += portion) {
      const to = Math.min(incidents, from + portion) - 1;
      await client.query(`insert into incident (id, tenant, title, summary, severity, assessment, classification, suspected_malicious,
          cross_border, drill, detected_at, opened_by, stages, state, reopened, roles, impact, tasks, measures, alerts, traits, cause,
          what_worked, created_at, moved_at)
        select 'incident-' || i, 'customer-' || ${hash('i', 20)} % ${customers}, 'Aanval op ' || ${pick(things, 'i', 21)} || ' ' || i, '', i % 5,
          '{"impact":["low"],"urgency":["low"]}', 'fraud/unauthorised-use-of-resources', 'yes', 'no', false, ${now} - (${incidents} - i) * ${step}::bigint,
          '{"id":"user:x","name":"X"}',
          case when i < ${incidents - 40} then '{"triage":{"at":1,"by":{"id":"","name":""},"skipped":""},"closed":{"at":2,"by":{"id":"","name":""},"skipped":""}}'::jsonb else '{}' end,
          'new', '[]', '[{"role":"coordinator","person":{"id":"user:x","name":"X"},"from":1}]',
          jsonb_build_object('customers', jsonb_build_array('customer-' || ${hash('i', 20)} % ${customers}), 'sites', '[]'::jsonb, 'assets', '[]'::jsonb, 'users', 5, 'emergencyCalling', 'no', 'since', 1),
          (select jsonb_agg(jsonb_build_object('id', 't' || t, 'title', 'Bel de carrier en leg vast wat die zegt', 'role', '', 'state', case when t = 1 then 'open' else 'done' end, 'evidence', 'ticket 12345', 'reason', '', 'createdAt', 1, 'createdBy', jsonb_build_object('id', 'user:x', 'name', 'X'), 'source', '')) from generate_series(1, 20) t),
          '[]', (select jsonb_agg(jsonb_build_object('alert', 'alert-' || i || '-' || a, 'tenant', 'customer-0', 'rule', 'sip-brute-force', 'severity', 'high', 'address', '203.0.113.7', 'network', 64500, 'account', '', 'asset', 'pbx', 'start', 1, 'end', 2, 'sentence', jsonb_build_object('nl', 'Iemand raadt wachtwoorden.', 'en', 'Somebody guesses passwords.'), 'drill', false, 'joinedAt', 1, 'why', jsonb_build_object('nl', 'x', 'en', 'x'))) from generate_series(1, 10) a),
          '{"addresses":["203.0.113.7"],"networks":[64500],"accounts":[],"assets":["pbx"],"rules":["sip-brute-force"]}', '', '', 1, ${now}
        from generate_series(${from}, ${to}) i`);
      await client.query(`insert into incident_customer (incident, tenant)
        select 'incident-' || i, 'customer-' || ${hash('i', 20)} % ${customers} from generate_series(${from}, ${to}) i`);
      await client.query(`insert into incident_entry (incident, tenant, kind, at, entered_at, text_nl, text_en, author, author_name, internal)
        select 'incident-' || i, 'customer-' || ${hash('i', 20)} % ${customers}, 'note', 1000 + l, 1000 + l, x, x, 'user:x', 'X', l % 10 = 0
        from generate_series(${from}, ${to}) i, generate_series(1, ${lines}) l, lateral (select ${line(`(i * ${lines} + l)`)} as x) t`);
      await client.query(`insert into incident_words (incident, internal, part, tenant, words, shown)
        select incident, internal, 0, tenant, words, case when internal then '' else words end
        from (select e.incident, e.internal, e.tenant,
            belwacht_incident_words(string_agg(e.text_nl, ' ') || ' ' || max(i.title)) as words
          from incident i join incident_entry e on e.incident = i.id
          where i.id in (select 'incident-' || i from generate_series(${from}, ${to}) i) group by 1, 2, 3) w`);
    }
    await client.query('vacuum analyze');
  } finally {
    await client
      .query('reset session_replication_role; reset statement_timeout; reset synchronous_commit')
      .catch(() => {});
    client.release();
  }
}

/** How long each question takes at 10,000 incidents of 200 lines, the slower end of it. */
export async function benchIncidents(incidents: number, lines: number, rounds: number): Promise<Row[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'belwacht-incidents-'));
  const now = Date.now();
  const database = await openDatabase({ dataDir, log: () => {} });
  try {
    await fill(database, incidents, lines, now);
    const asked = createStore(database, () => now).incidents;
    const customer = 'customer-7';
    const theirs = createStore(
      { db: database.scoped({ ...ownWork, tenant: customer }), owner: database.owner },
      () => now,
    ).incidents;
    const some = (round: number) => `incident-${(round * 7919) % incidents}`;
    const list = async (query: Partial<Parameters<typeof asked.list>[0]>, of = asked) => {
      const page = await of.list({ limit: 50, ...query });
      if (page.items.length === 0) throw new Error(`nothing was found by ${JSON.stringify(query)}`);
      return page;
    };
    const questions: Readonly<Record<string, (round: number) => Promise<unknown>>> = {
      'List, newest': () => list({}),
      'List, a later page': async () => list({ after: { at: now - 365 * 86_400_000, id: 'x' } }),
      'List, those that go on': () => list({ state: 'open' }),
      'List, of one customer': () => list({ tenant: customer }),
      'List, by a customer': () => list({}, theirs),
      'Search, a rare word': (round) =>
        list({ q: `zeldzaam${(((round + 1) * 17) % ((incidents * lines) / 1000 - 1)) * 1000 + 1000}` }),
      'Search, a word in every incident': () => list({ q: 'aanvallen' }),
      'Search, two words': (round) => list({ q: `omgeleid klant ${(round * 31) % 5000}` }),
      'Search, an address': (round) => list({ q: `203.0.${round % 250}` }),
      'Search, by a customer': () => list({ q: 'firewall' }, theirs),
      'Open, with its timeline': async (round) => {
        const [incident, timeline] = await Promise.all([
          asked.get(some(round)),
          asked.timeline(some(round), { limit: lines }),
          asked.attachments(some(round)),
        ]);
        if (!incident || timeline.length === 0) throw new Error('an incident is missing');
      },
      'Open, with all its page shows': async (round) => {
        const incident = await asked.get(some(round));
        if (!incident) throw new Error('an incident is missing');
        const { tenant, impact, alerts, id, measures } = incident;
        const ids = alerts.map(({ alert }) => alert);
        const [names, earlier] = await Promise.all([
          asked.names({ customers: [tenant, ...impact.customers], sites: impact.sites, assets: impact.assets }),
          asked.earlier(incident),
          asked.attachmentCount(id),
          asked.blocksOf(
            ids,
            measures.map(({ decision }) => decision),
          ),
          asked.timeline(id, { newestFirst: true, limit: 100 }),
        ]);
        if (names.customers.size === 0 || earlier.length === 0)
          throw new Error('its names or earlier ones are missing');
      },
      'The wall': async () => {
        const { items } = await asked.wall(50);
        if (items.length === 0) throw new Error('nothing is on the wall');
      },
      'Add a line': async (round) => {
        const at = await asked.change(`incident-${incidents - 1 - (round % 40)}`, (incident, time) =>
          actOnIncident(
            incident,
            { ...{ act: 'add-entry', kind: 'note', internal: false }, text: { nl: `regel ${round} van nu`, en: 'x' } },
            { by: { id: 'user:x', name: 'X' }, at: time, now: time },
          ),
        );
        if (!at.ok) throw new Error('a line was refused');
      },
    };
    const rows: Row[] = [];
    for (const [name, ask] of Object.entries(questions)) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const began = performance.now();
        await ask(round);
        times.push(performance.now() - began);
      }
      times.sort((a, b) => a - b);
      const p95 = times[Math.ceil(times.length * 0.95) - 1];
      rows.push({
        what: `${name}, ${incidents.toLocaleString('en')} incidents of ${lines} lines`,
        ours: `p95 ${p95.toFixed(1)} ms, half ${times[times.length >> 1].toFixed(1)} ms`,
        ...{ peer: '', ratio: '', wanted: `p95 under ${goalMs} ms`, met: p95 < goalMs },
      });
    }
    return rows;
  } finally {
    await database.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      incidents: { type: 'string', default: '10000' },
      lines: { type: 'string', default: '200' },
      rounds: { type: 'string', default: '60' },
    },
  });
  const { incidents, lines, rounds } = values;
  for (const row of await benchIncidents(Number(incidents), Number(lines), Number(rounds)))
    console.log(`${row.what}: ${row.ours}; ${row.wanted}: ${row.met ? 'met' : 'not met'}`);
}
