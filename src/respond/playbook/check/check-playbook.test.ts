import { describe, expect, test } from 'vitest';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import { faultSentence } from '../fault-sentence.ts';
import { readPlaybook } from '../read/read-playbook.ts';
import { agentId, buildPlaybook } from '../testing/build-playbook.ts';
import { checkPlaybook, isSound } from './check-playbook.ts';

type Loose = { [key: string]: unknown };
type Steps = { [id: string]: Loose };

/** A sound playbook with one of everything, as loose JSON. */
function whole(): Loose & { workflow: Steps } {
  const playbook = buildPlaybook(
    [
      { kind: 'ask', name: 'look', sets: '__x__' },
      { kind: 'parallel', branches: [[{ kind: 'do', name: 'left' }], [{ kind: 'do', name: 'right' }]] },
      {
        kind: 'if',
        condition: "__x__:value = 'a'",
        yes: [{ kind: 'ask', name: 'yes' }],
        no: [{ kind: 'ask', name: 'no' }],
      },
      { kind: 'while', condition: "__x__:value = 'b'", body: [{ kind: 'ask', name: 'again', sets: '__x__' }] },
      {
        kind: 'switch',
        on: '__x__:value',
        cases: { a: [{ kind: 'ask', name: 'case a' }], default: [{ kind: 'ask', name: 'other' }] },
      },
      { kind: 'ask', name: 'last' },
    ],
    { __x__: { type: 'string' } },
    { exception: [{ kind: 'ask', name: 'rescue' }] },
  );
  return JSON.parse(JSON.stringify(playbook));
}

function named(steps: Steps, name: string): Loose {
  return Object.values(steps).find((step) => step.name === name)!;
}
function typed(steps: Steps, type: string): Loose {
  return Object.values(steps).find((step) => step.type === type)!;
}
function idOf(steps: Steps, step: Loose): string {
  return Object.keys(steps).find((id) => steps[id] === step)!;
}

/** All faults as sentences, and whether a draft may have them. */
function faultsOf(playbook: unknown): { told: string; draft: boolean } {
  const read = readPlaybook(JSON.stringify(playbook));
  const faults = read.ok ? checkPlaybook(read.value) : read.reason;
  const standing = faults.filter(({ weight }) => weight !== 'note');
  return { told: standing.map((fault) => faultSentence(fault).en).join('\n'), draft: read.ok };
}

test('the whole one is sound', () => {
  expect(faultsOf(whole())).toEqual({ told: '', draft: true });
});

describe('what an editor can mend', () => {
  const cases: [string, (playbook: ReturnType<typeof whole>) => void, RegExp][] = [
    [
      'a step that leads nowhere',
      ({ workflow }) => {
        named(workflow, 'look').on_success = 'end--00000000-0000-4000-8000-0000000000ff';
      },
      /“look”.*which does not exist/,
    ],
    [
      'an end that is gone',
      (it) => {
        const id = named(it.workflow, 'last').on_success as string;
        delete it.workflow[id];
      },
      /“last”.*which does not exist/,
    ],
    [
      'a step without anything after it',
      ({ workflow }) => {
        delete named(workflow, 'look').on_success;
      },
      /“look”.*nothing comes after/,
    ],
    [
      'a step nobody comes to',
      ({ workflow }) => {
        workflow['action--00000000-0000-4000-8000-0000000000ee'] = { ...named(workflow, 'last'), name: 'lonely' };
      },
      /“lonely”.*no way leads/,
    ],
    [
      'an end nobody comes to',
      ({ workflow }) => {
        workflow['end--00000000-0000-4000-8000-0000000000ee'] = { type: 'end' };
      },
      /end--.*no way leads to this end/,
    ],
    [
      'no end at all',
      (it) => {
        for (const id of Object.keys(it.workflow)) if (id.startsWith('end')) delete it.workflow[id];
      },
      /there is no end step/,
    ],
    [
      'a way round',
      ({ workflow }) => {
        named(workflow, 'last').on_success = idOf(workflow, named(workflow, 'look'));
      },
      /goes round for ever: look →/,
    ],
    [
      'a step after itself',
      ({ workflow }) => {
        named(workflow, 'look').on_success = idOf(workflow, named(workflow, 'look'));
      },
      /“look”.*goes round for ever/,
    ],
    [
      'a way round within a loop',
      ({ workflow }) => {
        named(workflow, 'again').on_success = idOf(workflow, named(workflow, 'again'));
      },
      /“again”.*goes round for ever/,
    ],
    [
      'a loop without a way out',
      ({ workflow }) => {
        delete typed(workflow, 'while-condition').on_success;
      },
      /the loop has no way out/,
    ],
    [
      'a loop that goes on behind itself',
      ({ workflow }) => {
        named(workflow, 'again').on_success = idOf(workflow, named(workflow, 'last'));
      },
      /“last” is in the branch on_true and comes after/,
    ],
    [
      'a loop about what cannot change',
      (it) => {
        typed(it.workflow, 'while-condition').condition = 'true';
      },
      /never ends or never begins/,
    ],
    [
      'no start named',
      (it) => {
        delete it.workflow_start;
      },
      /“workflow_start” is missing/,
    ],
    [
      'a start that is none',
      (it) => {
        it.workflow_start = idOf(it.workflow, named(it.workflow, 'look'));
      },
      /“look”.*is no start step/,
    ],
    [
      'a start that is not there',
      (it) => {
        it.workflow_start = 'start--00000000-0000-4000-8000-0000000000ee';
      },
      /workflow_start names .* does not exist/,
    ],
    [
      'two starts',
      ({ workflow }) => {
        workflow['start--00000000-0000-4000-8000-0000000000ee'] = { ...typed(workflow, 'start') };
      },
      /second start step/,
    ],
    [
      'back to the start',
      (it) => {
        named(it.workflow, 'last').on_success = it.workflow_start;
      },
      /goes back to the start step/,
    ],
    [
      'an exception step that is not there',
      (it) => {
        it.workflow_exception = 'action--00000000-0000-4000-8000-0000000000ee';
      },
      /workflow_exception names/,
    ],
    [
      'branches that share a step',
      ({ workflow }) => {
        named(workflow, 'right').on_success = idOf(workflow, named(workflow, 'left'));
      },
      /“left” is in the branches next_steps.0 and next_steps.1/,
    ],
    [
      'one branch twice',
      ({ workflow }) => {
        const p = typed(workflow, 'parallel');
        p.next_steps = [(p.next_steps as string[])[0], (p.next_steps as string[])[0]];
      },
      /parallel branches share no steps/,
    ],
    [
      'one branch only',
      ({ workflow }) => {
        const p = typed(workflow, 'parallel');
        p.next_steps = (p.next_steps as string[]).slice(0, 1);
      },
      /at least two branches/,
    ],
    [
      'a branch that does not end',
      ({ workflow }) => {
        named(workflow, 'right').on_success = idOf(workflow, named(workflow, 'last'));
      },
      /“last” is in the branch next_steps.1 and comes after/,
    ],
    [
      'nothing after parallel branches',
      ({ workflow }) => {
        delete typed(workflow, 'parallel').on_success;
      },
      /nothing comes after the branches/,
    ],
    [
      'a condition that cannot be read',
      ({ workflow }) => {
        typed(workflow, 'if-condition').condition = '__x__:value is a';
      },
      /the condition cannot be used/,
    ],
    [
      'a condition about nothing known',
      ({ workflow }) => {
        typed(workflow, 'if-condition').condition = "__y__:value = 'a'";
      },
      /variable __y__ is not defined/,
    ],
    [
      'an if that may go nowhere',
      ({ workflow }) => {
        const i = typed(workflow, 'if-condition');
        delete i.on_false;
        delete i.on_success;
      },
      /when the condition does not hold nothing comes next/,
    ],
    [
      'a switch that may go nowhere',
      ({ workflow }) => {
        const s = typed(workflow, 'switch-condition');
        delete (s.cases as Loose).default;
        delete s.on_success;
      },
      /add a case “default”/,
    ],
    [
      'a switch about no variable',
      ({ workflow }) => {
        typed(workflow, 'switch-condition').switch = 'x';
      },
      /switch has to name a variable/,
    ],
    [
      'no agent',
      ({ workflow }) => {
        delete named(workflow, 'look').agent;
      },
      /“look”.*“agent” is missing/,
    ],
    [
      'an agent that is not there',
      (it) => {
        delete (it.agent_definitions as Loose)[agentId];
      },
      /not in agent_definitions/,
    ],
    [
      'a target that is not there',
      ({ workflow }) => {
        named(workflow, 'look').targets = [agentId];
      },
      /“look”.*not in target_definitions/,
    ],
    [
      'no commands',
      ({ workflow }) => {
        named(workflow, 'look').commands = [];
      },
      /“look”.*at least 1 belongs in this list/,
    ],
    [
      'a command without words',
      ({ workflow }) => {
        named(workflow, 'look').commands = [{ type: 'manual', command: ' ' }];
      },
      /“look”.*does not say what to do/,
    ],
    [
      'a command with a variable of nobody',
      ({ workflow }) => {
        named(workflow, 'look').commands = [{ type: 'manual', command: 'see __y__:value' }];
      },
      /“look”.*variable __y__ is not defined/,
    ],
    [
      'an own command without what it needs',
      ({ workflow }) => {
        named(workflow, 'left').commands = [{ type: 'x-belwacht', action: 'block-source', with: {} }];
      },
      /“left”.*block-source needs “address”/,
    ],
    [
      'a playbook that names nothing',
      ({ workflow }) => {
        const look = named(workflow, 'look');
        const id = 'playbook-action--00000000-0000-4000-8000-0000000000dd';
        workflow[id] = { type: 'playbook-action', name: 'call', on_success: look.on_success };
        look.on_success = id;
      },
      /“call”.*names no playbook/,
    ],
    [
      'an outcome into a constant',
      (it) => {
        it.playbook_variables = { __x__: { type: 'string', value: 'a', constant: true } };
      },
      /is constant and cannot be an outcome/,
    ],
    [
      'a value of another type',
      (it) => {
        it.playbook_variables = { __x__: { type: 'integer', value: 'many' } };
      },
      /is no integer/,
    ],
    [
      'an extension that is not defined',
      ({ workflow }) => {
        named(workflow, 'look').step_extensions = { 'extension-definition--00000000-0000-4000-8000-0000000000ee': {} };
      },
      /not in extension_definitions/,
    ],
  ];
  test.each(cases)('%s', (_what, break_, told) => {
    const playbook = whole();
    break_(playbook);
    const found = faultsOf(playbook);
    expect(found.told).toMatch(told);
    expect(found.draft).toBe(true);
  });
});

describe('what is no CACAO', () => {
  const cases: [string, (playbook: ReturnType<typeof whole>) => void, RegExp][] = [
    [
      'an unknown type of step',
      ({ workflow }) => {
        named(workflow, 'look').type = 'teleport';
      },
      /“look”.*the type of step “teleport” is not known/,
    ],
    [
      'a step without a type',
      ({ workflow }) => {
        delete named(workflow, 'look').type;
      },
      /“look”.*it has no type/,
    ],
    [
      'an unknown type of command',
      ({ workflow }) => {
        named(workflow, 'look').commands = [{ type: 'telepathy', command: 'x' }];
      },
      /“look”.*type of command “telepathy” is not known/,
    ],
    [
      'an unknown action of ours',
      ({ workflow }) => {
        named(workflow, 'left').commands = [{ type: 'x-belwacht', action: 'reboot' }];
      },
      /“left”.*no action “reboot”/,
    ],
    [
      'a parameter the action does not take',
      ({ workflow }) => {
        named(workflow, 'left').commands = [
          { type: 'x-belwacht', action: 'block-source', with: { address: 'x', shell: 'y' } },
        ];
      },
      /“left”.*block-source takes address/,
    ],
    [
      'an unknown property',
      ({ workflow }) => {
        named(workflow, 'look').next = 'x';
      },
      /“look”.*not one of CACAO/,
    ],
    [
      'completion together with success',
      ({ workflow }) => {
        const look = named(workflow, 'look');
        look.on_completion = look.on_success;
      },
      /“look”.*does not go together/,
    ],
    [
      'an end that goes on',
      ({ workflow }) => {
        typed(workflow, 'end').on_completion = idOf(workflow, named(workflow, 'last'));
      },
      /a step of type end may not have on_completion/,
    ],
    [
      'a start that may fail',
      ({ workflow }) => {
        typed(workflow, 'start').on_failure = idOf(workflow, named(workflow, 'last'));
      },
      /a step of type start may not have on_failure/,
    ],
    [
      'a negative delay',
      ({ workflow }) => {
        named(workflow, 'look').delay = -1;
      },
      /“look”.*whole number/,
    ],
    [
      'a timeout of half a ms',
      ({ workflow }) => {
        named(workflow, 'look').timeout = 0.5;
      },
      /“look”.*whole number/,
    ],
    [
      'a step under the id of another type',
      (it) => {
        const look = named(it.workflow, 'look');
        it.workflow['end--00000000-0000-4000-8000-0000000000ee'] = { ...look };
      },
      /id of this step has to be action--UUID/,
    ],
    [
      'an id that is none',
      (it) => {
        it.id = 'playbook--1';
      },
      /an identifier playbook--UUID/,
    ],
    [
      'another version of the standard',
      (it) => {
        it.spec_version = '1.0';
      },
      /has to be one of cacao-2.0/,
    ],
    [
      'a day that does not exist',
      (it) => {
        it.created = '2026-02-30T00:00:00.000Z';
      },
      /a time in UTC/,
    ],
    [
      'changed before it was made',
      (it) => {
        it.modified = '2025-01-01T00:00:00.000Z';
      },
      /“modified” is before “created”/,
    ],
    [
      'no name',
      (it) => {
        delete it.name;
      },
      /“name” is missing/,
    ],
    [
      'a variable with a wrong name',
      (it) => {
        it.playbook_variables = { x: { type: 'string' } };
      },
      /__name__/,
    ],
    [
      'a variable of an unknown type',
      (it) => {
        it.playbook_variables = { __x__: { type: 'thing' } };
      },
      /has to be one of bool/,
    ],
    [
      'an agent of an unknown type',
      (it) => {
        (it.agent_definitions as Steps)[agentId].type = 'robot';
      },
      /type of agent “robot” is not known/,
    ],
    [
      'too many steps',
      ({ workflow }) => {
        for (let i = 0; i < 501; i++)
          workflow[`end--00000000-0000-4000-8000-${String(i).padStart(12, '0')}`] = { type: 'end' };
      },
      /more than the 500/,
    ],
    [
      'a step that is a list',
      ({ workflow }) => {
        (workflow as Loose)['end--00000000-0000-4000-8000-0000000000ee'] = [];
      },
      /has to be an object/,
    ],
  ];
  test.each(cases)('%s', (_what, break_, told) => {
    const playbook = whole();
    break_(playbook);
    const found = faultsOf(playbook);
    expect(found.told).toMatch(told);
    expect(found.draft).toBe(false);
  });
});

test('commands of other systems are for people, and said so', () => {
  const playbook = whole();
  named(playbook.workflow, 'look').commands = [{ type: 'bash', command: 'iptables -L' }];
  const faults = checkPlaybook(playbook as unknown as Playbook);
  expect(isSound(faults)).toBe(true);
  expect(faults.map(({ sentence }) => sentence.en).join()).toContain('does not run bash commands');
});
