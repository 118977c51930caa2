import { type Playbook, stepOf } from '../../core/playbook/playbook.ts';
import type { VariableValues } from '../../core/playbook/variable.ts';
import type { WorkflowStep } from '../../core/playbook/workflow-step.ts';
import type { Text } from '../../core/text.ts';
import { switchVariable } from './check/check-variables.ts';
import { variablesOf } from './condition/condition.ts';
import { holds } from './condition/evaluate.ts';
import { readCondition } from './condition/read-condition.ts';
import { afterSuccess, branchesOf } from './flow.ts';
import { plainLine } from './read/quote.ts';
import { fillForPeople, UnknownVariable } from './run/fill.ts';
import { extensionOf } from './run/hand-out.ts';
import { initialValues } from './run/initial-values.ts';
import { isAutomatic, orderOf } from './run/order.ts';
import { commandText, orderSentence } from './run/words.ts';

/** What one step would do. */
export interface DryLine {
  readonly step: string;
  readonly name: string;
  /** How many branches it is in. */
  readonly depth: number;
  /** Where it comes from when it begins a branch or a way after a failure: `next_steps.0`, `on_true`, `on_failure` …; else ''. */
  readonly branch: string;
  readonly sentence: Text;
  /** Whether Belwacht does it without asking anybody. */
  readonly automatic: boolean;
}

/**
 * What each step of a playbook would do with these values, in order, branch after branch; nothing is done. Steps after a failure and
 * the exception step come last. Steps that only mark a start or an end are left out.
 */
export function dryRun(playbook: Playbook, given: VariableValues): readonly DryLine[] {
  const values = { ...initialValues(playbook.playbook_variables), ...given };
  const lines: DryLine[] = [];
  const seen = new Set<string>();
  const rescues: { readonly label: string; readonly entry: string }[] = [];
  const walk = (entry: string | undefined, depth: number, label: string): void => {
    let branch = label;
    for (let id = entry; id !== undefined && !seen.has(id); ) {
      const step = stepOf(playbook, id);
      if (!step) return;
      seen.add(id);
      if (step.type !== 'start' && step.type !== 'end') {
        lines.push({ step: id, name: plainLine(step.name ?? id), depth, branch, ...whatOf(playbook, step, values) });
        branch = '';
      }
      for (const { label: name, entry: first } of branchesOf(step)) walk(first, depth + 1, name);
      if (step.on_failure !== undefined) rescues.push({ label: 'on_failure', entry: step.on_failure });
      id = afterSuccess(step);
    }
  };
  walk(playbook.workflow_start, 0, '');
  if (playbook.workflow_exception !== undefined)
    rescues.push({ label: 'workflow_exception', entry: playbook.workflow_exception });
  for (let next = rescues.shift(); next !== undefined; next = rescues.shift()) walk(next.entry, 0, next.label);
  return lines;
}

/** What a step would do, and whether Belwacht does it without asking anybody. */
export function whatOf(
  playbook: Playbook,
  step: WorkflowStep,
  values: VariableValues,
): Pick<DryLine, 'sentence' | 'automatic'> {
  const waits = step.delay
    ? { en: ` after ${seconds(step.delay)} s`, nl: ` na ${seconds(step.delay)} s` }
    : { en: '', nl: '' };
  const parts: Text[] = [];
  let automatic = true;
  if (step.type === 'action') {
    for (const command of step.commands ?? []) {
      if (isAutomatic(playbook, step, command))
        parts.push(orderWords(() => orderSentence(orderOf(playbook, step, command, values))));
      else {
        automatic = false;
        const text = plainLine(commandText(command, fillForPeople, values) || (step.description ?? ''));
        const { role } = extensionOf(step);
        const owner = plainLine(playbook.agent_definitions?.[step.agent ?? '']?.name ?? role ?? '');
        parts.push({ en: `task for ${owner}: ${text}`, nl: `taak voor ${owner}: ${text}` });
      }
    }
  } else parts.push(logicWords(step, values));
  return {
    automatic,
    sentence: {
      en: parts.map(({ en }) => en).join('; then ') + waits.en,
      nl: parts.map(({ nl }) => nl).join('; dan ') + waits.nl,
    },
  };
}

function orderWords(order: () => Text): Text {
  try {
    return order();
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    const { variable } = error;
    return {
      en: `something that needs ${variable}, which is not known yet`,
      nl: `iets waarvoor ${variable} nodig is, en die is nog niet bekend`,
    };
  }
}

function logicWords(step: WorkflowStep, values: VariableValues): Text {
  switch (step.type) {
    case 'parallel': {
      const count = step.next_steps?.length ?? 0;
      return { en: `${count} branches at once, and wait for all`, nl: `${count} takken tegelijk, en op alle wachten` };
    }
    case 'if-condition': {
      const now = answerNow(step.condition, values);
      return { en: `if ${step.condition}${now.en}`, nl: `als ${step.condition}${now.nl}` };
    }
    case 'while-condition': {
      const now = answerNow(step.condition, values);
      return { en: `as long as ${step.condition}${now.en}`, nl: `zolang ${step.condition}${now.nl}` };
    }
    case 'switch-condition': {
      const name = switchVariable(step.switch) ?? '';
      const value = Object.hasOwn(values, name) ? values[name] : null;
      const shown =
        value === null
          ? { en: 'not known yet', nl: 'nog niet bekend' }
          : { en: plainLine(value), nl: plainLine(value) };
      return { en: `choose by ${name} (now: ${shown.en})`, nl: `kiezen op ${name} (nu: ${shown.nl})` };
    }
    case 'playbook-action':
      return { en: `run the playbook ${step.playbook_id}`, nl: `draaiboek ${step.playbook_id} uitvoeren` };
    default:
      return { en: '', nl: '' };
  }
}

/** Whether a condition would hold with what is known. */
function answerNow(condition: string | undefined, values: VariableValues): Text {
  const read = readCondition(condition ?? '');
  if (!read.ok) return { en: ' (cannot be read)', nl: ' (niet te lezen)' };
  const open = variablesOf(read.value).filter((name) => !Object.hasOwn(values, name) || values[name] === null);
  if (open.length > 0) return { en: ` (${open[0]} is not known yet)`, nl: ` (${open[0]} is nog niet bekend)` };
  return holds(read.value, values) ? { en: ' (now: yes)', nl: ' (nu: ja)' } : { en: ' (now: no)', nl: ' (nu: nee)' };
}

function seconds(ms: number): string {
  return String(ms / 1_000);
}
