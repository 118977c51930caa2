import { expect, test } from 'vitest';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import { makeBook, makePolicy, makeRule, provider } from '../../decide/geo/testing/make.ts';
import { trafficHits } from './traffic-hits.ts';

const hour = Date.UTC(2026, 5, 3, 12);
const now = hour + 600_000;
const delta = (country: string, own: Partial<TrafficDelta> = {}): TrafficDelta => ({
  ...{
    hour,
    slot: 0,
    tenant: 'bakker',
    asset: '',
    service: 'registration',
    address: '',
    country,
    account: '',
    outcome: 'failed',
  },
  ...{ slot: 0, asset: '', asNumber: 0, hosting: false, count: 1, denied: 0, lastSeen: now },
  ...own,
});
const told = (book: ReturnType<typeof makeBook>, ...traffic: TrafficDelta[]) =>
  trafficHits(traffic, book, new GeoJudge(book), now).map(({ country, verdict, count }) => [country, verdict, count]);

test('what a policy in watch would refuse is told apart from what it would limit and from what a rule only notes', () => {
  const book = makeBook({
    policies: [
      makePolicy('off', [makeRule('refuse', ['NL'])], { state: 'off' }),
      makePolicy('wish', [makeRule('refuse', ['FR']), makeRule('limit', ['DE'])], { state: 'watch' }),
      makePolicy('on', [makeRule('watch', ['BR']), makeRule('limit', ['CN'])]),
    ],
  });
  const found = told(
    book,
    ...[delta('FR', { count: 3 }), delta('FR', { count: 4, outcome: 'other' }), delta('DE', { count: 5 })],
    ...[delta('BR', { count: 6 }), delta('CN', { count: 7 }), delta('NL', { count: 9 })],
  );
  expect(found).toEqual([
    ['FR', 'would-refuse', 7],
    ['DE', 'would-limit', 5],
    ['BR', 'watch', 6],
  ]);
});

test('what came in although the policy refuses is no refusal; what another door turned away did not come in', () => {
  const book = makeBook({ policies: [makePolicy('on', [makeRule('refuse', ['US'])])] });
  const found = told(
    book,
    delta('US', { count: 10, denied: 8 }),
    delta('US', { count: 3, outcome: 'good' }),
    // Seen on the wire: it may have died in the kernel.
    delta('US', { count: 500, outcome: 'other' }),
  );
  expect(found).toEqual([
    ['US', 'denied', 8],
    ['US', 'passed', 5],
  ]);
});

test('what came before the policy was so says nothing about it, nor what came while it was being taken over', () => {
  const changedAt = now - 15_000;
  const book = makeBook({ policies: [makePolicy('on', [makeRule('refuse', ['US'])], { changedAt })] });
  const at = (lastSeen: number) => told(book, delta('US', { lastSeen, count: 2, denied: 1 }));
  expect(at(changedAt - 1)).toEqual([]);
  expect(at(changedAt)).toEqual([['US', 'denied', 1]]);
  expect(at(changedAt + 10_000)).toEqual([
    ['US', 'denied', 1],
    ['US', 'passed', 1],
  ]);
});

test('where a site or asset lets it in, nobody knows that it was not for that one', () => {
  const scope = { level: 'asset', tenant: 'bakker', site: '', asset: 'pbx' } as const;
  const policies = [
    makePolicy('on', [makeRule('refuse', ['US'])], { scope: provider }),
    makePolicy('own', [makeRule('allow', ['US'])], { scope }),
  ];
  const traffic = [delta('US', { count: 2 }), delta('US', { tenant: 'smit', count: 3 })];
  expect(told(makeBook({ policies }), ...traffic)).toEqual([['US', 'passed', 3]]);
  const at = (asset: string) => told(makeBook({ policies }), delta('US', { asset, count: 4 }));
  expect([at('pbx'), at('sbc')]).toEqual([[], [['US', 'passed', 4]]]);
  const stricter = [policies[0], makePolicy('own', [makeRule('refuse', ['US'])], { scope })];
  expect(told(makeBook({ policies: stricter }), ...traffic)).toEqual([
    ['US', 'passed', 2],
    ['US', 'passed', 3],
  ]);
});
