import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type { RunHandedWire, RunWire } from '../src/api/schema/playbook-runs.ts';
import type { PlaybookSummaryWire, PlaybookWire } from '../src/api/schema/playbooks.ts';
import {
  type ActionPiece,
  buildPlaybook,
  type Piece,
  playbookId,
} from '../src/respond/playbook/testing/build-playbook.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { SideEffects } from './lab/side-effects.ts';
import { until } from './lab/until.ts';

/** Playbooks on a real server: kept, checked, run to their end, with real requests and real tasks. */
const effects = new SideEffects();
let database: DebianDatabase;
let serving: Serving;
let count = 100;

beforeAll(async () => {
  await effects.open();
  database = await DebianDatabase.make();
  serving = new Serving('playbooks', { database_url: database.url, playbooks: { http_hosts: [effects.host] } });
  await serving.start();
  await serving.must('POST', '/api/v1/tenants', { id: 'acme', name: 'ACME', timeZone: 'Europe/Amsterdam' });
}, 120_000);
afterAll(async () => {
  await serving?.close();
  await database?.remove();
  await effects.close();
});

const base = '/api/v1/playbooks';
const incident = (wish: object = {}) =>
  serving.must<Incident>('POST', '/api/v1/incidents', {
    title: 'Toll fraud at ACME',
    severity: 'high',
    tenant: 'acme',
    ...wish,
  });
const send = (path: string, more: object = {}): ActionPiece => ({
  kind: 'do',
  name: `send ${path}`,
  commands: [
    {
      type: 'x-belwacht',
      action: 'http-api',
      with: { url: `http://${effects.host}${path}`, method: 'POST', body: '{"a":"__x__:value"}' },
    },
  ],
  ...more,
});
/** Takes a playbook in and starts it. */
async function start(
  pieces: readonly Piece[],
  variables: Parameters<typeof buildPlaybook>[1] = {},
  values: object = {},
) {
  count++;
  const playbook = buildPlaybook(pieces, { __x__: { type: 'string', value: 'one' }, ...variables }, { number: count });
  await serving.must('POST', `${base}/import`, { playbook, activate: true });
  const of = await incident();
  const run = await serving.must<RunWire>('POST', `/api/v1/incidents/${of.id}/runs`, { playbook: playbook.id, values });
  return { playbook, of, run };
}
const runNow = (id: string) => serving.get<RunWire>(`/api/v1/runs/${id}`);
const waiting = (run: RunWire, name: string) =>
  run.steps.find((step) => step.name === name && step.waits)?.waits as RunHandedWire;
const comesTo = (id: string, what: string, is: (run: RunWire) => boolean) =>
  until(what, 20, async () => {
    const run = await runNow(id);
    return is(run) && run;
  });

describe('the library', () => {
  test('begins with a playbook of every type in both languages, in use and sound', async () => {
    const all = await serving.get<PlaybookSummaryWire[]>(base);
    expect(all).toHaveLength(16);
    expect(new Set(all.map(({ type, language }) => `${type} ${language}`)).size).toBe(16);
    for (const { id, state } of all) {
      expect(state).toBe('active');
      const one = await serving.get<PlaybookWire>(`${base}/${id}`);
      expect(one.faults.filter(({ weight }) => weight !== 'note')).toEqual([]);
      expect(one.graph.steps.every(({ reached }) => reached)).toBe(true);
    }
  });
});

describe('a run', () => {
  test('does what every kind of step says', async () => {
    const child = buildPlaybook([send('/child')], { __x__: { type: 'string', value: 'child' } }, { number: 99 });
    await serving.must('POST', `${base}/import`, { playbook: child, activate: true });
    effects.answers.set('/first', { status: 200, body: '{"ticket":"T-7"}' });
    const { run, of } = await start(
      [
        send('/first', { sets: '__ticket__' }),
        { kind: 'parallel', branches: [[send('/a')], [{ kind: 'ask', name: 'look', sets: '__found__' }]] },
        { kind: 'if', condition: "__found__:value = 'yes'", yes: [send('/yes')], no: [send('/no')] },
        { kind: 'switch', on: '__ticket__', cases: { 'T-7': [send('/seven')], default: [send('/other')] } },
        {
          kind: 'while',
          condition: "__more__:value = 'true'",
          body: [{ kind: 'ask', name: 'again?', sets: '__more__' }],
        },
        { kind: 'call', playbook: playbookId(99) },
        { kind: 'do', name: 'wait', delay: 300, commands: send('/late').commands },
      ] as Piece[],
      { __ticket__: { type: 'string' }, __found__: { type: 'string' }, __more__: { type: 'string', value: 'true' } },
    );
    const asked = await comesTo(
      run.id,
      'the question and the branch beside it',
      (now) => !!waiting(now, 'look') && effects.count('/a') === 1,
    );
    expect(asked.variables.find(({ name }) => name === '__ticket__')?.value).toBe('T-7');
    const { tasks } = await until('the task in the incident', 10, async () => {
      const now = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
      return now.tasks.length > 0 && now;
    });
    expect(tasks[0]).toMatchObject({ title: 'look', state: 'open', id: waiting(asked, 'look').key });
    await serving.must('POST', `/api/v1/runs/${run.id}/answers`, {
      key: waiting(asked, 'look').key,
      ok: true,
      values: { __found__: 'yes' },
    });
    for (const more of ['true', 'false']) {
      const now = await comesTo(run.id, `round ${more}`, (each) => !!waiting(each, 'again?'));
      await serving.must('POST', `/api/v1/runs/${run.id}/answers`, {
        key: waiting(now, 'again?').key,
        ok: true,
        values: { __more__: more },
      });
    }
    const end = await comesTo(run.id, 'the end', ({ state }) => state !== 'running');
    expect(end.state).toBe('done');
    expect(effects.seen.map(({ url }) => url)).toEqual(['/first', '/a', '/yes', '/seven', '/child', '/late']);
    expect(JSON.parse(effects.seen[4].body)).toEqual({ a: 'child' });
    const after = await until('settled tasks', 10, async () => {
      const now = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
      return now.tasks.every(({ state }) => state === 'done') && now;
    });
    expect(after.tasks).toHaveLength(3);
  });
});
