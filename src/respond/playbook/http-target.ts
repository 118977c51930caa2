import type { HttpCommand } from '../../core/playbook/command.ts';
import type { AgentTarget, Playbook } from '../../core/playbook/playbook.ts';
import type { ActionStep } from '../../core/playbook/workflow-step.ts';

/** Where a request of a step goes. */
export interface RequestAim {
  /** Before variables are filled in. */
  readonly url: string;
  /** Name of the target or agent; '' when the start line says it all. */
  readonly name: string;
  /** Id of the authentication it asks for; ''. */
  readonly authentication: string;
}

/**
 * Where a request of a step goes, one for each: an absolute URL in the start line alone; else the address of each target that has
 * one, else that of the agent, with the request target behind it. Empty when nobody says.
 */
export function requestAims(playbook: Playbook, step: ActionStep, command: HttpCommand): readonly RequestAim[] {
  const target = command.command.split(' ')[1] ?? '';
  // A secret of a target is for that target only.
  if (/^https?:\/\//i.test(target)) return [{ url: target, name: '', authentication: '' }];
  const targets = (step.targets ?? []).flatMap((id) => own(playbook.target_definitions, id) ?? []);
  const agent = own(playbook.agent_definitions, step.agent);
  const aimed = targets.some((each) => baseOf(each)) ? targets : agent ? [agent] : [];
  return aimed.flatMap((thing) => {
    const base = baseOf(thing);
    if (!base) return [];
    const { name, authentication_info: authentication } = thing;
    const url = `${base.replace(/\/+$/, '')}${target.startsWith('/') ? '' : '/'}${target}`;
    return [{ url, name, authentication: typeof authentication === 'string' ? authentication : '' }];
  });
}

/** Whether it is said where a request goes. */
export function hasAddress(playbook: Playbook, step: ActionStep, command: HttpCommand): boolean {
  return requestAims(playbook, step, command).length > 0;
}

function baseOf({ address, port }: AgentTarget): string | undefined {
  const url = address?.url?.[0];
  if (url) return /^[a-z]+:\/\/|^__/i.test(url) ? url : `https://${url}`;
  const v6 = address?.ipv6?.[0];
  const host = address?.dname?.[0] ?? address?.ipv4?.[0] ?? (v6 ? `[${v6}]` : undefined);
  if (!host) return undefined;
  // Without a port it is 80 (section 7.5), which is not encrypted.
  return `${port === undefined || port === '80' ? 'http' : 'https'}://${host}${port ? `:${port}` : ''}`;
}

function own(
  definitions: Readonly<Record<string, AgentTarget>> | undefined,
  id: string | undefined,
): AgentTarget | undefined {
  return definitions && id !== undefined && Object.hasOwn(definitions, id) ? definitions[id] : undefined;
}
