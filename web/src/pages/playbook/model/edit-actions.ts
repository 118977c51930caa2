import type { PlaybookCommand } from '../../../../../src/core/playbook/command.ts';
import type { TaskExtension } from '../../../../../src/core/playbook/own-command.ts';
import type { AgentTarget, Playbook } from '../../../../../src/core/playbook/playbook.ts';
import type { ActionStep, WorkflowStep } from '../../../../../src/core/playbook/workflow-step.ts';
import { addAgent } from './edit-parts.ts';
import { addStep, changeStep, type Edited, type Place } from './edit-steps.ts';

const people = ['group', 'individual', 'location', 'organization', 'sector'];

/** A new step that a person does: the first person or group that is named does it. */
export function addTask(playbook: Playbook, place?: Place): Edited {
  const { playbook: next, id } = addStep(playbook, 'action', place);
  const agent = Object.entries(next.agent_definitions ?? {}).find(([, { type }]) => people.includes(type))?.[0];
  return { playbook: changeStep(next, id, { agent }), id };
}

/** A new step that Belwacht does, which is named as the one who does it. */
export function addAutomatic(playbook: Playbook, place?: Place): Edited {
  const { playbook: next, id } = addStep(playbook, 'action', place);
  const { playbook: named, agent } = withBelwacht(next);
  const commands: PlaybookCommand[] = [{ type: 'x-belwacht', action: 'block-source', with: {} }];
  return { playbook: changeStep(named, id, { commands, agent }), id };
}

/** A playbook in which Belwacht is somebody who does steps, and the id it has there. */
export function withBelwacht(playbook: Playbook): { playbook: Playbook; agent: string } {
  const known = Object.entries(playbook.agent_definitions ?? {}).find(
    ([, { type, name }]) => type === 'security-category' && name === 'Belwacht',
  );
  if (known) return { playbook, agent: known[0] };
  const added = addAgent(playbook, { type: 'security-category', name: 'Belwacht', category: ['orchestrator'] });
  return { playbook: added.playbook, agent: added.id };
}

/** What our extension says of a step. */
export function taskOf(step: WorkflowStep, extension: string): TaskExtension {
  return (step.step_extensions?.[extension] ?? {}) as TaskExtension;
}

/** Says who does a task, by when and what is kept; a value that is undefined or '' is taken away. */
export function setTask(playbook: Playbook, id: string, extension: string, part: TaskExtension): Playbook {
  const step = playbook.workflow[id];
  if (!step) return playbook;
  const task = Object.fromEntries(
    Object.entries({ ...taskOf(step, extension), ...part }).filter(([, value]) => value !== undefined && value !== ''),
  );
  const { [extension]: _old, ...others } = step.step_extensions ?? {};
  const extensions = Object.keys(task).length > 0 ? { ...others, [extension]: task } : others;
  const next = changeStep(playbook, id, {
    step_extensions: Object.keys(extensions).length > 0 ? extensions : undefined,
  });
  if (Object.keys(task).length === 0 || playbook.extension_definitions?.[extension]) return next;
  const definition = {
    ...{ type: 'extension-definition', name: 'Task of an incident', version: '1.0.0' },
    description: 'Who does a step, when it should be done and which evidence is kept.',
    created_by: playbook.created_by,
    schema:
      'role: coordinator, deputy, scribe, technical-lead or communications; due_minutes: whole number of minutes; evidence: text',
  };
  return { ...next, extension_definitions: { ...next.extension_definitions, [extension]: definition } };
}

/** Writes one command of a step; undefined takes it away, and a place behind the last adds one. */
export function setCommand(step: ActionStep, place: number, command: PlaybookCommand | undefined): PlaybookCommand[] {
  return (step.commands ?? []).toSpliced(place, 1, ...(command ? [command] : []));
}

/** The addresses of an agent with its URL changed; '' takes it away. */
export function withUrl(agent: AgentTarget, url: string): AgentTarget {
  const { address, ...rest } = agent;
  const { url: _old, ...others } = address ?? {};
  const next = url === '' ? others : { ...others, url: [url] };
  return Object.keys(next).length > 0 ? ({ ...rest, address: next } as AgentTarget) : (rest as AgentTarget);
}
