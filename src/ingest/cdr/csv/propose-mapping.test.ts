import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testOptions } from '../cdr-promises.ts';
import { type MappingProposal, proposeMapping } from './propose-mapping.ts';

function propose(lines: readonly string[]): MappingProposal {
  const proposal = proposeMapping(Buffer.from(lines.join('\n')), testOptions.zone);
  if (!proposal.ok) throw new Error(proposal.reason);
  return proposal.value;
}
function reason(text: string): string | undefined {
  const proposal = proposeMapping(Buffer.from(text), testOptions.zone);
  return proposal.ok ? undefined : proposal.reason;
}
const two = (value: number) => String(value).padStart(2, '0');
const days = Array.from({ length: 28 }, (_, i) => i + 1);

describe('proposeMapping', () => {
  it('reads a header in English', () => {
    const { mapping, notes, calls, lines } = propose([
      'Call ID,Start time,Answer time,End time,Source,Destination,Duration,Disposition',
      ...days.map(
        (d) =>
          `c${d},2026-11-${two(d)} 10:00:00,2026-11-${two(d)} 10:00:05,2026-11-${two(d)} 10:01:05,201,0031201234567,65,ANSWERED`,
      ),
    ]);
    expect(mapping).toMatchObject({
      delimiter: ',',
      header: true,
      time: 'iso',
      columns: {
        id: ['Call ID'],
        start: ['Start time'],
        answer: ['Answer time'],
        end: ['End time'],
        from: ['Source'],
        to: ['Destination'],
        duration: ['Duration'],
        outcome: ['Disposition'],
      },
    });
    expect({ notes, calls, lines }).toEqual({ notes: [], calls: 28, lines: 28 });
  });

  it('reads a Dutch header with a date and a time apart, semicolons and a byte order mark', () => {
    const { mapping, notes } = propose([
      '\ufeffDatum;Tijd;Beller;Gebeld nummer;Duur;Richting;Bedrag',
      ...days.map((d) => `${two(d)}-11-2026;10:00:00;0201234567;+31201234567;0:01:${two(d)};Uitgaand;"0,05"\r`),
    ]);
    expect(mapping).toMatchObject({
      delimiter: ';',
      time: 'DD-MM-YYYY HH:mm:ss',
      columns: {
        start: ['Datum', 'Tijd'],
        from: ['Beller'],
        to: ['Gebeld nummer'],
        duration: ['Duur'],
        direction: ['Richting'],
      },
    });
    expect(notes).toEqual([]);
  });

  it('reads without a header what the times and lengths tell', () => {
    const { mapping, notes } = propose(
      days.map(
        (d) =>
          `2026-11-${two(d)} 10:01:05\t201\t60\t0031201234567\t2026-11-${two(d)} 10:00:00\t65\t2026-11-${two(d)} 10:00:05`,
      ),
    );
    expect(mapping).toMatchObject({
      delimiter: '\t',
      header: false,
      columns: { start: [5], answer: [7], end: [1], from: [2], to: [4], duration: [6], billable: [3] },
    });
    expect(notes).toEqual(['destination-guessed']);
  });

  it('tells month and day apart where a day is beyond 12, and says so where none is', () => {
    const lines = (list: readonly number[]) => list.map((d) => `11/${two(d)}/2026 10:00:00,201,0031201234567,65`);
    expect(propose(lines(days)).mapping.time).toBe('MM/DD/YYYY HH:mm:ss');
    const unclear = propose(lines([1, 2, 3]));
    expect(unclear.mapping.time).toBe('DD/MM/YYYY HH:mm:ss');
    expect(unclear.notes).toContain('day-or-month-unclear');
    expect(unclear.notes).toContain('length-guessed');
  });

  it('says when some lines cannot be read', () => {
    const lines = days.map((d) => `2026-11-${two(d)} 10:00:00,201,0031201234567,65`);
    const proposal = propose([...lines, 'total,28,calls', '2026-11-22 10:00:00,201,"x" y,65']);
    expect(proposal).toMatchObject({ calls: 28, lines: 30 });
    expect(proposal.notes).toContain('some-lines-refused');
  });

  it.each([
    ['no-columns', ''],
    ['no-columns', 'hello\nworld'],
    ['no-columns', 'Start,To,Duration'],
    ['no-times', 'a,b\nc,d'],
    ['no-length', '2026-11-22 10:00:00,0031201234567\n2026-11-23 10:00:00,0031201234567'],
    ['no-destination', '2026-11-22 10:00:00,x,5\n2026-11-23 10:00:00,y,7'],
  ])('says %s', (expected, text) => {
    expect(reason(text)).toBe(expected);
  });

  it('never throws', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        '2026-11-22 10:00:00',
        '11/12/2026',
        '10:00',
        '5',
        '0031201234567',
        '',
        '"',
        'Start',
        'constructor',
        '__proto__',
      ),
      fc.string({ maxLength: 8 }),
    );
    const row = fc.array(cell, { minLength: 1, maxLength: 6 });
    const file = fc.tuple(fc.constantFrom(',', ';', '\t', '|'), fc.array(row, { maxLength: 6 }));
    fc.assert(
      fc.property(file, ([delimiter, rows]) => {
        proposeMapping(Buffer.from(rows.map((cells) => cells.join(delimiter)).join('\n')), testOptions.zone);
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        (bytes) => void proposeMapping(Buffer.from(bytes), testOptions.zone),
      ),
    );
  });

  it('takes bounded time for a wide file of anything', () => {
    const row = Array.from({ length: 128 }, (_, i) => `${i}1:02:0x`).join(',');
    const started = performance.now();
    reason(`${row}\n`.repeat(1_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('looks at no more than the first 1000 lines', () => {
    const line = '2026-11-22 10:00:00,201,0031201234567,65\n';
    const started = performance.now();
    expect(propose([line.repeat(200_000)])).toMatchObject({ lines: 1_000, calls: 1_000 });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
