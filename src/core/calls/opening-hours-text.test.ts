import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpenAt } from './opening-hours.ts';
import { readOpeningHours } from './opening-hours-text.ts';

const days = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];
/** `mo 8:00-17:30` of each span. */
function shown(text: string): string[] {
  const read = readOpeningHours(text);
  if (!read.ok || !read.value) throw new Error(`${text}: ${read.ok ? 'unknown' : read.reason}`);
  const clock = (minute: number) =>
    `${days[Math.floor(minute / 1_440) % 7]} ${Math.floor((minute % 1_440) / 60)}:${String(minute % 60).padStart(2, '0')}`;
  return read.value.open.map(([from, until]) => `${clock(from)} - ${clock(until)}`);
}
const each = (which: string, from: string, until: string) =>
  which.split(' ').map((day) => `${day} ${from} - ${day} ${until}`);
const week = 'mo tu we th fr';

describe('readOpeningHours', () => {
  it.each([
    ['Mo-Fr 08:00-17:30', each(week, '8:00', '17:30')],
    ['ma-vr 8-18; za 10:00-16:00', [...each(week, '8:00', '18:00'), ...each('sa', '10:00', '16:00')]],
    ['mon,tue,wed 09:00-17:00', each('mo tu we', '9:00', '17:00')],
    ['1-5 0900-1730', each(week, '9:00', '17:30')],
    ['1,3 9-17, 6 10-12', [...each('mo we', '9:00', '17:00'), ...each('sa', '10:00', '12:00')]],
    ['ma t/m vr van 8.30 tot 17.00 uur', each(week, '8:30', '17:00')],
    ['Mon-Fri 9am-5:30pm', each(week, '9:00', '17:30')],
    ['8-18', each(days.join(' '), '8:00', '18:00')],
    [
      'daily 8-20; we 8-12; su closed',
      [...each('mo tu', '8:00', '20:00'), ...each('we', '8:00', '12:00'), ...each('th fr sa', '8:00', '20:00')],
    ],
    ['Mo 08:00-12:00, 13:00-17:00', ['mo 8:00 - mo 12:00', 'mo 13:00 - mo 17:00']],
    ['fr-sa 22:00-04:00', ['fr 22:00 - sa 4:00', 'sa 22:00 - su 4:00']],
    ['su 20:00-02:00', ['mo 0:00 - mo 2:00', 'su 20:00 - mo 0:00']],
    ['24/7', ['mo 0:00 - mo 0:00']],
    ['elke dag 24 uur', ['mo 0:00 - mo 0:00']],
    ['Mo-Fr 00:00-24:00', ['mo 0:00 - sa 0:00']],
    ['closed', []],
    ['gesloten', []],
    ['Mo-Fr 08:00-18:00; PH off', each(week, '8:00', '18:00')],
    [
      '{"mon": ["09:00-17:00"], "tue": ["10:00-12:00"]}',
      [...each('mo', '9:00', '17:00'), ...each('tu', '10:00', '12:00')],
    ],
    ['werkdagen 9–17', each(week, '9:00', '17:00')],
  ])('reads %s', (text, spans) => {
    expect(shown(text)).toEqual(spans);
  });

  it.each(['', ' ', '-', '?', 'unknown', 'onbekend'])('takes “%s” for unknown', (text) => {
    expect(readOpeningHours(text)).toEqual({ ok: true, value: undefined });
  });

  it.each([
    'Mo-Fr',
    '1-5',
    'foo',
    'Mo-Fr 25:00-26:00',
    'Mo-Fr 9-17 unless it rains',
    'Mo 9',
    '9:75-10:00',
    'x'.repeat(600),
  ])('refuses “%s” with a sentence', (text) => {
    const read = readOpeningHours(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.reason).toMatch(/opening hours/);
  });

  it('never throws; spans ascend, lie apart and inside the week', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'mo',
        'vr',
        '-',
        ' ',
        ',',
        ';',
        '8',
        '17:30',
        '24/7',
        '22:00',
        '04:00',
        'closed',
        'am',
        'pm',
        '1',
        '7',
        '0900',
        'tot',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
        const read = readOpeningHours(pieces.join(''));
        if (!read.ok || !read.value) return;
        let last = -1;
        for (const [from, until] of read.value.open) {
          expect(from).toBeGreaterThan(last);
          expect(until).toBeGreaterThan(from);
          expect([isOpenAt(read.value, from), isOpenAt(read.value, until)]).toEqual([true, false]);
          last = until;
        }
        expect(last).toBeLessThanOrEqual(10_080);
      }),
      { numRuns: 2_000 },
    );
  });
});
