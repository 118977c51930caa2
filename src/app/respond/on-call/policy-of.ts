import type { Incident } from '../../../core/incident/incident.ts';
import type { EscalationPolicyForm } from '../../../core/on-call/escalation-policy.ts';
import type { PolicyChoices } from '../../../core/on-call/records.ts';
import type { WayChannel } from '../../../core/on-call/responder.ts';
import { type Severity, severities } from '../../../core/severity.ts';
import { providerTenant } from '../../../core/tenant.ts';
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

/**
 * Asks those who work with incidents, then the owners. Undefined when none of them can be reached: nobody set anything up yet,
 * and an alarm about each incident would say no more than that.
 */
export function usualPolicy(
  { roles, people }: Pick<Directory, 'roles' | 'people'>,
  isReady: (channel: WayChannel) => boolean,
): EscalationPolicyForm | undefined {
  const asked = [['coordinator', 'engineer'], ['owner']]
    .map((step) => step.filter((role) => (roles.get(role)?.length ?? 0) > 0))
    .filter((step) => step.length > 0);
  const persons = asked.flat().flatMap((role) => roles.get(role) ?? []);
  if (!persons.some((id) => people.get(id)?.ways.some(({ channel }) => isReady(channel)))) return undefined;
  return {
    name: 'Belwacht',
    steps: asked.map((step) => ({ targets: step.map((id) => ({ kind: 'role', id })), waitMinutes: 10 })),
    repeat: 2,
    silentMinutes: 0,
  };
}

/** A drill asks those who hold a role in it, and nobody else. */
function drillPolicy(people: readonly string[]): EscalationPolicyForm {
  const targets = people.slice(0, 20).map((id) => ({ kind: 'person' as const, id }));
  return { name: 'Drill', steps: [{ targets, waitMinutes: 10 }], repeat: 1, silentMinutes: 0 };
}

/** The policy an incident escalates by, now; undefined when nobody is to be asked. `asked`: one that somebody chose by hand. */
export async function policyOf(
  store: Store,
  directory: Directory,
  incident: Incident,
  isReady: (channel: WayChannel) => boolean,
  asked = '',
): Promise<EscalationPolicyForm | undefined> {
  if (incident.drill) {
    const people = participantsOf(incident);
    return people.length > 0 ? drillPolicy(people) : undefined;
  }
  const id = asked || (await chosen(store, incident));
  if (id === '') return undefined;
  // One that is gone must not mean that nobody is asked.
  return (id === usualPolicyId ? undefined : await store.onCall.policies.get(id)) ?? usualPolicy(directory, isReady);
}

async function chosen(store: Store, { tenant, severity }: Incident): Promise<string> {
  const choices = await store.onCall.choices.list();
  return choicesFor(tenant, new Map(choices.map((choice) => [choice.tenant, choice.policies])))[severity];
}
