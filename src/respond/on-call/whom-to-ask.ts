import type { EscalationWorld, MissReason } from '../../core/on-call/escalation.ts';
import type { EscalationTarget } from '../../core/on-call/escalation-policy.ts';
import type { Responder } from '../../core/on-call/responder.ts';
import { onCallAt } from './on-call-at.ts';

/** Somebody to be asked, or why nobody is. */
export type Asked =
  | { readonly person: Responder; readonly target: EscalationTarget; readonly standsInFor: string }
  | { readonly person: string; readonly target: EscalationTarget; readonly reason: MissReason };

/** Whom the targets of a step mean at `at` (ms UTC). Nobody comes twice; who is absent is replaced by the one who stands in. */
export function whomToAsk(targets: readonly EscalationTarget[], world: EscalationWorld, at: number): Asked[] {
  const seen = new Set<string>();
  return targets
    .flatMap((target) => membersOf(target, world, at))
    .filter((asked) => {
      if ('reason' in asked) return true;
      return !seen.has(asked.person.id) && seen.add(asked.person.id);
    });
}

function membersOf(target: EscalationTarget, world: EscalationWorld, at: number): Asked[] {
  switch (target.kind) {
    case 'person':
      return [present(target.id, target, world, at)];
    case 'schedule': {
      const schedule = world.schedules.get(target.id);
      if (!schedule) return [{ person: '', target, reason: 'unknown' }];
      const { person } = onCallAt(schedule, at);
      return [person ? present(person, target, world, at) : { person: '', target, reason: 'nobody-on-call' }];
    }
    case 'role': {
      const people = world.roles.get(target.id);
      if (!people) return [{ person: '', target, reason: 'unknown' }];
      if (people.length === 0) return [{ person: '', target, reason: 'nobody-in-role' }];
      return people.map((person) => present(person, target, world, at));
    }
  }
}

/** The person, or the one who stands in for them, or for that one in turn. */
function present(id: string, target: EscalationTarget, world: EscalationWorld, at: number): Asked {
  const passed = new Set<string>();
  for (let next = id; next !== '' && !passed.has(next); ) {
    const person = world.people.get(next);
    if (!person) return { person: id, target, reason: passed.size === 0 ? 'unknown' : 'absent' };
    const absence = person.absences.find(({ from, until }) => from <= at && at < until);
    if (!absence) return { person, target, standsInFor: next === id ? '' : id };
    passed.add(next);
    next = absence.standIn;
  }
  return { person: id, target, reason: 'absent' };
}
