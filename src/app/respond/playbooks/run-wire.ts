import type { RunHandedWire, RunStepWire } from '../../../api/schema/playbook-runs.ts';
import type { EffectRecord, KeptEffect, RunRecord } from '../../../core/playbook/playbook-record.ts';
import type { Activation } from '../../../core/playbook/run.ts';
import type { Text } from '../../../core/text.ts';
import { bookOf, nameOf, runSteps } from '../../../respond/playbook/view/run-view.ts';

const mostSteps = 1_000;

type Given = Extract<KeptEffect, { readonly kind: 'do' | 'task' }>;

/** Steps of a run as the API shows them: what they wait for comes out of what was handed out. */
export function stepsWire(
  { run }: RunRecord,
  given: ReadonlyMap<string, EffectRecord>,
  busy: (key: string) => boolean,
  now: number,
): RunStepWire[] {
  return runSteps(run, mostSteps).map(({ startedAt, endedAt, notes, active, ...step }) => ({
    ...step,
    startedAt: iso(startedAt),
    endedAt: endedAt === undefined ? null : iso(endedAt),
    notes: notes.map(({ applies = true, ...note }) => ({ ...note, applies, at: iso(note.at) })),
    waits: active ? waitsWire(run, active, given, busy, now) : null,
  }));
}

function waitsWire(
  run: RunRecord['run'],
  active: Activation,
  given: ReadonlyMap<string, EffectRecord>,
  busy: (key: string) => boolean,
  now: number,
): RunHandedWire | null {
  const { handed, phase, delayedUntil, enteredAt, key: place } = active;
  if (!handed) {
    if (phase !== 'delayed' || delayedUntil === 0) return null;
    const name = nameOf(bookOf(run, active), active.step);
    return {
      ...{
        key: place,
        kind: 'delay',
        sentence: { nl: name, en: name },
        role: '',
        owner: '',
        evidence: '',
        asks: [],
        doubt: null,
      },
      ...{
        since: iso(enteredAt),
        due: iso(delayedUntil),
        late: false,
        state: 'pending',
        tries: 0,
        error: '',
        acts: ['now'],
      },
    };
  }
  const record = given.get(handed.key);
  const effect = record?.effect as Given | undefined;
  const times = { since: iso(handed.at), due: iso(handed.dueAt), late: handed.dueAt <= now };
  const tried = { state: record?.state ?? 'pending', tries: record?.tries ?? 0, error: record?.error ?? '' };
  if (handed.kind === 'do') {
    const sentence = effect?.kind === 'do' ? { ...effect.sentence } : none();
    return {
      ...{ key: handed.key, kind: 'automatic', sentence, role: '', owner: '', evidence: '', asks: [], doubt: null },
      ...{ ...times, ...tried, acts: busy(handed.key) ? ['skip', 'failed'] : ['retry', 'skip', 'failed'] },
    };
  }
  const task = effect?.kind === 'task' ? effect : undefined;
  const values: Readonly<Record<string, string | null>> = { ...run.scopes[active.scope].values, ...active.locals };
  const text = task?.text ?? nameOf(bookOf(run, active), active.step);
  return {
    ...{
      key: handed.key,
      kind: 'task',
      sentence: { nl: text, en: text },
      role: task?.role ?? '',
      owner: task?.owner ?? '',
    },
    ...{ evidence: task?.evidence ?? '', doubt: task?.doubt ? { ...task.doubt } : null },
    asks: (task?.asks ?? []).map((ask) => ({
      ...ask,
      value: Object.hasOwn(values, ask.name) ? values[ask.name] : null,
    })),
    ...{ ...times, ...tried, acts: ['done', 'failed', 'not-applicable'] },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function none(): Text {
  return { nl: '', en: '' };
}
