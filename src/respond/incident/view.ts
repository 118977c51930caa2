import { type Incident, incidentStages } from '../../core/incident/incident.ts';
import type { IncidentAct } from '../../core/incident/incident-act.ts';
import type { IncidentView, StageChoice } from '../../core/incident/incident-view.ts';
import { actOnIncident } from './act.ts';
import { blocksOfNobody, closingGate, measuresToUndo } from './closing-gate.ts';
import { nextDue } from './next-due.ts';

const nobody = { id: '', name: '' };

/** What follows from an incident as it is at `now` (ms). What can be done is what the acts themselves say. */
export function viewIncident(incident: Incident, now: number): IncidentView {
  const attempt = (act: IncidentAct) => actOnIncident(incident, act, { by: nobody, at: now, now });
  const reason = '-';
  const stages = incidentStages.map((stage): StageChoice => {
    const reached = attempt({ act: 'reach', stage });
    const can: StageChoice['can'][number][] = [];
    if (reached.ok) can.push('reach');
    if (attempt({ act: 'skip', stage, reason }).ok) can.push('skip');
    if (attempt({ act: 'take-back', stage, reason }).ok) can.push('take-back');
    return { stage, can, notYet: reached.ok || incident.stages[stage] ? [] : reached.reason.texts };
  });
  return {
    stages,
    canReopen: attempt({ act: 'reopen', reason }).ok,
    gate: incident.mergedInto === '' && !incident.stages.closed ? closingGate(incident, now) : [],
    nextDue: nextDue(incident, now),
    inTheWay: new Set([...blocksOfNobody(incident), ...measuresToUndo(incident)].map(({ id }) => id)),
  };
}
