import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLine } from './read-line.ts';

const zone = 'Europe/Amsterdam';
const now = Date.parse('2026-11-23T14:00:00Z');
const read = (line: string, at = now, where = zone) => {
  const result = readLine(line, where, at);
  return result.ok
    ? { ...result.value, at: result.value.at && new Date(result.value.at).toISOString() }
    : result.reason.en;
};

test('a time in front is when it happened, today, yesterday or on a day, in the zone of who wrote it', () => {
  for (const [line, at, text] of [
    ['14:05 carrier called', '2026-11-23T13:05:00.000Z', 'carrier called'],
    ['9:30: first complaint', '2026-11-23T08:30:00.000Z', 'first complaint'],
    ['14u05 carrier gebeld', '2026-11-23T13:05:00.000Z', 'carrier gebeld'],
    ['14:05:30 – dash', '2026-11-23T13:05:30.000Z', '– dash'],
    ['gisteren 23:10 rook', '2026-11-22T22:10:00.000Z', 'rook'],
    ['Yesterday 23:10 smoke', '2026-11-22T22:10:00.000Z', 'smoke'],
    ['2026-11-20 08:00 update', '2026-11-20T07:00:00.000Z', 'update'],
    ['2026-11-20T08:00 update', '2026-11-20T07:00:00.000Z', 'update'],
  ] as const)
    expect([line, read(line)]).toEqual([line, { at, text }]);
  expect(read('14:05 carrier called', now, 'America/New_York')).toContain('has not come yet');
  expect(read('08:05 carrier called', now, 'America/New_York')).toMatchObject({ at: '2026-11-23T13:05:00.000Z' });
});

test('what is no time of the day stays what it is', () => {
  for (const line of [
    'carrier called',
    '112 works',
    '4.05 euro a minute',
    '25:10 left',
    '14:05',
    '10:75 odds',
    '1:2 ratio',
    '14:0512 x',
  ])
    expect([line, read(line)]).toEqual([line, { at: undefined, text: line }]);
});

test('what has not come yet, and what is not on the clock, is refused with a sentence', () => {
  expect(read('15:10 not yet')).toBe(
    '15:10 has not come yet: it is 15:00 now (Europe/Amsterdam). Was it yesterday? Then write “yesterday 15:10 …”.',
  );
  expect(read('2027-01-01 10:00 x')).toContain('has not come yet');
  expect(read('2026-02-30 10:00 x')).toBe('There is no such time on the clock: 2026-02-30 10:00 (Europe/Amsterdam).');
  // The night on which the clock goes from 2 to 3.
  const spring = Date.parse('2026-03-29T12:00:00Z');
  expect(read('02:30 x', spring)).toContain('There is no such time on the clock');
  // The night on which the hour from 2 to 3 comes twice: the later one that has passed.
  expect(read('02:30 x', Date.parse('2026-10-25T00:45:00Z'))).toMatchObject({ at: '2026-10-25T00:30:00.000Z' });
  expect(read('02:30 x', Date.parse('2026-10-25T12:00:00Z'))).toMatchObject({ at: '2026-10-25T01:30:00.000Z' });
});

test('a moment of the last day, written as its local clock shows it, is read back to the minute or its twin', () => {
  const zones = ['Europe/Amsterdam', 'America/St_Johns', 'Pacific/Chatham', 'UTC', 'Australia/Lord_Howe'];
  fc.assert(
    fc.property(
      fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2032, 0, 1) }),
      fc.integer({ min: 0, max: 86_400_000 }),
      fc.constantFrom(...zones),
      (at, ago, where) => {
        const moment = Math.floor((at - ago) / 60_000) * 60_000;
        const shown = new Intl.DateTimeFormat('sv-SE', {
          ...{ timeZone: where, dateStyle: 'short', timeStyle: 'short' },
        }).format(moment);
        const result = readLine(`${shown} happened`, where, at);
        if (!result.ok) throw new Error(result.reason.en);
        expect(result.value.text).toBe('happened');
        // An hour that comes twice is the later one, at most an hour away.
        const away = result.value.at! - moment;
        expect([0, 30 * 60_000, 3_600_000]).toContain(away);
      },
    ),
    { numRuns: 500 },
  );
});
