import type { HttpCommand, PlaybookCommand } from '../../../core/playbook/command.ts';
import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { ActionStep, WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import { variablesOf } from '../condition/condition.ts';
import { readCondition } from '../condition/read-condition.ts';
import { requestAims } from '../http-target.ts';
import { usesIn } from './check-variables.ts';
import type { Graph } from './graph.ts';
import type { Notebook } from './notebook.ts';

/** Whether somebody or something ever gives a value to what needs one, and to what a loop waits for. */
export function checkFilling(graph: Graph, notes: Notebook): void {
  const { playbook } = graph;
  const written = new Set(Object.values(playbook.workflow).flatMap(outcomesOf));
  for (const [id, step] of Object.entries(playbook.workflow)) {
    if (step.type === 'action') checkNeeds(playbook, id, step, written, notes);
    if (step.type === 'while-condition') checkLoop(graph, id, step, notes);
  }
}

/** Names whose values a step changes around it: its own variables stay its own. */
function outcomesOf(step: WorkflowStep): readonly string[] {
  if (step.type !== 'action' && step.type !== 'playbook-action') return [];
  return (step.out_args ?? []).filter((name) => !Object.hasOwn(step.step_variables ?? {}, name));
}

/** An automatic command whose variable is never known fails every time. */
function checkNeeds(
  playbook: Playbook,
  id: string,
  step: ActionStep,
  written: ReadonlySet<string>,
  notes: Notebook,
): void {
  const own = step.step_variables ?? {};
  const shared = playbook.playbook_variables ?? {};
  for (const [i, command] of (step.commands ?? []).entries()) {
    for (const name of new Set(textsOf(playbook, step, command).flatMap(usesIn))) {
      const local = Object.hasOwn(own, name);
      const declared = local ? own[name] : Object.hasOwn(shared, name) ? shared[name] : undefined;
      // What is not defined, and a constant without a value, is told elsewhere.
      if (!declared || declared.constant || typeof declared.value === 'string') continue;
      if (!local && (declared.external || written.has(name))) continue;
      notes.step(
        id,
        `commands.${i}`,
        `${name} never has a value: give it one, let a step find it out (out_args), or mark it external`,
        `${name} krijgt nooit een waarde: geef die, laat een stap haar uitzoeken (out_args), of zet external op true`,
      );
    }
  }
}

/** What of a command is filled in before Belwacht carries it out; nothing of what a person is asked. */
function textsOf(playbook: Playbook, step: ActionStep, command: PlaybookCommand): readonly string[] {
  if (command.type === 'x-belwacht') return Object.values(command.with ?? {});
  if (command.type !== 'http-api') return [];
  const { headers = {}, content = '' } = command as HttpCommand;
  const aims = requestAims(playbook, step, command as HttpCommand);
  return aims.length === 0 ? [] : [...aims.map(({ url }) => url), ...Object.values(headers).flat(), content];
}

function checkLoop(
  graph: Graph,
  id: string,
  { condition, on_true: entry, step_variables: own = {} }: Extract<WorkflowStep, { type: 'while-condition' }>,
  notes: Notebook,
): void {
  const { playbook } = graph;
  const read = readCondition(condition ?? '');
  if (!read.ok || entry === undefined) return;
  const shared = playbook.playbook_variables ?? {};
  const names = variablesOf(read.value);
  const isConstant = (name: string) => (Object.hasOwn(own, name) ? own[name] : shared[name])?.constant === true;
  // That all of it is constant, or not defined, is told elsewhere.
  if (names.every(isConstant) || !names.every((name) => Object.hasOwn(own, name) || Object.hasOwn(shared, name)))
    return;
  const body = [...graph.reach([entry])].flatMap((each) => stepOf(playbook, each) ?? []);
  const changed = new Set(body.flatMap(outcomesOf));
  if (names.some((name) => !Object.hasOwn(own, name) && changed.has(name))) return;
  notes.step(
    id,
    'condition',
    `no step of the loop changes ${names.join(', ')}: it never ends or never begins; name it in the out_args of a step within`,
    `geen stap van de lus verandert ${names.join(', ')}: hij eindigt nooit of begint nooit; noem die in de out_args van een stap erin`,
  );
}
