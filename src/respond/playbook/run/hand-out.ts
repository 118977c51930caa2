import { derivedId } from '../../../core/derived-id.ts';
import { type TaskExtension, taskExtensionId } from '../../../core/playbook/own-command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { Activation, Handed } from '../../../core/playbook/run.ts';
import type { Question, RunEffect } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import type { Text } from '../../../core/text.ts';
import { fillForPeople, UnknownVariable } from './fill.ts';
import { isAutomatic, orderOf, piecesOf, repeatOf } from './order.ts';
import { commandText, orderSentence } from './words.ts';

/** After so long without an outcome an automatic command is dead, and a task without a time of its own is late. */
export const deadAfterMs = 10 * 60_000;
export const lateAfterMs = 60 * 60_000;

/** What is given out for the command a step is at. */
export type HandOut =
  | { readonly kind: 'nothing left' }
  | { readonly kind: 'impossible'; readonly why: Text }
  | { readonly kind: 'given'; readonly handed: Handed; readonly effect: RunEffect };

/** The command a step is at, as an order or a task. The same place in the same run always gives the same key. */
export function handOut(
  book: Playbook,
  activation: Activation,
  values: VariableValues,
  run: { readonly id: string; readonly now: number },
): HandOut {
  const step = book.workflow[activation.step] as ActionStep;
  const piece = piecesOf(book, step)[activation.command];
  if (piece === undefined) return { kind: 'nothing left' };
  const { command, aim } = piece;
  const key = derivedId(run.id, activation.key, activation.command);
  const of = { step: activation.step, name: step.name ?? activation.step };
  if (!isAutomatic(book, step, command)) {
    const handed = handedAs('task', key, run.now, dueAfter(step));
    const said = commandText(command, fillForPeople, values) || fillForPeople(step.description ?? '', values);
    const text = `${said}${targetsOf(book, step)}`;
    return { kind: 'given', handed, effect: taskOf(book, activation, handed, text, null, values) };
  }
  try {
    const order = orderOf(book, command, aim, values);
    const handed = handedAs('do', key, run.now, deadAfterMs);
    const effect: RunEffect = {
      kind: 'do',
      key,
      ...of,
      order,
      sentence: orderSentence(order),
      repeat: repeatOf(command),
    };
    return { kind: 'given', handed, effect };
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error;
    const { variable } = error;
    return {
      kind: 'impossible',
      why: { en: `the value of ${variable} is not known`, nl: `de waarde van ${variable} is niet bekend` },
    };
  }
}

/** The task that asks a person whether an automatic command was carried out. */
export function doubtTask(
  book: Playbook,
  activation: Activation,
  doubted: string,
  sentence: Text,
  now: number,
): { readonly handed: Handed; readonly effect: RunEffect } {
  const handed = { ...handedAs('task', derivedId(doubted, 'doubt'), now, deadAfterMs), doubted };
  const doubt: Text = {
    en: `Belwacht restarted while this was under way, and does not do it twice: ${sentence.en}. Look whether it was done; if not, do it. Say done when it is, failed when it cannot be.`,
    nl: `Belwacht is herstart terwijl dit liep, en doet het geen tweede keer: ${sentence.nl}. Kijk of het gedaan is; zo niet, doe het. Meld gereed als het zo is, mislukt als het niet kan.`,
  };
  return { handed, effect: taskOf(book, activation, handed, sentence.en, doubt) };
}

/** A task as it is given out. */
export function taskOf(
  book: Playbook,
  activation: Activation,
  handed: Handed,
  text: string,
  doubt: Text | null,
  values: VariableValues = {},
): RunEffect {
  const step = book.workflow[activation.step] as ActionStep;
  const { role, evidence } = extensionOf(step);
  const agents = book.agent_definitions ?? {};
  const owner = step.agent !== undefined && Object.hasOwn(agents, step.agent) ? agents[step.agent].name : '';
  return {
    kind: 'task',
    key: handed.key,
    step: activation.step,
    name: step.name ?? activation.step,
    text,
    role: role ?? '',
    owner,
    due: handed.dueAt,
    evidence: evidence ?? '',
    asks: (isLast(book, step, activation) ? questionsOf(book, step) : []).map((question) => {
      const value = Object.hasOwn(values, question.name) ? values[question.name] : null;
      return value === null ? question : { ...question, value };
    }),
    doubt,
  };
}

/** What our extension says of a step. */
export function extensionOf(step: ActionStep): TaskExtension {
  const extensions = step.step_extensions ?? {};
  return Object.hasOwn(extensions, taskExtensionId) ? (extensions[taskExtensionId] as TaskExtension) : {};
}

/** What a step is to find out: asked with its last command. */
export function questionsOf(book: Playbook, step: ActionStep): readonly Question[] {
  return (step.out_args ?? []).flatMap((name) => {
    const own = step.step_variables ?? {};
    const shared = book.playbook_variables ?? {};
    const declared = Object.hasOwn(own, name) ? own[name] : Object.hasOwn(shared, name) ? shared[name] : undefined;
    return declared ? [{ name, type: declared.type, description: declared.description ?? '' }] : [];
  });
}

/** Whether a step is at the last of what it gives out. */
export function isLast(book: Playbook, step: ActionStep, { command }: Activation): boolean {
  return command === piecesOf(book, step).length - 1;
}

/** What a person does it to, by name; '' when the step says nothing of it. */
function targetsOf(book: Playbook, { targets = [] }: ActionStep): string {
  const all = book.target_definitions ?? {};
  const names = targets.flatMap((id) => (Object.hasOwn(all, id) ? all[id].name : []));
  return names.length === 0 ? '' : `\n→ ${names.join(', ')}`;
}

function dueAfter(step: ActionStep): number {
  const { due_minutes: minutes } = extensionOf(step);
  return minutes === undefined ? lateAfterMs : minutes * 60_000;
}

function handedAs(kind: Handed['kind'], key: string, at: number, after: number): Handed {
  return { kind, key, doubted: '', at, dueAt: at + after, told: false };
}
