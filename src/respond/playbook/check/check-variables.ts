import type { Playbook } from '../../../core/playbook/playbook.ts';
import { type PlaybookVariable, variableUse } from '../../../core/playbook/variable.ts';
import type { WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import { variablesOf } from '../condition/condition.ts';
import { readCondition } from '../condition/read-condition.ts';
import type { Notebook } from './notebook.ts';
import { valueFits } from './value-fits.ts';

/** Whether what steps, agents and conditions use is defined, and conditions can be read. */
export function checkVariables(playbook: Playbook, notes: Notebook): void {
  const shared = playbook.playbook_variables ?? {};
  for (const [name, variable] of Object.entries(shared))
    checkValue(variable, (en, nl) => notes.whole(`playbook_variables.${name}`, en, nl), name);
  for (const [id, step] of Object.entries(playbook.workflow)) {
    const own = step.step_variables ?? {};
    for (const [name, variable] of Object.entries(own))
      checkValue(variable, (en, nl) => notes.step(id, `step_variables.${name}`, en, nl), name);
    const known = (name: string): PlaybookVariable | undefined =>
      Object.hasOwn(own, name) ? own[name] : Object.hasOwn(shared, name) ? shared[name] : undefined;
    for (const [property, names] of usesOf(playbook, step))
      for (const name of names)
        if (!known(name))
          notes.step(id, property, `the variable ${name} is not defined`, `de variabele ${name} is niet gedefinieerd`);
    if ('out_args' in step)
      for (const name of step.out_args ?? [])
        if (known(name)?.constant)
          notes.step(
            id,
            'out_args',
            `${name} is constant and cannot be an outcome`,
            `${name} is constant en kan geen uitkomst zijn`,
          );
    if (step.type === 'if-condition' || step.type === 'while-condition') checkCondition(id, step, known, notes);
    if (step.type === 'switch-condition' && switchVariable(step.switch) === undefined)
      notes.step(
        id,
        'switch',
        'switch has to name a variable: __name__:value',
        'switch moet een variabele noemen: __naam__:value',
      );
  }
}

/** Name of the variable that a switch step asks about; undefined when it names none. */
export function switchVariable(text: string | undefined): string | undefined {
  return /^\s*(__[A-Za-z][A-Za-z0-9_-]*?__)(?::value)?\s*$/.exec(text ?? '')?.[1];
}

/** Names of the variables a text uses (`__name__:value`). */
export function usesIn(text: string): readonly string[] {
  return [...text.matchAll(variableUse)].map(([, name]) => `__${name}__`);
}

function checkValue(variable: PlaybookVariable, say: (en: string, nl: string) => void, name: string): void {
  const { type, value, constant } = variable;
  if (typeof value === 'string' && usesIn(value).length === 0 && !valueFits(type, value))
    say(`the value of ${name} is no ${type}`, `de waarde van ${name} is geen ${type}`);
  if (constant && typeof value !== 'string' && !variable.external)
    say(`${name} is constant and has no value`, `${name} is constant en heeft geen waarde`);
}

function checkCondition(
  id: string,
  step: Extract<WorkflowStep, { condition?: string }>,
  known: (name: string) => PlaybookVariable | undefined,
  notes: Notebook,
) {
  const read = readCondition(step.condition ?? '');
  if (!read.ok) {
    const { en, nl } = read.reason;
    return notes.step(
      id,
      'condition',
      `the condition cannot be used: ${en}`,
      `de voorwaarde is niet te gebruiken: ${nl}`,
    );
  }
  const names = variablesOf(read.value);
  for (const name of new Set(names))
    if (!known(name))
      notes.step(id, 'condition', `the variable ${name} is not defined`, `de variabele ${name} is niet gedefinieerd`);
  if (step.type === 'while-condition' && names.every((name) => known(name)?.constant))
    notes.step(
      id,
      'condition',
      'nothing this condition asks about can change: the loop never ends or never begins',
      'niets waar deze voorwaarde naar vraagt kan veranderen: de lus eindigt nooit of begint nooit',
    );
}

/** What a step uses, by property, conditions aside. */
function usesOf(playbook: Playbook, step: WorkflowStep): readonly (readonly [string, ReadonlySet<string>])[] {
  const uses: [string, ReadonlySet<string>][] = [];
  if (step.type === 'action' || step.type === 'playbook-action') {
    uses.push(['in_args', new Set(step.in_args)], ['out_args', new Set(step.out_args)]);
  }
  if (step.type === 'action') {
    uses.push(['commands', new Set((step.commands ?? []).flatMap(usesWithin))]);
    const agents = playbook.agent_definitions ?? {};
    const targets = playbook.target_definitions ?? {};
    const agent = step.agent !== undefined && Object.hasOwn(agents, step.agent) ? [agents[step.agent]] : [];
    uses.push(['agent', new Set(agent.flatMap(usesWithin))]);
    const aims = (step.targets ?? []).flatMap((id) => (Object.hasOwn(targets, id) ? [targets[id]] : []));
    uses.push(['targets', new Set(aims.flatMap(usesWithin))]);
  }
  if (step.type === 'switch-condition') {
    const name = switchVariable(step.switch);
    if (name) uses.push(['switch', new Set([name])]);
  }
  return uses;
}

const usesKnown = new WeakMap<object, readonly string[]>();

/** Names used anywhere in an object, remembered: an agent is looked at for each step it does. */
function usesWithin(value: object): readonly string[] {
  let uses = usesKnown.get(value);
  if (!uses) {
    uses = [...new Set(textsIn(value).flatMap(usesIn))];
    usesKnown.set(value, uses);
  }
  return uses;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
