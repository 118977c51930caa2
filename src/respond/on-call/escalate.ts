import type {
  Escalation,
  EscalationInput,
  EscalationOutcome,
  EscalationSubject,
  EscalationWorld,
  IgnoredInput,
} from '../../core/on-call/escalation.ts';
import type { EscalationPolicyForm } from '../../core/on-call/escalation-policy.ts';
import { EscalationRun } from './escalation-run.ts';

/**
 * Begins a run at `at` (ms UTC): the first step is planned and what is due goes out. The policy is kept in the run as it is now.
 * Keep the state and put the effects into the outbox in one transaction: then a restart loses nothing and repeats nothing.
 */
export function beginEscalation(
  { id, incident, severity }: EscalationSubject,
  { name, steps, repeat, silentMinutes }: EscalationPolicyForm,
  at: number,
  world: EscalationWorld,
): EscalationOutcome {
  const state: Escalation = {
    id,
    incident,
    severity,
    policy: { name, steps, repeat, silentMinutes },
    phase: 'asking',
    startedAt: at,
    now: at,
    cycle: 0,
    round: 0,
    step: 0,
    roundAt: at,
    stepUntil: at,
    silentAt: 0,
    asks: [],
    misses: [],
    answers: [],
  };
  const run = new EscalationRun(state, world);
  run.startCycle(0);
  run.proceed();
  return { state: run.state, effects: run.effects, ignored: undefined };
}

/**
 * Takes in what happened, and does what is due by then. An input that says nothing new is answered with the reason, and still
 * lets time pass. Steps that were missed while nobody called this are not made up for: the next one begins now, with its whole
 * wait, since nobody had the time that has gone by.
 */
export function advanceEscalation(
  before: Escalation,
  input: EscalationInput,
  world: EscalationWorld,
): EscalationOutcome {
  const run = new EscalationRun({ ...before, now: Math.max(before.now, input.at) }, world);
  const ignored = takeIn(run, input);
  run.proceed();
  return { state: run.state, effects: run.effects, ignored };
}

function takeIn(run: EscalationRun, input: EscalationInput): IgnoredInput | undefined {
  switch (input.kind) {
    case 'time':
      return undefined;
    case 'acknowledged':
    case 'declined':
      return run.answered(input);
    case 'delivery':
      return run.delivery(input);
    case 'progress':
      return run.progressed();
    case 'severity':
      return run.severityIs(input);
    case 'ended':
      return run.ended();
  }
}

/** When time has to be told to the run next, ms UTC; undefined when it waits for nothing. */
export function escalationWakesAt({ phase, stepUntil, silentAt, asks }: Escalation): number | undefined {
  if (phase === 'acknowledged') return silentAt || undefined;
  if (phase !== 'asking') return undefined;
  return asks.reduce(
    (soonest, { state, dueAt }) => (state === 'waiting' ? Math.min(soonest, dueAt) : soonest),
    stepUntil,
  );
}
