import type { HttpCommand, OwnCommand } from '../../../core/playbook/command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import { variableUse } from '../../../core/playbook/variable.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import { requestAims } from '../http-target.ts';
import { type Arguments, argumentFault, urlFault } from './argument-fault.ts';
import type { Notebook } from './notebook.ts';

/** Parameters that people read: a name in them may be meant. */
const forReading: ReadonlySet<string> = new Set(['message', 'subject', 'reason', 'body']);
/** A name of a variable without the `:value` that makes it one. */
const bareName = /__([A-Za-z][A-Za-z0-9_-]{0,245}?)__(?!:value)/g;

/** Whether what a command of ours is told can ever be: what holds no variable is read as it will be when it is carried out. */
export function checkArguments(
  playbook: Playbook,
  id: string,
  step: ActionStep,
  { action, with: given = {} }: OwnCommand,
  at: string,
  notes: Notebook,
): void {
  const names = new Set([...Object.keys(playbook.playbook_variables ?? {}), ...Object.keys(step.step_variables ?? {})]);
  const fixed: Arguments = Object.fromEntries(Object.entries(given).filter(([, text]) => !usesVariable(text)));
  for (const [name, text] of Object.entries(given)) {
    const bare = [...text.matchAll(bareName)].map(([, inner]) => `__${inner}__`).find((each) => names.has(each));
    if (bare !== undefined) {
      const say = forReading.has(name) ? notes.think : notes.step;
      say.call(
        notes,
        id,
        `${at}.with.${name}`,
        `${bare} stands here as text; write ${bare}:value for its value`,
        `${bare} staat hier als tekst; schrijf ${bare}:value voor de waarde`,
      );
      continue;
    }
    // Of an address with variables in it the rest is known.
    const fault = Object.hasOwn(fixed, name)
      ? argumentFault(action, name, fixed)
      : action === 'http-api' && name === 'url'
        ? partlyKnownUrl(text)
        : undefined;
    if (fault) notes.step(id, `${at}.with.${name}`, fault.en, fault.nl);
  }
}

/** Whether a request of the standard goes to an address that can be one. */
export function checkRequest(
  playbook: Playbook,
  id: string,
  step: ActionStep,
  command: HttpCommand,
  at: string,
  notes: Notebook,
): void {
  for (const { url } of requestAims(playbook, step, command)) {
    const fault = partlyKnownUrl(url);
    if (fault) notes.step(id, at, fault.en, fault.nl);
  }
}

/** An address that begins with a variable may be any; of others the variables are pieces. */
function partlyKnownUrl(url: string) {
  return /^\s*__/.test(url) ? undefined : urlFault(url.replace(variableUse, 'x'));
}

function usesVariable(text: string): boolean {
  return text.search(variableUse) >= 0;
}
