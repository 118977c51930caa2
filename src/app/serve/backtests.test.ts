import { expect, test } from 'vitest';
import type { Store } from '../../store/store.ts';
import { rulesOf } from '../rule-files.ts';
import { startBacktest } from './backtests.ts';

test('runs that read all that is kept are few at once, so that nobody stops the others with them', async () => {
  const gates: (() => void)[] = [];
  const store = {
    backtests: { insert: async () => {}, update: async () => {} },
    events: { load: () => new Promise<number>((resolve) => gates.push(() => resolve(0))) },
  } as unknown as Store;
  const [rule] = (await rulesOf(new URL('../../../rules', import.meta.url).pathname)).rules;
  const start = (tenant?: string) => startBacktest(store, rule, 1, tenant, () => 1);
  await start('acme');
  await start('acme');
  await expect(start('acme')).rejects.toMatchObject({ status: 429 });
  await start('bolt');
  await start();
  await expect(start()).rejects.toMatchObject({ status: 429 });
  await expect(start('bolt')).rejects.toMatchObject({ status: 429 });
  for (const open of gates) open();
  await new Promise((resolve) => setTimeout(resolve, 20));
  await start('acme');
});
