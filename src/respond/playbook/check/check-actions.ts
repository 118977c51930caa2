import type { PlaybookCommand } from '../../../core/playbook/command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import { hasAddress } from '../http-target.ts';
import { checkArguments, checkRequest } from './check-arguments.ts';
import { checkSignIn } from './check-authentication.ts';
import type { Notebook } from './notebook.ts';

/** Other playbooks that are known: whether there is one of this id (and version). */
export type KnowsPlaybook = (id: string, version: string | undefined) => boolean;

/** Whether who does it, what it is done to and what is to be done are there. */
export function checkActions(playbook: Playbook, notes: Notebook, knows: KnowsPlaybook | undefined): void {
  const agents = playbook.agent_definitions ?? {};
  for (const [id, step] of Object.entries(playbook.workflow)) {
    for (const extension of Object.keys(step.step_extensions ?? {}))
      if (!Object.hasOwn(playbook.extension_definitions ?? {}, extension))
        notes.step(
          id,
          'step_extensions',
          `${extension} is not in extension_definitions`,
          `${extension} staat niet in extension_definitions`,
        );
    if (step.type === 'action') checkAction(playbook, id, step, agents, notes);
    if (step.type !== 'playbook-action') continue;
    const { playbook_id: other } = step;
    if (other === undefined) notes.step(id, 'playbook_id', 'it names no playbook', 'er wordt geen draaiboek genoemd');
    else if (other === playbook.id)
      notes.step(id, 'playbook_id', 'it runs the playbook it is in', 'het voert het draaiboek uit waar het in zit');
    else if (knows && !knows(other, step.playbook_version))
      notes.step(
        id,
        'playbook_id',
        `there is no playbook ${other}${step.playbook_version ? ` of ${step.playbook_version}` : ''}`,
        `er is geen draaiboek ${other}${step.playbook_version ? ` van ${step.playbook_version}` : ''}`,
      );
  }
  for (const [kind, definitions] of [
    ['agent_definitions', agents],
    ['target_definitions', playbook.target_definitions ?? {}],
  ] as const)
    for (const [id, { authentication_info: authentication }] of Object.entries(definitions))
      if (
        typeof authentication === 'string' &&
        !Object.hasOwn(playbook.authentication_info_definitions ?? {}, authentication)
      )
        notes.whole(
          `${kind}.${id}.authentication_info`,
          `${authentication} is not in authentication_info_definitions`,
          `${authentication} staat niet in authentication_info_definitions`,
        );
}

function checkAction(playbook: Playbook, id: string, step: ActionStep, agents: object, notes: Notebook): void {
  const { agent, targets = [], commands = [] } = step;
  if (agent === undefined)
    notes.step(id, 'agent', 'nobody is named to do it: “agent” is missing', 'niemand is aangewezen: “agent” ontbreekt');
  else if (!Object.hasOwn(agents, agent))
    notes.step(
      id,
      'agent',
      `the agent ${agent} is not in agent_definitions`,
      `de uitvoerder ${agent} staat niet in agent_definitions`,
    );
  for (const target of targets)
    if (!Object.hasOwn(playbook.target_definitions ?? {}, target))
      notes.step(
        id,
        'targets',
        `the target ${target} is not in target_definitions`,
        `het doel ${target} staat niet in target_definitions`,
      );
  // An empty list was told with the shape of the playbook.
  if (step.commands === undefined)
    notes.step(
      id,
      'commands',
      'there is nothing to do: “commands” is missing',
      'er is niets te doen: “commands” ontbreekt',
    );
  for (const [i, command] of commands.entries()) {
    if (isEmpty(command))
      notes.step(
        id,
        `commands.${i}`,
        'this command does not say what to do',
        'deze opdracht zegt niet wat er moet gebeuren',
      );
    if (command.type === 'http-api' && !hasAddress(playbook, step, command))
      notes.think(
        id,
        `commands.${i}`,
        'no target or agent says to which host this request goes: a person will be asked to do it',
        'geen doel of uitvoerder zegt naar welke host dit verzoek gaat: het wordt aan een mens gevraagd',
      );
    const at = `commands.${i}`;
    if (command.type === 'x-belwacht') checkArguments(playbook, id, step, command, at, notes);
    if (command.type === 'http-api') {
      checkRequest(playbook, id, step, command, at, notes);
      checkSignIn(playbook, id, step, command, at, notes);
    }
    if (isForeign(command))
      notes.think(
        id,
        `commands.${i}`,
        `Belwacht does not run ${command.type} commands: a person will be asked to do it`,
        `Belwacht voert geen opdrachten van het soort ${command.type} uit: het wordt aan een mens gevraagd`,
      );
  }
}

/** Whether a command is of the standard and none that we run or that is for people by nature. */
export function isForeign({ type }: PlaybookCommand): boolean {
  return type !== 'manual' && type !== 'http-api' && type !== 'x-belwacht';
}

function isEmpty(command: PlaybookCommand): boolean {
  if (command.type === 'x-belwacht' || command.type === 'http-api') return false;
  const texts = [
    command.command,
    command.command_b64,
    command.description,
    (command as { content_b64?: unknown }).content_b64,
  ];
  return texts.every((text) => typeof text !== 'string' || text.trim() === '');
}
