import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalCalendar } from './local-calendar.ts';

const starts = (zone: string, at: string) =>
  new LocalCalendar(zone)
    .startsOf(Date.parse(at) / 1_000)
    .map((second) => new Date(second * 1_000).toISOString().slice(0, 16));

describe('local calendar', () => {
  it.each([
    [
      'Europe/Amsterdam',
      '2026-03-04T12:34:56Z',
      ['2026-03-04T12:00', '2026-03-03T23:00', '2026-03-01T23:00', '2026-02-28T23:00'],
    ],
    // The clock goes forward on 29 March at 01:00 UTC and back on 25 October.
    [
      'Europe/Amsterdam',
      '2026-03-29T22:30:00Z',
      ['2026-03-29T22:00', '2026-03-29T22:00', '2026-03-29T22:00', '2026-02-28T23:00'],
    ],
    [
      'Europe/Amsterdam',
      '2026-10-25T00:30:00Z',
      ['2026-10-25T00:00', '2026-10-24T22:00', '2026-10-18T22:00', '2026-09-30T22:00'],
    ],
    [
      'Europe/Amsterdam',
      '2026-10-25T01:30:00Z',
      ['2026-10-25T01:00', '2026-10-24T22:00', '2026-10-18T22:00', '2026-09-30T22:00'],
    ],
    [
      'Asia/Kolkata',
      '2026-03-04T12:34:56Z',
      ['2026-03-04T12:30', '2026-03-03T18:30', '2026-03-01T18:30', '2026-02-28T18:30'],
    ],
    [
      'Asia/Kathmandu',
      '2026-03-04T12:34:56Z',
      ['2026-03-04T12:15', '2026-03-03T18:15', '2026-03-01T18:15', '2026-02-28T18:15'],
    ],
    // Lord Howe moves by half an hour, at 15:00 UTC on 4 April.
    [
      'Australia/Lord_Howe',
      '2026-04-04T15:10:00Z',
      ['2026-04-04T15:00', '2026-04-04T13:00', '2026-03-29T13:00', '2026-03-31T13:00'],
    ],
    // Cairo skips from 00:00 to 01:00 on 24 April 2026.
    [
      'Africa/Cairo',
      '2026-04-24T10:10:00Z',
      ['2026-04-24T10:00', '2026-04-23T22:00', '2026-04-19T22:00', '2026-03-31T22:00'],
    ],
  ])('%s %s', (zone, at, expected) => {
    expect(starts(zone, at)).toEqual(expected);
  });

  it('goes forward only, and an hour is at most an hour', () => {
    const zones = [
      'Europe/Amsterdam',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Africa/Cairo',
      'America/Havana',
      'Asia/Beirut',
    ];
    const calendars = zones.map((zone) => new LocalCalendar(zone));
    fc.assert(
      fc.property(
        fc.constantFrom(...calendars),
        fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
        fc.integer({ min: 0, max: 100_000 }),
        (calendar, second, later) => {
          const first = [...calendar.startsOf(second)];
          const next = [...calendar.startsOf(second + later)];
          first.forEach((start, i) => {
            expect(start).toBeLessThanOrEqual(second);
            expect(next[i]).toBeGreaterThanOrEqual(start);
            expect(new LocalCalendar(calendar.zone).startsOf(start)[i]).toBe(start);
          });
          expect(second - first[0]!).toBeLessThan(3_600);
        },
      ),
      { numRuns: 300 },
    );
  });
});
