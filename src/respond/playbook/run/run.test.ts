import { describe, expect, test } from 'vitest';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookRun } from '../../../core/playbook/run.ts';
import type { RunEffect, RunInput } from '../../../core/playbook/run-effect.ts';
import type { PlaybookVariable } from '../../../core/playbook/variable.ts';
import { type ActionPiece, buildPlaybook, type Piece, playbookId } from '../testing/build-playbook.ts';
import { startRun } from './start-run.ts';
import { nextWake, stepRun } from './step-run.ts';

const t0 = Date.UTC(2026, 2, 1, 3);
const text = (value?: string): PlaybookVariable => ({ type: 'string', ...(value === undefined ? {} : { value }) });
const act = (name: string, more: Partial<ActionPiece> = {}): Piece => ({
  kind: 'do',
  name,
  ...more,
});
const ask = (name: string, more: Partial<ActionPiece> = {}): Piece => ({
  kind: 'ask',
  name,
  ...more,
});

/** A run in a test: what is open, by name of the step. */
class Desk {
  run: PlaybookRun;
  effects: readonly RunEffect[];
  readonly told: RunEffect[] = [];
  readonly open = new Map<string, RunEffect>();

  constructor(playbook: Playbook, values = {}, others: readonly Playbook[] = []) {
    const started = startRun(playbook, values, t0, {
      id: 'run',
      find: (id) => others.find((other) => other.id === id),
    });
    if (!started.ok) throw new Error(started.reason.map(({ en }) => en).join('; '));
    this.run = started.value.run;
    this.effects = started.value.effects;
    this.#take(started.value.effects);
  }

  step(input: RunInput): string {
    // Through JSON each time: that is how it is kept.
    const stepped = stepRun(JSON.parse(JSON.stringify(this.run)), input);
    this.run = stepped.run;
    this.effects = stepped.effects;
    this.#take(stepped.effects);
    return stepped.refused?.en ?? '';
  }

  result(name: string, ok = true, values = {}, at = 1_000): string {
    const effect = this.open.get(name);
    if (effect?.kind !== 'do' && effect?.kind !== 'task')
      throw new Error(`${name} is not open, but ${[...this.open.keys()]}`);
    const input = { key: effect.key, at: t0 + at, ok, values };
    return this.step(
      effect.kind === 'do' ? { kind: 'result', ...input } : { kind: 'task', by: 'Els', evidence: 'x', ...input },
    );
  }

  names(): string[] {
    return [...this.open.keys()].sort();
  }

  visited(): string[] {
    return this.run.visits.flatMap(({ step, book, outcome }) => {
      const name = this.run.playbooks[book].workflow[step].name;
      return name ? [`${name} ${outcome}`] : [];
    });
  }

  #take(effects: readonly RunEffect[]): void {
    for (const effect of effects) {
      this.told.push(effect);
      if (effect.kind === 'do' || effect.kind === 'task') this.open.set(effect.name, effect);
    }
    const waited = new Set(this.run.active.map(({ handed }) => handed?.key));
    for (const [name, effect] of this.open) if ('key' in effect && !waited.has(effect.key)) this.open.delete(name);
  }
}

test('one after another, automatic and by hand', () => {
  const desk = new Desk(buildPlaybook([act('block'), ask('look'), act('more')]));
  expect(desk.names()).toEqual(['block']);
  desk.result('block');
  expect(desk.open.get('look')).toMatchObject({ kind: 'task', text: 'please look', owner: 'engineer' });
  desk.result('look');
  desk.result('more');
  expect(desk.run.state).toBe('done');
  expect(desk.visited()).toEqual(['block done', 'look done', 'more done']);
  expect(desk.told.at(-1)).toMatchObject({ kind: 'end', state: 'done' });
});

test('parallel branches all run at once and are waited for, once', () => {
  const desk = new Desk(
    buildPlaybook([{ kind: 'parallel', branches: [[act('a'), act('a2')], [act('b')], [ask('c')]] }, act('after')]),
  );
  expect(desk.names()).toEqual(['a', 'b', 'c']);
  desk.result('b');
  desk.result('a');
  desk.result('c');
  expect(desk.names()).toEqual(['a2']);
  desk.result('a2');
  expect(desk.names()).toEqual(['after']);
  desk.result('after');
  expect(desk.run.state).toBe('done');
  expect(desk.run.active).toEqual([]);
});

test('a branch that fails is noted after the others are done, and its values do not reach the others before', () => {
  const playbook = buildPlaybook(
    [
      {
        kind: 'parallel',
        branches: [
          [act('fails')],
          [act('sets', { sets: '__x__' }), { kind: 'if', condition: "__x__:value = 'new'", yes: [act('own value')] }],
          [
            act('slow'),
            { kind: 'if', condition: "__x__:value = 'new'", yes: [act('not this')], no: [act('old value')] },
          ],
        ],
      },
      act('never'),
    ],
    { __x__: text('old') },
    { exception: [act('rescue')] },
  );
  const desk = new Desk(playbook);
  desk.result('fails', false);
  desk.result('sets', true, { __x__: 'new' });
  desk.result('slow');
  expect(desk.names()).toEqual(['old value', 'own value']);
  desk.result('own value');
  desk.result('old value');
  expect(desk.run.scopes[''].values.__x__).toBe('new');
  expect(desk.names()).toEqual(['rescue']);
  desk.result('rescue');
  expect(desk.run.state).toBe('failed');
});

describe('what comes after a failure', () => {
  test('on_failure', () => {
    const desk = new Desk(
      buildPlaybook([act('a', { onFailure: [act('instead')] }), act('b')], {}, { exception: [act('rescue')] }),
    );
    desk.result('a', false);
    expect(desk.names()).toEqual(['instead']);
    expect(desk.told.some(({ kind }) => kind === 'escalate')).toBe(false);
    desk.result('instead');
    expect(desk.run.state).toBe('done');
  });
  test('the exception step, and somebody hears of it', () => {
    const desk = new Desk(buildPlaybook([act('a'), act('b')], {}, { exception: [act('rescue')] }));
    desk.result('a', false);
    expect(desk.names()).toEqual(['rescue']);
    expect(desk.told.filter(({ kind }) => kind === 'escalate')).toHaveLength(1);
  });
  test('without either the run fails', () => {
    const desk = new Desk(buildPlaybook([act('a'), act('b')]));
    desk.result('a', false);
    expect(desk.run.state).toBe('failed');
    expect(desk.visited()).toEqual(['a failed']);
  });
  test('on_completion follows either way', () => {
    const playbook = buildPlaybook([act('a'), act('b')]);
    const [[key, step]] = Object.entries(playbook.workflow).filter(([, { name }]) => name === 'a');
    const { on_success: on_completion, ...rest } = step;
    const desk = new Desk({
      ...playbook,
      workflow: { ...playbook.workflow, [key]: { ...rest, on_completion } as typeof step },
    });
    desk.result('a', false);
    expect(desk.names()).toEqual(['b']);
  });
});

describe('conditions', () => {
  test.each([
    ['yes', ['a']],
    ['no', ['b']],
  ])('if %s', (value, open) => {
    const pieces: Piece[] = [{ kind: 'if', condition: "__x__:value = 'yes'", yes: [act('a')], no: [act('b')] }];
    expect(new Desk(buildPlaybook(pieces, { __x__: { ...text(), external: true } }), { __x__: value }).names()).toEqual(
      open,
    );
  });
  test.each([
    ['one', ['a']],
    ['two', ['b']],
    ['constructor', ['z']],
  ])('switch %s', (value, open) => {
    const pieces: Piece[] = [
      { kind: 'switch', on: '__x__:value', cases: { one: [act('a')], two: [act('b')], default: [act('z')] } },
    ];
    expect(new Desk(buildPlaybook(pieces, { __x__: { ...text(), external: true } }), { __x__: value }).names()).toEqual(
      open,
    );
  });
  test('while repeats until it does not hold', () => {
    const pieces: Piece[] = [
      { kind: 'while', condition: "__x__:value != 'enough'", body: [ask('look', { sets: '__x__' })] },
      act('after'),
    ];
    const desk = new Desk(buildPlaybook(pieces, { __x__: text('') }));
    const keys = new Set<string>();
    for (let i = 0; i < 3; i++) {
      keys.add((desk.open.get('look') as { key: string }).key);
      desk.result('look', true, { __x__: i === 2 ? 'enough' : 'more' });
    }
    expect(keys.size).toBe(3);
    expect(desk.names()).toEqual(['after']);
  });
  test('a loop whose last step points at the loop itself ends its round there', () => {
    const playbook = buildPlaybook(
      [{ kind: 'while', condition: "__x__:value != 'enough'", body: [ask('look', { sets: '__x__' })] }, act('after')],
      { __x__: text('') },
    );
    const loop = Object.keys(playbook.workflow).find((id) => id.startsWith('while'))!;
    const look = Object.values(playbook.workflow).find(({ name }) => name === 'look')!;
    delete (playbook.workflow as Record<string, unknown>)[look.on_success!];
    (look as { on_success: string }).on_success = loop;
    const desk = new Desk(playbook);
    desk.result('look', true, { __x__: 'more' });
    desk.result('look', true, { __x__: 'enough' });
    expect(desk.names()).toEqual(['after']);
  });
  test('a loop that nothing ends is stopped and told', () => {
    const pieces: Piece[] = [
      {
        kind: 'while',
        condition: "__x__:value = ''",
        body: [{ kind: 'if', condition: "__x__:value = 'x'", yes: [act('never', { sets: '__x__' })] }],
      },
      act('after'),
    ];
    const desk = new Desk(buildPlaybook(pieces, { __x__: text('') }));
    expect(desk.run.state).toBe('failed');
    expect(desk.told.filter(({ kind }) => kind === 'escalate').length).toBeGreaterThan(0);
  });
});

describe('time', () => {
  test('a delay is waited for', () => {
    const desk = new Desk(buildPlaybook([act('a', { delay: 5_000 }), act('b')]));
    expect(desk.names()).toEqual([]);
    expect(desk.effects).toContainEqual({ kind: 'wait', until: t0 + 5_000 });
    expect(nextWake(desk.run)).toBe(t0 + 5_000);
    desk.step({ kind: 'time', at: t0 + 4_999 });
    expect(desk.names()).toEqual([]);
    desk.step({ kind: 'time', at: t0 + 5_000 });
    expect(desk.names()).toEqual(['a']);
  });
  test('somebody need not wait for a delay', () => {
    const desk = new Desk(buildPlaybook([act('a', { delay: 5_000 }), act('b')]));
    const { key } = desk.run.active[0];
    const hurry = { kind: 'hurry', place: key, at: t0 + 1, by: 'Els', reason: 'it is quiet' } as const;
    expect(desk.step({ ...hurry, place: 'main:9' })).toContain('does not wait');
    expect(desk.names()).toEqual([]);
    expect(desk.step(hurry)).toBe('');
    expect(desk.names()).toEqual(['a']);
    expect(desk.step(hurry)).toContain('does not wait');
    desk.result('a');
    expect(desk.run.visits.find(({ notes }) => notes.length > 0)?.notes[0]).toMatchObject({ by: 'Els' });
  });
  test('a timeout fails the step, and its late outcome is not taken', () => {
    const desk = new Desk(buildPlaybook([act('a', { timeout: 5_000, onFailure: [act('instead')] }), act('b')]));
    const { key } = desk.open.get('a') as { key: string };
    desk.step({ kind: 'time', at: t0 + 5_000 });
    expect(desk.names()).toEqual(['instead']);
    expect(desk.told).toContainEqual({ kind: 'withdraw', key });
    expect(desk.visited()).toEqual(['a timeout']);
    expect(desk.step({ kind: 'result', key, at: t0 + 6_000, ok: true })).toContain('nobody waits');
    expect(desk.names()).toEqual(['instead']);
  });
  test('an outcome that comes in after the time is late, also when nobody looked at the clock', () => {
    const desk = new Desk(buildPlaybook([act('a', { timeout: 5_000, onFailure: [act('instead')] }), act('b')]));
    expect(desk.result('a', true, {}, 5_001)).toContain('nobody waits');
    expect(desk.names()).toEqual(['instead']);
  });
  test('a step around others takes them along when its time is over', () => {
    const playbook = buildPlaybook(
      [{ kind: 'parallel', branches: [[act('a')], [ask('b')]] }, act('after')],
      {},
      { exception: [act('rescue')] },
    );
    const parallel = Object.values(playbook.workflow).find(({ type }) => type === 'parallel')!;
    (parallel as { timeout: number }).timeout = 60_000;
    const desk = new Desk(playbook);
    desk.result('a');
    desk.step({ kind: 'time', at: t0 + 60_000 });
    expect(desk.names()).toEqual(['rescue']);
    expect(desk.visited()).toEqual(['a done', 'b withdrawn']);
    expect(Object.keys(desk.run.scopes)).toEqual(['']);
  });
  test('a step without an answer is escalated, once', () => {
    const desk = new Desk(buildPlaybook([act('a'), act('b')]));
    for (const minutes of [9, 10, 20, 30]) desk.step({ kind: 'time', at: t0 + minutes * 60_000 });
    expect(desk.told.filter(({ kind }) => kind === 'escalate')).toHaveLength(1);
    desk.result('a', true, {}, 40 * 60_000);
    expect(desk.names()).toEqual(['b']);
  });
  test('a clock that runs back moves nothing', () => {
    const desk = new Desk(buildPlaybook([act('a', { delay: 5_000 }), act('b')]));
    desk.step({ kind: 'time', at: t0 - 86_400_000 });
    expect(desk.run.now).toBe(t0);
    desk.step({ kind: 'time', at: Number.NaN });
    expect(desk.run.now).toBe(t0);
  });
});

describe('after a restart', () => {
  test('what may be repeated goes out under the same key', () => {
    const desk = new Desk(buildPlaybook([act('a', { repeat: 'safe' })]));
    const before = desk.open.get('a');
    desk.step({ kind: 'restart', at: t0 + 1 });
    expect(desk.effects).toContainEqual(before);
  });
  test('what may not is asked of a person, once, and not done again', () => {
    const desk = new Desk(buildPlaybook([act('a'), act('b')]));
    const { key } = desk.open.get('a') as { key: string };
    desk.step({ kind: 'restart', at: t0 + 1 });
    const task = desk.open.get('a');
    expect(task).toMatchObject({ kind: 'task', doubt: { en: expect.stringContaining('192.0.2.1') } });
    desk.step({ kind: 'restart', at: t0 + 2 });
    expect(desk.effects).toContainEqual(task);
    expect(desk.effects.some(({ kind }) => kind === 'do')).toBe(false);
    desk.result('a');
    expect(desk.names()).toEqual(['b']);
    expect(desk.step({ kind: 'result', key, at: t0 + 5, ok: true })).toContain('nobody waits');
  });
  test('an outcome that still comes in settles it', () => {
    const desk = new Desk(buildPlaybook([act('a'), act('b')]));
    const { key } = desk.open.get('a') as { key: string };
    desk.step({ kind: 'restart', at: t0 + 1 });
    const task = desk.open.get('a') as { key: string };
    expect(desk.step({ kind: 'result', key, at: t0 + 5, ok: true })).toBe('');
    expect(desk.told).toContainEqual({ kind: 'withdraw', key: task.key });
    expect(desk.names()).toEqual(['b']);
  });
  test('only what was really begun is asked of a person', () => {
    const desk = new Desk(buildPlaybook([{ kind: 'parallel', branches: [[act('a')], [act('b')]] }]));
    const [a, b] = ['a', 'b'].map((name) => desk.open.get(name) as { key: string });
    desk.step({ kind: 'restart', at: t0 + 1, begun: [a.key] });
    expect(desk.open.get('a')).toMatchObject({ kind: 'task', doubt: expect.anything() });
    expect(desk.effects).toContainEqual(b);
    expect(desk.effects.filter(({ kind }) => kind === 'do')).toHaveLength(1);
  });
  test('a task is the same task', () => {
    const desk = new Desk(buildPlaybook([ask('look')]));
    const before = desk.open.get('look');
    desk.step({ kind: 'restart', at: t0 + 1_000 });
    expect(desk.effects).toContainEqual(before);
  });
});

describe('another playbook', () => {
  const child = buildPlaybook(
    [ask('child looks', { sets: '__out__' })],
    { __in__: { ...text(), external: true }, __out__: text(), __x__: text('child') },
    { number: 2 },
  );
  const main = (more: object = {}) =>
    buildPlaybook(
      [
        { kind: 'call', playbook: playbookId(2), gives: ['__in__'], takes: ['__out__'], ...more },
        { kind: 'if', condition: "__out__:value = 'found'", yes: [act('found it')] },
      ],
      {
        __in__: text('given'),
        __out__: text(),
        __x__: text('main'),
      },
    );
  test('gets values, gives values, and keeps its own', () => {
    const desk = new Desk(main(), {}, [child]);
    const scope = Object.keys(desk.run.scopes).find((key) => key.endsWith('/playbook'))!;
    expect(desk.run.scopes[scope].values).toEqual({ __in__: 'given', __out__: null, __x__: 'child' });
    desk.result('child looks', true, { __out__: 'found' });
    expect(desk.names()).toEqual(['found it']);
    expect(desk.run.scopes['']).toMatchObject({ values: { __x__: 'main', __out__: 'found' } });
  });
  test('the version that was there at the start is the one that runs', () => {
    const desk = new Desk(main(), {}, [child]);
    expect(desk.run.playbooks.map(({ id }) => id)).toEqual([playbookId(1), playbookId(2)]);
    (child.workflow as Record<string, unknown>)['end--00000002-0000-4000-8000-00000000ffff'] = { type: 'end' };
    const copy = JSON.parse(JSON.stringify(desk.run)) as PlaybookRun;
    delete (child.workflow as Record<string, unknown>)['end--00000002-0000-4000-8000-00000000ffff'];
    expect(stepRun(copy, { kind: 'time', at: t0 }).run.playbooks[1].id).toBe(playbookId(2));
  });
  test('one that calls itself by another, or is not there, is not begun', () => {
    const back = buildPlaybook([{ kind: 'call', playbook: playbookId(1) }], {}, { number: 2 });
    const round = startRun(main(), {}, t0, { id: 'r', find: (id) => (id === playbookId(2) ? back : main()) });
    expect(round.ok ? '' : round.reason.map(({ en }) => en).join()).toContain('calls itself');
    const none = startRun(main(), {}, t0, { id: 'r' });
    expect(none.ok ? '' : none.reason[0].en).toContain('there is no playbook');
  });
});

describe('what is not taken', () => {
  test('values that are missing or wrong at the start', () => {
    const playbook = buildPlaybook([act('a')], {
      __ip__: { type: 'ipv4-addr', external: true },
      __c__: { type: 'string', value: 'x', constant: true },
    });
    const why = (values: Record<string, string>) => {
      const started = startRun(playbook, values, t0, { id: 'r' });
      return started.ok ? '' : started.reason[0].en;
    };
    expect(why({})).toContain('__ip__ is needed');
    expect(why({ __ip__: '999.1.1.1' })).toContain('no ipv4-addr');
    expect(why({ __ip__: '192.0.2.1', __z__: 'x' })).toContain('no variable __z__');
    expect(why({ __ip__: '192.0.2.1', __c__: 'y' })).toContain('constant');
    expect(why({ __ip__: '192.0.2.1' })).toBe('');
  });
  test('a task without what was asked', () => {
    const desk = new Desk(buildPlaybook([ask('look', { sets: '__n__' })], { __n__: { type: 'integer' } }));
    expect(desk.result('look')).toContain('filled in');
    expect(desk.result('look', true, { __n__: 'many' })).toContain('no integer');
    expect(desk.names()).toEqual(['look']);
    expect(desk.result('look', true, { __n__: '12' })).toBe('');
    expect(desk.run.state).toBe('done');
  });
  test('an automatic command whose value nobody knows is not given out', () => {
    const commands = [{ type: 'x-belwacht', action: 'block-source', with: { address: '__ip__:value' } }] as const;
    const desk = new Desk(
      // Found out too late.
      buildPlaybook([act('a', { commands, onFailure: [ask('by hand')] }), ask('look', { sets: '__ip__' })], {
        __ip__: { type: 'ipv4-addr' },
      }),
    );
    expect(desk.names()).toEqual(['by hand']);
    expect(desk.told.some(({ kind }) => kind === 'do')).toBe(false);
  });
  test('anything once it is over', () => {
    const desk = new Desk(buildPlaybook([act('a')]));
    desk.step({ kind: 'stop', at: t0, by: 'Els', reason: 'false alarm' });
    expect(desk.run.state).toBe('stopped');
    expect(desk.visited()).toEqual(['a withdrawn']);
    expect(desk.step({ kind: 'time', at: t0 + 1 })).toContain('over');
  });
});

test('several commands of one step are given out one by one', () => {
  const commands = ['one', 'two'].map(
    (reason) => ({ type: 'x-belwacht', action: 'block-source', with: { address: '192.0.2.1', reason } }) as const,
  );
  const desk = new Desk(buildPlaybook([act('a', { commands })]));
  const first = desk.open.get('a');
  desk.result('a');
  const second = desk.open.get('a');
  expect(
    [first, second].map((effect) => effect?.kind === 'do' && 'with' in effect.order && effect.order.with.reason),
  ).toEqual(['one', 'two']);
  desk.result('a');
  expect(desk.run.state).toBe('done');
});

test('values of others stay what they are in requests', () => {
  const commands = [
    {
      type: 'http-api',
      command: 'POST /api/__who__:value/x HTTP/1.1',
      headers: { 'x-who': ['a __who__:value'] },
      content: '{"who":"__who__:value"}',
    },
  ] as const;
  const playbook = buildPlaybook([act('a', { commands })], { __who__: text('../"}\r\nx: __other__:value') });
  const target = 'http-api--00000000-0000-4000-8000-0000000000aa';
  const step = Object.values(playbook.workflow).find(({ name }) => name === 'a')!;
  (step as { targets?: string[] }).targets = [target];
  const desk = new Desk({
    ...playbook,
    target_definitions: { [target]: { type: 'http-api', name: 'api', address: { url: ['https://api.example'] } } },
  });
  const effect = desk.open.get('a');
  if (effect?.kind !== 'do' || effect.order.action !== 'http-api') throw new Error('no request');
  expect(effect.order.url).toBe('https://api.example/api/..%2F%22%7D%0D%0Ax%3A%20__other__%3Avalue/x');
  expect(effect.order.headers['x-who']).toEqual(['a ../"} x: __other__:value']);
  expect(JSON.parse(effect.order.body!)).toEqual({ who: '../"}\r\nx: __other__:value' });
  expect(effect.repeat).toBe('once');
});
