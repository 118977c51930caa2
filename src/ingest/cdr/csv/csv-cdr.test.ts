import { describe, expect, it } from 'vitest';
import type { CdrCall } from '../cdr-call.ts';
import type { CdrFormat } from '../cdr-format.ts';
import { callOf, cdrPromises, readCdr, reasonOf, testOptions } from '../cdr-promises.ts';
import { createCsvCdr, mappingFault, NoMappingError } from './csv-cdr.ts';
import { readCsvMapping } from './read-csv-mapping.ts';

const dutch = `
delimiter: ";"
time: DD-MM-YYYY HH:mm:ss
columns:
  id: Kenmerk
  start: [Datum, Tijd]
  from: Beller
  to: Gebeld nummer
  duration: Duur
  outcome: Status
  direction: Richting
constants: { accountCode: acme }
outcomes: { VRB: answered }
directions: { U: out }
`;
const header = 'Kenmerk;Datum;Tijd;Beller;Gebeld nummer;Duur;Status;Richting';
const plain = `
header: false
columns: { start: 1, answer: 2, end: 3, to: 4, billable: 5 }
`;

function mapped(yaml: string): CdrFormat {
  const mapping = readCsvMapping(yaml);
  if (!mapping.ok) throw new Error(mapping.reason);
  return createCsvCdr({ ...testOptions, mapping: mapping.value });
}
function afterHeader(): CdrFormat {
  const format = mapped(dutch);
  expect(readCdr(format, `\ufeff${header}\r`)).toBeUndefined();
  return format;
}
const start = Date.parse('2026-11-22T02:04:05Z');

describe('csv', () => {
  it('reads by the names in the header', () => {
    const call = callOf(afterHeader(), 'k1;22-11-2026;03:04:05;0201234567;00220700123;0:10:00;VRB;U\r');
    expect(call).toMatchObject({
      id: 'k1',
      linkedId: 'k1',
      from: '0201234567',
      to: '00220700123',
      accountCode: 'acme',
      direction: 'out',
      start,
      answer: start,
      end: start + 600_000,
      outcome: 'answered',
    });
  });

  it('says which column of a mapping the first line does not have', () => {
    const fault = (yaml: string, text: string) => {
      const mapping = readCsvMapping(yaml);
      if (!mapping.ok) throw new Error(mapping.reason);
      return mappingFault(mapping.value, Buffer.from(text));
    };
    expect(fault(dutch, `\n\ufeff${header}\r\nk1;22-11-2026;03:04:05;1;2;3;VRB;U`)).toBeUndefined();
    expect(fault(dutch, header.replace('Gebeld nummer', 'Gebeld'))).toBe(
      'columns.to names column “Gebeld nummer”, which is not in the first line: Kenmerk, Datum, Tijd, Beller, Gebeld, Duur, Status, Richting',
    );
    expect(fault(dutch, header.replace('Status', 'Duur'))).toMatch(
      /columns.duration names column “Duur”, which the first line has twice/,
    );
    expect(fault(dutch.replace('delimiter: ";"', ''), header)).toMatch(/columns.id names column “Kenmerk”/);
    expect(fault(plain, '2026-11-22 03:04:05,,2026-11-22 03:05:05,0201234567')).toBe(
      'columns.billable names column 5, but the first line has 4',
    );
    expect(fault(plain, '')).toBeUndefined();
  });

  it('knows common words without being told', () => {
    const call = callOf(afterHeader(), 'k1;22-11-2026;03:04:05;1;2;25;Geen gehoor;Inkomend');
    expect(call).toMatchObject({ outcome: 'no-answer', answer: undefined, end: start + 25_000, direction: 'in' });
  });

  it('passes over the header when it comes again', () => {
    const format = afterHeader();
    expect(readCdr(format, header)).toBeUndefined();
  });

  it('reads by numbers, and counts back from the end what was billed', () => {
    const format = mapped(plain);
    expect(callOf(format, '2026-11-22 03:04:05,,2026-11-22 03:14:15,00220700123,600')).toMatchObject({
      id: `1@${start}//00220700123`,
      start,
      answer: start + 10_000,
      end: start + 610_000,
      outcome: 'answered',
    });
    expect(callOf(format, '2026-11-22 03:04:05,,2026-11-22 03:04:15,00220700123,0')).toMatchObject({
      outcome: 'no-answer',
      answer: undefined,
    });
  });

  it('takes zones in the times, and that of the mapping before that of the source', () => {
    const zoned = mapped(`${plain}\nzone: America/New_York`);
    const line = '2026-11-22T03:04:05,,2026-11-22T03:14:15,1,600';
    expect(callOf(zoned, line).start).toBe(Date.parse('2026-11-22T08:04:05Z'));
    expect(callOf(mapped(plain), '2026-11-22T03:04:05Z,,2026-11-22T03:14:15Z,1,600').start).toBe(
      Date.parse('2026-11-22T03:04:05Z'),
    );
  });

  it.each([
    ['D-M-YYYY H:mm', '2-1-2026 3:04', '2026-01-02T02:04:00Z'],
    ['M/D/YY h:mm:ss A', '1/2/26 12:04:05 am', '2026-01-01T23:04:05Z'],
    ['M/D/YY h:mm:ss A', '1/2/26 12:04:05 PM', '2026-01-02T11:04:05Z'],
    ['YYYYMMDDHHmmss', '20260102030405', '2026-01-02T02:04:05Z'],
    ['DD.MM.YYYY HH:mm:ss.SSS', '02.01.2026 03:04:05.250', '2026-01-02T02:04:05.250Z'],
    ['epoch', '1767319445.5', '2026-01-02T02:04:05.500Z'],
    ['epoch-ms', '1767319445250', '2026-01-02T02:04:05.250Z'],
  ])('reads times as %s', (time, text, utc) => {
    const format = mapped(`header: false\ntime: "${time}"\ncolumns: {start: 1, to: 2, duration: 3}`);
    expect(callOf(format, `${text},0900,5`)).toMatchObject({ start: Date.parse(utc), end: Date.parse(utc) + 5_000 });
    for (const wrong of ['', 'x', `${text}1x`, '32-13-2026 3:04', '99/99/99 1:11:11 AM', '2026130203040506'])
      expect(reasonOf(format, `${wrong},0900,5`)).toBe('bad-time');
  });

  it('takes from numbers what spreadsheets put around them, and refuses what they destroyed', () => {
    const format = mapped(plain);
    const line = (to: string) => `2026-11-22 03:04:05,,2026-11-22 03:14:15,${to},600`;
    expect(callOf(format, line('"=""0031612"""')).to).toBe('0031612');
    expect(callOf(format, line("'+31612")).to).toBe('+31612');
    expect(reasonOf(format, line('"3,16E+10"'))).toBe('ambiguous');
  });

  it.each([
    ['too-few-columns', 'k1;22-11-2026;03:04:05;1;2;25;x'],
    ['too-many-columns', 'k1;22-11-2026;03:04:05;1;2;25;x;y;z'],
    ['too-many-columns', 'k1;22-11-2026;03:04:05;Pieters; Jan;2;25;x;y'],
    ['ambiguous', 'k1;22-11-2026;03:04:05;"Pieters" Jan;2;25;x;y'],
    ['bad-time', 'k1;2026-11-22;03:04:05;1;2;25;x;y'],
    ['bad-duration', 'k1;22-11-2026;03:04:05;1;2;long;x;y'],
    ['bad-duration', 'k1;22-11-2026;03:04:05;1;2;;x;y'],
    ['impossible-duration', 'k1;22-11-2026;03:04:05;1;2;-4;x;y'],
    ['impossible-duration', 'k1;22-11-2026;03:04:05;1;2;2678401;x;y'],
  ])('refuses as %s', (reason, line) => {
    expect(reasonOf(afterHeader(), line), line).toBe(reason);
  });

  it('holds a file without header to the columns of its first call', () => {
    const format = mapped(plain);
    callOf(format, '2026-11-22 03:04:05,,2026-11-22 03:14:15,1,600');
    expect(reasonOf(format, '2026-11-22 03:04:05,,2026-11-22 03:14:15,1,600,x')).toBe('too-many-columns');
  });

  it('refuses a file whose header lacks a column, to its last line', () => {
    const format = mapped(dutch);
    expect(reasonOf(format, header.replace('Duur', 'Lengte'))).toBe('not-this-format');
    expect(reasonOf(format, 'k1;22-11-2026;03:04:05;1;2;25;x;y')).toBe('not-this-format');
  });

  it('tells when the length is not that of the times', () => {
    const call = callOf(mapped(plain), '2026-11-22 03:04:05,2026-11-22 03:04:15,2026-11-22 03:14:15,1,900') as CdrCall;
    expect(call.disagrees).toBe(true);
  });

  it('needs a mapping', () => {
    expect(() => createCsvCdr(testOptions)).toThrow(NoMappingError);
  });

  it.each([
    ['a: [', 'no YAML'],
    ['colour: red\ncolumns: {}', 'colour'],
    ['columns: {start: 1, to: 2, colour: 3}', 'columns'],
    ['columns: {to: 2, end: 3}', 'columns.start'],
    ['columns: {start: 1, end: 3}', 'columns.to'],
    ['columns: {start: 1, to: 3}', 'duration'],
    ['columns: {start: 0, to: 3, end: 2}', 'columns.start'],
    ['columns: {start: 1, to: [a, b], end: 2}', 'columns.to'],
    ['header: false\ncolumns: {start: x, to: 2, end: 3}', 'numbers'],
    ['delimiter: ab\ncolumns: {start: 1, to: 2, end: 3}', 'delimiter'],
    ['zone: Europe/Atlantis\ncolumns: {start: 1, to: 2, end: 3}', 'zone'],
    ['time: HH:mm\ncolumns: {start: 1, to: 2, end: 3}', 'time'],
    ['time: DD-MM-DD\ncolumns: {start: 1, to: 2, end: 3}', 'time'],
    ['constants: {direction: up}\ncolumns: {start: 1, to: 2, end: 3}', 'constants.direction'],
    ['outcomes: {x: y}\ncolumns: {start: 1, to: 2, end: 3}', 'outcomes'],
    ['a: &a [1]\nb: *a', ''],
    ['', ''],
    [`#${'x'.repeat(70_000)}`, '64'],
  ])('refuses the mapping %j', (yaml, word) => {
    const mapping = readCsvMapping(yaml);
    expect(mapping.ok).toBe(false);
    if (!mapping.ok) expect(mapping.reason).toContain(word);
  });

  cdrPromises(
    () => mapped(plain),
    [
      '2026-11-22 03:04:05,2026-11-22 03:04:15,2026-11-22 03:14:15,0900,600',
      '2026-11-22 03:04:05,,2026-11-22 03:04:15,"0900",0',
    ],
  );
});
