import type { HttpCommand } from '../../core/playbook/command.ts';
import type { AgentTarget, Playbook } from '../../core/playbook/playbook.ts';
import type { ActionStep } from '../../core/playbook/workflow-step.ts';

/**
 * The URL a request of a step goes to, before variables are filled in: an absolute URL in the start line, else the address of
 * the first target that has one, else of the agent, with the request target behind it. Undefined when nobody says.
 */
export function requestUrl(playbook: Playbook, step: ActionStep, command: HttpCommand): string | undefined {
  const target = command.command.split(' ')[1] ?? '';
  if (/^https?:\/\//i.test(target)) return target;
  const at = [
    ...(step.targets ?? []).map((id) => own(playbook.target_definitions, id)),
    own(playbook.agent_definitions, step.agent),
  ];
  for (const thing of at) {
    const base = thing && baseOf(thing);
    if (base) return `${base.replace(/\/+$/, '')}${target.startsWith('/') ? '' : '/'}${target}`;
  }
  return undefined;
}

/** Whether it is said where a request goes. */
export function hasAddress(playbook: Playbook, step: ActionStep, command: HttpCommand): boolean {
  return requestUrl(playbook, step, command) !== undefined;
}

function baseOf({ address, port }: AgentTarget): string | undefined {
  const url = address?.url?.[0];
  if (url) return /^[a-z]+:\/\/|^__/i.test(url) ? url : `https://${url}`;
  const v6 = address?.ipv6?.[0];
  const host = address?.dname?.[0] ?? address?.ipv4?.[0] ?? (v6 ? `[${v6}]` : undefined);
  if (!host) return undefined;
  return `${port === '80' ? 'http' : 'https'}://${host}${port ? `:${port}` : ''}`;
}

function own(
  definitions: Readonly<Record<string, AgentTarget>> | undefined,
  id: string | undefined,
): AgentTarget | undefined {
  return definitions && id !== undefined && Object.hasOwn(definitions, id) ? definitions[id] : undefined;
}
