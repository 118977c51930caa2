import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadContext } from '../format.ts';
import { LocalClock } from './local-clock.ts';
import { TimestampReader } from './timestamp.ts';
import { createZone } from './zone.ts';

const context: ReadContext = {
  zone: createZone('Europe/Amsterdam'),
  year: undefined,
  receivedAt: Date.parse('2026-11-23T00:00:00Z'),
};

function read(text: string, reader = new TimestampReader(), how: ReadContext = context): [string, string] {
  const bytes = Buffer.from(`xx${text}`);
  const time = reader.read(bytes, 2, bytes.length, how);
  return [Number.isNaN(time) ? 'none' : new Date(time).toISOString(), bytes.toString('utf8', reader.next)];
}

const cases: [string, string, string][] = [
  ['2026-11-22 03:04:05 x', '2026-11-22T02:04:05.000Z', ' x'],
  ['2026-11-22 03:04:05.678 x', '2026-11-22T02:04:05.678Z', ' x'],
  ['2026-11-22 03:04:05,678 x', '2026-11-22T02:04:05.678Z', ' x'],
  ['2026-11-22T03:04:05.123+0100 x', '2026-11-22T02:04:05.123Z', ' x'],
  ['2026-11-22T03:04:05.123456+05:30', '2026-11-21T21:34:05.123Z', ''],
  ['2026-11-22T03:04:05.123456789Z', '2026-11-22T03:04:05.123Z', ''],
  ['2026-11-22T03:04:05-08:00', '2026-11-22T11:04:05.000Z', ''],
  ['2026-11-22 03:04:05 +0200 x', '2026-11-22T01:04:05.000Z', ' x'],
  ['2026-11-22 03:04:05. x', '2026-11-22T02:04:05.000Z', '. x'],
  ['Nov 22 03:04:05 host', '2026-11-22T02:04:05.000Z', ' host'],
  ['Nov  2 03:04:05 host', '2026-11-02T02:04:05.000Z', ' host'],
  ['Nov 02 03:04:05.5 host', '2026-11-02T02:04:05.500Z', ' host'],
  ['Nov 22 2024 03:04:05: %X', '2024-11-22T02:04:05.000Z', ': %X'],
  ['Nov 22 03:04:05 2024 host', '2024-11-22T02:04:05.000Z', ' host'],
  ['Nov 22 03:04:05 2024: %X', '2024-11-22T02:04:05.000Z', ': %X'],
  ['Nov 22 03:04:05 2001:db8::5 sshd', '2026-11-22T02:04:05.000Z', ' 2001:db8::5 sshd'],
  ['Nov 22 03:04:05 2003:: sshd', '2026-11-22T02:04:05.000Z', ' 2003:: sshd'],
  ['Nov 22 03:04:05 2024x', '2026-11-22T02:04:05.000Z', ' 2024x'],
  ['Dec 31 23:00:00 x', '2026-12-31T22:00:00.000Z', ' x'],
  ['Jul  1 12:00:00 x', '2026-07-01T10:00:00.000Z', ' x'],
  ['Jan  1 12:00:00 x', '2027-01-01T11:00:00.000Z', ' x'],
  ['Feb 29 12:00:00 x', '2028-02-29T11:00:00.000Z', ' x'],
  ['[Nov 22 03:04:05] N', '2026-11-22T02:04:05.000Z', ' N'],
  ['[2026-11-22 03:04:05] N', '2026-11-22T02:04:05.000Z', ' N'],
  ['[2026-11-22 03:04:05.012] N', '2026-11-22T02:04:05.012Z', ' N'],
  ['[Sun Nov 22 03:04:05 2026] x', '2026-11-22T02:04:05.000Z', ' x'],
  ['[Sun Nov 22 03:04:05.250 2026] x', '2026-11-22T02:04:05.250Z', ' x'],
  ['22/Nov/2026:03:04:05 +0100 x', '2026-11-22T02:04:05.000Z', ' x'],
  ['[22/Nov/2026 03:04:05.678] x', '2026-11-22T02:04:05.678Z', ' x'],
  ['[22-11-2026 03:04:05] x', '2026-11-22T02:04:05.000Z', ' x'],
  ['[22-11-2026 03:04:05.678] x', '2026-11-22T02:04:05.678Z', ' x'],
  ['[11-22-2026 03:04:05] x', 'none', '[11-22-2026 03:04:05] x'],
  ['22-11-2026 03:04:05 x', 'none', '22-11-2026 03:04:05 x'],
  ['1795313045 x', '2026-11-22T02:04:05.000Z', ' x'],
  ['1795313045.5 x', '2026-11-22T02:04:05.500Z', ' x'],
  ['2026-02-29 03:04:05', 'none', '2026-02-29 03:04:05'],
  ['2026-11-31 03:04:05', 'none', '2026-11-31 03:04:05'],
  ['2026-11-22 24:04:05', 'none', '2026-11-22 24:04:05'],
  ['[Nov 22 03:04:05', 'none', '[Nov 22 03:04:05'],
  ['17953130455', 'none', '17953130455'],
  ['Nov 22 3:04:05', 'none', 'Nov 22 3:04:05'],
  ['hello world, how are you', 'none', 'hello world, how are you'],
];

describe('TimestampReader', () => {
  it.each(cases)('reads %s', (text, time, rest) => {
    expect(read(text)).toEqual([time, rest]);
  });

  it('gives the same whatever it read before', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(cases.length - 1), { minLength: 2, maxLength: 12 }), (picks) => {
        const reader = new TimestampReader();
        for (const pick of picks) {
          const [text, time, rest] = cases[pick];
          expect(read(text, reader)).toEqual([time, rest]);
        }
      }),
    );
  });

  it('takes the second of two when local time steps back, and a zone at its word', () => {
    const reader = new TimestampReader();
    const clock = new LocalClock('replay');
    const time = (text: string) => read(text, reader, { ...context, year: 2026, clock })[0].slice(5, 19);
    expect(time('2026-10-25 01:59:59')).toBe('10-24T23:59:59');
    expect(time('2026-10-25 02:59:00')).toBe('10-25T00:59:00');
    expect(time('2026-10-25 02:58:30')).toBe('10-25T00:58:30');
    // Its own zone says which; that of others says nothing.
    expect(time('2026-10-25 02:01:00+0100')).toBe('10-25T01:01:00');
    expect(time('2026-10-25 02:01:00+0000')).toBe('10-25T02:01:00');
    expect(time('2026-10-25 02:59:01')).toBe('10-25T00:59:01');
    expect(time('[2026-10-25 02:01:00.5]')).toBe('10-25T01:01:00');
    expect(time('[2026-10-25 02:01:00]')).toBe('10-25T01:01:00');
    expect(time('Oct 25 02:01:01')).toBe('10-25T01:01:01');
    expect(time('Oct 25 02:59:59')).toBe('10-25T01:59:59');
    expect(time('2026-10-25 03:00:00')).toBe('10-25T02:00:00');
    // Without a clock always the first.
    expect(read('2026-10-25 02:01:00', reader)[0]).toBe('2026-10-25T00:01:00.000Z');
    expect(read('2026-10-25 02:01:00', reader)[0]).toBe('2026-10-25T00:01:00.000Z');
  });

  it('takes the year of the context', () => {
    expect(read('Nov 22 03:04:05', undefined, { ...context, year: 2019 })[0]).toBe('2019-11-22T02:04:05.000Z');
    expect(read('Feb 29 03:04:05', undefined, { ...context, year: 2019 })[0]).toBe('none');
  });

  it('counts on from the year of the context when the months begin anew', () => {
    const reader = new TimestampReader();
    const year = (text: string) => read(text, reader, { ...context, year: 2025 })[0].slice(0, 10);
    expect(year('Mar  1 12:00:00')).toBe('2025-03-01');
    expect(year('Dec 31 12:00:00')).toBe('2025-12-31');
    expect(year('Jan  1 12:00:00')).toBe('2026-01-01');
    expect(year('Dec 31 12:00:01')).toBe('2025-12-31');
    expect(year('Jan  1 12:00:01')).toBe('2026-01-01');
    expect(year('Nov  1 12:00:00')).toBe('2026-11-01');
    expect(year('Oct 31 12:00:00')).toBe('2026-10-31');
  });

  it('takes the nearest year at every time of receipt', () => {
    const reader = new TimestampReader();
    const zone = createZone('UTC');
    fc.assert(
      fc.property(fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }), (second) => {
        const receivedAt = second * 1_000;
        const [time] = read('Jun 15 12:00:00', reader, { zone, year: undefined, receivedAt });
        expect(Math.abs(Date.parse(time) - receivedAt)).toBeLessThanOrEqual(183 * 86_400_000);
        expect(read('Jun 15 12:00:00', undefined, { zone, year: undefined, receivedAt })[0]).toBe(time);
      }),
    );
  });

  it('never throws and never reads outside', () => {
    const reader = new TimestampReader();
    const piece = fc.constantFrom(
      '2026-11-22',
      ' ',
      'T',
      '03:04:05',
      '.123',
      '+01:00',
      'Nov 22',
      '[',
      ']',
      '2026',
      'Sun ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 8 }),
        fc.nat(40),
        (parts, cut) => {
          const whole = Buffer.from(parts.join(''));
          const end = Math.min(cut, whole.length);
          const time = reader.read(whole, 0, end, context);
          expect(reader.next).toBeLessThanOrEqual(end);
          const alone = new TimestampReader();
          expect(alone.read(Buffer.from(whole.subarray(0, end)), 0, end, context)).toBe(time);
        },
      ),
    );
  });
});
