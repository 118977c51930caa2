import { expect, test } from 'vitest';
import { dryRun } from './dry-run.ts';
import { buildPlaybook, playbookId } from './testing/build-playbook.ts';

test('says of each step what it would do, in order, in both languages', () => {
  const playbook = buildPlaybook(
    [
      { kind: 'ask', name: 'look' },
      {
        kind: 'parallel',
        branches: [
          [
            {
              kind: 'do',
              name: 'block',
              commands: [
                { type: 'x-belwacht', action: 'block-source', with: { address: '__ip__:value', hours: '24' } },
              ],
              onFailure: [{ kind: 'ask', name: 'by hand' }],
            },
          ],
          [{ kind: 'if', condition: "__state__:value = 'open'", yes: [{ kind: 'do', name: 'later', delay: 5_000 }] }],
        ],
      },
      {
        kind: 'do',
        name: 'unknown',
        commands: [{ type: 'x-belwacht', action: 'block-account', with: { account: '__account__:value' } }],
      },
    ],
    {
      __ip__: { type: 'ipv4-addr', external: true },
      __state__: { type: 'string', value: 'open' },
      __account__: { type: 'string' },
    },
    { exception: [{ kind: 'ask', name: 'rescue' }] },
  );
  const lines = dryRun(playbook, { __ip__: '203.0.113.7' });
  expect(
    lines.map(({ name, depth, branch, sentence, automatic }) => [
      depth,
      branch,
      automatic,
      name.slice(0, 9),
      sentence.en,
    ]),
  ).toEqual([
    [0, '', false, 'look', 'task for engineer: please look'],
    [0, '', true, 'parallel-', '2 branches at once, and wait for all'],
    [1, 'next_steps.0', true, 'block', 'block 203.0.113.7 for 24 h'],
    [1, 'next_steps.1', true, 'if-condit', "if __state__:value = 'open' (now: yes)"],
    [2, 'on_true', true, 'later', 'block 192.0.2.1 after 5 s'],
    [0, '', true, 'unknown', 'something that needs __account__, which is not known yet'],
    [0, 'on_failure', false, 'by hand', 'task for engineer: please by hand'],
    [0, 'workflow_exception', false, 'rescue', 'task for engineer: please rescue'],
  ]);
  expect(lines[2].sentence.nl).toBe('203.0.113.7 blokkeren voor 24 uur');
});

test('follows the playbooks it calls, by name and with the values they are given, not round and round', () => {
  const inner = buildPlaybook(
    [
      {
        ...{ kind: 'do', name: 'block' },
        commands: [{ type: 'x-belwacht', action: 'block-source', with: { address: '__ip__:value' } }],
      },
      { kind: 'call', playbook: playbookId(1) },
    ],
    { __ip__: { type: 'ipv4-addr', external: true } },
    { number: 2 },
  );
  const outer = buildPlaybook(
    [
      { kind: 'call', playbook: inner.id, gives: ['__ip__'] },
      { kind: 'ask', name: 'last' },
    ],
    { __ip__: { type: 'ipv4-addr', value: '203.0.113.9' } },
  );
  const books = [inner, outer];
  const lines = dryRun(outer, {}, (id) => books.find((book) => book.id === id));
  expect(lines.map(({ depth, within, sentence }) => [depth, within === '' ? 'own' : 'called', sentence.nl])).toEqual([
    [0, 'own', 'draaiboek “playbook 2” uitvoeren'],
    [1, 'called', '203.0.113.9 blokkeren'],
    [1, 'called', 'draaiboek “playbook 1” uitvoeren'],
    [0, 'own', 'taak voor engineer: please last'],
  ]);
  expect(lines[1].within).toBe(lines[0].step);
  // One that nobody knows is called by its id; no call is followed more than three deep.
  expect(dryRun(outer, {})[0].sentence.en).toBe(`run the playbook ${inner.id}`);
  const chain = Array.from({ length: 8 }, (_, i) =>
    buildPlaybook([{ kind: 'call', playbook: playbookId(12 + i) }], {}, { number: 11 + i }),
  );
  const deep = dryRun(chain[0], {}, (id) => chain.find((book) => book.id === id));
  expect(deep.map(({ depth }) => depth)).toEqual([0, 1, 2, 3]);
});

test('says what can never be done with the values there are', () => {
  const commands = [
    { type: 'x-belwacht', action: 'block-source', with: { address: '__ip__:value', hours: '__h__:value' } },
  ] as const;
  const book = buildPlaybook([{ kind: 'do', name: 'block', commands }], {
    __ip__: { type: 'string', external: true },
    __h__: { type: 'string', external: true },
  });
  const trouble = (ip: string, h: string) => dryRun(book, { __ip__: ip, __h__: h })[0].trouble?.en;
  expect(trouble('203.0.113.7', '2')).toBeUndefined();
  expect(trouble('my phone', '2')).toBe('address: “my phone” is no address');
  expect(trouble('203.0.113.7', '1000')).toContain('hours: “1000” is no time: a measure holds 1 minute to 168 hours');
});
