import { expect, test } from 'vitest';
import { faultSentence } from '../fault-sentence.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { agentId, buildPlaybook, type Piece } from '../testing/build-playbook.ts';
import { checkPlaybook } from './check-playbook.ts';

type Loose = Record<string, unknown> & { workflow: Record<string, Record<string, unknown>> };

const ask: Piece = { kind: 'ask', name: 'look', sets: '__x__' };

/** What is found in a playbook after a change, notes too. */
function found(pieces: readonly Piece[], change: (playbook: Loose) => void = () => {}, variables: object = {}) {
  const built = buildPlaybook(pieces, { __x__: { type: 'string', value: 'a' }, ...variables });
  const playbook = JSON.parse(JSON.stringify(built)) as Loose;
  change(playbook);
  const read = readPlaybook(playbook);
  const faults = read.ok ? checkPlaybook(read.value) : read.reason;
  return {
    draft: read.ok,
    grave: faults.filter(({ weight }) => weight !== 'note').map((fault) => faultSentence(fault)),
    notes: faults.filter(({ weight }) => weight === 'note').map((fault) => faultSentence(fault)),
  };
}
/** Says the one thing that is wrong, which an editor can mend. */
function only(of: ReturnType<typeof found>) {
  expect(of.draft).toBe(true);
  expect(of.grave).toHaveLength(1);
  return of.grave[0];
}
const typed = ({ workflow }: Loose, type: string) => Object.values(workflow).find((step) => step.type === type)!;

test('a playbook that begins anew after a failure is refused', () => {
  const said = only(found([ask], (it) => Object.assign(it, { workflow_exception: it.workflow_start })));
  expect(said.en).toMatch(/workflow_exception names the start step/);
  expect(said.nl).toMatch(/workflow_exception noemt de startstap/);
});

test('a loop that waits for what no step of it finds out is refused, and one whose step does is not', () => {
  const loop = (body: Piece): Piece => ({ kind: 'while', condition: "__x__:value = 'a'", body: [body] });
  const said = only(found([ask, loop({ kind: 'ask', name: 'wait' })]));
  expect(said.en).toMatch(/condition: no step of the loop changes __x__/);
  expect(said.nl).toMatch(/geen stap van de lus verandert __x__/);
  expect(found([loop(ask)]).grave).toEqual([]);
  // A variable of the step itself is another one.
  const own = found([loop(ask)], (it) => {
    typed(it, 'action').step_variables = { __x__: { type: 'string' } };
  });
  expect(only(own).en).toMatch(/no step of the loop changes __x__/);
});

test('an automatic step that needs what nobody ever knows is refused', () => {
  const block: Piece = {
    ...{ kind: 'do', name: 'block' },
    commands: [{ type: 'x-belwacht', action: 'block-source', with: { address: '__ip__:value' } }],
  };
  const ip = (more: object) => ({ __ip__: { type: 'ipv4-addr', ...more } });
  expect(only(found([block], undefined, ip({}))).en).toMatch(/^step “block” .*: commands\.0: __ip__ never has a value/);
  expect(found([block], undefined, ip({ external: true })).grave).toEqual([]);
  expect(found([block], undefined, ip({ value: '192.0.2.1' })).grave).toEqual([]);
  expect(found([{ kind: 'ask', name: 'find', sets: '__ip__' }, block], undefined, ip({})).grave).toEqual([]);
  // A person finds out what a task needs.
  const by: Piece = { ...block, commands: [{ type: 'manual', command: 'block __ip__:value' }] };
  expect(found([by], undefined, ip({})).grave).toEqual([]);
});

const tlp = 'marking-tlp--00000000-0000-4000-8000-000000000001';
const extension = 'extension-definition--00000000-0000-4000-8000-000000000001';
const dangling: readonly (readonly [string, RegExp, (playbook: Loose) => void])[] = [
  ['a marking', /^markings\.0: marking-tlp--.* is not in data_marking_definitions/, (it) => (it.markings = [tlp])],
  [
    'an extension of the playbook',
    /^playbook_extensions: extension-definition--.* is not in extension_definitions/,
    (it) => (it.playbook_extensions = { [extension]: {} }),
  ],
  [
    'an extension of an agent',
    /^agent_definitions.*: extension-definition--.* is not in extension_definitions/,
    (it) =>
      Object.assign((it.agent_definitions as Record<string, object>)[agentId], {
        agent_target_extensions: { [extension]: {} },
      }),
  ],
];

test.each(dangling)('%s that points nowhere is refused', (_what, told, change) => {
  expect(only(found([ask], change)).en).toMatch(told);
});

test('markings and extensions that are defined are accepted', () => {
  const defined = found([ask], (it) => {
    it.markings = [tlp];
    it.data_marking_definitions = {
      [tlp]: {
        ...{ type: 'marking-tlp', id: tlp, tlpv2_level: 'TLP:GREEN' },
        ...{ created_by: 'identity--00000000-0000-4000-8000-000000000001', created: '2026-01-01T00:00:00.000Z' },
      },
    };
    it.playbook_extensions = { [extension]: {} };
    it.extension_definitions = {
      [extension]: {
        ...{ type: 'extension-definition', name: 'own', schema: 'https://schema.example', version: '1' },
        created_by: 'identity--00000000-0000-4000-8000-000000000001',
      },
    };
  });
  expect([defined.grave, defined.notes]).toEqual([[], []]);
});

const commands: readonly (readonly [string, object, RegExp, RegExp])[] = [
  [
    'command together with command_b64',
    { type: 'bash', command: 'ls', command_b64: 'bHM=' },
    /commands\.0\.command_b64: command and command_b64 do not go together/,
    /gaan niet samen/,
  ],
  [
    'content together with content_b64',
    { type: 'http-api', command: 'POST https://a.example/ HTTP/1.1', content: 'a', content_b64: 'YQ==' },
    /commands\.0\.content_b64: content and content_b64 do not go together/,
    /gaan niet samen/,
  ],
  ['base64 that is none', { type: 'bash', command_b64: 'A' }, /command_b64: this has to be base64/, /base64/],
  ['base64 with a space in it', { type: 'ssh', command_b64: 'bHM =' }, /command_b64: this has to be base64/, /base64/],
  [
    'content that is no base64',
    { type: 'http-api', command: 'POST https://a.example/ HTTP/1.1', content_b64: 'Y' },
    /content_b64: this has to be base64/,
    /base64/,
  ],
];

test.each(commands)('%s is refused', (_what, command, en, nl) => {
  const { grave } = found([{ kind: 'ask', name: 'look', commands: [command as never] }]);
  expect(grave).toHaveLength(1);
  expect([grave[0].en, grave[0].nl]).toEqual([expect.stringMatching(en), expect.stringMatching(nl)]);
});

test('times that are not to the millisecond are accepted and noted', () => {
  const { grave, notes } = found([ask], (it) => {
    it.created = '2026-01-01T00:00:00Z';
    it.modified = '2026-01-01T00:00:00.123456Z';
  });
  expect(grave).toEqual([]);
  expect(notes.map(({ en }) => en)).toEqual([
    expect.stringMatching(/^created: CACAO asks for a time to the millisecond/),
    expect.stringMatching(/^modified: CACAO asks for a time to the millisecond/),
  ]);
});
