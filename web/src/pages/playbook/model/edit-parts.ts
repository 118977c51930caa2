import type { AgentTarget, Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { PlaybookVariable } from '../../../../../src/core/playbook/variable.ts';
import { newId } from './new-id.ts';

/** A name as CACAO has it: `__name__`. What may not stand in it becomes `_`. */
export function variableNameOf(typed: string): string {
  const plain = typed
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 240)
    .replace(/_+$/, '');
  return plain === '' ? '' : `__${plain}__`;
}

/** A name without its underscores, as people read it. */
export function plainName(name: string): string {
  return name.replace(/^__|__$/g, '');
}

/** Writes a variable of the playbook; undefined takes it away. */
export function setVariable(playbook: Playbook, name: string, variable: PlaybookVariable | undefined): Playbook {
  const { [name]: _old, ...others } = playbook.playbook_variables ?? {};
  if (variable === undefined) return { ...playbook, playbook_variables: others };
  return { ...playbook, playbook_variables: { ...playbook.playbook_variables, [name]: variable } };
}

/** Gives a variable another name, everywhere it is used; one that is taken already changes nothing. */
export function renameVariable(playbook: Playbook, name: string, next: string): Playbook {
  const declared = playbook.playbook_variables ?? {};
  if (next === name || next === '' || Object.hasOwn(declared, next)) return playbook;
  const variables = Object.fromEntries(
    Object.entries(declared).map(([old, variable]) => [old === name ? next : old, variable]),
  );
  const { workflow, agent_definitions, target_definitions } = playbook;
  const used = replaced({ workflow, agent_definitions, target_definitions }, name, next) as Partial<Playbook>;
  const known = Object.fromEntries(Object.entries(used).filter(([, part]) => part !== undefined));
  return { ...playbook, ...known, playbook_variables: variables };
}

/** Whether anything in the workflow uses a variable. */
export function isUsed(playbook: Playbook, name: string): boolean {
  return replaced(playbook.workflow, name, '') !== playbook.workflow;
}

/** Somebody who does steps; undefined takes one away. */
export function setAgent(playbook: Playbook, id: string, agent: AgentTarget | undefined): Playbook {
  const { [id]: _old, ...others } = playbook.agent_definitions ?? {};
  if (agent === undefined) return { ...playbook, agent_definitions: others };
  return { ...playbook, agent_definitions: { ...playbook.agent_definitions, [id]: agent } };
}

/** A new one who does steps, with the id it got. */
export function addAgent(playbook: Playbook, agent: AgentTarget): { playbook: Playbook; id: string } {
  const id = newId(agent.type);
  return { playbook: setAgent(playbook, id, agent), id };
}

/** The same value with a variable renamed in every text; the very same object where it is not used. */
function replaced(value: unknown, name: string, next: string): unknown {
  if (typeof value === 'string') {
    if (value === name) return next;
    return value.includes(name) ? value.replaceAll(`${name}:value`, `${next}:value`) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  let changed = false;
  const entries = Object.entries(value).map(([key, part]) => {
    const other = replaced(part, name, next);
    changed ||= other !== part;
    return [key, other] as const;
  });
  if (!changed) return value;
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}
