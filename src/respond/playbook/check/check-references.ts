import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { Notebook } from './notebook.ts';

type Definitions = Readonly<Record<string, unknown>>;

/** Whether markings and extensions that are named anywhere are defined (sections 8 and 9). */
export function checkReferences(playbook: Playbook, notes: Notebook): void {
  const { data_marking_definitions: markings = {}, extension_definitions: extensions = {} } = playbook;
  for (const [i, id] of (playbook.markings ?? []).entries())
    if (!Object.hasOwn(markings, id)) missing(notes, `markings.${i}`, id, 'data_marking_definitions');
  const extended: [string, unknown][] = [
    ['playbook_extensions', playbook.playbook_extensions],
    ...within('agent_definitions', playbook.agent_definitions, 'agent_target_extensions'),
    ...within('target_definitions', playbook.target_definitions, 'agent_target_extensions'),
    ...within(
      'authentication_info_definitions',
      playbook.authentication_info_definitions,
      'authentication_info_extensions',
    ),
    ...within('data_marking_definitions', markings, 'marking_extensions'),
  ];
  for (const [path, used] of extended)
    for (const id of Object.keys((used as Definitions | undefined) ?? {}))
      if (!Object.hasOwn(extensions, id)) missing(notes, path, id, 'extension_definitions');
}

function within(path: string, definitions: Definitions = {}, property: string): [string, unknown][] {
  return Object.entries(definitions).map(([id, thing]) => [
    `${path}.${id}.${property}`,
    (thing as Record<string, unknown>)[property],
  ]);
}

function missing(notes: Notebook, path: string, id: string, where: string): void {
  notes.whole(path, `${id} is not in ${where}`, `${id} staat niet in ${where}`);
}
