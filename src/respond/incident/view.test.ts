import { expect, test } from 'vitest';
import type { Incident } from '../../core/incident/incident.ts';
import type { IncidentAct } from '../../core/incident/incident-act.ts';
import { actOnIncident } from './act.ts';
import { openIncident } from './open-incident.ts';
import { viewIncident } from './view.ts';

const now = Date.parse('2026-11-23T14:00:00Z');
const hour = 3_600_000;
const by = { id: 'user:ans', name: 'Ans' };

function opened(): Incident {
  const assessment = { impact: ['low'], urgency: ['low'] } as const;
  const result = openIncident({ id: 'i', tenant: 'bakker', title: 'x', assessment }, { by, at: now, now });
  if (!result.ok) throw new Error('not opened');
  return result.value.incident;
}

function after(...acts: readonly IncidentAct[]): Incident {
  let incident = opened();
  for (const act of acts) {
    const moved = actOnIncident(incident, act, { by, at: now, now });
    if (!moved.ok) throw new Error(moved.reason.texts[0].en);
    incident = moved.value.incident;
  }
  return incident;
}

const lead: IncidentAct = { act: 'give-role', role: 'coordinator', person: by };
const triage: IncidentAct = { act: 'reach', stage: 'triage' };
const task = (id: string, due: number): IncidentAct => ({
  act: 'add-task',
  task: { id, title: id, owner: undefined, role: 'scribe', due },
});
const measure = (id: string, until: number): IncidentAct => ({
  act: 'add-measure',
  measure: { id, kind: 'block', decision: '', what: id, owner: undefined, until },
});
const next = (incident: Incident, at = now) => {
  const due = viewIncident(incident, at).nextDue;
  return due && [due.kind, due.id, due.overdue, due.text.en];
};

test('next are what is late, who leads, triage, what has the nearest time, and then the next step', () => {
  const lead1st = ['step', '', false, 'Somebody has to take the lead.'];
  expect(next(opened())).toEqual(lead1st);
  expect(next(after(task('t', now + hour), measure('m', now + hour)))).toEqual(lead1st);
  expect(next(after(task('t', now - hour)))).toEqual(['task', 't', true, 't (scribe)']);
  expect(next(after(lead))?.[3]).toMatch(/^Do triage/);
  const timed = after(lead, triage, task('t', now + 2 * hour), measure('m', now + hour));
  expect(next(timed)).toEqual(['measure-ends', 'm', false, 'This block ends: m']);
  expect(next(timed, now + hour + 1)).toEqual(['task', 't', false, 't (scribe)']);
  expect(next(timed, now + 2 * hour)).toEqual(['task', 't', true, 't (scribe)']);
  expect(next(after(lead, triage))?.[3]).toMatch(/^Contain it/);
});

test('what can be done about each flag is what the acts allow, and why not is told', () => {
  const stagesOf = (incident: Incident) =>
    Object.fromEntries(viewIncident(incident, now).stages.map(({ stage, can, notYet }) => [stage, { can, notYet }]));
  expect(stagesOf(opened())).toMatchObject({
    triage: { can: ['reach'], notYet: [] },
    contained: { can: [], notYet: [{ en: 'This has to be settled first: triage done.' }] },
  });
  const moving = stagesOf(after(triage, { act: 'reach', stage: 'contained' }));
  expect(moving.triage.can).toEqual(['take-back']);
  expect(moving.contained.can).toEqual(['take-back']);
  expect(moving.recovering.can).toEqual(['reach', 'skip']);
});

test('what is in the way of closing is named, and an incident that is over has nothing in its way', () => {
  const reach = (...stages: readonly string[]) => stages.map((stage) => ({ act: 'reach', stage }) as IncidentAct);
  const all = reach('triage', 'contained', 'recovering', 'monitoring', 'resolved');
  const open = viewIncident(after(...all, measure('m', now + hour)), now);
  expect([...open.inTheWay]).toEqual(['m']);
  expect(open.gate).toHaveLength(1);
  expect(open.canReopen).toBe(true);
  const over = viewIncident(after(...all, ...reach('closed')), now);
  expect([over.gate, over.nextDue, over.canReopen]).toEqual([[], undefined, true]);
  expect(over.stages.every(({ can }) => can.length === 0)).toBe(true);
});
