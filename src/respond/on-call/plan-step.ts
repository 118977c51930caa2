import { derivedId } from '../../core/derived-id.ts';
import type {
  Answer,
  Ask,
  Escalation,
  EscalationEffect,
  EscalationWorld,
  Miss,
} from '../../core/on-call/escalation.ts';
import type { Responder } from '../../core/on-call/responder.ts';
import { afterQuiet } from './quiet.ts';
import { riskOf, waysFor, withoutTrust } from './usual-rules.ts';
import { type Asked, whomToAsk } from './whom-to-ask.ts';

const minuteMs = 60_000;

/** What a step adds to a run. */
export interface StepPlan {
  readonly asks: readonly Ask[];
  readonly misses: readonly Miss[];
  readonly effects: readonly EscalationEffect[];
}

/**
 * Whom step `step` of the run asks, in which ways and when, as the world is at `state.now`. What was planned before, or still
 * waits to go out to the same person in the same way, is not planned again; so it may be asked twice without harm.
 */
export function planStep(state: Escalation, step: number, world: EscalationWorld): StepPlan {
  const asks: Ask[] = [];
  const misses: Miss[] = [];
  const effects: EscalationEffect[] = [];
  const miss = ({ target }: Asked, person: string, reason: Miss['reason']) => {
    const { cycle, round, now } = state;
    const isKnown = state.misses.some(
      (other) =>
        other.cycle === cycle &&
        other.round === round &&
        other.step === step &&
        other.person === person &&
        other.reason === reason &&
        other.target.kind === target.kind &&
        other.target.id === target.id,
    );
    if (!isKnown) misses.push({ cycle, round, step, at: now, target, person, reason });
  };
  for (const asked of whomToAsk(state.policy.steps[step]?.targets ?? [], world, state.now)) {
    if ('reason' in asked) {
      miss(asked, asked.person, asked.reason);
      continue;
    }
    const { person } = asked;
    if (lastAnswer(state, person.id) === 'declined') miss(asked, person.id, 'declined');
    else if (person.ways.length === 0) miss(asked, person.id, 'no-way');
    else {
      const planned = asksFor(state, step, asked, world);
      if (planned.length === 0) miss(asked, person.id, 'own-rules');
      asks.push(...planned.filter((ask) => !isCovered(state, ask)));
      effects.push(...riskEffects(state, person, planned));
    }
  }
  return {
    asks,
    misses: [...misses],
    effects: [...misses.map((each) => ({ kind: 'missed' as const, miss: each })), ...effects],
  };
}

/** What somebody said last in this cycle. */
export function lastAnswer({ answers, cycle }: Escalation, person: string): Answer['kind'] | undefined {
  return answers.findLast((answer) => answer.cycle === cycle && answer.by === person)?.kind;
}

function asksFor(
  state: Escalation,
  step: number,
  { person, target, standsInFor }: Extract<Asked, { readonly standsInFor: string }>,
  world: EscalationWorld,
): Ask[] {
  const { id, severity, cycle, round, now } = state;
  const start = afterQuiet(person, severity, now);
  return withoutTrust(waysFor(person, severity), world.hit).map(({ way, afterMinutes }) => {
    const dueAt = afterQuiet(person, severity, start + afterMinutes * minuteMs);
    const wished = now + afterMinutes * minuteMs;
    return {
      key: derivedId('escalation', id, cycle, round, step, person.id, way.id),
      cycle,
      round,
      step,
      person: person.id,
      way: way.id,
      channel: way.channel,
      target,
      standsInFor,
      plannedAt: now,
      dueAt,
      deferredFrom: dueAt === wished ? 0 : wished,
      atRisk: riskOf(way, world.hit),
      state: 'waiting',
      handedAt: 0,
      settledAt: 0,
      detail: '',
    };
  });
}

/** Planned already, or on its way to the same person in the same way. */
function isCovered({ asks, cycle }: Escalation, { key, person, way }: Ask): boolean {
  return asks.some(
    (other) =>
      other.key === key ||
      (other.cycle === cycle && other.state === 'waiting' && other.person === person && other.way === way),
  );
}

/** Told once a cycle for each person. */
function riskEffects({ asks, cycle, now }: Escalation, person: Responder, planned: readonly Ask[]): EscalationEffect[] {
  if (planned.length === 0 || planned.some(({ atRisk }) => atRisk.length === 0)) return [];
  if (asks.some((ask) => ask.cycle === cycle && ask.person === person.id)) return [];
  return [{ kind: 'at-risk', at: now, person: person.id, on: [...new Set(planned.flatMap(({ atRisk }) => atRisk))] }];
}
