import type { IncidentPatternWire, IncidentSummaryWire, IncidentWallWire, IncidentWire } from '../schema/incidents.ts';

/**
 * An incident for the people of its customer: what is going on, whom it hits, what is done about it and until when. Not how the
 * provider works on it: tasks but their own, what is behind it and what is like it, who led it before, what enforcers stumbled over,
 * and why something stays or cannot be closed.
 */
export function incidentForCustomer(incident: IncidentWire, tenant: string): IncidentWire {
  const { measures, impact, alerts, tasks, nextDue } = incident;
  return {
    ...incident,
    cause: '',
    whatWorked: '',
    roleHistory: [],
    gate: [],
    stages: incident.stages.map((stage) => ({ ...stage, notYet: [] })),
    tasks: tasks.filter(({ mine }) => mine),
    nextDue: nextDue?.kind === 'measure-ends' || nextDue?.kind === 'step' ? nextDue : null,
    // An incident of one customer may say that it hits others too.
    impact: { ...impact, customers: impact.customers.filter(({ id }) => id === tenant) },
    alerts: alerts.filter((alert) => alert.tenant === tenant),
    measures: measures.map((measure) => ({
      ...measure,
      ...{ owner: null, keptBecause: '', undoneBy: null, inTheWay: false },
      network: measure.network && {
        ...measure.network,
        confirmations: measure.network.confirmations
          .filter(({ state }) => state !== 'failed')
          .map((said) => ({ ...said, detail: '' })),
      },
    })),
    similar: [],
  };
}

/** An incident in a list, for the people of a customer. */
export function summaryForCustomer(summary: IncidentSummaryWire): IncidentSummaryWire {
  return { ...summary, customers: Math.min(summary.customers, 1), openTasks: 0, nextTask: null };
}

/** One on the wall, for the people of a customer. */
export function onWallForCustomer(one: IncidentWallWire['items'][number]): IncidentWallWire['items'][number] {
  const { nextDue } = one;
  const isTheirs = nextDue?.kind === 'measure-ends' || nextDue?.kind === 'step';
  return { ...one, customers: Math.min(one.customers, 1), openTasks: 0, nextDue: isTheirs ? nextDue : null };
}

/** What incidents have in common, for the people of a customer: not what was behind them. */
export function patternsForCustomer(patterns: readonly IncidentPatternWire[]): IncidentPatternWire[] {
  return patterns.filter(({ kind }) => kind !== 'cause');
}
