import { describe, expect, it } from 'vitest';
import { changeMembers } from './change-members.ts';
import { onCallAt } from './on-call-at.ts';
import { absentShifts, gapsBetween, nextHandover, shiftsBetween } from './shifts.ts';
import { makeLayer, makeRotation, makeSchedule } from './testing/make-schedule.ts';

const hour = 3_600_000;
const at = (text: string) => Date.parse(text);
const who = (schedule: Parameters<typeof onCallAt>[0], text: string) => onCallAt(schedule, at(text)).person;
const daily = (time: string, from = '2026-03-27', members = ['anna', 'bram', 'cleo']) =>
  makeSchedule({ layers: [makeLayer({ rotations: [makeRotation({ unit: 'days', time, from, members })] })] });

describe('turns', () => {
  it('of weeks change on the weekday, the first one short', () => {
    const schedule = makeSchedule({ layers: [makeLayer({ rotations: [makeRotation({ from: '2026-01-07' })] })] });
    expect(who(schedule, '2026-01-07T08:59:59+01:00')).toBe('');
    expect(who(schedule, '2026-01-07T09:00:00+01:00')).toBe('anna');
    expect(who(schedule, '2026-01-12T08:59:59+01:00')).toBe('anna');
    expect(who(schedule, '2026-01-12T09:00:00+01:00')).toBe('bram');
    expect(who(schedule, '2026-01-19T09:00:00+01:00')).toBe('cleo');
    expect(who(schedule, '2026-01-26T09:00:00+01:00')).toBe('anna');
  });

  it('go on over month ends and the leap day', () => {
    const schedule = daily('08:00', '2028-02-27');
    expect(who(schedule, '2028-02-27T08:00:00+01:00')).toBe('anna');
    expect(who(schedule, '2028-02-28T08:00:00+01:00')).toBe('bram');
    expect(who(schedule, '2028-02-29T08:00:00+01:00')).toBe('cleo');
    expect(who(schedule, '2028-03-01T08:00:00+01:00')).toBe('anna');
  });

  it('that begin at 02:30 begin when the clock skips it', () => {
    const schedule = daily('02:30');
    // 29 March 2026: 01:59:59 CET is followed by 03:00:00 CEST.
    expect(who(schedule, '2026-03-29T01:59:59.999+01:00')).toBe('bram');
    expect(who(schedule, '2026-03-29T03:00:00+02:00')).toBe('cleo');
    const shifts = shiftsBetween(schedule, at('2026-03-28T02:30:00+01:00'), at('2026-03-31T02:30:00+02:00'));
    expect(shifts.map(({ person, from, until }) => [person, (until - from) / hour])).toEqual([
      ['bram', 23.5],
      ['cleo', 23.5],
      ['anna', 24],
    ]);
  });

  it('that begin at 02:30 begin the first time when it comes twice, and last 25 hours', () => {
    const schedule = daily('02:30', '2026-10-23');
    // 25 October 2026: 02:59:59 CEST is followed by 02:00:00 CET.
    expect(who(schedule, '2026-10-25T02:29:59+02:00')).toBe('bram');
    expect(who(schedule, '2026-10-25T02:30:00+02:00')).toBe('cleo');
    expect(who(schedule, '2026-10-25T02:10:00+01:00')).toBe('cleo');
    const long = shiftsBetween(schedule, at('2026-10-25T02:30:00+02:00'), at('2026-10-26T02:30:00+01:00'));
    expect(long.map(({ person, from, until }) => [person, (until - from) / hour])).toEqual([['cleo', 25]]);
  });

  it('last 23 and 25 hours on the days the clock changes', () => {
    const hours = (from: string, until: string) =>
      shiftsBetween(daily('09:00', '2026-01-01'), at(from), at(until)).map(
        (shift) => (shift.until - shift.from) / hour,
      );
    expect(hours('2026-03-28T09:00:00+01:00', '2026-03-30T09:00:00+02:00')).toEqual([23, 24]);
    expect(hours('2026-10-24T09:00:00+02:00', '2026-10-26T09:00:00+01:00')).toEqual([25, 24]);
  });
});

describe('layers', () => {
  const office = makeLayer({
    id: 'office',
    hours: 'Mo-Fr 08:00-18:00',
    rotations: [makeRotation({ members: ['daan'] })],
  });

  it('the first that has somebody wins, the next one fills the rest', () => {
    const schedule = makeSchedule({ layers: [office, makeLayer()] });
    expect(onCallAt(schedule, at('2026-01-08T08:00:00+01:00'))).toEqual({
      person: 'daan',
      because: 'rotation',
      source: 'office',
    });
    expect(who(schedule, '2026-01-08T18:00:00+01:00')).toBe('anna');
    expect(who(schedule, '2026-01-10T12:00:00+01:00')).toBe('anna');
  });

  it('keep their hours by the clock on the wall: cut short where it skips, twice where it goes back', () => {
    const nights = makeLayer({ hours: 'Su 01:30-02:45', rotations: [makeRotation({ members: ['daan'] })] });
    const spans = (from: string, until: string) =>
      shiftsBetween(makeSchedule({ layers: [nights] }), at(from), at(until))
        .filter(({ person }) => person === 'daan')
        .map((shift) => [new Date(shift.from).toISOString(), (shift.until - shift.from) / 60_000]);
    expect(spans('2026-03-28T12:00:00Z', '2026-03-30T12:00:00Z')).toEqual([['2026-03-29T00:30:00.000Z', 30]]);
    expect(spans('2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      ['2026-10-24T23:30:00.000Z', 75],
      ['2026-10-25T01:00:00.000Z', 45],
    ]);
  });

  it('name their gaps', () => {
    const schedule = makeSchedule({ layers: [office] });
    const gaps = gapsBetween(schedule, at('2026-01-08T12:00:00+01:00'), at('2026-01-12T12:00:00+01:00'));
    expect(
      gaps.map(({ from, until, because }) => [new Date(from).toISOString(), (until - from) / hour, because]),
    ).toEqual([
      ['2026-01-08T17:00:00.000Z', 14, 'nobody'],
      ['2026-01-09T17:00:00.000Z', 62, 'nobody'],
    ]);
  });

  it('of holidays hold on those dates only, and leave the rest to the others where they have nobody', () => {
    const feast = makeLayer({ id: 'feast', use: 'holidays', rotations: [makeRotation({ members: ['els'] })] });
    const schedule = makeSchedule({
      layers: [office, makeLayer(), feast],
      holidays: [{ date: '2026-04-27', name: 'Koningsdag', layer: 'feast' }],
    });
    expect(onCallAt(schedule, at('2026-04-27T00:00:00+02:00'))).toEqual({
      person: 'els',
      because: 'holiday',
      source: 'feast',
    });
    expect(who(schedule, '2026-04-26T23:59:59+02:00')).not.toBe('els');
    expect(who(schedule, '2026-04-28T00:00:00+02:00')).not.toBe('els');
    const half = makeSchedule({ ...schedule, layers: [office, makeLayer(), { ...feast, hours: 'Mo 10:00-12:00' }] });
    expect(who(half, '2026-04-27T10:00:00+02:00')).toBe('els');
    expect(who(half, '2026-04-27T12:00:00+02:00')).toBe('daan');
  });
});

describe('overrides', () => {
  const from = at('2026-01-08T12:00:00Z');
  const override = { id: 'o1', person: 'els', from, until: from + hour, note: '' };

  it('win, and end exactly', () => {
    const schedule = makeSchedule({ overrides: [override] });
    expect([-1, 0, hour - 1, hour].map((more) => onCallAt(schedule, from + more).person)).toEqual([
      'anna',
      'els',
      'els',
      'anna',
    ]);
  });

  it('the last of those that overlap wins', () => {
    const later = { id: 'o2', person: 'daan', from: from + hour / 2, until: from + 2 * hour, note: '' };
    const schedule = makeSchedule({ overrides: [override, later] });
    expect(shiftsBetween(schedule, from, from + 3 * hour).map(({ person, source }) => [person, source])).toEqual([
      ['els', 'o1'],
      ['daan', 'o2'],
      ['anna', 'main'],
    ]);
  });
});

describe('the next hand-over', () => {
  it('passes over changes that leave the same person', () => {
    const schedule = daily('09:00', '2026-01-01', ['anna', 'anna', 'bram']);
    const next = nextHandover(schedule, at('2026-01-01T10:00:00+01:00'));
    expect([new Date(next!.at).toISOString(), next!.from.person, next!.to.person]).toEqual([
      '2026-01-03T08:00:00.000Z',
      'anna',
      'bram',
    ]);
  });

  it('is none for one person alone, and found when it is far', () => {
    expect(nextHandover(daily('09:00', '2026-01-01', ['anna']), at('2026-02-01T00:00:00Z'))).toBeUndefined();
    const yearly = makeSchedule({
      layers: [makeLayer({ rotations: [makeRotation({ unit: 'days', every: 365, from: '2026-01-01' })] })],
    });
    expect(nextHandover(yearly, at('2026-02-01T00:00:00Z'))?.at).toBe(at('2027-01-01T09:00:00+01:00'));
  });
});

describe('members that change', () => {
  const layer = makeLayer({ rotations: [makeRotation({ every: 2 })] });

  it('keep the rhythm: who left is passed over, who joined comes last', () => {
    // Turns of two weeks from 5 January: anna, from 19 January bram, from 2 February cleo.
    const changed = changeMembers(layer, 'Europe/Amsterdam', '2026-01-28', ['bram', 'cleo', 'daan']);
    const schedule = makeSchedule({ layers: [changed.ok ? changed.value : layer] });
    const mondays = ['2026-01-05', '2026-01-19', '2026-02-02', '2026-02-16', '2026-03-02'];
    expect(mondays.map((date) => who(schedule, `${date}T09:00:00+01:00`))).toEqual([
      'anna',
      'bram',
      'cleo',
      'daan',
      'bram',
    ]);
  });

  it('who leaves in the middle of a turn is not on call any more', () => {
    const changed = changeMembers(layer, 'Europe/Amsterdam', '2026-01-28', ['anna', 'cleo']);
    const schedule = makeSchedule({ layers: [changed.ok ? changed.value : layer] });
    expect(who(schedule, '2026-01-28T08:59:59+01:00')).toBe('bram');
    expect(who(schedule, '2026-01-28T09:00:00+01:00')).toBe('cleo');
    expect(who(schedule, '2026-02-02T09:00:00+01:00')).toBe('anna');
  });

  it('cannot change before there were any', () => {
    expect(changeMembers(layer, 'UTC', '2026-01-05', []).ok).toBe(false);
    expect(changeMembers(layer, 'UTC', '2026-02-30', []).ok).toBe(false);
  });
});

it('shows shifts of people who are absent', () => {
  const absences = [{ from: at('2026-01-11T00:00:00Z'), until: at('2026-01-13T00:00:00Z'), standIn: '' }];
  const shifts = absentShifts(
    makeSchedule(),
    (person) => (person === 'anna' ? absences : []),
    at('2026-01-06T00:00:00Z'),
    at('2026-01-20T00:00:00Z'),
  );
  expect(shifts.map(({ person, from, until }) => [person, new Date(from).toISOString(), until])).toEqual([
    ['anna', '2026-01-11T00:00:00.000Z', at('2026-01-12T09:00:00+01:00')],
  ]);
});
