import type { Playbook } from '../../../core/playbook/playbook.ts';

/** Ids of a new playbook come from here: a UUID each time. */
export type MakeUuid = () => string;

/** A playbook with a start, one task and an end, at a time (ms UTC); `author` is the UUID of whoever makes it. */
export function newPlaybook(
  { name, type, language }: { readonly name: string; readonly type: string; readonly language: 'nl' | 'en' | '' },
  { uuid, author, at }: { readonly uuid: MakeUuid; readonly author: string; readonly at: number },
): Playbook {
  const [start, task, end, agent] = [`start--${uuid()}`, `action--${uuid()}`, `end--${uuid()}`, `group--${uuid()}`];
  const now = new Date(at).toISOString();
  const isDutch = language === 'nl';
  return {
    ...{ type: 'playbook', spec_version: 'cacao-2.0', id: `playbook--${uuid()}`, name },
    ...{ created_by: `identity--${author}`, created: now, modified: now, revoked: false },
    labels: [type, language].filter((label) => label !== ''),
    workflow_start: start,
    workflow: {
      [start]: { type: 'start', on_completion: task },
      [task]: {
        type: 'action',
        name: isDutch ? 'Eerste stap' : 'First step',
        commands: [{ type: 'manual', command: isDutch ? 'Beschrijf wat er gedaan wordt.' : 'Say what is to be done.' }],
        agent,
        on_completion: end,
      },
      [end]: { type: 'end' },
    },
    agent_definitions: { [agent]: { type: 'group', name: isDutch ? 'Team' : 'Team' } },
  };
}

/** A copy of a playbook under an id of its own, without the signatures of the one it comes from. */
export function copyOf(
  playbook: Playbook,
  name: string,
  { uuid, author, at }: { readonly uuid: MakeUuid; readonly author: string; readonly at: number },
): Playbook {
  const now = new Date(at).toISOString();
  const { signatures: _theirs, ...rest } = playbook;
  return {
    ...rest,
    ...{ id: `playbook--${uuid()}`, name, created_by: `identity--${author}`, created: now, modified: now },
    derived_from: [playbook.id],
  };
}

/** The time of a new version (RFC 3339, ms): now, and always after the one before, also when the clock ran back. */
export function nextModified(before: string | undefined, at: number): string {
  const last = before === undefined ? Number.NaN : Date.parse(before);
  return new Date(Number.isNaN(last) ? at : Math.max(at, last + 1)).toISOString();
}
