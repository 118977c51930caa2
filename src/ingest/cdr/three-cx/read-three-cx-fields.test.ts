import { expect, test } from 'vitest';
import { readThreeCxFields } from './read-three-cx-fields.ts';

const few = ['callid', 'time-start', 'time-end', 'from-no', 'to-no'];

test('fields of 3CX are read as a list, as a text and as they are', () => {
  for (const text of [
    `fields: [${few.join(', ')}]`,
    `fields:\n${few.map((field) => `  - ${field}\n`).join('')}`,
    `fields: ${few.join(', ')}\n`,
    few.join(','),
    `[${few.join(',')}]`,
  ])
    expect(readThreeCxFields(text)).toEqual({ ok: true, value: few });
});

test.each([
  ['fields: [callid, nothing]', /"nothing" is no field/],
  ['fields: [callid, callid]', /stands twice/],
  ['fields: []', /time-start is missing/],
  ['columns: { start: a }', /write “fields:”/],
  ['fields: 3', /write “fields:”/],
  ['', /write “fields:”/],
  [': : [', /no YAML/],
  ['x'.repeat(70_000), /longer than 64 KiB/],
])('what no call can be read from is refused: %#', (text, reason) => {
  const read = readThreeCxFields(text);
  expect(!read.ok && read.reason).toMatch(reason);
});
