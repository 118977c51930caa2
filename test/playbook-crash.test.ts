import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Decision } from '../src/api/schema/alerts.ts';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type { RunStepWire, RunWire } from '../src/api/schema/playbook-runs.ts';
import { type ActionPiece, buildPlaybook, type Piece } from '../src/respond/playbook/testing/build-playbook.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { SideEffects } from './lab/side-effects.ts';
import { until } from './lab/until.ts';

/** `kill -9` while a playbook runs: it goes on where it was, and nothing is done twice. */
const effects = new SideEffects();
let database: DebianDatabase;
let serving: Serving;
let blocked = 0;
const namespace = `bwpb${process.pid}`;

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  await effects.open();
  database = await DebianDatabase.make();
  serving = new Serving('playbook-crash', {
    ...{ database_url: database.url, mode: 'enforce', guard_private: false, playbooks: { http_hosts: [effects.host] } },
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    // The map of the world has tests of its own, and takes seconds at each start.
    geo: { kernel: 'off' },
  });
  await serving.start();
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await effects.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

/** What the kernel drops. */
const kernel = () =>
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'list', 'ruleset'], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });

const send = (path: string, repeat: 'once' | 'safe' = 'once', more: object = {}): ActionPiece => ({
  kind: 'do',
  name: `send ${path}`,
  commands: [
    { type: 'x-belwacht', action: 'http-api', with: { url: `http://${effects.host}${path}`, method: 'POST' }, repeat },
  ],
  ...more,
});
const block = (address: string): ActionPiece => ({
  kind: 'do',
  name: `block ${address}`,
  commands: [{ type: 'x-belwacht', action: 'block-source', with: { address, hours: '1' } }],
});
const ask = (name: string): ActionPiece => ({ kind: 'ask', name });

/** Parallel branches, automatic and manual steps, a delay. `n` makes paths, addresses and ids of its own. */
function playbookOf(n: number) {
  blocked++;
  const addresses = [`198.51.100.${blocked}`, `203.0.113.${blocked}`];
  const paths = ['first', 'safe', 'left', 'right', 'last'].map((name) => `/${n}/${name}`);
  const [first, safe, left, right, last] = paths;
  const pieces: Piece[] = [
    send(first),
    send(safe, 'safe'),
    {
      kind: 'parallel',
      branches: [[send(left), ask('left task')], [block(addresses[0]), send(right)], [ask('beside')]],
    },
    { ...block(addresses[1]), delay: 400 },
    ask('look'),
    send(last),
  ];
  return { playbook: buildPlaybook(pieces, {}, { number: 1000 + n }), addresses, paths, safe };
}

const atOnce = 4;
type Made = ReturnType<typeof playbookOf>;

async function begin(made: Made): Promise<{ readonly of: Incident; readonly id: string }> {
  await serving.must('POST', '/api/v1/playbooks/import', { playbook: made.playbook, activate: true });
  const of = await serving.must<Incident>('POST', '/api/v1/incidents', { title: 'Attack', severity: 'high' });
  const run = await serving.must<RunWire>('POST', `/api/v1/incidents/${of.id}/runs`, { playbook: made.playbook.id });
  return { of, id: run.id };
}

const runNow = (id: string) => serving.get<RunWire>(`/api/v1/runs/${id}`);
const open = (run: RunWire, kind: string) => run.steps.filter((step) => step.waits?.kind === kind);

async function crash(): Promise<void> {
  await serving.server.stop('SIGKILL');
  await serving.start();
}

/** Does what people are asked. Who is asked whether something was done looks, and does what was not. */
async function answer(id: string, { waits, name }: RunStepWire): Promise<void> {
  if (!waits) return;
  if (waits.doubt) {
    const path = name.replace('send ', '');
    if (effects.count(path) === 0) await fetch(`http://${effects.host}${path}`, { method: 'POST' });
  }
  await serving.must('POST', `/api/v1/runs/${id}/answers`, { key: waits.key, ok: true, detail: 'looked' });
}

/** To the end, by doing all that is asked. */
const toTheEnd = (id: string) =>
  until('the end of the run', 40, async () => {
    const run = await runNow(id);
    for (const step of open(run, 'task')) await answer(id, step);
    return run.state !== 'running' && run;
  });

/** Nothing twice: what may be repeated came again under its key only; one decision and one measure for each block. */
async function expectOnce(
  { of, id }: { readonly of: Incident; readonly id: string },
  { paths, safe, addresses }: Made,
) {
  const run = await runNow(id);
  expect([
    run.state,
    run.steps.filter(({ state }) => state === 'failed').map(({ name, notes }) => [name, notes]),
  ]).toEqual(['done', []]);
  for (const path of paths.filter((each) => each !== safe)) expect([path, effects.count(path)]).toEqual([path, 1]);
  const keys = effects.seen.filter(({ url }) => url === safe).map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(1);
  const decisions = await serving.page<Decision>('/api/v1/decisions');
  const dropped = kernel();
  for (const address of addresses) expect(dropped.split(`${address} `).length - 1).toBe(1);
  for (const address of addresses)
    expect(decisions.filter(({ value }) => value === address).map(({ state }) => state)).toEqual(['in-force']);
  const incident = await until('settled tasks', 15, async () => {
    const now = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
    return now.tasks.every(({ state }) => state !== 'open') && now;
  });
  expect(incident.measures.length).toBe(addresses.length);
  // Every step once, and those of people asked once.
  const places = run.steps.map(({ place }) => place);
  expect(new Set(places).size).toBe(places.length);
  for (const name of ['left task', 'beside', 'look'])
    expect(incident.tasks.filter(({ title }) => title === name).map(({ state }) => state)).toEqual(['done']);
}

test('at every step: what is under way is asked about or goes on under its key, and nothing is done twice', async () => {
  const made = playbookOf(1);
  for (const path of made.paths) effects.hold(path);
  const begun = await begin(made);
  const { id } = begun;
  for (const path of made.paths) {
    // Up to the request of this step, which gets no answer.
    await until(`the request ${path}`, 40, async () => {
      if (effects.count(path) > 0) return true;
      const run = await runNow(id);
      if (effects.count(path) > 0) return true;
      for (const step of open(run, 'task')) await answer(id, step);
      return false;
    });
    await crash();
    const step = await until(`the step ${path} again`, 20, async () =>
      (await runNow(id)).steps.find(({ name }) => name === `send ${path}`),
    );
    if (path === made.safe) {
      await until('the same request again', 20, () => effects.count(path) === 2);
      effects.release(path);
    } else expect(step.waits).toMatchObject({ kind: 'task', doubt: { en: expect.stringContaining(path) } });
  }
  await toTheEnd(id);
  await expectOnce(begun, made);
}, 900_000);

test('whenever: after every change of the run there is, and it still comes to its end', async () => {
  let most = 99;
  // Several runs under way at each crash, each one change further.
  for (let version = 1, n = 2; version <= most; version += atOnce) {
    const runs = await Promise.all(
      Array.from({ length: atOnce }, async (_, i) => {
        const made = playbookOf(n + i);
        return { made, begun: await begin(made), until: version + i };
      }),
    );
    n += atOnce;
    // Up to this change of the run, whatever is under way then.
    await Promise.all(
      runs.map(({ begun: { id }, until: change }) =>
        until(`change ${change}`, 60, async () => {
          const run = await runNow(id);
          if (run.version >= change || run.state !== 'running') return true;
          for (const step of open(run, 'task').slice(0, 1)) await answer(id, step);
          return false;
        }),
      ),
    );
    await crash();
    for (const { made, begun } of runs) {
      const { version: last } = await toTheEnd(begun.id);
      await expectOnce(begun, made);
      most = Math.min(most, last);
    }
  }
  expect(most).toBeGreaterThan(8);
}, 900_000);
