import type {
  Escalation,
  EscalationEffect,
  EscalationInput,
  EscalationSubject,
  EscalationWorld,
} from '../../../core/on-call/escalation.ts';
import type { EscalationPolicyForm } from '../../../core/on-call/escalation-policy.ts';
import type { ContactWay, Responder } from '../../../core/on-call/responder.ts';
import type { Schedule } from '../../../core/on-call/schedule.ts';
import { advanceEscalation, beginEscalation, escalationWakesAt } from '../escalate.ts';
import { amsterdam, makeSchedule } from './make-schedule.ts';

export const minute = 60_000;
/** Thursday, noon in Amsterdam. */
export const noon = Date.parse('2026-01-08T12:00:00+01:00');
export const night = Date.parse('2026-01-09T02:00:00+01:00');

export function makeWay(channel: ContactWay['channel'], more: Partial<ContactWay> = {}): ContactWay {
  return { id: channel, channel, address: `${channel}-address`, dependsOn: [], ...more };
}

export function makeResponder(id: string, more: Partial<Responder> = {}): Responder {
  const ways = [makeWay('push'), makeWay('sms'), makeWay('phone')];
  return { id, name: id, language: 'nl', zone: amsterdam, ways, rules: {}, quiet: '', absences: [], ...more };
}

export function makeWorld(
  people: readonly Responder[],
  more: Partial<Pick<EscalationWorld, 'schedules' | 'roles' | 'hit'>> = {},
): EscalationWorld {
  return {
    people: new Map(people.map((person) => [person.id, person])),
    schedules: more.schedules ?? new Map(),
    roles: more.roles ?? new Map(),
    hit: more.hit ?? new Set(),
  };
}

export function makeStored(form = makeSchedule()): Schedule {
  return { ...form, id: 'noc', notes: [], version: 1, changedAt: 0, changedBy: '' };
}

export const person = (id: string) => ({ kind: 'person' as const, id });

/** One step for each list of persons. */
export function makePolicy(steps: string[][], more: Partial<EscalationPolicyForm> = {}): EscalationPolicyForm {
  const targets = steps.map((ids) => ({ targets: ids.map(person), waitMinutes: 10 }));
  return { name: 'Usual', steps: targets, repeat: 0, silentMinutes: 0, ...more };
}

export const subject: EscalationSubject = { id: 'e1', incident: 'i1', severity: 'high' };

export interface Told {
  readonly at: number;
  readonly effect: EscalationEffect;
}

/** Tells a run the time whenever it asks for it, and the given inputs between. */
export class Drive {
  state: Escalation;
  readonly told: Told[] = [];
  readonly ignored: string[] = [];
  readonly #world: EscalationWorld;
  /** What happens to the state between two inputs. */
  between: (state: Escalation) => Escalation = (state) => state;

  constructor(policy: EscalationPolicyForm, world: EscalationWorld, at: number, of: Partial<EscalationSubject> = {}) {
    this.#world = world;
    const { state, effects } = beginEscalation({ ...subject, ...of }, policy, at, world);
    this.state = state;
    this.#tell(at, effects);
  }

  put(input: EscalationInput): this {
    const { state, effects, ignored } = advanceEscalation(this.between(this.state), input, this.#world);
    this.state = state;
    if (ignored) this.ignored.push(ignored);
    this.#tell(input.at, effects);
    return this;
  }

  /** Lets time pass, with a stop at every moment the run asks for. */
  until(at: number): this {
    for (let stops = 0; ; stops++) {
      if (stops > 20_000) throw new Error('the run does not come to rest');
      const next = escalationWakesAt(this.state);
      if (next === undefined || next > at) return this;
      this.put({ kind: 'time', at: next });
    }
  }

  toEnd(): this {
    return this.until(Number.POSITIVE_INFINITY);
  }

  get sent(): (Told & { readonly effect: Extract<EscalationEffect, { kind: 'send' }> })[] {
    return this.told.flatMap(({ at, effect }) => (effect.kind === 'send' ? [{ at, effect }] : []));
  }

  /** `12 anna push`: minutes since the beginning, who and how. */
  get lines(): string[] {
    return this.sent.map(
      ({ at, effect }) => `${(at - this.state.startedAt) / minute} ${effect.person} ${effect.channel}`,
    );
  }

  kinds(): string[] {
    return this.told.map(({ effect }) => effect.kind).filter((kind) => kind !== 'send');
  }

  #tell(at: number, effects: readonly EscalationEffect[]): void {
    this.told.push(...effects.map((effect) => ({ at, effect })));
  }
}
