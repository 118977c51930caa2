import type { HttpCommand, OwnCommand, PlaybookCommand } from '../../../core/playbook/command.ts';
import { ownActionForms } from '../../../core/playbook/own-command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { Order } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import { authOf } from '../authentication.ts';
import { hasAddress, type RequestAim, requestAims } from '../http-target.ts';
import { fill, fillBody, fillHeader, fillUrl, UnknownVariable } from './fill.ts';

/** Whether a command is carried out without a person: ours, and requests of which it is known where they go. */
export function isAutomatic(
  playbook: Playbook,
  step: ActionStep,
  command: PlaybookCommand,
): command is OwnCommand | HttpCommand {
  if (command.type === 'x-belwacht') return true;
  return command.type === 'http-api' && hasAddress(playbook, step, command as HttpCommand);
}

/** One thing a step gives out: a command, and of a request where it goes. */
export interface StepPiece {
  readonly command: PlaybookCommand;
  readonly aim: RequestAim | undefined;
}

/** What a step gives out, one after the other: its commands, a request once for each of its targets. */
export function piecesOf(playbook: Playbook, step: ActionStep): readonly StepPiece[] {
  return (step.commands ?? []).flatMap((command): readonly StepPiece[] => {
    const aims = command.type === 'http-api' ? requestAims(playbook, step, command as HttpCommand) : [];
    return aims.length === 0 ? [{ command, aim: undefined }] : aims.map((aim) => ({ command, aim }));
  });
}

/** An automatic command with its variables filled in. Throws UnknownVariable. */
export function orderOf(
  playbook: Playbook,
  command: OwnCommand | HttpCommand,
  aim: RequestAim | undefined,
  values: VariableValues,
): Order {
  if (command.type === 'http-api') return requestOf(playbook, command, aim, values);
  const given = command.with ?? {};
  if (command.action !== 'http-api') {
    const filled = Object.entries(given).map(([name, text]) => [name, fill(text, values)] as const);
    // Known to be empty is as bad as not known where something is needed: nothing is blocked by the name of ''.
    const empty = filled.find(
      ([name, text]) => text.trim() === '' && ownActionForms[command.action].needs.includes(name),
    );
    if (empty) throw new UnknownVariable(empty[0]);
    return { action: command.action, with: Object.fromEntries(filled) };
  }
  const type = given.content_type ?? 'application/json';
  return {
    action: 'http-api',
    method: (given.method ?? 'GET').toUpperCase(),
    url: fillUrl(given.url ?? '', values),
    headers: given.body === undefined ? {} : { 'content-type': [fillHeader(type, values)] },
    body: given.body === undefined ? null : fillBody(given.body, values),
    binary: false,
  };
}

function requestOf(
  playbook: Playbook,
  command: HttpCommand,
  aim: RequestAim | undefined,
  values: VariableValues,
): Order {
  const headers = Object.entries(command.headers ?? {}).map(([name, lines]) => [
    name,
    lines.map((line) => fillHeader(line, values)),
  ]);
  const binary = command.content_b64 !== undefined;
  const auth = aim && authOf(playbook, aim.authentication);
  return {
    ...(auth && { auth }),
    action: 'http-api',
    method: command.command.split(' ')[0],
    url: fillUrl(aim?.url ?? '', values),
    headers: Object.fromEntries(headers),
    body: command.content_b64 ?? (command.content === undefined ? null : fillBody(command.content, values)),
    binary,
  };
}

/** Whether a command may be carried out again when nobody knows whether it was. */
export function repeatOf(command: OwnCommand | HttpCommand): 'safe' | 'once' {
  if (command.type === 'http-api')
    return command.x_repeat ?? (/^(?:GET|HEAD|OPTIONS) /.test(command.command) ? 'safe' : 'once');
  if (command.repeat !== undefined) return command.repeat;
  if (command.action === 'http-api') return /^(?:GET|HEAD)$/i.test(command.with?.method ?? 'GET') ? 'safe' : 'once';
  return ownActionForms[command.action].harmless ? 'safe' : 'once';
}
