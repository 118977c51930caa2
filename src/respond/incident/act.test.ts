import { describe, expect, test } from 'vitest';
import type { AlertLink } from '../../core/incident/alert-link.ts';
import { incidentClasses } from '../../core/incident/classification.ts';
import { holderOf, type Incident, incidentState, titlesOf } from '../../core/incident/incident.ts';
import type { ActContext, IncidentAct, IncidentRefusal } from '../../core/incident/incident-act.ts';
import { incidentLevels, severityByMatrix } from '../../core/incident/severity-matrix.ts';
import { maxEntryLength } from '../../core/incident/timeline.ts';
import { severities } from '../../core/severity.ts';
import { actOnIncident } from './act.ts';
import { closingGate } from './closing-gate.ts';
import { openFromAlert, openIncident } from './open-incident.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** A Monday noon. */
const monday = Date.UTC(2026, 5, 1, 10);
const ans = { id: 'user:ans', name: 'Ans' };
const bo = { id: 'user:bo', name: 'Bo' };
const at = (now: number, happened = now): ActContext => ({ by: ans, at: happened, now });

function fresh(parts: Partial<Parameters<typeof openIncident>[0]> = {}): Incident {
  const opened = openIncident(
    { id: 'i1', tenant: 'bakker', title: 'Belfraude', assessment: { impact: ['low'], urgency: ['low'] }, ...parts },
    at(monday),
  );
  if (!opened.ok) throw new Error(opened.reason.texts[0].en);
  return opened.value.incident;
}

/** What becomes of it; every act has to be allowed. */
function become(incident: Incident, ...acts: readonly IncidentAct[]): Incident {
  return acts.reduce((state, act) => {
    const moved = actOnIncident(state, act, at(monday + minuteMs));
    if (!moved.ok) throw new Error(`${JSON.stringify(act)}: ${moved.reason.texts[0].en}`);
    return moved.value.incident;
  }, incident);
}

function refusal(incident: Incident, act: IncidentAct, context = at(monday + minuteMs)): IncidentRefusal {
  const moved = actOnIncident(incident, act, context);
  if (moved.ok) throw new Error('was allowed');
  return moved.reason;
}

const reach = (...stages: readonly (keyof Incident['stages'])[]): IncidentAct[] =>
  stages.map((stage) => ({ act: 'reach', stage }));
const untilResolved = reach('triage', 'contained', 'recovering', 'monitoring', 'resolved');
const task: IncidentAct = {
  act: 'add-task',
  task: { id: 't1', title: 'Bel de carrier', owner: bo, role: '', due: undefined },
};
const measure = (id: string, kind: Incident['measures'][number]['kind'], owner?: typeof ans): IncidentAct => ({
  act: 'add-measure',
  measure: { id, kind, decision: '', what: `${kind} ${id}`, owner, until: undefined },
});

describe('stages', () => {
  test('containing and recovering go side by side, in either order', () => {
    for (const order of [
      ['contained', 'recovering'],
      ['recovering', 'contained'],
    ] as const) {
      const both = become(fresh(), ...reach('triage', ...order));
      expect(Object.keys(both.stages).sort()).toEqual(['contained', 'recovering', 'triage']);
      expect(become(both, ...reach('monitoring')).stages.monitoring).toMatchObject({ at: monday + minuteMs, by: ans });
    }
  });

  test('nothing comes before what it rests on, and it is said what is missing', () => {
    expect(refusal(fresh(), { act: 'reach', stage: 'contained' })).toMatchObject({ code: 'too-early' });
    const half = become(fresh(), ...reach('triage', 'recovering'));
    expect(refusal(half, { act: 'reach', stage: 'monitoring' }).texts).toEqual([
      { nl: 'Eerst moet dit vaststaan: ingeperkt.', en: 'This has to be settled first: contained.' },
    ]);
    expect(refusal(half, { act: 'reach', stage: 'triage' }).code).toBe('already');
  });

  test('what does not apply is passed over with a reason, and may be reached after all', () => {
    const outage = become(fresh(), ...reach('triage'), {
      act: 'skip',
      stage: 'contained',
      reason: 'storing, geen aanval',
    });
    expect(outage.stages.contained?.skipped).toBe('storing, geen aanval');
    expect(become(outage, ...reach('contained')).stages.contained?.skipped).toBe('');
    expect(refusal(fresh(), { act: 'skip', stage: 'triage', reason: 'x' }).code).toBe('wrong-value');
    expect(refusal(outage, { act: 'skip', stage: 'recovering', reason: ' ' }).code).toBe('reason-missing');
  });

  test('taking a flag back takes what rests on it', () => {
    const watched = become(fresh(), ...reach('triage', 'contained', 'recovering', 'monitoring'));
    const back = become(watched, { act: 'take-back', stage: 'contained', reason: 'nog een adres' });
    expect(Object.keys(back.stages).sort()).toEqual(['recovering', 'triage']);
    expect(incidentState(back)).toBe('recovering');
    const resolved = become(watched, ...reach('resolved'));
    expect(refusal(resolved, { act: 'take-back', stage: 'contained', reason: 'x' }).code).toBe('over');
    const again = become(resolved, { act: 'reopen', reason: 'ze bellen weer' });
    expect(Object.keys(again.stages).sort()).toEqual(['contained', 'recovering', 'triage']);
    expect(again.reopened).toMatchObject([{ by: ans, reason: { nl: 'ze bellen weer', en: 'ze bellen weer' } }]);
    expect(refusal(again, { act: 'reopen', reason: 'x' }).code).toBe('already');
  });
});

describe('closing', () => {
  test('tells every reason against it', () => {
    const busy = become(
      fresh({ severity: 'high' }),
      task,
      measure('m1', 'block'),
      measure('m2', 'divert', bo),
      measure('m3', 'attack-mode'),
      ...untilResolved,
    );
    const { code, texts } = refusal(busy, { act: 'reach', stage: 'closed' });
    expect(code).toBe('gate');
    expect(texts.map(({ en }) => en)).toEqual([
      'This task is still open: “Bel de carrier” (Bo).',
      'This block has no owner: block m1. Name somebody or lift the block.',
      'This diversion is still in place: divert m2. Undo it, or say why it stays.',
      'This attack mode is still in place: attack-mode m3. Undo it, or say why it stays.',
      'The review is missing: by 2026-06-08 22:00 UTC at the latest.',
    ]);
    expect(texts[0].nl).toBe('Deze taak staat nog open: “Bel de carrier” (Bo).');
    expect(closingGate(fresh(), monday).map(({ en }) => en)).toEqual(['The incident is not resolved yet.']);
    const done = become(
      busy,
      { act: 'finish-task', id: 't1', evidence: 'ticket 123' },
      { act: 'own-measure', id: 'm1', owner: bo },
      { act: 'extend-measure', id: 'm2', until: monday + 7_200_000 },
      { act: 'undo-measure', id: 'm2' },
      { act: 'own-measure', id: 'm3', owner: bo },
      { act: 'keep-measure', id: 'm3', reason: 'tot na het weekend, ticket 9' },
      ...reach('reviewed', 'closed'),
    );
    expect(done.measures.find(({ id }) => id === 'm2')?.until).toBe(monday + 7_200_000);
    expect(incidentState(done)).toBe('closed');
    expect(refusal(done, task).code).toBe('over');
    expect(become(done, { act: 'reopen', reason: 'toch niet' }).stages.closed).toBeUndefined();
    // What is remembered later is still told.
    const note = { act: 'add-entry', kind: 'note', text: { nl: 'x', en: 'x' }, internal: false } as const;
    expect(actOnIncident(done, note, at(monday + dayMs)).ok).toBe(true);
  });

  test('a review is needed from high on, within five working days, also when it turns severe later', () => {
    const minor = become(fresh({ severity: 'medium' }), ...untilResolved);
    expect(minor.reviewDue).toBeUndefined();
    expect(become(minor, ...reach('closed')).stages.closed).toBeDefined();
    const grave = become(minor, { act: 'set-severity', severity: 'high', reason: '' });
    // Five working days after Monday the first of June end with the Monday after.
    expect(new Date(grave.reviewDue!).toISOString()).toBe('2026-06-08T22:00:00.000Z');
    expect(closingGate(grave, monday)[0].en).toContain('by 2026-06-08');
    expect(closingGate(grave, grave.reviewDue! + 1)[0].en).toContain('was due before');
    const late = actOnIncident(grave, { act: 'reach', stage: 'reviewed' }, at(grave.reviewDue! + 1));
    expect(late.ok && late.value.entries[0].text.en).toBe(
      'Reviewed, later than five working days after it was resolved.',
    );
  });

  test('so many open tasks are not listed one by one', () => {
    let incident = fresh();
    for (let i = 0; i < 30; i++) {
      const own = { id: `t${i}`, title: `Taak ${i}`, owner: undefined, role: '', due: undefined } as const;
      incident = become(incident, { act: 'add-task', task: own });
    }
    const reasons = closingGate(become(incident, ...untilResolved), monday);
    expect(reasons).toHaveLength(21);
    expect(reasons[20].en).toBe('And 10 more of these.');
  });
});

describe('what a customer reads', () => {
  const lines = (incident: Incident, act: IncidentAct) => {
    const moved = actOnIncident(incident, act, at(monday + minuteMs));
    if (!moved.ok) throw new Error(moved.reason.texts[0].en);
    return moved.value.entries;
  };

  test('nothing of tasks: not that there is one, nor who does it, nor what shows that it was done', () => {
    const busy = become(fresh(), task);
    const told = [
      ...lines(fresh(), task),
      ...lines(busy, { act: 'change-task', id: 't1', change: { owner: ans } }),
      ...lines(busy, { act: 'finish-task', id: 't1', evidence: 'their own staff did it' }),
      ...lines(busy, { act: 'drop-task', id: 't1', reason: 'x' }),
      ...lines(become(busy, { act: 'finish-task', id: 't1', evidence: '' }), {
        act: 'reopen-task',
        id: 't1',
        reason: 'x',
      }),
    ];
    expect(told).toHaveLength(5);
    expect(told.every(({ internal }) => internal)).toBe(true);
  });

  test('nothing of cause and what helped, which are told apart from the rest', () => {
    const told = lines(fresh(), {
      act: 'describe',
      facts: { title: 'Hacked', cause: 'own staff', whatWorked: 'a stop' },
    });
    expect(told.map(({ internal, text }) => [internal, text.en])).toEqual([
      [false, 'Changed, with what it said before: title: “Hacked” (Belfraude).'],
      [true, 'Changed, with what it said before: cause: “own staff” (–); what helped: “a stop” (–).'],
    ]);
  });
});

test('a measure that stands for something else from now on says so', () => {
  const own = { id: 'm1', kind: 'block', decision: 'd1', what: 'x', owner: ans, until: monday } as const;
  const longer = become(
    fresh(),
    { act: 'add-measure', measure: own },
    { act: 'extend-measure', id: 'm1', until: monday + dayMs, decision: 'd2' },
  );
  expect(longer.measures[0]).toMatchObject({ decision: 'd2', until: monday + dayMs, undoneAt: undefined });
});

describe('severity', () => {
  test('the matrix grows with impact and with urgency, and doubt counts as the higher', () => {
    const rank = (impact: number, urgency: number) =>
      severities.indexOf(severityByMatrix({ impact: [incidentLevels[impact]], urgency: [incidentLevels[urgency]] }));
    for (let i = 0; i < 3; i++) {
      for (let u = 0; u < 3; u++) {
        if (i > 0) expect(rank(i, u)).toBeGreaterThanOrEqual(rank(i - 1, u));
        if (u > 0) expect(rank(i, u)).toBeGreaterThanOrEqual(rank(i, u - 1));
      }
    }
    expect(severityByMatrix({ impact: ['low', 'high'], urgency: ['medium'] })).toBe('high');
    expect(severityByMatrix({ impact: [], urgency: [] })).toBe('critical');
  });

  test('rises by itself and falls only by a person with a reason', () => {
    const high = become(fresh(), { act: 'assess', assessment: { impact: ['high'], urgency: ['medium'] } });
    expect(high.severity).toBe('high');
    const calmer = become(high, { act: 'assess', assessment: { impact: ['low'], urgency: ['low'] } });
    expect(calmer).toMatchObject({ severity: 'high', assessment: { impact: ['low'], urgency: ['low'] } });
    expect(refusal(calmer, { act: 'set-severity', severity: 'low', reason: '' }).code).toBe('reason-missing');
    expect(become(calmer, { act: 'set-severity', severity: 'low', reason: 'vals alarm' }).severity).toBe('low');
  });

  test('nobody reaching emergency services is as severe as it gets', () => {
    const hit = become(fresh(), { act: 'impact', impact: { emergencyCalling: 'yes' } });
    expect(hit.severity).toBe('critical');
  });

  test('impact is told in numbers of what there is', () => {
    const moved = actOnIncident(
      fresh(),
      { act: 'impact', impact: { customers: ['bakker'], users: 12 } },
      at(monday, monday),
    );
    expect(moved.ok && moved.value.entries[0].text.en).toContain('Impact: 1 customer, 12 users; emergency calling');
    expect(moved.ok && moved.value.entries[0].text.nl).toContain('Impact: 1 klant, 12 gebruikers; 112');
  });
});

describe('time', () => {
  test('what lies more than five minutes ahead is refused with a sentence; clocks that differ a little are not', () => {
    const note = { act: 'add-entry', kind: 'note', text: { nl: 'x', en: 'x' }, internal: false } as const;
    const ahead = refusal(fresh(), note, at(monday, monday + 5 * minuteMs + 1));
    expect(ahead).toMatchObject({ code: 'in-the-future' });
    expect(ahead.texts[0].en).toContain('it is 2026-06-01 10:00 UTC now');
    for (const happened of [monday + 5 * minuteMs, monday - 400 * dayMs]) {
      const moved = actOnIncident(fresh(), note, at(monday, happened));
      expect(moved.ok && moved.value.entries[0].at).toBe(happened);
    }
    for (const wrong of [Number.NaN, -1, 0, 1.5, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER])
      expect(refusal(fresh(), note, at(monday, wrong)).code, String(wrong)).toBe('wrong-value');
  });

  test('the clock of the night in which it changes, and holidays, move the end of five working days', () => {
    const due = (resolved: number) => {
      const incident = { ...fresh({ severity: 'high' }), ...{} };
      const states = untilResolved.reduce((state, act) => {
        const moved = actOnIncident(state, act, at(resolved));
        return moved.ok ? moved.value.incident : state;
      }, incident);
      return new Date(states.reviewDue!).toISOString();
    };
    // Summer time ends on 25 October 2026.
    expect(due(Date.UTC(2026, 9, 21, 10))).toBe('2026-10-28T23:00:00.000Z');
    // Summer time begins on 29 March 2026, Easter Monday is 6 April.
    expect(due(Date.UTC(2026, 2, 31, 10))).toBe('2026-04-08T22:00:00.000Z');
    // A Friday evening; it is Saturday there already.
    expect(due(Date.UTC(2026, 5, 5, 22, 30))).toBe('2026-06-12T22:00:00.000Z');
  });
});

test('roles: who held which when', () => {
  const role = { act: 'give-role', role: 'coordinator' } as const;
  const one = become(fresh(), { ...role, person: ans });
  expect(refusal(one, { ...role, person: ans }).code).toBe('already');
  const two = become(one, { ...role, person: bo }, { ...role, role: 'scribe', person: ans });
  expect(holderOf(two, 'coordinator')).toEqual(bo);
  expect(two.roles[0]).toMatchObject({ person: ans, until: monday + minuteMs });
  const none = become(two, { ...role, person: undefined });
  expect(holderOf(none, 'coordinator')).toBeUndefined();
  expect(holderOf(none, 'scribe')).toEqual(ans);
  expect(refusal(none, { ...role, person: undefined }).code).toBe('already');
});

test('tasks: what was said stays in the timeline when one is reopened', () => {
  const done = become(fresh(), task, { act: 'finish-task', id: 't1', evidence: 'ticket 123' });
  expect(refusal(done, { act: 'change-task', id: 't1', change: { title: 'Anders' } }).code).toBe('already');
  const moved = actOnIncident(done, { act: 'reopen-task', id: 't1', reason: 'verkeerde carrier' }, at(monday));
  expect(moved.ok && moved.value.entries[0].text.en).toBe(
    'Task reopened: “Bel de carrier”. Reason: verkeerde carrier (before: ticket 123)',
  );
  const dropped = become(fresh(), task, { act: 'drop-task', id: 't1', reason: 'geen carrier' });
  expect(dropped.tasks[0]).toMatchObject({ state: 'not-applicable', reason: 'geen carrier', endedBy: ans });
  const failed = become(fresh(), task, { act: 'fail-task', id: 't1', reason: 'geen gehoor', evidence: '3 × gebeld' });
  expect(failed.tasks[0]).toMatchObject({ state: 'failed', reason: 'geen gehoor', evidence: '3 × gebeld' });
  expect(refusal(become(fresh(), task), { act: 'fail-task', id: 't1', reason: ' ', evidence: '' }).code).toBe(
    'reason-missing',
  );
  expect(refusal(failed, { act: 'drop-task', id: 't1', reason: 'toch niet' }).code).toBe('already');
  expect(refusal(fresh(), { act: 'finish-task', id: 't9', evidence: '' }).code).toBe('unknown');
  expect(refusal(become(fresh(), task), task).code).toBe('already');
});

test('what people wrote is told with what it said before, on one line, whatever it holds', () => {
  const hostile = '=HYPERLINK("http://x")\u0000\r\n\u2028<script>alert(1)</script>';
  const moved = actOnIncident(fresh(), { act: 'describe', facts: { title: hostile, drill: false } }, at(monday));
  if (!moved.ok) throw new Error();
  expect(moved.value.incident.title).toBe(hostile);
  expect(moved.value.entries[0].text.en).not.toMatch(/[\r\n\0\u2028]/);
  expect(moved.value.entries[0].text.nl).toContain('(Belfraude)');
  expect(refusal(fresh(), { act: 'describe', facts: { drill: true } }).code).toBe('wrong-value');
  expect(refusal(fresh(), { act: 'describe', facts: { title: 'x'.repeat(201) } }).code).toBe('wrong-value');
  expect(refusal(fresh(), { act: 'describe', facts: { classification: 'fraud/none' as never } }).code).toBe(
    'wrong-value',
  );
  const same = actOnIncident(fresh(), { act: 'describe', facts: { title: 'Belfraude' } }, at(monday));
  expect(same.ok && same.value.entries).toEqual([]);
  const long = { nl: 'x'.repeat(maxEntryLength + 1), en: 'x' };
  expect(refusal(fresh(), { act: 'add-entry', kind: 'note', text: long, internal: false }).code).toBe('wrong-value');
});

test('a drill and what is real stay apart', () => {
  const alert: AlertLink = {
    ...{ alert: 'a', tenant: 'bakker', rule: 'r', severity: 'high', address: '203.0.113.7', network: 0, account: '' },
    ...{ asset: '', start: monday, end: monday, sentence: { nl: 'nl', en: 'en' }, drill: true },
  };
  const why = { nl: 'x', en: 'x' };
  expect(refusal(fresh(), { act: 'join-alert', alert, why }).code).toBe('not-together');
  expect(become(fresh({ drill: true }), { act: 'join-alert', alert, why }).alerts).toHaveLength(1);
  const other = { ...alert, drill: false, tenant: 'visser' };
  expect(refusal(fresh(), { act: 'join-alert', alert: other, why }).code).toBe('not-together');
  expect(become(fresh({ tenant: 'provider' }), { act: 'join-alert', alert: other, why }).impact.customers).toEqual([
    'visser',
  ]);
});

test('an alert opens an incident, and one that comes when all seemed over opens it again', () => {
  const alert: AlertLink = {
    ...{ alert: 'a', tenant: 'bakker', rule: 'r', severity: 'high', address: '203.0.113.7', network: 5, account: '7' },
    ...{ asset: 'pbx', start: monday - 1000, end: monday, sentence: { nl: 'nl', en: 'en' }, drill: false },
  };
  const opened = openFromAlert('i2', alert, { nl: 'Aanval', en: 'Attack' }, 'nl', at(monday));
  if (!opened.ok) throw new Error();
  const { incident } = opened.value;
  expect(incident).toMatchObject({
    ...{
      title: 'Aanval',
      severity: 'high',
      detectedAt: monday - 1000,
      impact: { customers: ['bakker'], assets: ['pbx'] },
    },
    traits: { addresses: ['203.0.113.7'], networks: [5], accounts: ['7'], rules: ['r'] },
  });
  const over = become(incident, ...untilResolved);
  const again = become(over, { act: 'join-alert', alert: { ...alert, alert: 'b' }, why: { nl: 'x', en: 'x' } });
  expect(again.stages.resolved).toBeUndefined();
  expect(again.reopened).toMatchObject([{ reason: { en: 'a new alert belongs to this incident' } }]);
  // A machine whose clock is far ahead stops nobody.
  const ahead = openFromAlert(
    'i3',
    { ...alert, start: monday + dayMs, end: monday + dayMs },
    { nl: 'A', en: 'A' },
    'nl',
    at(monday),
  );
  expect(ahead.ok && ahead.value.entries.every((entry) => entry.at <= monday)).toBe(true);
});

test('an incident is called by its alert in both languages until somebody names it', () => {
  const alert: AlertLink = {
    ...{ alert: 'a', tenant: 'bakker', rule: 'r', severity: 'high', address: '', network: 0, account: '7', asset: '' },
    ...{ start: monday, end: monday, sentence: { nl: 'nl', en: 'en' }, drill: false },
  };
  const opened = openFromAlert('i4', alert, { nl: 'Aanval', en: 'Attack' }, 'nl', at(monday));
  if (!opened.ok) throw new Error();
  const { incident, entries } = opened.value;
  expect([incident.title, titlesOf(incident)]).toEqual(['Aanval', { nl: 'Aanval', en: 'Attack' }]);
  expect(entries[0]!.text).toEqual({ nl: 'Incident geopend: “Aanval”.', en: 'Incident opened: “Attack”.' });
  const described = become(incident, { act: 'describe', facts: { summary: 'At the till' } });
  expect(titlesOf(described).en).toBe('Attack');
  const named = become(described, { act: 'describe', facts: { title: 'Till hacked' } });
  expect(titlesOf(named)).toEqual({ nl: 'Till hacked', en: 'Till hacked' });
});

test('every kind of incident has words in both languages', () => {
  expect(incidentClasses.size).toBeGreaterThan(35);
  for (const [name, { nl, en }] of incidentClasses) expect([name, nl, en].every((text) => text.length > 2)).toBe(true);
});
