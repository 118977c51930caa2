import { expect, test } from 'vitest';
import { dryRun } from './dry-run.ts';
import { buildPlaybook } from './testing/build-playbook.ts';

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
