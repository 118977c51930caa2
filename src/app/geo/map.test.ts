import { expect, test } from 'vitest';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { makeBook, makePolicy, makeRule } from '../../decide/geo/testing/make.ts';
import { type MapParts, mapOf } from './map.ts';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 5, 3, 12, 40);
const judge = new GeoJudge(makeBook({ policies: [makePolicy('p', [makeRule('refuse', ['FR'])])] }));

async function map(service: 'sip' | 'calls-out', hours: number, traffic: Partial<MapParts['traffic']> = {}) {
  const froms = new Set<number>();
  const found = await mapOf(
    { tenant: '', service, hours },
    {
      ...{ judge, now },
      traffic: {
        countries: async ({ from }) => {
          froms.add(from);
          return [{ country: 'NL', good: 4, failed: 2, other: 1, accounts: 3, lastGood: now }];
        },
        hits: async ({ from }) => {
          froms.add(from);
          const none = { limited: 0, watchedPackets: 0, wouldRefuse: 0, watched: 0 };
          return [{ country: 'FR', refused: 900, denied: 2, passed: 1, ...none }];
        },
        callCountries: async () => [],
        since: async () => ({ hour: now - 30 * hourMs - 40 * 60_000, day: undefined }),
        ...traffic,
      },
    },
  );
  return { ...found, froms: [...froms], of: (code: string) => found.countries.find(({ country }) => country === code) };
}

test('everything is of the same whole hours, and none from before anything was counted', async () => {
  const hour = now - 40 * 60_000;
  const day = await map('sip', 24);
  expect(day.froms).toEqual([hour - 24 * hourMs]);
  expect(Date.parse(day.from)).toBe(hour - 24 * hourMs);
  const month = await map('sip', 720);
  expect(Date.parse(month.from)).toBe(hour - 30 * hourMs);
  const empty = await map('sip', 24, { since: async () => ({ hour: undefined, day: undefined }) });
  expect(Date.parse(empty.from)).toBe(hour);
});

test('what came through is not added to what was refused', async () => {
  const { of } = await map('sip', 1);
  expect(of('FR')).toMatchObject({ verdict: 'refuse', refused: 900, passed: 1, denied: 2, good: 0, failed: 0 });
  expect(of('NL')).toMatchObject({ verdict: 'allow', good: 4, failed: 3, accounts: 3, refused: 0 });
});

test('of calls out those count as succeeded that were answered', async () => {
  const { of, from } = await map('calls-out', 720, {
    countries: async () => [],
    hits: async () => [],
    callCountries: async () => [{ country: 'GM', answered: 5, failed: 3 }],
  });
  expect(of('GM')).toMatchObject({ good: 5, failed: 3 });
  // Calls are kept for longer than traffic was counted.
  expect(Date.parse(from)).toBe(now - 40 * 60_000 - 720 * hourMs);
});
