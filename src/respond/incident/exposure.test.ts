import { expect, test } from 'vitest';
import { exposureOf } from './exposure.ts';

const of = (tenant: string, payer: string, cost: number) => ({ tenant, payer, cost });

test('two alerts about one account are about the same calls; accounts and customers add up', () => {
  expect(exposureOf([])).toBe(0);
  expect(exposureOf([of('a', '201', 5), of('a', '201', 9), of('a', '202', 2)])).toBe(11);
  expect(exposureOf([of('a', '201', 5), of('b', '201', 9)])).toBe(14);
});

test('an alert about the whole customer has its accounts in it', () => {
  expect(exposureOf([of('a', '', 20), of('a', '201', 5)])).toBe(20);
  expect(exposureOf([of('a', '', 3), of('a', '201', 5), of('a', '202', 4)])).toBe(9);
});
