import { expect, test } from 'vitest';
import { ByName, noteName } from './by-name.ts';

test('keeps what is known of the name read last, and nothing of others', () => {
  const known = new ByName<number>();
  noteName('1001', 7);
  known.set('1001', 1);
  known.set('1002', 2);
  expect(known.get('1001')).toBe(1);
  expect(known.get('1002')).toBeUndefined();
  noteName('1002', 8);
  expect(known.get('1001')).toBeUndefined();
  expect(known.get('1002')).toBeUndefined();
});

test('a name without a number is not kept, and one of the same number takes the place', () => {
  const known = new ByName<number>();
  noteName('1001', 0);
  known.set('1001', 1);
  expect(known.get('1001')).toBeUndefined();
  noteName('1001', 7);
  known.set('1001', 1);
  noteName('1002', 7 + 4096);
  expect(known.get('1002')).toBeUndefined();
  known.set('1002', 2);
  expect(known.get('1002')).toBe(2);
  noteName('1001', 7);
  expect(known.get('1001')).toBeUndefined();
});
