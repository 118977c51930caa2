import type { ContactWay, Responder, WayChannel, WayRule } from '../../core/on-call/responder.ts';
import { type Severity, severities } from '../../core/severity.ts';

/** Minutes after which each channel follows when a person has no rules: silent ones first, those that wake people later. */
const usualMinutes: Readonly<Record<WayChannel, number>> = { push: 0, chat: 0, mail: 0, sms: 2, phone: 5 };

/** Whether it is too serious for somebody's own rules to keep it from them. */
export function isPressing(severity: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf('high');
}

/** The ways a person is asked in, soonest first. Of two ways to the same address one counts. */
export interface PlannedWay {
  readonly way: ContactWay;
  readonly afterMinutes: number;
}

/**
 * The ways of a person for a severity: their own rules, or the usual ones when they have none for it. Rules that leave nothing
 * count for what is not pressing only: for `high` and `critical` the usual ones hold then.
 */
export function waysFor(person: Responder, severity: Severity): PlannedWay[] {
  const own = person.rules[severity];
  const planned = own ? fromRules(person, own) : [];
  if (planned.length > 0 || (own && !isPressing(severity))) return planned;
  return apart(person.ways.map((way) => ({ way: firstLike(person, way), afterMinutes: usualMinutes[way.channel] })));
}

function fromRules(person: Responder, rules: readonly WayRule[]): PlannedWay[] {
  return apart(
    rules.flatMap(({ way: id, afterMinutes }) => {
      const way = person.ways.find((candidate) => candidate.id === id);
      return way ? [{ way: firstLike(person, way), afterMinutes }] : [];
    }),
  );
}

/** The first of the person's ways that leads to the same place: it stands for the others, whatever they are called. */
function firstLike(person: Responder, { channel, address }: ContactWay): ContactWay {
  return person.ways.find((way) => way.channel === channel && way.address === address)!;
}

function apart(planned: PlannedWay[]): PlannedWay[] {
  const seen = new Set<ContactWay>();
  return planned.sort((a, b) => a.afterMinutes - b.afterMinutes).filter(({ way }) => !seen.has(way) && seen.add(way));
}

/** What of a way depends on what is hit. */
export function riskOf(way: ContactWay, hit: ReadonlySet<string>): string[] {
  return way.dependsOn.filter((id) => hit.has(id));
}

/**
 * Does not wait for a way that may be dead: when the first way is at risk, the first one that is not comes at the same time.
 * All at risk stay as they are: a doubtful way is better than none.
 */
export function withoutTrust(planned: readonly PlannedWay[], hit: ReadonlySet<string>): PlannedWay[] {
  const isAtRisk = ({ way }: PlannedWay) => riskOf(way, hit).length > 0;
  const [first] = planned;
  if (!first || !isAtRisk(first)) return [...planned];
  const sound = planned.find((candidate) => !isAtRisk(candidate));
  return planned.map((each) => (each === sound ? { ...each, afterMinutes: first.afterMinutes } : each));
}
