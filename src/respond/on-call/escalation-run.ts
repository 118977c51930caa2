import type {
  Answer,
  Ask,
  Escalation,
  EscalationEffect,
  EscalationInput,
  EscalationWorld,
  IgnoredInput,
} from '../../core/on-call/escalation.ts';
import { severities } from '../../core/severity.ts';
import { lastAnswer, planStep } from './plan-step.ts';
import { afterQuiet } from './quiet.ts';
import { riskOf } from './usual-rules.ts';

const minuteMs = 60_000;
type Input<Kind extends EscalationInput['kind']> = Extract<EscalationInput, { readonly kind: Kind }>;

/** A run while one input is taken in. */
export class EscalationRun {
  state: Escalation;
  readonly effects: EscalationEffect[] = [];
  readonly #world: EscalationWorld;

  constructor(state: Escalation, world: EscalationWorld) {
    this.state = state;
    this.#world = world;
  }

  /** Does all that is due at `state.now`. */
  proceed(): void {
    const { silentAt } = this.state;
    if (this.state.phase === 'acknowledged' && silentAt > 0 && this.state.now >= silentAt) this.#startAfterSilence();
    while (this.state.phase === 'asking') {
      this.#handOut();
      if (this.state.now < this.state.stepUntil) return;
      this.#moveOn();
    }
  }

  startCycle(cycle: number): void {
    const { now } = this.state;
    this.#set({ phase: 'asking', cycle, round: 0, roundAt: now, silentAt: 0 });
    if (this.state.policy.steps.length === 0) this.#giveUp();
    else this.#startStep(0);
  }

  answered({ by, way, kind }: Input<'acknowledged' | 'declined'>): IgnoredInput | undefined {
    const { now, cycle, phase } = this.state;
    if (phase === 'ended') return 'over';
    const before = lastAnswer(this.state, by);
    if (before === kind && (kind === 'declined' || phase === 'acknowledged')) return 'said-before';
    if (kind === 'acknowledged') {
      this.#note({ at: now, cycle, by, way, kind });
      this.#callOff(() => true);
      this.#set({ phase: 'acknowledged', silentAt: this.#nextSilence() });
      this.effects.push({ kind: 'reached', at: now, by, way, first: phase !== 'acknowledged' });
      return undefined;
    }
    const isHandedBack = phase === 'acknowledged' && before === 'acknowledged' && !this.#isTakenWithout(by);
    this.effects.push({ kind, at: now, by, way });
    // Who hands it back is not asked again at once.
    this.#note({ at: now, cycle: isHandedBack ? cycle + 1 : cycle, by, way, kind });
    if (isHandedBack) this.startCycle(cycle + 1);
    if (phase !== 'asking') return undefined;
    this.#callOff((ask) => ask.person === by);
    this.#hurryWhenHopeless();
    return undefined;
  }

  delivery({ key, result, detail }: Input<'delivery'>): IgnoredInput | undefined {
    const ask = this.state.asks.find((candidate) => candidate.key === key);
    if (!ask || ask.handedAt === 0) return 'unknown-message';
    if (ask.state === result) return 'said-before';
    this.#change(ask, { state: result, settledAt: this.state.now, detail });
    if (result === 'failed' && this.state.phase === 'asking') {
      this.#bringForward(ask);
      this.#hurryWhenHopeless();
    }
    return undefined;
  }

  progressed(): IgnoredInput | undefined {
    if (this.state.phase !== 'acknowledged') return 'not-needed';
    this.#set({ silentAt: this.#nextSilence() });
    return undefined;
  }

  /** What is more serious is asked again of those who are asked now: other ways, and no quiet hours when it is critical. */
  severityIs({ severity }: Input<'severity'>): IgnoredInput | undefined {
    const { severity: before, phase, cycle, now, step, policy, stepUntil } = this.state;
    if (phase === 'ended') return 'over';
    if (severity === before) return 'said-before';
    this.#set({ severity });
    if (severities.indexOf(severity) < severities.indexOf(before)) return undefined;
    if (phase === 'nobody-reached') this.startCycle(cycle + 1);
    if (phase !== 'asking') return undefined;
    if (severity === 'critical') {
      for (const ask of this.state.asks)
        if (ask.state === 'waiting' && ask.deferredFrom > 0)
          this.#change(ask, { dueAt: Math.min(ask.dueAt, Math.max(now, ask.deferredFrom)) });
    }
    for (let each = 0; each <= step; each++) this.#plan(each);
    this.#set({ stepUntil: Math.min(stepUntil, now + policy.steps[step]!.waitMinutes * minuteMs) });
    return undefined;
  }

  ended(): IgnoredInput | undefined {
    if (this.state.phase === 'ended') return 'said-before';
    this.#callOff(() => true);
    this.#set({ phase: 'ended', silentAt: 0 });
    return undefined;
  }

  #note(answer: Answer): void {
    this.#set({ answers: [...this.state.answers, answer] });
  }

  /** Whether somebody else than `by` acknowledged, and did not hand it back. */
  #isTakenWithout(by: string): boolean {
    return this.state.answers.some(
      (answer) => answer.by !== by && lastAnswer(this.state, answer.by) === 'acknowledged',
    );
  }

  #set(more: Partial<Escalation>): void {
    this.state = { ...this.state, ...more };
  }

  #change(ask: Ask, more: Partial<Ask>): void {
    this.#set({ asks: this.state.asks.map((other) => (other.key === ask.key ? { ...other, ...more } : other)) });
  }

  #waiting(): Ask[] {
    return this.state.asks.filter(({ state }) => state === 'waiting');
  }

  #handOut(): void {
    const { now } = this.state;
    for (const ask of this.#waiting().sort((a, b) => a.dueAt - b.dueAt)) {
      if (ask.dueAt > now) return;
      const way = this.#world.people.get(ask.person)?.ways.find(({ id }) => id === ask.way);
      const handed: Ask = {
        ...ask,
        state: 'handed',
        handedAt: now,
        // More may have been hit since it was planned.
        atRisk: way ? riskOf(way, this.#world.hit) : ask.atRisk,
      };
      this.#change(ask, handed);
      this.effects.push(sendOf(handed));
    }
  }

  #plan(step: number): readonly Ask[] {
    const { asks, misses, effects } = planStep(this.state, step, this.#world);
    this.effects.push(...effects);
    this.#set({ asks: [...this.state.asks, ...asks], misses: [...this.state.misses, ...misses] });
    return asks;
  }

  /** A step is over at once when it finds nobody, and when all it finds have quiet hours for longer than it waits. */
  #startStep(step: number): void {
    const { now, policy } = this.state;
    const until = now + policy.steps[step]!.waitMinutes * minuteMs;
    this.#set({ step });
    const isWorthwhile = this.#plan(step).some(({ deferredFrom, dueAt }) => deferredFrom === 0 || dueAt < until);
    this.#set({ stepUntil: isWorthwhile ? until : now });
  }

  #moveOn(): void {
    const { step, round, roundAt, policy, cycle, asks, now } = this.state;
    if (step + 1 < policy.steps.length) {
      this.#startStep(step + 1);
      return;
    }
    const due = this.#waiting().map(({ dueAt }) => dueAt);
    const wait = policy.steps[step]!.waitMinutes * minuteMs;
    const isSent = asks.some((ask) => ask.cycle === cycle && ask.handedAt > 0 && ask.handedAt >= roundAt);
    // A round in which all had quiet hours has not been: it waits until somebody could be asked.
    if (!isSent && due.length > 0) this.#set({ stepUntil: Math.min(...due) + wait });
    else if (isSent && round < policy.repeat) {
      this.#set({ round: round + 1, roundAt: now });
      this.#startStep(0);
    } else if (due.length > 0) this.#set({ stepUntil: Math.max(...due) + wait });
    else this.#giveUp();
  }

  #giveUp(): void {
    const { now, asks, cycle } = this.state;
    const asked = asks.filter((ask) => ask.cycle === cycle && ask.handedAt > 0).map(({ person }) => person);
    this.#set({ phase: 'nobody-reached' });
    this.effects.push({ kind: 'nobody-reached', at: now, asked: [...new Set(asked)] });
  }

  #startAfterSilence(): void {
    const { now, cycle, answers } = this.state;
    const by = answers
      .filter((answer) => answer.cycle === cycle && answer.kind === 'acknowledged')
      .map((answer) => answer.by);
    this.effects.push({ kind: 'silent', at: now, by: [...new Set(by)] });
    this.startCycle(cycle + 1);
  }

  #nextSilence(): number {
    const { now, policy } = this.state;
    return policy.silentMinutes > 0 ? now + policy.silentMinutes * minuteMs : 0;
  }

  #callOff(which: (ask: Ask) => boolean): void {
    const { now, asks } = this.state;
    const open = asks.filter((ask) => which(ask) && (ask.state === 'waiting' || ask.state === 'handed'));
    const onTheirWay = open.filter(({ state }) => state === 'handed').map(({ key }) => key);
    for (const ask of open) this.#change(ask, { state: 'called-off', settledAt: now });
    if (onTheirWay.length > 0) this.effects.push({ kind: 'call-off', keys: onTheirWay });
  }

  /** A way that failed: the next way of the same person does not wait its time. */
  #bringForward({ person, cycle }: Ask): void {
    const [next] = this.#waiting()
      .filter((ask) => ask.person === person && ask.cycle === cycle)
      .sort((a, b) => a.dueAt - b.dueAt);
    if (!next) return;
    const soonest = afterQuiet(this.#world.people.get(person), this.state.severity, this.state.now);
    this.#change(next, { dueAt: Math.min(next.dueAt, soonest) });
  }

  /** Does not wait for a step that nobody can answer any more; at the very end not for anybody who was asked. */
  #hurryWhenHopeless(): void {
    const { step, round, cycle, policy, now, stepUntil } = this.state;
    const isLast = step + 1 >= policy.steps.length;
    if (isLast && round < policy.repeat) return;
    const asked = this.state.asks.filter(
      (ask) => ask.cycle === cycle && (isLast || (ask.round === round && ask.step === step)),
    );
    const isHopeless = asked.every(
      (ask) => ask.state === 'failed' || lastAnswer(this.state, ask.person) === 'declined',
    );
    if (asked.length > 0 && isHopeless) this.#set({ stepUntil: Math.min(stepUntil, now) });
  }
}

/** The message of an ask. */
export function sendOf(ask: Ask): EscalationEffect {
  const { key, person, way, channel, step, round, cycle, standsInFor, deferredFrom, atRisk } = ask;
  return { kind: 'send', key, person, way, channel, step, round, cycle, standsInFor, deferredFrom, atRisk };
}
