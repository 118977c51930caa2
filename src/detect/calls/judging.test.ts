import { expect, test } from 'vitest';
import { Call } from '../../core/calls/call.ts';
import { looksLikeErrand } from './judging.ts';
import type { Watched } from './suspicion.ts';

function watched(number: string, payer: string): Watched {
  const call = Object.assign(new Call(), { number, payer });
  const run = number.slice(0, -4);
  return { call, payer, run } as Watched;
}
const few = ['2205543754', '2207437114', '2202931468', '2206805420'];
const list = ['9607138551', '9607138552', '9607138553', '9607138554'];
const calls = (numbers: readonly string[], payers: readonly string[], times: number) =>
  Array.from({ length: times }, (_, i) => numbers.map((number) => watched(number, payers[i % payers.length]!))).flat();

test.each([
  ['a few numbers, again and again', calls(few, ['201'], 3), true],
  ['a few numbers, by several accounts', calls(few, ['201', '205'], 2), true],
  ['each number once', calls(few, ['201'], 1), false],
  ['numbers next to each other, again and again', calls(list, ['201', '205'], 3), false],
  ['one number, pumped', calls(['2205543754'], ['201', '205'], 30), false],
  ['nothing', [], false],
] as const)('%s', (_what, made, errand) => {
  expect(looksLikeErrand(made)).toBe(errand);
});
