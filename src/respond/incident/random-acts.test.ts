import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import {
  type Incident,
  incidentRoles,
  incidentStages,
  isIncidentOver,
  measureKinds,
} from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, TiedIncidents } from '../../core/incident/incident-act.ts';
import { incidentLevels, isAtLeast } from '../../core/incident/severity-matrix.ts';
import type { NewIncidentEntry } from '../../core/incident/timeline.ts';
import { severities } from '../../core/severity.ts';
import { actOnIncident } from './act.ts';
import { closingGate } from './closing-gate.ts';
import { mergeIncidents } from './merge.ts';
import { openIncident } from './open-incident.ts';
import { splitIncident } from './split.ts';

const start = Date.UTC(2026, 9, 20);
const people = ['ans', 'bo'].map((id) => ({ id: `user:${id}`, name: id }));
const person = fc.constantFrom(...people);
const id = fc.constantFrom('a', 'b', 'c', 'd');
const text = fc.oneof(fc.constantFrom('', ' ', 'reden'), fc.string({ maxLength: 20 }));
const stage = fc.constantFrom(...incidentStages);
const some = fc.uniqueArray(fc.constantFrom(...incidentLevels), { maxLength: 3 });
const both = text.map((said) => ({ nl: said, en: said }));

const alert: fc.Arbitrary<AlertLink> = fc.record({
  alert: fc.constantFrom('x1', 'x2', 'x3', 'x4'),
  tenant: fc.constantFrom('bakker', 'visser'),
  rule: fc.constantFrom('r1', 'r2'),
  severity: fc.constantFrom(...severities),
  address: fc.constantFrom('', '203.0.113.7', '203.0.113.8'),
  network: fc.constantFrom(0, 64_500),
  account: fc.constantFrom('', '100'),
  asset: fc.constantFrom('', 'pbx'),
  start: fc.integer({ min: start - 10_000, max: start }),
  end: fc.integer({ min: start, max: start + 10_000 }),
  sentence: fc.constant({ nl: 'melding', en: 'alert' }),
  drill: fc.boolean(),
});

const act: fc.Arbitrary<IncidentAct> = fc.oneof(
  fc.record({ act: fc.constant('reach' as const), stage }),
  fc.record({ act: fc.constant('skip' as const), stage, reason: text }),
  fc.record({ act: fc.constant('take-back' as const), stage, reason: text }),
  fc.record({ act: fc.constant('reopen' as const), reason: text }),
  fc.record({ act: fc.constant('assess' as const), assessment: fc.record({ impact: some, urgency: some }) }),
  fc.record({ act: fc.constant('set-severity' as const), severity: fc.constantFrom(...severities), reason: text }),
  fc.record({ act: fc.constant('describe' as const), facts: fc.record({ title: text, cause: text }) }),
  fc.record({
    act: fc.constant('impact' as const),
    impact: fc.record({ emergencyCalling: fc.constantFrom('no', 'yes', 'unknown'), users: fc.integer() }),
  }),
  fc.record({
    act: fc.constant('give-role' as const),
    role: fc.constantFrom(...incidentRoles),
    person: fc.option(person, { nil: undefined }),
  }),
  fc.record({
    act: fc.constant('add-task' as const),
    task: fc.record({
      id,
      title: text,
      owner: fc.option(person, { nil: undefined }),
      role: fc.constant('' as const),
      due: fc.constant(undefined),
    }),
  }),
  fc.record({ act: fc.constant('finish-task' as const), id, evidence: text }),
  fc.record({ act: fc.constant('drop-task' as const), id, reason: text }),
  fc.record({ act: fc.constant('reopen-task' as const), id, reason: text }),
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('add-measure' as const),
      measure: fc.record({
        ...{
          id,
          kind: fc.constantFrom(...measureKinds, 'block'),
          decision: fc.constant(''),
          what: fc.constantFrom('', 'adres', 'adres'),
        },
        ...{ owner: fc.option(person, { nil: undefined }), until: fc.constant(undefined) },
      }),
    }),
  },
  fc.record({ act: fc.constant('own-measure' as const), id, owner: person }),
  fc.record({ act: fc.constant('keep-measure' as const), id, reason: text }),
  fc.record({ act: fc.constant('undo-measure' as const), id }),
  fc.record({ act: fc.constant('join-alert' as const), alert, why: fc.constant({ nl: 'x', en: 'x' }) }),
  fc.record({
    act: fc.constant('add-entry' as const),
    kind: fc.constantFrom('note', 'evidence'),
    text: both,
    internal: fc.boolean(),
  }),
);
type Push = 'tidy' | 'next' | 'close';
/**
 * Somebody who wants it to end: clears what stands in the way, sets the next flag, or tries to close it as it is. Without that
 * hardly any would ever come to its end.
 */
const onward = ({ tasks, measures, stages }: Incident, push: Push): IncidentAct => {
  if (push === 'close' && stages.resolved) return { act: 'reach', stage: 'closed' };
  const task = push === 'tidy' ? tasks.find(({ state }) => state === 'open') : undefined;
  if (task) return { act: 'finish-task', id: task.id, evidence: '' };
  const measure = push === 'tidy' ? measures.find(({ undoneAt }) => undoneAt === undefined) : undefined;
  if (measure) return { act: 'undo-measure', id: measure.id };
  return { act: 'reach', stage: incidentStages.find((name) => !stages[name]) ?? 'closed' };
};
const step = fc.record({
  act: fc.option(act, { nil: undefined }).chain((one) => fc.constantFrom(one, undefined)),
  push: fc.constantFrom<Push>('tidy', 'next', 'next', 'next', 'close'),
  later: fc.integer({ min: 0, max: 3 * 86_400_000 }),
  off: fc.integer({ min: -9e8, max: 3e5 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

function opened(name: string, tenant: string): Incident {
  const made = openIncident(
    { id: name, tenant, title: name, assessment: { impact: ['low'], urgency: ['medium'] } },
    { by: people[0], at: start, now: start },
  );
  if (!made.ok) throw new Error();
  return { ...made.value.incident, number: name.length };
}

interface World {
  incident: Incident;
  timeline: readonly NewIncidentEntry[];
  now: number;
}

/** Plays what is allowed; `look` sees every state with the one before it. */
function play(
  world: World,
  steps: readonly Step[],
  look: (before: World, after: World, act: IncidentAct) => void,
): World {
  let state = world;
  for (const { act: wish, push, later, off } of steps) {
    const act = wish ?? onward(state.incident, push);
    const now = state.now + later;
    const context: ActContext = { by: people[1], at: now + off, now };
    const moved = actOnIncident(state.incident, act, context);
    const next = moved.ok
      ? { incident: moved.value.incident, timeline: [...state.timeline, ...moved.value.entries], now }
      : { ...state, now };
    if (!moved.ok) expect(moved.reason.texts.every(({ nl, en }) => nl !== '' && en !== '')).toBe(true);
    look(state, next, act);
    state = next;
  }
  return state;
}

test('no sequence of acts closes an incident past its gate; nothing of it gets lost; severity falls only by hand', () => {
  let closed = 0;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 20, maxLength: 120 }),
      fc.constantFrom('bakker', 'provider'),
      (steps, tenant) => {
        play({ incident: opened('one', tenant), timeline: [], now: start }, steps, (before, after, act) => {
          const { incident } = after;
          if (incident.stages.closed) {
            closed += 1;
            expect(closingGate(incident, after.now)).toEqual([]);
            expect(incident.tasks.filter(({ state }) => state === 'open')).toEqual([]);
            const inPlace = incident.measures.filter(({ undoneAt }) => undoneAt === undefined);
            expect(inPlace.filter(({ owner }) => !owner)).toEqual([]);
            expect(inPlace.filter(({ kind, keptBecause }) => kind !== 'block' && keptBecause === '')).toEqual([]);
            if (isAtLeast(incident.severity, 'high')) expect(incident.stages.reviewed).toBeDefined();
          }
          // Flags rest on those they need.
          const { contained, recovering, monitoring, resolved, reviewed, triage, closed: shut } = incident.stages;
          if (contained || recovering) expect(triage).toBeDefined();
          if (monitoring) expect(contained && recovering).toBeDefined();
          if (resolved) expect(monitoring).toBeDefined();
          if (reviewed || shut) expect(resolved).toBeDefined();
          expect(incident.reviewDue !== undefined).toBe(resolved !== undefined && isAtLeast(incident.severity, 'high'));
          expect(after.timeline.slice(0, before.timeline.length)).toEqual(before.timeline);
          for (const list of ['tasks', 'measures', 'alerts', 'roles'] as const) {
            expect(incident[list].length).toBeGreaterThanOrEqual(before.incident[list].length);
          }
          if (act.act !== 'set-severity') {
            expect(isAtLeast(incident.severity, before.incident.severity)).toBe(true);
          }
          expect(after.timeline.every(({ at }) => at <= after.now + 300_000)).toBe(true);
          // One person a role at a time.
          for (const role of incidentRoles) {
            expect(incident.roles.filter((held) => held.role === role && held.until === undefined).length).toBeLessThan(
              2,
            );
          }
        });
      },
    ),
    { numRuns: 300 },
  );
  // The property says something only if it came that far.
  expect(closed).toBeGreaterThan(20);
});

/** Everything an incident holds, by what it says. */
function contents(incidents: readonly Incident[]): Record<string, readonly string[]> {
  const all = (list: (incident: Incident) => readonly unknown[]) =>
    incidents.flatMap((incident) => list(incident).map((one) => JSON.stringify(one))).sort();
  return {
    // An id that both had is told apart after a merge.
    tasks: all(({ tasks }) => tasks.map(({ id: own, ...rest }) => [own.split(':').at(-1), rest])),
    measures: all(({ measures }) => measures.map(({ id: own, ...rest }) => [own.split(':').at(-1), rest])),
    alerts: [...new Set(all(({ alerts }) => alerts.map((link) => link.alert)))],
    customers: [...new Set(all(({ impact }) => impact.customers))],
    addresses: [...new Set(all(({ traits }) => traits.addresses))],
  };
}

test('merging and splitting lose nothing, and what is over stays over', () => {
  let [merges, splits] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom('bakker', 'provider'),
      fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      (one, two, tenant, chosen) => {
        const quiet = () => {};
        const a = play({ incident: opened('from', 'bakker'), timeline: [], now: start }, one, quiet);
        const b = play({ incident: opened('into', tenant), timeline: [], now: start }, two, quiet);
        const now = Math.max(a.now, b.now);
        const context = { by: people[0], at: now, now };
        const before = [a.incident, b.incident];
        const merged = mergeIncidents(a.incident, b.incident, 'samen', context);
        expect(merged.ok).toBe(!before.some(isIncidentOver));
        if (!merged.ok) return;
        merges += 1;
        const { incidents, entries, tie } = merged.value;
        expect(contents(incidents)).toEqual(contents(before));
        expect(tie).toMatchObject({ from: 'from', to: 'into', entries: 'all' });
        told(merged.value);
        expect(entries.into[0].about).toEqual({ kind: 'incident', id: 'from' });
        expect(incidents[0].roles.length).toBe(a.incident.roles.length);
        for (const part of before) expect(isAtLeast(incidents[1].severity, part.severity)).toBe(true);
        expect(actOnIncident(incidents[0], { act: 'reopen', reason: 'x' }, context).ok).toBe(false);
        expect(new Set(incidents[1].tasks.map(({ id: own }) => own)).size).toBe(incidents[1].tasks.length);

        const whole = incidents[1];
        const pick = <T>(items: readonly T[], from: number) =>
          items.filter((_, i) => chosen[(from + i) % chosen.length]);
        const split = splitIncident(
          whole,
          {
            ...{ id: 'new', title: 'Apart', tenant: whole.tenant, entries: [1], reason: 'anders' },
            alerts: pick(whole.alerts, 0).map((link) => link.alert),
            tasks: pick(whole.tasks, 3).map((task) => task.id),
            measures: pick(whole.measures, 7).map((measure) => measure.id),
          },
          context,
        );
        if (!split.ok) throw new Error(split.reason.texts[0].en);
        splits += 1;
        const parts = contents(split.value.incidents);
        const had = contents([whole]);
        expect({ ...parts, customers: had.customers }).toEqual(had);
        expect(had.customers.every((customer) => parts.customers.includes(customer))).toBe(true);
        told(split.value);
        const shared = split.value.incidents.map(({ alerts }) => alerts.map((link) => link.alert));
        expect(shared[0].some((one) => shared[1].includes(one))).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
  expect(Math.min(merges, splits)).toBeGreaterThan(50);
});

/** Both timelines say where to look for the other half. */
function told({ incidents, entries }: TiedIncidents): void {
  const [from, to] = incidents.map((incident) => incident.id);
  expect(entries[from].some(({ about }) => about?.kind === 'incident' && about.id === to)).toBe(true);
  expect(entries[to].some(({ about }) => about?.kind === 'incident' && about.id === from)).toBe(true);
}
