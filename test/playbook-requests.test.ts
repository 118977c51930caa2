import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type { RunWire } from '../src/api/schema/playbook-runs.ts';
import type { PlaybookSecretWire } from '../src/api/schema/playbook-secrets.ts';
import type { PlaybookDryWire, PlaybookWire } from '../src/api/schema/playbooks.ts';
import { buildPlaybook } from '../src/respond/playbook/testing/build-playbook.ts';
import { DebianDatabase } from './lab/database.ts';
import { tablesOf } from './lab/row-hashes.ts';
import { Serving } from './lab/serving.ts';
import { SideEffects } from './lab/side-effects.ts';
import { until } from './lab/until.ts';

/** Requests of playbooks to several targets, and what they sign in with: on a real server, to real web servers. */
const crm = new SideEffects();
const tickets = new SideEffects();
/** Said to be asked, and no secret is for it. */
const other = new SideEffects();
let database: DebianDatabase;
let serving: Serving;
let count = 300;

const password = 'hunter2-gespr0ken';
const token = 'tok-5f2a.very-SECRET~77';
const coded = Buffer.from(`belwacht:${password}`).toString('base64');

beforeAll(async () => {
  for (const server of [crm, tickets, other]) await server.open();
  database = await DebianDatabase.make();
  serving = new Serving('playbook-requests', {
    database_url: database.url,
    playbooks: { http_hosts: [crm.host, tickets.host, other.host] },
  });
  await serving.start();
  await serving.must('POST', '/api/v1/tenants', { id: 'acme', name: 'ACME', timeZone: 'Europe/Amsterdam' });
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  for (const server of [crm, tickets, other]) await server.close();
});

const target = (number: number) => `http-api--00000000-0000-4000-8000-00000000000${number}`;
const basic = 'http-basic--00000000-0000-4000-8000-0000000000aa';
const oauth = 'oauth2--00000000-0000-4000-8000-0000000000bb';
const signIns = {
  [basic]: { type: 'http-basic', user_id: 'belwacht', kms: true, kms_key_identifier: 'crm' },
  [oauth]: { type: 'oauth2', kms: true, kms_key_identifier: 'tickets' },
};

/** A playbook with one request, `path`, to these targets. The stand-ins speak no TLS, so that their addresses say http. */
function asking(path: string, targets: readonly { host: string; signIn?: string }[]) {
  count++;
  const playbook = JSON.parse(
    JSON.stringify(
      buildPlaybook(
        [
          {
            ...{ kind: 'do', name: 'tell both', sets: '__answer__' },
            commands: [{ type: 'http-api', command: `POST ${path} HTTP/1.1`, content: '{"stop":true}' } as never],
          },
        ],
        { __answer__: { type: 'string' } },
        { number: count },
      ),
    ),
  );
  const step = Object.values<Record<string, unknown>>(playbook.workflow).find(({ type }) => type === 'action')!;
  step.targets = targets.map((_, i) => target(i));
  playbook.target_definitions = Object.fromEntries(
    targets.map(({ host, signIn }, i) => [
      target(i),
      {
        ...{ type: 'http-api', name: `system ${i}`, address: { url: [`http://${host}`] } },
        ...(signIn && { authentication_info: signIn }),
      },
    ]),
  );
  playbook.authentication_info_definitions = signIns;
  return playbook as { id: string };
}
async function run(playbook: { id: string }): Promise<RunWire> {
  await serving.must('POST', '/api/v1/playbooks/import', { playbook, activate: true });
  const { id } = await serving.must<Incident>('POST', '/api/v1/incidents', {
    ...{ title: 'Toll fraud at ACME', severity: 'high', tenant: 'acme' },
  });
  const begun = await serving.must<RunWire>('POST', `/api/v1/incidents/${id}/runs`, { playbook: playbook.id });
  return until('the end', 20, async () => {
    const now = await serving.get<RunWire>(`/api/v1/runs/${begun.id}`);
    return now.state !== 'running' && now;
  });
}
function cli(words: readonly string[], secret = '') {
  const executable = new URL('../belwacht', import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(executable, ['playbook', ...words], {
    encoding: 'utf8',
    env: {
      ...process.env,
      BELWACHT_URL: serving.server.url,
      BELWACHT_DATA_DIR: serving.server.dataDir,
      BELWACHT_PLAYBOOK_SECRET: secret,
    },
  });
  return { status, said: stdout + stderr };
}
const secrets = () => serving.get<PlaybookSecretWire[]>('/api/v1/playbook-secrets');
const noteOf = (of: RunWire) => of.steps[0].notes.map(({ detail }) => detail).join('\n');

test('a request goes to each of its targets, one after the other', async () => {
  const end = await run(asking('/stop', [{ host: crm.host }, { host: tickets.host }]));
  expect([end.state, crm.count('/stop'), tickets.count('/stop')]).toEqual(['done', 1, 1]);
  expect(crm.seen.at(-1)).toMatchObject({ method: 'POST', body: '{"stop":true}' });
  expect(tickets.seen.at(-1)?.body).toBe('{"stop":true}');
});

test('a target that fails fails the step, and those after it are not asked', async () => {
  crm.answers.set('/broken', { status: 500, body: 'no' });
  const end = await run(asking('/broken', [{ host: crm.host }, { host: tickets.host }]));
  expect([end.state, crm.count('/broken'), tickets.count('/broken')]).toEqual(['failed', 1, 0]);
  expect(noteOf(end)).toContain('answered 500');
});

test('nothing is sent without the secret it asks for, and what to do is said', async () => {
  const playbook = asking('/nobody', [{ host: crm.host, signIn: basic }]);
  const end = await run(playbook);
  expect([end.state, crm.count('/nobody')]).toEqual(['failed', 0]);
  expect(noteOf(end)).toContain('no secret is kept under the name crm');
  const { faults } = await serving.get<PlaybookWire>(`/api/v1/playbooks/${playbook.id}`);
  expect(faults.map(({ weight, sentence }) => [weight, sentence.nl])).toContainEqual([
    'note',
    expect.stringContaining('er is geen geheim bewaard met de naam crm'),
  ]);
});

test('secrets are kept from the screen, the API and the command line, and told by nobody', async () => {
  const put = (name: string, body: object) => serving.ask('PUT', `/api/v1/playbook-secrets/${name}`, { body });
  expect((await put('crm', { host: crm.host, secret: password })).status).toBe(204);
  expect(cli(['secret', 'tickets', '--host', tickets.host], token)).toMatchObject({ status: 0 });
  expect(await secrets()).toEqual([
    { name: 'crm', host: crm.host, user: '', keptAt: expect.any(String), opens: true },
    { name: 'tickets', host: tickets.host, user: '', keptAt: expect.any(String), opens: true },
  ]);
  const listed = cli(['secrets']);
  expect(listed.status).toBe(0);
  expect(listed.said).toMatch(new RegExp(`crm\\s+${crm.host}`));
  expect(listed.said).not.toMatch(/hunter2|tok-5f2a/);
  for (const [name, body, status] of [
    ['crm', { host: '192.0.2.0/24', secret: 'x' }, 400],
    ['crm', { host: 'no host', secret: 'x' }, 400],
    ['crm', { host: crm.host, secret: '' }, 400],
    ['crm', { host: crm.host, secret: 'a\r\nX-Own: b' }, 400],
    ['crm', { host: crm.host, user: 'a:b', secret: 'x' }, 400],
    ['No%20Name', { host: crm.host, secret: 'x' }, 400],
  ] as const)
    expect([name, body, (await put(name, body)).status]).toEqual([name, body, status]);
  const dutch = await serving.ask<{ detail: string }>('PUT', '/api/v1/playbook-secrets/crm', {
    body: { host: 'no host', secret: 'x' },
    headers: { 'accept-language': 'nl' },
  });
  expect(dutch.text).toContain('Geef één host');
});

test('each target is signed in to with its own, also after a restart, and no secret is ever readable', async () => {
  await serving.server.stop();
  await serving.start();
  crm.answers.set('/signed', { status: 200, body: JSON.stringify({ you: password, sent: `Basic ${coded}` }) });
  tickets.answers.set('/signed', { status: 200, body: JSON.stringify({ answer: `welcome ${token}` }) });
  const playbook = asking('/signed', [
    { host: crm.host, signIn: basic },
    { host: tickets.host, signIn: oauth },
  ]);
  const end = await run(playbook);
  expect(end.state).toBe('done');
  expect(crm.seen.at(-1)?.headers.authorization).toBe(`Basic ${coded}`);
  expect(tickets.seen.at(-1)?.headers.authorization).toBe(`Bearer ${token}`);
  const { lines } = await serving.must<PlaybookDryWire>('POST', `/api/v1/playbooks/${playbook.id}/dry-run`, {
    ...{ version: 'active', incident: '', values: {} },
  });
  expect(lines[0].sentence.en).toMatch(/signed in with “crm”.*signed in with “tickets”/s);
  // In no row of the database, and in no answer about the run.
  const readable = [JSON.stringify(end)];
  for (const table of await tablesOf(database))
    readable.push(
      ...(await database.query<{ row: string }>(`select t::text as row from "${table}" t`)).map(({ row }) => row),
    );
  expect(readable.length).toBeGreaterThan(50);
  expect(readable.some((text) => text.includes('welcome •••'))).toBe(true);
  for (const secret of [password, token, coded]) expect(readable.filter((text) => text.includes(secret))).toEqual([]);
});

test('a secret goes to no other host than its own', async () => {
  const end = await run(asking('/steal', [{ host: other.host, signIn: basic }]));
  expect([end.state, other.count('/steal')]).toEqual(['failed', 0]);
  expect(noteOf(end)).toContain(`is for ${crm.host} and is not sent to ${other.host}`);
});

test('a secret that is forgotten is not used any more', async () => {
  expect(cli(['forget-secret', 'crm']).status).toBe(0);
  expect((await secrets()).map(({ name }) => name)).toEqual(['tickets']);
  expect((await serving.ask('DELETE', '/api/v1/playbook-secrets/crm')).status).toBe(404);
  const end = await run(asking('/forgotten', [{ host: crm.host, signIn: basic }]));
  expect([end.state, crm.count('/forgotten')]).toEqual(['failed', 0]);
});
