import { afterEach, expect, test, vi } from 'vitest';
import type { GeoAttackPort } from '../../api/ports/geo.ts';
import type { GeoAttack } from '../../core/geo/geo-policy.ts';
import type { GeoAttackRecord } from '../../core/geo/records.ts';
import { AttackKeeper } from './attack-keeper.ts';

afterEach(() => vi.useRealTimers());

type Row = { -readonly [K in keyof GeoAttackRecord]: GeoAttackRecord[K] };

/** A keeper over rows in memory with the states of the store, and a kernel that follows when `kernel.follows`. */
function lab() {
  const clock = { now: 1_000_000 };
  const kernel = { follows: true, holds: true, trouble: 'no rights' };
  const rows = new Map<string, Row>();
  const move = async (id: string, from: readonly string[], change: Partial<Row>) => {
    const row = rows.get(id);
    if (!row || !from.includes(row.state)) return undefined;
    return Object.assign(row, change);
  };
  const attacks = {
    insert: async (attack: GeoAttack) => {
      const more = { confirmedAt: undefined, liftedAt: undefined, liftedBy: '', error: '', refused: 0, authorName: '' };
      rows.set(attack.id, { ...attack, ...more, state: 'asked' });
      return rows.get(attack.id);
    },
    open: async () => [...rows.values()].filter(({ liftedAt }) => liftedAt === undefined).map((row) => ({ ...row })),
    confirm: (id: string, at: number) =>
      move(id, ['asked', 'failed'], { state: 'in-force', confirmedAt: at, error: '' }),
    fail: (id: string, error: string) => move(id, ['asked', 'in-force', 'failed'], { state: 'failed', error }),
    extend: (id: string, until: number) => move(id, ['asked', 'in-force', 'failed'], { until }),
    lift: (id: string) => move(id, ['asked', 'in-force', 'failed'], { state: 'lifted' }),
    expire: (id: string) => move(id, ['asked', 'in-force', 'failed'], { state: 'expired' }),
    gone: (id: string, at: number) => move(id, ['lifted', 'expired'], { liftedAt: at }),
  } as unknown as GeoAttackPort;
  const keeper = new AttackKeeper({
    ...{ attacks, changed: () => {}, clock: () => clock.now, trouble: () => kernel.trouble },
    carryOut: async () => {
      kernel.holds = kernel.follows;
      return kernel.holds;
    },
    holds: () => kernel.holds,
  });
  return { clock, kernel, rows, attacks, keeper };
}

const attack = (until: number): GeoAttack => ({
  ...{ id: 'a', kind: 'only-known', scope: { level: 'provider', tenant: '', site: '', asset: '' }, services: [] },
  ...{ countries: [], from: 0, until, author: '', reason: '', alert: '' },
});

test('confirmed when it is in the kernel, and gone when the kernel let go', async () => {
  const { keeper, attacks, rows } = lab();
  await keeper.raise(attack(2_000_000), attacks);
  expect(rows.get('a')).toMatchObject({ state: 'in-force', confirmedAt: 1_000_000 });
  expect(await keeper.lift('a', 'Ann', attacks)).toBe(true);
  expect(rows.get('a')).toMatchObject({ state: 'lifted', liftedAt: 1_000_000 });
  expect(await keeper.lift('a', 'Ann', attacks)).toBe(false);
  keeper.stop();
});

test('what the kernel does not take is told as failed, and confirmed once it has it after all', async () => {
  const { keeper, attacks, rows, kernel } = lab();
  kernel.follows = false;
  await keeper.raise(attack(2_000_000), attacks);
  expect(rows.get('a')).toMatchObject({ state: 'failed', error: 'no rights', confirmedAt: undefined });
  kernel.holds = true;
  await keeper.settle();
  expect(rows.get('a')).toMatchObject({ state: 'in-force', error: '' });
  kernel.follows = false;
  await keeper.lift('a', 'Ann', attacks);
  expect(rows.get('a')).toMatchObject({ state: 'lifted', liftedAt: undefined });
  kernel.holds = true;
  await keeper.settle();
  expect(rows.get('a')?.liftedAt).toBe(1_000_000);
  keeper.stop();
});

test('one that failed and is tried again says what is wrong then, and can be lifted', async () => {
  const { keeper, attacks, rows, kernel } = lab();
  kernel.follows = false;
  await keeper.raise(attack(2_000_000), attacks);
  kernel.trouble = 'no table';
  expect(await keeper.extend('a', 2_000_000, attacks)).toBe(true);
  expect(rows.get('a')).toMatchObject({ state: 'failed', error: 'no table' });
  kernel.follows = true;
  expect(await keeper.extend('a', 2_000_000, attacks)).toBe(true);
  expect(rows.get('a')).toMatchObject({ state: 'in-force', error: '', confirmedAt: 1_000_000 });
  kernel.follows = false;
  const other = { ...attack(2_000_000), id: 'b' };
  await keeper.raise(other, attacks);
  kernel.follows = true;
  expect(await keeper.lift('b', 'Ann', attacks)).toBe(true);
  expect(rows.get('b')).toMatchObject({ state: 'lifted', confirmedAt: undefined, liftedAt: 1_000_000 });
  keeper.stop();
});

test('it ends by itself, at the end it has by then', async () => {
  vi.useFakeTimers();
  const { keeper, attacks, rows, clock } = lab();
  await keeper.raise(attack(1_060_000), attacks);
  await keeper.extend('a', 1_120_000, attacks);
  clock.now = 1_070_000;
  await vi.advanceTimersByTimeAsync(70_000);
  expect(rows.get('a')?.state).toBe('in-force');
  clock.now = 1_130_000;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(rows.get('a')).toMatchObject({ state: 'expired', liftedAt: 1_130_000 });
  keeper.stop();
});
