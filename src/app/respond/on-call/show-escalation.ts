import { iso } from '../../../api/present/instant.ts';
import type {
  EscalationAskWire,
  EscalationChoiceWire,
  EscalationPolicyWire,
  EscalationWire,
} from '../../../api/schema/on-call.ts';
import type { Ask } from '../../../core/on-call/escalation.ts';
import type { EscalationPolicy } from '../../../core/on-call/escalation-policy.ts';
import type { DeliveryRecord, EscalationRecord, PolicyChoice } from '../../../core/on-call/records.ts';
import { severities } from '../../../core/severity.ts';
import { providerTenant } from '../../../core/tenant.ts';
import { type Directory, dependencyName, targetName } from './directory.ts';
import { choicesFor, usualPolicyId } from './policy-of.ts';

const mostAsks = 2000;

/** A run as people see it. `viewer`: person who looks; ''. */
export function showEscalation(
  { id, incident, state }: EscalationRecord,
  deliveries: ReadonlyMap<string, DeliveryRecord>,
  directory: Directory,
  viewer: string,
): EscalationWire {
  const nameOf = (person: string) => person && (directory.people.get(person)?.name ?? person);
  const { policy, phase, cycle, round, step, answers } = state;
  const lastOfViewer = answers.findLast((answer) => answer.cycle === cycle && answer.by === viewer);
  return {
    ...{ id, incident, phase, cycle, round, step, severity: state.severity, policyName: policy.name },
    ...{ steps: policy.steps.length, rounds: policy.repeat + 1, startedAt: iso(state.startedAt) },
    stepUntil: phase === 'asking' ? iso(state.stepUntil) : null,
    silentAt: phase === 'acknowledged' && state.silentAt > 0 ? iso(state.silentAt) : null,
    asks: state.asks.slice(0, mostAsks).map((ask) => showAsk(ask, deliveries.get(ask.key), directory)),
    misses: state.misses.slice(-mostAsks).map((miss) => ({
      ...{ at: iso(miss.at), round: miss.round, step: miss.step, reason: miss.reason },
      ...{ targetName: targetName(directory, miss.target), personName: nameOf(miss.person) },
    })),
    answers: answers.map(({ at, by, way, kind }) => ({ at: iso(at), by, byName: nameOf(by), way, kind })),
    asksYou:
      viewer !== '' &&
      (phase === 'asking' || phase === 'nobody-reached') &&
      lastOfViewer === undefined &&
      state.asks.some((ask) => ask.cycle === cycle && ask.person === viewer && ask.handedAt > 0),
  };
}

function showAsk(ask: Ask, delivery: DeliveryRecord | undefined, directory: Directory): EscalationAskWire {
  const { key, cycle, round, step, person, way, channel, target, state } = ask;
  const time = (at: number) => (at === 0 ? null : iso(at));
  return {
    ...{ key, cycle, round, step, person, way, channel, state, target: { ...target } },
    ...{ personName: directory.people.get(person)?.name ?? person, targetName: targetName(directory, target) },
    standsInFor: ask.standsInFor && (directory.people.get(ask.standsInFor)?.name ?? ask.standsInFor),
    ...{ dueAt: iso(ask.dueAt), deferredFrom: time(ask.deferredFrom), handedAt: time(ask.handedAt) },
    settledAt: time(ask.settledAt),
    atRisk: ask.atRisk.map((id) => dependencyName(directory, id)),
    attempts: delivery?.attempts ?? 0,
    detail: ask.detail || (delivery?.error ?? ''),
  };
}

export function showPolicy(policy: EscalationPolicy, directory: Directory): EscalationPolicyWire {
  const { id, name, steps, repeat, silentMinutes, version, changedBy } = policy;
  const targets = steps.flatMap((step) => step.targets);
  return {
    ...{ id, name, repeat, silentMinutes, version, changedBy, changedAt: iso(policy.changedAt) },
    steps: steps.map(({ targets: asked, waitMinutes }) => ({
      ...{ waitMinutes, targets: asked.map((target) => ({ ...target })) },
    })),
    targetNames: Object.fromEntries(
      targets.map((target) => [`${target.kind} ${target.id}`, targetName(directory, target)]),
    ),
  };
}

/** What holds for everybody first, then for customers that have something of their own. */
export function showChoices(
  choices: readonly PolicyChoice[],
  policies: readonly EscalationPolicy[],
  directory: Directory,
): EscalationChoiceWire[] {
  const byTenant = new Map(choices.map((choice) => [choice.tenant, choice]));
  const chosen = new Map(choices.map(({ tenant, policies }) => [tenant, policies]));
  const nameOf = (id: string) =>
    id === usualPolicyId ? 'Belwacht' : (policies.find((policy) => policy.id === id)?.name ?? '');
  const tenants = [providerTenant, ...choices.map(({ tenant }) => tenant).filter((id) => id !== providerTenant)];
  return tenants.map((tenant) => {
    const choice = byTenant.get(tenant);
    const holds = choicesFor(tenant, chosen);
    return {
      ...{ tenant, tenantName: directory.names.get(tenant) ?? tenant, policies: { ...choice?.policies } },
      holds: Object.fromEntries(
        severities.map((severity) => [severity, { policy: holds[severity], name: nameOf(holds[severity]) }]),
      ) as EscalationChoiceWire['holds'],
      ...{ version: choice?.version ?? 0, changedBy: choice?.changedBy ?? '' },
      changedAt: choice ? iso(choice.changedAt) : null,
    };
  });
}
