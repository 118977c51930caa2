import { describe, expect, it } from 'vitest';
import type { EscalationPolicyForm } from '../../core/on-call/escalation-policy.ts';
import type { Responder } from '../../core/on-call/responder.ts';
import type { ScheduleForm } from '../../core/on-call/schedule.ts';
import { escalationPolicyFaults, responderFaults } from './escalation-faults.ts';
import { responderNotes, scheduleNotes } from './on-call-notes.ts';
import { scheduleFaults } from './schedule-faults.ts';
import { makePolicy, makeResponder, makeWay, person } from './testing/make-escalation.ts';
import { makeLayer, makeRotation, makeSchedule } from './testing/make-schedule.ts';

const isPerson = (id: string) => ['anna', 'bram', 'cleo'].includes(id);
const day = 86_400_000;

describe('a roster', () => {
  const fields = (more: Partial<ScheduleForm>) =>
    scheduleFaults(makeSchedule(more), isPerson).map(({ field }) => field);
  const rotated = (...more: Parameters<typeof makeRotation>[0][]) =>
    fields({ layers: [makeLayer({ rotations: more.map((each) => makeRotation(each)) })] });

  it('in order has no faults', () => {
    expect(fields({})).toEqual([]);
    expect(rotated({}, { from: '2026-02-02', members: [] })).toEqual([]);
  });

  it('names what is wrong and where', () => {
    expect(fields({ name: ' ', zone: 'Mars/Olympus', layers: [] })).toEqual(['name', 'zone', 'layers']);
    expect(fields({ layers: [makeLayer({ hours: 'soon', rotations: [] }), makeLayer()] })).toEqual([
      'layers.1.id',
      'layers.0.hours',
      'layers.0.rotations',
    ]);
    expect(fields({ layers: [makeLayer({ hours: 'closed' })] })).toEqual(['layers.0.hours']);
    const path = 'layers.0.rotations.0';
    expect(rotated({ from: '2026-02-30', anchor: 'x', every: 0, weekday: 8, time: '24:00' })).toEqual(
      ['from', 'anchor', 'every', 'weekday', 'time'].map((field) => `${path}.${field}`),
    );
    expect(rotated({ every: 1.5 }, { from: '2026-01-05' })).toEqual([`${path}.every`, 'layers.0.rotations.1.from']);
    expect(rotated({ members: [] })).toEqual([`${path}.members`]);
    expect(rotated({ members: ['anna', 'ghost'] })).toEqual([`${path}.members.1`]);
  });

  it('refuses overrides that end before they begin, and holidays of no layer', () => {
    const override = { id: 'o', person: 'ghost', from: 10, until: 10, note: '' };
    expect(fields({ overrides: [override, { ...override, person: 'anna', until: 400 * day }] })).toEqual([
      'overrides.1.id',
      'overrides.0.person',
      'overrides.0.until',
      'overrides.1.until',
    ]);
    const holiday = { date: '2026-04-27', name: '', layer: 'main' };
    expect(fields({ holidays: [holiday, holiday, { ...holiday, date: '27-4', layer: 'x' }] })).toEqual([
      'holidays.1.date',
      'holidays.2.date',
      'holidays.2.layer',
    ]);
  });

  it('tells its gaps and who is absent', () => {
    const from = Date.parse('2026-01-06T00:00:00Z');
    const schedule = makeSchedule({
      layers: [makeLayer({ rotations: [makeRotation({}), makeRotation({ from: '2026-01-30', members: [] })] })],
    });
    const absences = [{ from: from + 7 * day, until: from + 8 * day, standIn: '' }];
    expect(
      scheduleNotes(
        schedule,
        (id) => id,
        (id) => (id === 'bram' ? absences : []),
        from,
      ),
    ).toEqual([
      {
        nl: 'Niemand heeft dienst: 30 januari om 09:00 CET – 3 februari om 01:00 CET.',
        en: 'Nobody is on call: 30 January at 09:00 CET – 3 February at 01:00 CET.',
      },
      {
        nl: 'bram is afwezig tijdens de eigen dienst: 13 januari om 01:00 CET – 14 januari om 01:00 CET.',
        en: 'bram is absent during their own turn: 13 January at 01:00 CET – 14 January at 01:00 CET.',
      },
    ]);
  });
});

describe('an escalation policy', () => {
  const fields = (more: Partial<EscalationPolicyForm>) =>
    escalationPolicyFaults(makePolicy([['anna'], ['bram']], more), ({ id }) => isPerson(id)).map(({ field }) => field);

  it('names what is wrong and where', () => {
    expect(fields({})).toEqual([]);
    expect(fields({ name: '', steps: [], repeat: 11, silentMinutes: -1 })).toEqual([
      'name',
      'steps',
      'repeat',
      'silentMinutes',
    ]);
    const steps = [
      { targets: [], waitMinutes: 0 },
      { targets: [person('anna'), person('anna'), person('ghost')], waitMinutes: 5 },
    ];
    expect(fields({ steps })).toEqual([
      'steps.0.waitMinutes',
      'steps.0.targets',
      'steps.1.targets.1',
      'steps.1.targets.2',
    ]);
  });
});

describe('somebody who can be asked', () => {
  const ways = [
    makeWay('mail', { address: 'anna@example.com' }),
    makeWay('phone', { address: '+31612345678', dependsOn: ['sbc'] }),
  ];
  const anna = makeResponder('anna', { ways });
  const fields = (more: Partial<Responder>) =>
    responderFaults({ ...anna, ...more }, isPerson).map(({ field }) => field);

  it('names what is wrong and where', () => {
    expect(fields({ quiet: '22:00-07:00', rules: { low: [], high: [{ way: 'phone', afterMinutes: 0 }] } })).toEqual([]);
    expect(fields({ zone: '', quiet: '24/7' })).toEqual(['zone', 'quiet']);
    expect(fields({ quiet: 'nights' })).toEqual(['quiet']);
    expect(
      fields({
        ways: [makeWay('sms', { address: '0612345678' }), makeWay('mail', { address: 'x' }), ways[1]!, ways[1]!],
      }),
    ).toEqual(['ways.3.id', 'ways.0.address', 'ways.1.address', 'ways.3.address']);
    const rule = { way: 'phone', afterMinutes: 0 };
    expect(fields({ rules: { critical: [], medium: [rule, rule, { way: 'fax', afterMinutes: -1 }] } })).toEqual([
      'rules.medium.1.way',
      'rules.medium.2.afterMinutes',
      'rules.medium.2.way',
      'rules.critical',
    ]);
    const absence = { from: 0, until: day, standIn: 'anna' };
    expect(fields({ absences: [absence, { ...absence, standIn: 'ghost', until: 0 }] })).toEqual([
      'absences.0.standIn',
      'absences.1.until',
      'absences.1.standIn',
    ]);
  });

  it('is told which ways depend on the platform, and when none is left', () => {
    expect(responderNotes(anna, () => 'SBC 1').map(({ en }) => en)).toEqual([
      'anna by phone depends on SBC 1: when that is hit, an alarm may not arrive this way.',
    ]);
    expect(responderNotes({ ...anna, ways: [ways[1]!] }, () => 'SBC 1').map(({ en }) => en)[1]).toBe(
      'anna has no way that is independent of the platform. Add one, such as a mobile number with another provider.',
    );
    expect(responderNotes({ ...anna, ways: [] }, () => '').length).toBe(1);
  });
});
