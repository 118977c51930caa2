import type { Incident } from '../../../core/incident/incident.ts';
import type { EscalationPolicyForm, EscalationTarget } from '../../../core/on-call/escalation-policy.ts';
import type { PolicyChoices } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import { type Severity, severities } from '../../../core/severity.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { onCallAt, rosterOf } from '../../../respond/on-call/on-call-at.ts';
import { type Asked, whomToAsk } from '../../../respond/on-call/whom-to-ask.ts';
import type { Store } from '../../../store/store.ts';
import { type Directory, participantsOf } from './directory.ts';

/** Id of the built-in policy. */
export const usualPolicyId = 'usual';

/** What holds until somebody chooses: high and critical ask people, the rest waits for them. */
const asItComes: Readonly<Record<Severity, string>> = {
  informational: '',
  low: '',
  medium: '',
  high: usualPolicyId,
  critical: usualPolicyId,
};

/** Policy of each severity for a customer: its own choice, that of the provider, what Belwacht comes with. */
export function choicesFor(
  tenant: string,
  choices: ReadonlyMap<string, PolicyChoices>,
): Readonly<Record<Severity, string>> {
  return Object.fromEntries(
    severities.map((severity) => [
      severity,
      choices.get(tenant)?.[severity] ?? choices.get(providerTenant)?.[severity] ?? asItComes[severity],
    ]),
  ) as Record<Severity, string>;
}

/** Who and what the built-in policy knows. */
export type UsualKnown = Pick<Directory, 'roles' | 'people' | 'schedules'>;

/** Most targets of a step. */
const mostTargets = 20;

/**
 * Asks who is on call in the rosters, then who else takes turns in them, then all who work with incidents. Without rosters: those who
 * work with incidents, then the owners. Undefined when none of them can be reached: nobody set anything up yet, and an alarm about
 * each incident would say no more than that. `at`: now, ms UTC.
 */
export function usualPolicy(
  known: UsualKnown,
  isReady: (channel: WayChannel) => boolean,
  at: number,
): EscalationPolicyForm | undefined {
  const steps = stepsOf(known, at).filter((step) => step.length > 0);
  const asked = whomToAsk(steps.flat(), { ...known, hit: new Set() }, at);
  const canBeReached = ({ person }: Asked) =>
    typeof person !== 'string' && person.ways.some(({ channel }) => isReady(channel));
  if (!asked.some(canBeReached)) return undefined;
  return {
    name: 'Belwacht',
    steps: steps.map((targets) => ({ targets, waitMinutes: 10 })),
    repeat: 2,
    silentMinutes: 0,
  };
}

function stepsOf({ roles, schedules }: UsualKnown, at: number): EscalationTarget[][] {
  const held = (names: readonly string[]) =>
    names.filter((role) => (roles.get(role)?.length ?? 0) > 0).map((id) => ({ kind: 'role' as const, id }));
  const rosters = [...schedules.values()];
  if (rosters.length === 0) return [held(['coordinator', 'engineer']), held(['owner'])];
  const onCall = new Set(rosters.map((roster) => onCallAt(roster, at).person));
  const deputies = new Set(
    rosters.flatMap((roster) => rosterOf(roster).deputiesAt(at)).filter((id) => !onCall.has(id)),
  );
  return [
    rosters.slice(0, mostTargets).map(({ id }) => ({ kind: 'schedule', id })),
    [...deputies].slice(0, mostTargets).map((id) => ({ kind: 'person', id })),
    held(['coordinator', 'engineer', 'owner']),
  ];
}

/** A drill asks those who hold a role in it, and nobody else. */
function drillPolicy(people: readonly string[]): EscalationPolicyForm {
  const targets = people.slice(0, mostTargets).map((id) => ({ kind: 'person' as const, id }));
  return { name: 'Drill', steps: [{ targets, waitMinutes: 10 }], repeat: 1, silentMinutes: 0 };
}

/** What a policy is chosen by besides the incident. */
export interface PolicyMoment {
  readonly isReady: (channel: WayChannel) => boolean;
  /** Now, ms UTC. */
  readonly at: number;
  /** One that somebody chose by hand; ''. */
  readonly asked: string;
}

/** The policy an incident escalates by, now; undefined when nobody is to be asked. */
export async function policyOf(
  store: Store,
  directory: Directory,
  incident: Incident,
  { isReady, at, asked }: PolicyMoment,
): Promise<EscalationPolicyForm | undefined> {
  if (incident.drill) {
    const people = participantsOf(incident);
    return people.length > 0 ? drillPolicy(people) : undefined;
  }
  const id = asked || (await chosen(store, incident));
  if (id === '') return undefined;
  // One that is gone must not mean that nobody is asked.
  return (
    (id === usualPolicyId ? undefined : await store.onCall.policies.get(id)) ?? usualPolicy(directory, isReady, at)
  );
}

async function chosen(store: Store, { tenant, severity }: Incident): Promise<string> {
  const choices = await store.onCall.choices.list();
  return choicesFor(tenant, new Map(choices.map((choice) => [choice.tenant, choice.policies])))[severity];
}
