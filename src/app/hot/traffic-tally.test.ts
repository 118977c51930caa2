import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Event } from '../../core/event.ts';
import type { TrafficDelta } from '../../core/geo/records.ts';
import { deniedAtDoor, trafficService } from '../../core/geo/traffic-service.ts';
import { TrafficTally } from './traffic-tally.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const now = Date.UTC(2026, 4, 20, 12);
const wide = { good: { batch: 1e6, day: 1e6 }, rest: { batch: 1e6, day: 1e6 } };

const events = fc.array(
  fc
    .record({
      time: fc.oneof(fc.integer({ min: now - 3 * dayMs, max: now }), fc.integer({ min: now - 3 * hourMs, max: now })),
      tenant: fc.constantFrom('a', 'b'),
      asset: fc.constantFrom('', 'pbx'),
      action: fc.constantFrom(
        'sip-auth',
        'sip-register',
        'sip-call',
        'sip-request',
        'admin-login',
        'ids-alert',
        'iax-call',
      ),
      outcome: fc.constantFrom('success', 'failure', 'unknown'),
      sipMethod: fc.constantFrom('REGISTER', 'INVITE', 'OPTIONS', ''),
      service: fc.constantFrom('sip', 'sshd', 'ami', 'provisioning'),
      sourceIp: fc.constantFrom('203.0.113.1', '203.0.113.2', '2001:db8::1', ''),
      country: fc.constantFrom('NL', 'FR'),
      userName: fc.integer({ min: 100, max: 130 }).map(String),
      reason: fc.constantFrom('', 'acl-denied', 'wrong-password'),
      uncounted: fc.boolean(),
    })
    .map((parts) => Object.assign(new Event(), parts) as Event),
  { maxLength: 400, size: 'max' },
);

test('counts what counting naively counts, whatever the order and however many accounts share an address', () => {
  fc.assert(
    fc.property(events, (given) => {
      const tally = new TrafficTally(() => now, wide);
      const naive = new Map<string, { count: number; denied: number; last: number }>();
      for (const event of given) {
        tally.count(event);
        const service = trafficService(event);
        if (!service || event.sourceIp === '' || (event.uncounted && event.outcome !== 'success')) continue;
        const hour = Math.floor(event.time / hourMs) * hourMs;
        const outcome = { success: 'good', failure: 'failed', unknown: 'other' }[event.outcome];
        const account = outcome === 'good' ? event.userName : '';
        // The last two hours are told apart by five minutes.
        const slot = event.time >= now - 2 * hourMs ? Math.floor(event.time / 300_000) * 300_000 : 0;
        const { tenant, asset, sourceIp, country } = event;
        const key = [hour, slot, tenant, asset, service, sourceIp, country, account, outcome].join(' ');
        const sum = naive.get(key) ?? { count: 0, denied: 0, last: 0 };
        sum.count++;
        if (deniedAtDoor(event)) sum.denied++;
        sum.last = Math.max(sum.last, event.time);
        naive.set(key, sum);
      }
      const rows = tally.take();
      expect(new Map(rows.map((row) => [keyOf(row), [row.count, row.denied, row.lastSeen]]))).toEqual(
        new Map([...naive].map(([key, { count, denied, last }]) => [key, [count, denied, last]])),
      );
      expect(rows).toHaveLength(naive.size);
      expect(tally.take()).toEqual([]);
    }),
  );
});

test('a flood of addresses ends in one row a country, and nothing of it is lost', () => {
  const tally = new TrafficTally(() => now, { good: { batch: 100, day: 100 }, rest: { batch: 50, day: 70 } });
  const knock = (i: number, country: string) =>
    tally.count(
      Object.assign(new Event(), {
        time: now,
        tenant: 'a',
        action: 'sip-request',
        sipMethod: 'REGISTER',
        sourceIp: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
        country,
      }),
    );
  for (let i = 0; i < 1000; i++) knock(i, i % 2 ? 'FR' : 'NL');
  const first = tally.take();
  expect(first.filter(({ address }) => address !== '')).toHaveLength(50);
  expect(first.filter(({ address }) => address === '').map(({ country, count }) => [country, count])).toEqual([
    ['NL', 475],
    ['FR', 475],
  ]);
  // The day has room for twenty more; those that have a row keep it.
  for (let i = 0; i < 1000; i++) knock(i + 10_000, 'FR');
  expect(tally.take().filter(({ address }) => address !== '')).toHaveLength(20);
  for (let i = 0; i < 50; i++) knock(i, i % 2 ? 'FR' : 'NL');
  expect(tally.take().filter(({ address }) => address !== '')).toHaveLength(50);
  // Phones that work are no part of the flood.
  tally.count(
    Object.assign(new Event(), {
      ...{ time: now, tenant: 'a', action: 'sip-register', outcome: 'success' },
      ...{ sourceIp: '192.0.2.1', country: 'NL', userName: '100' },
    }),
  );
  expect(tally.take()).toMatchObject([{ address: '192.0.2.1', account: '100', outcome: 'good' }]);
});

test('a new day has new room; times of the far future count nowhere', () => {
  let clock = now;
  const tally = new TrafficTally(() => clock, { good: { batch: 10, day: 10 }, rest: { batch: 10, day: 1 } });
  const knock = (sourceIp: string, time: number) =>
    tally.count(Object.assign(new Event(), { time, action: 'sip-auth', outcome: 'failure', sourceIp }));
  knock('203.0.113.1', now);
  knock('203.0.113.2', now);
  knock('203.0.113.3', now + 30 * dayMs);
  knock('203.0.113.3', Number.NaN);
  expect(tally.take().map(({ address, count }) => [address, count])).toEqual([
    ['203.0.113.1', 1],
    ['', 1],
  ]);
  clock += dayMs;
  tally.take();
  knock('203.0.113.2', clock);
  expect(tally.take().map(({ address }) => address)).toEqual(['203.0.113.2']);
});

function keyOf({ hour, slot, tenant, asset, service, address, country, account, outcome }: TrafficDelta): string {
  return [hour, slot, tenant, asset, service, address, country, account, outcome].join(' ');
}
