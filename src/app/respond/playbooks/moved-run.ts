import type { IncidentActor } from '../../../core/incident/timeline.ts';
import { stepOf } from '../../../core/playbook/playbook.ts';
import type { KeptEffect } from '../../../core/playbook/playbook-record.ts';
import type { PlaybookRun, Visit } from '../../../core/playbook/run.ts';
import type { RunEffect } from '../../../core/playbook/run-effect.ts';
import type { Text } from '../../../core/text.ts';
import { plainLine } from '../../../respond/playbook/read/quote.ts';
import { nextWake } from '../../../respond/playbook/run/step-run.ts';
import { countSteps, nameOf, waitsOf } from '../../../respond/playbook/view/run-view.ts';
import type { MovedRun } from '../../../store/playbooks/runs.ts';

/** A run after something happened as it is kept: what is to be carried out, lines for the timeline, and what is over with it. */
export function movedRun(
  before: PlaybookRun | undefined,
  after: PlaybookRun,
  effects: readonly RunEffect[],
  more: readonly KeptEffect[] = [],
): MovedRun {
  const open = new Set(handedKeys(after));
  return {
    run: after,
    head: { waits: waitsOf(after), ...countSteps(after) },
    wakeAt: nextWake(after),
    effects: [
      ...more,
      ...effects.filter((effect) => effect.kind !== 'wait'),
      ...after.visits.slice(before?.visits.length ?? 0).flatMap((visit) => noteOf(after, visit)),
    ],
    settled: before ? handedKeys(before).filter((key) => !open.has(key)) : [],
  };
}

/** The line that says that a run began. */
export function startNote({ id, playbooks: [book], startedAt: at }: PlaybookRun, by: IncidentActor): KeptEffect {
  const name = plainLine(book.name);
  const text = { en: `Playbook “${name}” started.`, nl: `Draaiboek “${name}” gestart.` };
  return { kind: 'note', key: `${id}:start`, text, at, by, isFailure: false };
}

function handedKeys({ active }: PlaybookRun): readonly string[] {
  return active.flatMap(({ handed }) => (handed ? [handed.key] : []));
}

/** Of tasks that people did the incident tells itself; what is withdrawn is told with what withdrew it. */
function noteOf(run: PlaybookRun, visit: Visit): readonly KeptEffect[] {
  const { key, book, step: id, outcome, endedAt: at, notes } = visit;
  const type = stepOf(run.playbooks[book], id)?.type;
  if ((type !== 'action' && type !== 'playbook-action') || outcome === 'withdrawn') return [];
  if (outcome === 'done' && notes.length > 0 && notes.every(({ by }) => by !== '')) return [];
  const [playbook, step] = [plainLine(run.playbooks[book].name), plainLine(nameOf(run.playbooks[book], id))];
  const said = notes
    .map(({ by, detail }) => [detail, by === '' ? '' : `(${plainLine(by)})`].filter((part) => part !== '').join(' '))
    .filter((part) => part !== '' && part !== 'ACTION_TIMEOUT')
    .join('; ');
  const words = outcomeWords[outcome];
  const text = (language: keyof Text) =>
    `${playbook}: “${step}” ${words[language]}.${said === '' ? '' : ` ${said}`}`.slice(0, 4000);
  const isFailure = outcome !== 'done';
  return [
    { kind: 'note', key: `${run.id}:${key}`, text: { en: text('en'), nl: text('nl') }, at, by: undefined, isFailure },
  ];
}

const outcomeWords: Readonly<Record<'done' | 'failed' | 'timeout', Text>> = {
  done: { en: 'done', nl: 'gedaan' },
  failed: { en: 'failed', nl: 'mislukt' },
  timeout: { en: 'was not done in time', nl: 'was niet op tijd klaar' },
};
