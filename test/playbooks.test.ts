import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncidentWire as Incident } from '../src/api/schema/incidents.ts';
import type { RunHandedWire, RunWire } from '../src/api/schema/playbook-runs.ts';
import type {
  PlaybookDiffWire,
  PlaybookSummaryWire,
  PlaybookWire,
  SuggestedPlaybookWire,
} from '../src/api/schema/playbooks.ts';
import { playbookHead } from '../src/respond/playbook/library/playbook-head.ts';
import {
  type ActionPiece,
  buildPlaybook,
  type Piece,
  playbookId,
} from '../src/respond/playbook/testing/build-playbook.ts';
import { openDatabase } from '../src/store/postgres.ts';
import { createStore } from '../src/store/store.ts';
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
  test('takes in a file whole, and gives it out as it came', async () => {
    const playbook = {
      ...buildPlaybook([{ kind: 'ask', name: 'look' }], {}, { number: 50 }),
      labels: ['data-leak', 'nl'],
    };
    const signed = {
      ...playbook,
      signatures: [{ type: 'jss', x_of: 'somebody else' }],
      x_own: { b: 1, a: [true, null] },
    };
    await serving.must('POST', `${base}/import`, { playbook: JSON.stringify(signed) });
    const text = (await serving.ask('GET', `${base}/${playbook.id}/export`)).text;
    expect(text).toBe(JSON.stringify(signed));
    const [listed] = (await serving.get<PlaybookSummaryWire[]>(`${base}?type=data-leak&q=playbook`)).filter(
      ({ id }) => id === playbook.id,
    );
    expect(listed).toMatchObject({
      state: 'off',
      offered: { modified: playbook.modified, origin: 'import' },
      language: 'nl',
    });
    // The same again changes nothing; another content under the same version is refused.
    await serving.must('POST', `${base}/import`, { playbook: signed });
    expect(
      (await serving.ask('POST', `${base}/import`, { body: { playbook: { ...signed, name: 'Other' } } })).status,
    ).toBe(409);
    expect(await serving.get(`${base}/${playbook.id}/versions`)).toHaveLength(1);
  });

  test('refuses what cannot be run, with the step named, and keeps nothing of it', async () => {
    const sound = buildPlaybook(
      [
        { kind: 'ask', name: 'first' },
        { kind: 'ask', name: 'second' },
      ],
      {},
      { number: 51 },
    );
    const [one, two] = Object.keys(sound.workflow).filter((id) => id.startsWith('action'));
    const names = { [one]: sound.workflow[one].name, [two]: sound.workflow[two].name };
    const wrong: Record<string, (workflow: Record<string, Record<string, unknown>>) => void> = {
      dangling: (workflow) => Object.assign(workflow[one], { on_success: 'end--00000051-0000-4000-8000-00000000dead' }),
      round: (workflow) => Object.assign(workflow[two], { on_success: two }),
      'no agent': (workflow) => delete workflow[one].agent,
      'unknown type': (workflow) => Object.assign(workflow[one], { type: 'telepathy' }),
      'unknown command': (workflow) => Object.assign(workflow[one], { commands: [{ type: 'rm-rf', command: 'x' }] }),
      'unknown action': (workflow) =>
        Object.assign(workflow[one], { commands: [{ type: 'x-belwacht', action: 'format-disk', with: {} }] }),
    };
    for (const [what, change] of Object.entries(wrong)) {
      const playbook = structuredClone(sound) as unknown as { workflow: Record<string, Record<string, unknown>> };
      change(playbook.workflow);
      const answer = await serving.ask<{ faults: { step: string; full: { en: string } }[] }>('POST', `${base}/import`, {
        body: { playbook, activate: true },
      });
      expect([what, answer.status]).toEqual([what, 422]);
      const named = answer
        .json()
        .faults.map(({ step, full }) => `${step} ${full.en}`)
        .join('\n');
      expect(
        Object.entries(names).some(([id, name]) => named.includes(id) && named.includes(String(name))),
        `${what}: ${named}`,
      ).toBe(true);
    }
    expect((await serving.ask('GET', `${base}/${sound.id}`)).status).toBe(404);
  });

  test('is not impressed by hostile files', async () => {
    const sound = JSON.stringify(buildPlaybook([{ kind: 'ask', name: 'look' }], {}, { number: 52 }));
    const deep = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const hostile = {
      large: `${sound.slice(0, -1)},"description":"${'x'.repeat(1_048_576)}"}`,
      deep,
      prototype: `${sound.slice(0, -1)},"__proto__":{"polluted":true}}`,
      constructor: sound.replace('"workflow":{', '"workflow":{"constructor":{"type":"end"},'),
      'twice the same key': `${sound.slice(0, -1)},"name":"again"}`,
      NUL: sound.replace('please look', 'please \\u0000look'),
      'no JSON': 'hello',
      nothing: '',
    };
    for (const [what, playbook] of Object.entries(hostile))
      for (const as of ['version', 'draft']) {
        const answer = await serving.ask('POST', `${base}/import`, { body: { playbook, as } });
        expect([what, as, answer.status]).toEqual([what, as, 422]);
      }
    // As JSON instead of text: what the parser lets through, the reader refuses.
    const raw = { headers: { 'content-type': 'application/json' } };
    for (const body of [`{"playbook":${deep}}`, `{"playbook":${hostile.prototype}}`]) {
      const { status } = await serving.ask('POST', `${base}/import`, { body, ...raw });
      expect([400, 422]).toContain(status);
    }
    expect((await serving.ask('GET', `${base}/${JSON.parse(sound).id}`)).status).toBe(404);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    const tooLarge = { body: { playbook: 'x'.repeat(5_000_000) } };
    expect((await serving.ask('POST', `${base}/import`, tooLarge)).status).toBe(413);
    expect(await serving.get<unknown[]>(`${base}?q=xxxx`)).toEqual([]);
  });

  test('a draft may be broken; it is put to use when it is whole, as a version of its own', async () => {
    const made = await serving.must<PlaybookSummaryWire>('POST', base, {
      name: 'Own <b>one</b>',
      type: 'toll-fraud',
      language: 'en',
    });
    expect(made).toMatchObject({ state: 'draft', draft: { faults: 0 }, active: null, type: 'toll-fraud' });
    const { content } = await serving.get<PlaybookWire>(`${base}/${made.id}`);
    const workflow = content.workflow as Record<string, Record<string, unknown>>;
    const task = Object.keys(workflow).find((id) => id.startsWith('action')) as string;
    const broken = { ...content, workflow: { ...workflow, [task]: { ...workflow[task], on_completion: undefined } } };
    const saved = await serving.must<PlaybookSummaryWire>('PUT', `${base}/${made.id}/draft`, { playbook: broken });
    expect(saved.draft?.faults).toBeGreaterThan(0);
    const stale = { headers: { 'if-match': `"${made.version}"` } };
    expect(
      (await serving.ask('PUT', `${base}/${made.id}/draft`, { body: { playbook: content }, ...stale })).status,
    ).toBe(412);
    expect((await serving.ask('POST', `${base}/${made.id}/activate`, { body: {} })).status).toBe(422);
    await serving.must('PUT', `${base}/${made.id}/draft`, { playbook: content });
    const first = await serving.must<PlaybookSummaryWire>('POST', `${base}/${made.id}/activate`, {});
    expect(first).toMatchObject({ state: 'active', draft: null, active: { origin: 'edit' } });
    const renamed = { ...content, workflow: { ...workflow, [task]: { ...workflow[task], name: 'Renamed' } } };
    await serving.must('PUT', `${base}/${made.id}/draft`, { playbook: renamed });
    const second = await serving.must<PlaybookSummaryWire>('POST', `${base}/${made.id}/activate`, { version: 'draft' });
    const [from, to] = [first, second].map(({ active }) => active?.modified ?? '');
    const { changes } = await serving.get<PlaybookDiffWire>(`${base}/${made.id}/diff?from=${from}&to=${to}`);
    expect(changes).toEqual([
      {
        step: task,
        stepName: 'Renamed',
        kind: 'changed',
        path: 'name',
        before: JSON.stringify(workflow[task].name),
        after: '"Renamed"',
      },
    ]);
    const back = await serving.must<PlaybookSummaryWire>('POST', `${base}/${made.id}/activate`, { version: from });
    expect(back.active?.modified).toBe(from);
    expect((await serving.must<PlaybookSummaryWire>('POST', `${base}/${made.id}/retire`)).state).toBe('off');
    expect((await serving.ask('DELETE', `${base}/${made.id}`)).status).toBe(204);
    expect(
      (await serving.ask('DELETE', `${base}/${(await serving.get<PlaybookSummaryWire[]>(base))[0].id}`)).status,
    ).toBe(409);
  });

  test('what comes along takes the place of what nobody touched, and is offered beside what somebody changed', async () => {
    const opened = await openDatabase({ dataDir: serving.server.dataDir, databaseUrl: database.url, log: () => {} });
    try {
      const store = createStore({ db: opened.db, owner: opened.owner }, Date.now);
      const version = (number: number, modified: string) => {
        const content = { ...buildPlaybook([{ kind: 'ask', name: `look ${modified}` }], {}, { number }), modified };
        return { content, head: playbookHead(content), origin: 'shipped' as const };
      };
      const [early, late, later] = ['2027-01-01T00:00:00Z', '2027-02-01T00:00:00Z', '2027-03-01T00:00:00Z'];
      for (const number of [60, 61]) expect(await store.playbooks.ship(version(number, early), 'Belwacht')).toBe(true);
      expect(await store.playbooks.ship(version(60, early), 'Belwacht')).toBe(false);
      const [untouched, changed] = [60, 61].map(playbookId);
      const mine = version(61, late);
      await store.playbooks.take({ ...mine, origin: 'edit' }, true, 'Els');
      for (const number of [60, 61]) expect(await store.playbooks.ship(version(number, later), 'Belwacht')).toBe(true);
      expect(await store.playbooks.get(untouched)).toMatchObject({ active: { modified: later }, offered: undefined });
      expect(await store.playbooks.get(changed)).toMatchObject({
        active: { modified: late },
        offered: { modified: later },
      });
      // Waved away, it does not come back by itself.
      await store.playbooks.dismiss(changed);
      expect(await store.playbooks.ship(version(61, later), 'Belwacht')).toBe(false);
      expect((await store.playbooks.get(changed))?.offered).toBeUndefined();
    } finally {
      await opened.stop();
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

  test('comes to its end with the version it began with', async () => {
    const { playbook, of, run } = await start([{ kind: 'ask', name: 'hold on' }, send('/old')]);
    const newer = buildPlaybook(
      [{ kind: 'ask', name: 'other' }, send('/new')],
      { __x__: { type: 'string', value: 'two' } },
      { number: count },
    );
    await serving.must('POST', `${base}/import`, {
      playbook: { ...newer, modified: '2026-06-01T00:00:00Z' },
      activate: true,
    });
    const again = await serving.must<RunWire>('POST', `/api/v1/incidents/${of.id}/runs`, { playbook: playbook.id });
    expect([run.modified, again.modified]).toEqual([playbook.modified, '2026-06-01T00:00:00Z']);
    for (const [id, name] of [
      [run.id, 'hold on'],
      [again.id, 'other'],
    ] as const) {
      const now = await comesTo(id, name, (each) => !!waiting(each, name));
      await serving.must('POST', `/api/v1/runs/${id}/answers`, { key: waiting(now, name).key, ok: true });
      expect((await comesTo(id, 'the end', ({ state }) => state !== 'running')).state).toBe('done');
    }
    expect([effects.count('/old'), effects.count('/new')]).toEqual([1, 1]);
    expect((await serving.get<RunWire[]>(`/api/v1/incidents/${of.id}/runs`)).map(({ id }) => id)).toEqual([
      again.id,
      run.id,
    ]);
  });

  test('asks no host that is not on the list, follows no redirect, and tells people', async () => {
    effects.answers.set('/away', { status: 302, body: '', location: `http://${effects.host}/secret` });
    const elsewhere = (url: string): ActionPiece => ({
      ...send('/none'),
      name: url,
      commands: [{ type: 'x-belwacht', action: 'http-api', with: { url, method: 'POST' } }],
    });
    const port = effects.host.split(':')[1];
    const urls = [
      `http://localhost:${port}/none`,
      `http://127.0.0.1:${Number(port) + 1}/none`,
      'http://169.254.169.254/none',
      `http://${effects.host}/away`,
    ];
    for (const url of urls) {
      const { run, of } = await start([elsewhere(url)]);
      const end = await comesTo(run.id, 'the end', ({ state }) => state !== 'running');
      expect([url, end.state]).toEqual([url, 'failed']);
      expect(end.steps[0].notes[0].detail).toContain(url.endsWith('/away') ? 'answered 302' : 'not among the hosts');
      // Lines reach the timeline each in its own time; where they stand in it goes by when it happened.
      await until('the beginning and the cry for help', 10, async () => {
        const { items } = await serving.get<{ items: { text: { en: string } }[] }>(
          `/api/v1/incidents/${of.id}/timeline?limit=100`,
        );
        return ['started', 'Somebody has to look'].every((said) => items.some(({ text }) => text.en.includes(said)));
      });
    }
    expect([effects.count('/none'), effects.count('/secret'), effects.count('/away')]).toEqual([0, 0, 1]);
  });

  test('takes answers that people give in the incident, and nothing less than it asked for', async () => {
    const variables = { __found__: { type: 'string' } } as const;
    const { run, of } = await start(
      [
        { kind: 'ask', name: 'look', sets: '__found__' },
        { kind: 'ask', name: 'tidy' },
      ],
      variables,
    );
    const open = async (title: string) =>
      until(`the task ${title}`, 10, async () =>
        (await serving.get<Incident>(`/api/v1/incidents/${of.id}`)).tasks.find(
          (task) => task.title === title && task.state === 'open',
        ),
      );
    const act = (body: object) => serving.ask('POST', `/api/v1/incidents/${of.id}/acts`, { body });
    const look = await open('look');
    expect(look.source).toBe(`playbook:${run.id}/${look.id}`);
    expect((await act({ act: 'finish-task', task: look.id, evidence: '' })).status).toBe(409);
    expect(
      (await act({ act: 'finish-task', task: look.id, evidence: 'seen', values: { __found__: 'yes' } })).status,
    ).toBe(200);
    const tidy = await open('tidy');
    expect((await runNow(run.id)).variables.find(({ name }) => name === '__found__')?.value).toBe('yes');
    expect((await act({ act: 'fail-task', task: tidy.id, reason: 'the cellar is locked' })).status).toBe(200);
    const end = await comesTo(run.id, 'the end', ({ state }) => state !== 'running');
    expect(end.steps.at(-1)).toMatchObject({
      name: 'tidy',
      state: 'failed',
      notes: [{ detail: 'the cellar is locked' }],
    });
    const { tasks } = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
    expect(tasks.map(({ state }) => state)).toEqual(['done', 'failed']);
    expect(tasks[1]).toMatchObject({ reason: 'the cellar is locked', evidence: '' });
  });

  test('keeps apart what failed and what does not apply, from the incident and from the run', async () => {
    const asks = ['one', 'two', 'three', 'four'].map((name) => ({ kind: 'ask', name }) as const);
    const { run, of } = await start(
      [{ ...asks[0], sets: '__found__' }, asks[1], { ...asks[2], onFailure: [asks[3]] }],
      { __found__: { type: 'bool' } },
    );
    const task = (title: string) =>
      until(`the task ${title}`, 10, async () =>
        (await serving.get<Incident>(`/api/v1/incidents/${of.id}`)).tasks.find((each) => each.title === title),
      );
    const act = (body: object) => serving.must(`POST`, `/api/v1/incidents/${of.id}/acts`, body);
    // In the incident: it goes on, although nothing was found out.
    await act({ act: 'drop-task', task: (await task('one')).id, reason: 'no such cellar' });
    // In the run; a reason is needed, and it is either of the two.
    const { id: key } = await task('two');
    const answer = (body: object) => serving.ask('POST', `/api/v1/runs/${run.id}/answers`, { body: { key, ...body } });
    expect((await answer({ ok: true, applies: false })).status).toBe(400);
    expect((await answer({ ok: false, applies: false, detail: 'x' })).status).toBe(400);
    expect((await answer({ ok: true, applies: false, detail: 'they know already' })).status).toBe(200);
    const three = await task('three');
    await serving.must('POST', `/api/v1/runs/${run.id}/answers`, { key: three.id, ok: false, detail: 'no keys' });
    await act({ act: 'finish-task', task: (await task('four')).id });
    const end = await comesTo(run.id, 'the end', ({ state }) => state !== 'running');
    expect(end.steps.map(({ name, state, notes }) => [name, state, notes[0].applies])).toEqual([
      ['one', 'done', false],
      ['two', 'done', false],
      ['three', 'failed', true],
      ['four', 'done', true],
    ]);
    expect(end.variables.find(({ name }) => name === '__found__')?.value).toBeNull();
    const settled = await until('the tasks', 10, async () => {
      const { tasks } = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
      return tasks.every(({ state }) => state !== 'open') && tasks;
    });
    expect(settled.map(({ title, state, reason }) => [title, state, reason])).toEqual([
      ['one', 'not-applicable', 'no such cellar'],
      ['two', 'not-applicable', 'they know already'],
      ['three', 'failed', 'no keys'],
      ['four', 'done', ''],
    ]);
  });

  test('goes on in the incident that its own became part of', async () => {
    const { run, of } = await start([
      { kind: 'ask', name: 'before' },
      { kind: 'ask', name: 'after' },
    ]);
    const into = await incident({ title: 'The bigger one' });
    const now = await comesTo(run.id, 'before', (each) => !!waiting(each, 'before'));
    await serving.must('POST', `/api/v1/incidents/${of.id}/merge`, { into: into.id, reason: 'the same attack' });
    await serving.must('POST', `/api/v1/runs/${run.id}/answers`, { key: waiting(now, 'before').key, ok: true });
    await until('the task in the other incident', 10, async () =>
      (await serving.get<Incident>(`/api/v1/incidents/${into.id}`)).tasks.some(({ title }) => title === 'after'),
    );
    expect((await serving.get<RunWire[]>(`/api/v1/incidents/${into.id}/runs`)).map(({ id }) => id)).toEqual([run.id]);
  });

  test('waits for whoever has to agree to a measure', async () => {
    const path = '/api/v1/measure-settings';
    const { version, approvals } = await serving.get<{ version: number; approvals: object }>(path);
    const headers = { 'if-match': `"${version}"` };
    const body = { approvals: { ...approvals, 'block-source': 'always' } };
    expect((await serving.ask('PUT', path, { body, headers })).status).toBe(200);
    const commands = [
      { type: 'x-belwacht', action: 'block-source', with: { address: '198.51.100.200', hours: '1' } },
    ] as const;
    const { run, of } = await start([
      { kind: 'do', name: 'block', commands, onFailure: [{ kind: 'ask', name: 'by hand' }] },
    ]);
    const waits = await comesTo(run.id, 'the wait', (now) => (waiting(now, 'block')?.error ?? '') !== '');
    expect(waits.state).toBe('running');
    const { items } = await serving.get<{ items: { id: string; state: string }[] }>(
      `/api/v1/measures?incident=${of.id}`,
    );
    expect(items.map(({ state }) => state)).toEqual(['waiting']);
    await serving.must('POST', `/api/v1/measures/${items[0].id}/refuse`, { reason: 'that is our own phone' });
    const now = await comesTo(run.id, 'the task instead', (each) => !!waiting(each, 'by hand'));
    expect(now.steps.find(({ name }) => name === 'block')).toMatchObject({ state: 'failed', waits: null });
    await serving.must('POST', `/api/v1/runs/${run.id}/stop`, { reason: 'a test' });
  });

  test('an automatic step without an outcome after ten minutes is dead: people are told once, also over a crash', async () => {
    const path = '/api/v1/measure-settings';
    const { version, approvals } = await serving.get<{ version: number; approvals: object }>(path);
    const headers = { 'if-match': `"${version}"` };
    const body = { approvals: { ...approvals, 'block-source': 'always' } };
    expect((await serving.ask('PUT', path, { body, headers })).status).toBe(200);
    const commands = [
      { type: 'x-belwacht', action: 'block-source', with: { address: '198.51.100.201', hours: '1' } },
    ] as const;
    const { run, of } = await start([{ kind: 'do', name: 'block', commands }]);
    // Nobody agrees, so it stays under way.
    const before = await comesTo(run.id, 'the wait', (now) => (waiting(now, 'block')?.error ?? '') !== '');
    const due = Date.parse(waiting(before, 'block').due);
    expect(due - Date.parse(before.startedAt)).toBeGreaterThan(9 * 60_000);
    await serving.server.stop('SIGKILL');
    // Ten minutes later.
    await database.query(`update playbook_run set wake_at = wake_at - 600000,
      run = replace(run::text, '"dueAt":${due}', '"dueAt":${due - 600_000}')::json where id = '${run.id}'`);
    await serving.start();
    const told = async () =>
      (
        await serving.get<{ items: { text: { en: string } }[] }>(`/api/v1/incidents/${of.id}/timeline?limit=100`)
      ).items.filter(({ text }) => text.en.includes('an automatic step has given no answer'));
    await until('the cry for help', 20, async () => (await told()).length > 0);
    await serving.server.stop('SIGKILL');
    await serving.start();
    const after = await comesTo(run.id, 'the run', ({ state }) => state === 'running');
    expect(waiting(after, 'block')).toBeDefined();
    expect(await told()).toHaveLength(1);
    await serving.must('POST', `/api/v1/runs/${run.id}/stop`, { reason: 'a test' });
  });

  test('is stopped with a reason, which takes its tasks back; delays can be cut short', async () => {
    const { run, of } = await start([
      { kind: 'do', name: 'late', delay: 3_600_000, commands: send('/soon').commands },
      { kind: 'ask', name: 'look' },
    ]);
    const [{ waits }] = run.steps;
    expect(waits).toMatchObject({ kind: 'delay', acts: ['now'] });
    await serving.must('POST', `/api/v1/runs/${run.id}/steps`, { key: waits?.key, act: 'now', reason: 'all is quiet' });
    await comesTo(run.id, 'look', (each) => !!waiting(each, 'look'));
    expect(effects.count('/soon')).toBe(1);
    const stopped = await serving.must<RunWire>('POST', `/api/v1/runs/${run.id}/stop`, { reason: 'false alarm' });
    expect(stopped.state).toBe('stopped');
    const { tasks } = await until('the task taken back', 10, async () => {
      const found = await serving.get<Incident>(`/api/v1/incidents/${of.id}`);
      return found.tasks.length > 0 && found.tasks.every(({ state }) => state === 'not-applicable') && found;
    });
    expect(tasks).toHaveLength(1);
    expect((await serving.ask('POST', `/api/v1/runs/${run.id}/stop`, { body: { reason: 'again' } })).status).toBe(409);
  });

  test('is offered for the incident it fits, with what the incident knows', async () => {
    const of = await incident({ classification: 'fraud/unauthorised-use-of-resources' });
    const fitting = await serving.get<SuggestedPlaybookWire[]>(`/api/v1/incidents/${of.id}/playbooks`);
    expect(fitting[0]).toMatchObject({ fit: 100, playbook: { type: 'toll-fraud' } });
    expect(fitting[0].variables.find(({ name }) => name === '__customer__')?.value).toBe('acme');
    const run = await serving.must<RunWire>('POST', `/api/v1/incidents/${of.id}/runs`, {
      playbook: fitting[0].playbook.id,
    });
    expect(run.variables.find(({ name }) => name === '__customer__')?.value).toBe('acme');
    await serving.must('POST', `/api/v1/runs/${run.id}/stop`, { reason: 'a test' });
  });

  test('is nothing that customers see', async () => {
    const { run, of } = await start([{ kind: 'ask', name: 'look' }]);
    const { secret: token } = await serving.must<{ secret: string }>('POST', '/api/v1/tokens', {
      ...{ kind: 'api', name: 'acme', tenant: 'acme', permissions: ['incidents:read'] },
    });
    expect((await serving.ask('GET', `/api/v1/incidents/${of.id}`, { token })).status).toBe(200);
    expect((await serving.ask('GET', `/api/v1/incidents/${of.id}/runs`, { token })).text).toBe('[]');
    for (const path of [base, '/api/v1/runs', `/api/v1/runs/${run.id}`])
      expect((await serving.ask('GET', path, { token })).status).toBe(403);
  });

  test('and all of it from the command line', async () => {
    const playbook = {
      ...buildPlaybook([{ kind: 'ask', name: 'look', sets: '__n__' }], { __n__: { type: 'integer' } }, { number: 90 }),
      name: 'By hand',
    };
    const [good, bad] = ['good', 'bad'].map((name) => join(serving.dir, `${name}.json`));
    writeFileSync(good, JSON.stringify(playbook));
    writeFileSync(bad, JSON.stringify({ ...playbook, workflow_start: undefined, id: playbookId(91) }));
    const { code, out } = await serving.server.tryCli('playbook', 'import', '--activate', good, bad);
    expect(code).toBe(1);
    expect(out).toContain(`taken in as ${playbook.id}`);
    expect(await serving.server.cli('playbook', 'list')).toContain('By hand');
    const of = await incident();
    const [run] = await serving.server.json<RunWire>('playbook', 'start', playbook.id, '--incident', String(of.number));
    const { key } = waiting(run, 'look');
    expect((await serving.server.tryCli('playbook', 'done', run.id, key)).code).toBe(1);
    expect(await serving.server.cli('playbook', 'done', run.id, key, '--value', 'n=12')).toContain('done');
    expect(await serving.server.cli('playbook', 'runs', '--incident', String(of.number))).toContain(run.id);
    expect(JSON.parse(await serving.server.cli('playbook', 'export', playbook.id))).toEqual(playbook);
  });
});
