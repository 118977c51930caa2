import type { Activation, PlaybookRun } from '../../../core/playbook/run.ts';
import type { RunInput, Stepped } from '../../../core/playbook/run-effect.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { ActionStep } from '../../../core/playbook/workflow-step.ts';
import type { Text } from '../../../core/text.ts';
import { valueFits } from '../check/value-fits.ts';
import { doubtTask, extensionOf, handOut, isLast, questionsOf } from './hand-out.ts';
import { Machine } from './machine.ts';

/**
 * What becomes of a run by one thing that happened. Pure: the run that comes in is not changed. Keep the run that comes out before
 * carrying out the effects. Time that has come by then (delays, timeouts, commands without an outcome) is dealt with first. An
 * outcome of what is not waited for, or that cannot be right, is refused with a reason and changes nothing else.
 */
export function stepRun(before: PlaybookRun, input: RunInput): Stepped<PlaybookRun> {
  const { playbooks, ...rest } = before;
  const run: PlaybookRun = { playbooks, ...structuredClone(rest) };
  const machine = new Machine(run);
  const done = (refused: Text | null = null): Stepped<PlaybookRun> => ({
    run: machine.run,
    effects: machine.effects,
    refused,
  });
  if (run.state !== 'running') return done({ en: 'this run is over', nl: 'deze uitvoering is voorbij' });
  if (!Number.isFinite(input.at)) return done({ en: 'this is no time', nl: 'dit is geen tijdstip' });
  run.now = Math.max(run.now, input.at);
  passTime(machine);
  if (run.state !== 'running')
    return done(input.kind === 'time' ? null : { en: 'this run is over', nl: 'deze uitvoering is voorbij' });
  switch (input.kind) {
    case 'time':
      return done();
    case 'stop':
      machine.stop({ at: run.now, by: input.by, detail: input.reason, evidence: '' });
      return done();
    case 'restart':
      restart(machine, input.begun);
      return done();
    case 'hurry':
      return done(hurry(machine, input));
    default:
      return done(outcome(machine, input));
  }
}

/** The next moment (ms UTC) at which a run wants to be told the time; undefined when it waits for people and systems only. */
export function nextWake(run: PlaybookRun): number | undefined {
  const times = run.active.flatMap(({ phase, delayedUntil, deadline, handed }) => [
    ...(phase === 'delayed' && delayedUntil > 0 ? [delayedUntil] : []),
    ...(deadline > 0 ? [deadline] : []),
    ...(handed && !handed.told ? [handed.dueAt] : []),
  ]);
  return times.length === 0 || run.state !== 'running' ? undefined : Math.min(...times);
}

/** Deals with what is due, oldest first; what begins now is due later. */
function passTime(machine: Machine): void {
  const { run } = machine;
  for (;;) {
    const due = run.active
      .map((activation) => ({ activation, at: dueOf(activation) }))
      .filter(({ at }) => at <= run.now)
      .sort((a, b) => a.at - b.at || (a.activation.key < b.activation.key ? -1 : 1))[0];
    if (due === undefined) return;
    const { activation } = due;
    if (activation.deadline > 0 && activation.deadline <= run.now)
      machine.finish(activation, 'timeout', { at: run.now, by: '', detail: 'ACTION_TIMEOUT', evidence: '' });
    else if (activation.handed && !activation.handed.told && activation.handed.dueAt <= run.now)
      tellDead(machine, activation);
    else machine.wake(activation);
    machine.drain();
    if (run.state !== 'running') return;
  }
}

function dueOf({ phase, delayedUntil, deadline, handed }: Activation): number {
  const late = handed && !handed.told ? handed.dueAt : Number.POSITIVE_INFINITY;
  const delay = phase === 'delayed' && delayedUntil > 0 ? delayedUntil : Number.POSITIVE_INFINITY;
  return Math.min(late, delay, deadline > 0 ? deadline : Number.POSITIVE_INFINITY);
}

function tellDead(machine: Machine, activation: Activation): void {
  const handed = activation.handed!;
  handed.told = true;
  const why: Text =
    handed.kind === 'do'
      ? { en: 'an automatic step has given no answer', nl: 'een automatische stap heeft niets laten horen' }
      : { en: 'a task is not done in time', nl: 'een taak is niet op tijd gedaan' };
  const name = machine.stepOf(activation).name ?? activation.step;
  machine.effects.push({ kind: 'escalate', key: `${handed.key}-late`, step: activation.step, name, why });
}

/** What was handed out is handed out again when that harms nobody; what may have been done already is asked of a person. */
function restart(machine: Machine, begun: readonly string[] | undefined): void {
  const { run } = machine;
  for (const activation of run.active) {
    const { handed } = activation;
    if (activation.phase === 'delayed' && activation.delayedUntil > 0)
      machine.effects.push({ kind: 'wait', until: activation.delayedUntil });
    if (activation.deadline > 0) machine.effects.push({ kind: 'wait', until: activation.deadline });
    if (!handed) continue;
    const book = machine.bookOf(activation);
    const again = handOut(book, activation, machine.valuesOf(activation), run);
    if (again.kind !== 'given') continue;
    const { effect } = again;
    if (handed.doubted !== '' && effect.kind === 'do') {
      const { effect: task } = doubtTask(book, activation, handed.doubted, effect.sentence, handed.at);
      machine.effects.push(task);
    } else if (effect.kind === 'task') machine.effects.push({ ...effect, due: handed.dueAt });
    else if (effect.kind === 'do' && (effect.repeat === 'safe' || begun?.includes(effect.key) === false))
      machine.effects.push(effect);
    else if (effect.kind === 'do') {
      const asked = doubtTask(book, activation, handed.key, effect.sentence, run.now);
      activation.handed = asked.handed;
      machine.effects.push(asked.effect);
    }
    if (!activation.handed!.told) machine.effects.push({ kind: 'wait', until: activation.handed!.dueAt });
  }
}

function hurry(machine: Machine, { place, by, reason }: Extract<RunInput, { kind: 'hurry' }>): Text | null {
  const activation = machine.run.active.find(({ key, phase }) => key === place && phase === 'delayed');
  if (!activation) return { en: 'this step does not wait for its time', nl: 'deze stap wacht niet op zijn tijd' };
  activation.notes.push({ at: machine.run.now, by, detail: reason, evidence: '' });
  machine.wake(activation);
  machine.drain();
  return null;
}

type Outcome = Extract<RunInput, { kind: 'result' | 'task' }>;

function outcome(machine: Machine, input: Outcome): Text | null {
  const { run } = machine;
  const activation = run.active.find(
    ({ handed }) => handed && (handed.key === input.key || (input.kind === 'result' && handed.doubted === input.key)),
  );
  const handed = activation?.handed;
  if (!activation || !handed)
    return { en: 'nobody waits for this outcome (any more)', nl: 'op deze uitkomst wacht niemand (meer)' };
  const answers = handed.doubted === input.key ? 'do' : handed.kind;
  if ((input.kind === 'result') !== (answers === 'do'))
    return { en: 'this is not what was asked for', nl: 'dit is niet wat er gevraagd is' };
  const step = machine.stepOf(activation) as ActionStep;
  const book = machine.bookOf(activation);
  const asked = isLast(book, step, activation) ? questionsOf(book, step) : [];
  const applies = input.kind !== 'task' || !input.ok || input.applies !== false;
  const values: VariableValues = applies ? (input.values ?? {}) : {};
  if (input.kind === 'task') {
    const reason =
      input.ok && applies
        ? missing(asked, values, handed.doubted === '' ? (extensionOf(step).evidence ?? '') : '', input.evidence ?? '')
        : null;
    if (reason) return reason;
  }
  const wrong = asked.find(({ name, type }) => {
    const value = Object.hasOwn(values, name) ? values[name] : null;
    return value !== null && !valueFits(type, value);
  });
  if (wrong && input.kind === 'task')
    return {
      en: `the value of ${wrong.name} is no ${wrong.type}`,
      nl: `de waarde van ${wrong.name} is geen ${wrong.type}`,
    };
  const by = input.by ?? '';
  const detail = wrong ? `${wrong.name} is no ${wrong.type}` : (input.detail ?? '');
  const evidence = input.kind === 'task' ? (input.evidence ?? '') : '';
  if (handed.doubted === input.key) machine.effects.push({ kind: 'withdraw', key: handed.key });
  const note = { at: run.now, by, detail, evidence, ...(!applies && { applies }) };
  activation.handed = null;
  if (!input.ok || wrong) machine.finish(activation, 'failed', note);
  else {
    activation.notes.push(note);
    for (const { name } of asked) if (Object.hasOwn(values, name)) machine.assign(activation, name, values[name]);
    machine.nextCommand(activation);
  }
  machine.drain();
  return null;
}

function missing(
  asked: ReturnType<typeof questionsOf>,
  values: VariableValues,
  wanted: string,
  given: string,
): Text | null {
  const open = asked.find(({ name }) => !Object.hasOwn(values, name));
  if (open) return { en: `${open.name} is still to be filled in`, nl: `${open.name} moet nog ingevuld worden` };
  if (wanted !== '' && given.trim() === '')
    return { en: `evidence is wanted: ${wanted}`, nl: `er wordt bewijs gevraagd: ${wanted}` };
  return null;
}
