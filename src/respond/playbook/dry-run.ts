import { type Playbook, stepOf } from '../../core/playbook/playbook.ts';
import type { Order } from '../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../core/playbook/variable.ts';
import type { WorkflowStep } from '../../core/playbook/workflow-step.ts';
import type { Text } from '../../core/text.ts';
import { argumentFault, urlFault } from './check/argument-fault.ts';
import { switchVariable } from './check/check-variables.ts';
import { variablesOf } from './condition/condition.ts';
import { holds } from './condition/evaluate.ts';
import { readCondition } from './condition/read-condition.ts';
import { afterSuccess, branchesOf } from './flow.ts';
import { plainLine } from './read/quote.ts';
import { fillForPeople, UnknownVariable } from './run/fill.ts';
import { extensionOf } from './run/hand-out.ts';
import { initialValues } from './run/initial-values.ts';
import { isAutomatic, orderOf, piecesOf } from './run/order.ts';
import type { FindPlaybook } from './run/start-run.ts';
import { commandText, orderSentence } from './run/words.ts';

/** What one step would do. */
export interface DryLine {
  /** Step of the playbook, or of one that it calls. */
  readonly step: string;
  /** Steps (`playbook-action`) by which it is called, outermost first, with slashes; '' for the playbook's own. */
  readonly within: string;
  readonly name: string;
  /** How many branches and calls it is in. */
  readonly depth: number;
  /** Where it comes from when it begins a branch or a way after a failure: `next_steps.0`, `on_true`, `on_failure` …; else ''. */
  readonly branch: string;
  readonly sentence: Text;
  /** Whether Belwacht does it without asking anybody. */
  readonly automatic: boolean;
  /** Why it cannot be done with these values, whatever else there is; undefined when it may. */
  readonly trouble: Text | undefined;
}

/** How deep calls of other playbooks are followed, and how many lines are told. */
const deepest = 3;
const mostLines = 1_000;

/** Where a walk is: the playbook, its values, and how one came there. */
interface Place {
  readonly playbook: Playbook;
  readonly values: VariableValues;
  readonly within: string;
  readonly depth: number;
  /** Ids of the playbooks on the way here. */
  readonly path: readonly string[];
}

/**
 * What each step of a playbook would do with these values, in order, branch after branch; nothing is done. Steps after a failure and
 * the exception step come last. Steps that only mark a start or an end are left out. Of playbooks that it calls, as `find` gives them,
 * the steps are told too, three calls deep.
 */
export function dryRun(
  playbook: Playbook,
  given: VariableValues,
  find: FindPlaybook = () => undefined,
): readonly DryLine[] {
  const values = { ...initialValues(playbook.playbook_variables), ...given };
  const lines: DryLine[] = [];
  walkBook({ playbook, values, within: '', depth: 0, path: [playbook.id] }, find, lines);
  return lines;
}

function walkBook({ playbook, values, within, depth: from, path }: Place, find: FindPlaybook, lines: DryLine[]): void {
  const seen = new Set<string>();
  const rescues: { readonly label: string; readonly entry: string }[] = [];
  const walk = (entry: string | undefined, depth: number, label: string): void => {
    let branch = label;
    for (let id = entry; id !== undefined && !seen.has(id) && lines.length < mostLines; ) {
      const step = stepOf(playbook, id);
      if (!step) return;
      seen.add(id);
      if (step.type !== 'start' && step.type !== 'end') {
        const name = plainLine(step.name ?? id);
        lines.push({ step: id, within, name, depth, branch, ...whatOf(playbook, step, values, find) });
        branch = '';
      }
      if (step.type === 'playbook-action') {
        const called = find(step.playbook_id ?? '', step.playbook_version);
        if (called && path.length <= deepest && !path.includes(called.id)) {
          const inner = initialValues(called.playbook_variables);
          for (const name of step.in_args ?? []) if (Object.hasOwn(inner, name)) inner[name] = values[name] ?? null;
          const way = within === '' ? id : `${within}/${id}`;
          const place = { playbook: called, values: inner, within: way, depth: depth + 1, path: [...path, called.id] };
          walkBook(place, find, lines);
        }
      }
      for (const { label: name, entry: first } of branchesOf(step)) walk(first, depth + 1, name);
      if (step.on_failure !== undefined) rescues.push({ label: 'on_failure', entry: step.on_failure });
      id = afterSuccess(step);
    }
  };
  walk(playbook.workflow_start, from, '');
  if (playbook.workflow_exception !== undefined)
    rescues.push({ label: 'workflow_exception', entry: playbook.workflow_exception });
  for (let next = rescues.shift(); next !== undefined; next = rescues.shift()) walk(next.entry, from, next.label);
}

/** What a step would do, whether Belwacht does it without asking anybody, and why it cannot. */
export function whatOf(
  playbook: Playbook,
  step: WorkflowStep,
  values: VariableValues,
  find: FindPlaybook = () => undefined,
): Pick<DryLine, 'sentence' | 'automatic' | 'trouble'> {
  const waits = step.delay
    ? { en: ` after ${seconds(step.delay)} s`, nl: ` na ${seconds(step.delay)} s` }
    : { en: '', nl: '' };
  const parts: Text[] = [];
  let automatic = true;
  let trouble: Text | undefined;
  if (step.type === 'action') {
    for (const { command, aim } of piecesOf(playbook, step)) {
      if (isAutomatic(playbook, step, command)) {
        const { sentence, fault } = orderWords(() => orderOf(playbook, command, aim, values));
        parts.push(sentence);
        trouble ??= fault;
      } else {
        automatic = false;
        const text = plainLine(commandText(command, fillForPeople, values) || (step.description ?? ''));
        const { role } = extensionOf(step);
        const owner = plainLine(playbook.agent_definitions?.[step.agent ?? '']?.name ?? role ?? '');
        parts.push({ en: `task for ${owner}: ${text}`, nl: `taak voor ${owner}: ${text}` });
      }
    }
  } else if (step.type === 'playbook-action') parts.push(callWords(step, find));
  else parts.push(logicWords(step, values));
  return {
    automatic,
    trouble,
    sentence: {
      en: parts.map(({ en }) => en).join('; then ') + waits.en,
      nl: parts.map(({ nl }) => nl).join('; dan ') + waits.nl,
    },
  };
}

function callWords(
  { playbook_id: id = '', playbook_version: version }: Extract<WorkflowStep, { type: 'playbook-action' }>,
  find: FindPlaybook,
): Text {
  const called = find(id, version);
  if (!called) return { en: `run the playbook ${id}`, nl: `draaiboek ${id} uitvoeren` };
  const name = plainLine(called.name);
  return { en: `run the playbook “${name}”`, nl: `draaiboek “${name}” uitvoeren` };
}

function orderWords(make: () => Order): { readonly sentence: Text; readonly fault: Text | undefined } {
  try {
    const order = make();
    return { sentence: orderSentence(order), fault: orderFault(order) };
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    const { variable } = error;
    const sentence = {
      en: `something that needs ${variable}, which is not known yet`,
      nl: `iets waarvoor ${variable} nodig is, en die is nog niet bekend`,
    };
    return { sentence, fault: undefined };
  }
}

/** Why an order can never be carried out, by the readers of whoever would. */
function orderFault(order: Order): Text | undefined {
  if (order.action === 'http-api')
    return urlFault(order.url) ?? argumentFault('http-api', 'method', { method: order.method });
  for (const name of Object.keys(order.with)) {
    const fault = argumentFault(order.action, name, order.with);
    if (fault) return { en: `${name}: ${fault.en}`, nl: `${name}: ${fault.nl}` };
  }
  return undefined;
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
