import type { PlaybookFault } from '../../../core/playbook/fault.ts';
import { type OwnAction, positionExtensionId, type TaskRole } from '../../../core/playbook/own-command.ts';
import { type Playbook, stepOf } from '../../../core/playbook/playbook.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { StepType } from '../../../core/playbook/vocabularies.ts';
import type { ActionStep, WorkflowStep } from '../../../core/playbook/workflow-step.ts';
import type { Text } from '../../../core/text.ts';
import { whatOf } from '../dry-run.ts';
import { type Branch, branchesOf, followersOf } from '../flow.ts';
import { extensionOf } from '../run/hand-out.ts';
import { initialValues } from '../run/initial-values.ts';
import { isAutomatic } from '../run/order.ts';
import type { FindPlaybook } from '../run/start-run.ts';

/** A step as screens draw it. Names and texts are of its author: shown, never interpreted. */
export interface StepView {
  readonly id: string;
  readonly type: StepType;
  readonly name: string;
  readonly description: string;
  readonly does: 'automatic' | 'task' | 'logic' | 'mark';
  readonly sentence: Text;
  readonly actions: readonly OwnAction[];
  readonly owner: string;
  readonly role: TaskRole | '';
  readonly dueMinutes: number | null;
  readonly evidence: string;
  readonly delayMs: number;
  readonly timeoutMs: number;
  readonly condition: string;
  readonly calls: string;
  readonly at: { readonly x: number; readonly y: number } | null;
  readonly next: readonly { readonly label: string; readonly to: string; readonly known: boolean }[];
  readonly reached: boolean;
  readonly faults: readonly PlaybookFault[];
}

export interface GraphView {
  readonly start: string;
  readonly exception: string;
  readonly steps: readonly StepView[];
}

/**
 * A playbook as steps and ways between them, in the order in which it is followed; what nothing leads to comes last. `find` gives
 * playbooks that it calls, for their names.
 */
export function graphView(
  playbook: Playbook,
  faults: readonly PlaybookFault[],
  given: VariableValues = {},
  find: FindPlaybook = () => undefined,
): GraphView {
  const { workflow, workflow_start: start = '', workflow_exception: exception = '' } = playbook;
  const values = { ...initialValues(playbook.playbook_variables), ...given };
  const order = inOrder(playbook, [start, exception]);
  const rest = Object.keys(workflow).filter((id) => !order.has(id));
  const steps = [...order, ...rest].map((id) => {
    const step = workflow[id];
    return {
      ...stepView(playbook, id, step, values, find),
      reached: order.has(id),
      faults: faults.filter((each) => each.step === id),
    };
  });
  return { start, exception, steps };
}

/** Depth first, branches before what comes after them. */
function inOrder(playbook: Playbook, roots: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...roots].reverse();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const step = stepOf(playbook, id);
    if (!step || seen.has(id)) continue;
    seen.add(id);
    waiting.push(
      ...waysOf(step)
        .map(({ entry }) => entry)
        .reverse(),
    );
  }
  return seen;
}

function waysOf(step: WorkflowStep): readonly Branch[] {
  return [...branchesOf(step), ...followersOf(step)];
}

function stepView(
  playbook: Playbook,
  id: string,
  step: WorkflowStep,
  values: VariableValues,
  find: FindPlaybook,
): Omit<StepView, 'reached' | 'faults'> {
  const task = step.type === 'action' ? extensionOf(step) : {};
  const isMark = step.type === 'start' || step.type === 'end';
  const what = isMark ? { sentence: { nl: '', en: '' }, automatic: true } : whatOf(playbook, step, values, find);
  const agents = playbook.agent_definitions ?? {};
  const agent =
    step.type === 'action' && step.agent !== undefined && Object.hasOwn(agents, step.agent)
      ? agents[step.agent].name
      : '';
  return {
    ...{ id, type: step.type, name: step.name ?? '', description: step.description ?? '' },
    does: isMark
      ? 'mark'
      : step.type !== 'action'
        ? 'logic'
        : what.automatic && (step.commands ?? []).length > 0
          ? 'automatic'
          : 'task',
    sentence: what.sentence,
    actions: step.type === 'action' ? actionsOf(playbook, step) : [],
    ...{ owner: agent, role: task.role ?? '', dueMinutes: task.due_minutes ?? null, evidence: task.evidence ?? '' },
    ...{ delayMs: step.delay ?? 0, timeoutMs: step.timeout ?? 0 },
    condition: 'condition' in step ? (step.condition ?? '') : 'switch' in step ? (step.switch ?? '') : '',
    calls: step.type === 'playbook-action' ? (step.playbook_id ?? '') : '',
    at: positionOf(step),
    next: waysOf(step).map(({ label, entry }) => ({ label, to: entry, known: stepOf(playbook, entry) !== undefined })),
  };
}

function actionsOf(playbook: Playbook, step: ActionStep): readonly OwnAction[] {
  return (step.commands ?? [])
    .filter((command) => isAutomatic(playbook, step, command))
    .map((command) => (command.type === 'x-belwacht' ? command.action : 'http-api'));
}

function positionOf({ step_extensions: extensions = {} }: WorkflowStep): StepView['at'] {
  const { x, y } = Object.hasOwn(extensions, positionExtensionId) ? extensions[positionExtensionId] : {};
  return typeof x === 'number' && typeof y === 'number' && Number.isFinite(x) && Number.isFinite(y) ? { x, y } : null;
}

/** Variables as a playbook declares them, with the values given for them. */
export function variablesView({ playbook_variables: declared = {} }: Playbook, given: VariableValues = {}) {
  return Object.entries(declared).map(
    ([name, { type, description = '', value = null, constant = false, external = false }]) => {
      const known = (Object.hasOwn(given, name) ? given[name] : null) ?? value;
      return { name, type, description, value: known, constant, external, needed: external && known === null };
    },
  );
}
