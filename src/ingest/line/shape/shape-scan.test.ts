import { expect, test } from 'vitest';
import { recordShape } from './compile.ts';
import {
  either,
  end,
  ipv4,
  many,
  mark,
  maybe,
  not,
  note,
  oneOf,
  port,
  room,
  type Shape,
  skip,
  some,
  text,
  unless,
  unlessAnyCase,
  until,
} from './shape.ts';
import { ShapeScan } from './shape-scan.ts';

const stamp = '[2026-11-22 03:04:05]';

/** Shape of each line behind a timestamp, and what it noted in the first slots. */
function look(shape: Shape, lines: readonly string[], slots = 0): (number | readonly number[])[] {
  const scan = new ShapeScan([shape], 0, 4096);
  const length = scan.bytes.write(lines.map((line) => `${stamp} ${line}\n`).join(''));
  const found = scan.find(0, length, true);
  expect(found).toBe(lines.length);
  return lines.map((_, i) => {
    const at = i * scan.stride;
    const noted = [...scan.places.subarray(at + 5, at + 5 + slots)];
    return scan.places[at + recordShape] === 0 ? 0 : slots === 0 ? 1 : noted;
  });
}

test.each<[string, Shape, readonly string[], readonly string[]]>([
  [
    'text of any length',
    [text('abcdefghijk'), text('lmno'), text('pqr'), text('s'), end],
    ['abcdefghijklmnopqrs'],
    ['abcdefghijklmnopqrS', 'abcdefghijk'],
  ],
  ['some, at most', [some('digits', 3), end], ['1', '123'], ['', '1234', '1a']],
  ['until', [until('"<'), text('"'), end], ['a"', '"', `${'x'.repeat(40)}"`], ['a<"', 'a', '']],
  ['not and unless', [not(',;'), unless('sip'), some('letters'), end], ['a', 'si'], [',a', ';', 'sip', 'sips']],
  [
    'unless, in any case',
    [unlessAnyCase('sip'), unlessAnyCase('tel:'), many(some('word')), maybe(text(':')), end],
    ['', 'si', 'tel', 'asip', 'te:'],
    ['sip', 'SIPs', 'sIp:', 'tel:', 'TEL:'],
  ],
  [
    'either and maybe',
    [either([text('a'), text('b')], [text('a')]), maybe(text('c'), text('d')), end],
    ['ab', 'a', 'acd', 'abcd'],
    ['b', 'ac'],
  ],
  ['many', [many(text(','), some('word')), end], ['', ',a', ',a,b'], [',', ',a,']],
  ['room', [room(4), text('a')], ['abcd'], ['abc']],
  ['skip', [skip(2), text('c'), end], ['abc'], ['ab', 'a']],
])('%s', (_, shape, fit, others) => {
  expect(look(shape, [...fit, ...others])).toEqual([...fit.map(() => 1), ...others.map(() => 0)]);
});

test('notes places, choices, addresses and ports', () => {
  const shape: Shape = [oneOf(0, ['udp', 'tcp']), text(' '), ipv4(1), text(':'), port(2), mark(3), note(4, 9), end];
  const [one, two, ...none] = look(
    shape,
    [
      'udp 192.0.2.1:5060',
      'tcp 0.0.0.255:0',
      'tls 1.2.3.4:5',
      'udp 1.2.3.256:5',
      'udp 1.2.3:5',
      'udp 01.2.3.4:5',
      'udp 1.2.3.4:65536',
      'udp 1.2.3.4:',
    ],
    5,
  );
  expect(one).toEqual([0, 0xc0000201 | 0, 5060, 40, 9]);
  expect(two).toEqual([1, 255, 0, 78, 9]);
  expect(none).toEqual([0, 0, 0, 0, 0, 0]);
});

test('passes over noise of the same second, but not when all lines are wanted', () => {
  const scan = new ShapeScan([[text('noise')], [text('event')]], 1, 4096);
  const next = stamp.replace('05]', '06]');
  const lines = [
    `${stamp} noise`,
    `${stamp} noise`,
    `${stamp} event`,
    `${stamp} noise`,
    `${next} noise`,
    `${next} noise`,
  ];
  const whole = `${lines.join('\n')}\n`;
  const length = scan.bytes.write(`${whole}unfinished`);
  expect(scan.find(0, length, false)).toBe(3);
  expect([scan.rest, scan.passed]).toEqual([whole.length, 6]);
  expect([0, 1, 2].map((i) => scan.places[i * scan.stride + 2])).toEqual([1, 3, 5]);
  expect(scan.find(0, length, true)).toBe(6);
  scan.mayPassOver = false;
  expect(scan.find(0, length, false)).toBe(6);
});

test('a line without a timestamp fits nothing, and the next one is looked at', () => {
  const scan = new ShapeScan([[text('a')]], 1, 4096);
  const lines = ['', 'a', '[] a', `[${'9'.repeat(31)}] a`, stamp, `${stamp}a`, `${stamp} a`, '['];
  const length = scan.bytes.write(`${lines.join('\n')}\n`);
  expect(scan.find(0, length, true)).toBe(lines.length);
  expect(lines.map((_, i) => scan.places[i * scan.stride + recordShape])).toEqual([0, 0, 0, 0, 0, 0, 1, 0]);
});

test('finds the end of a line of any length, wherever the chunk ends', () => {
  const scan = new ShapeScan([[text('a')]], 0, 4096);
  for (let length = 0; length < 200; length++) {
    // What lies behind the chunk is left over from the one before.
    scan.bytes.fill('\n');
    scan.bytes.write(`\n${'x'.repeat(length)}\ny`, 0);
    expect([length, scan.find(1, length + 1, true), scan.rest]).toEqual([length, 0, 1]);
    expect([length, scan.find(1, length + 2, true), scan.rest]).toEqual([length, 1, length + 2]);
    expect(scan.places[0]).toBe(length + 1);
    expect(scan.find(1, length + 3, true)).toBe(1);
  }
});
