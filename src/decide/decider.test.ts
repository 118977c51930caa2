import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, AlertChange } from '../core/alert.ts';
import type { Decision } from '../core/decision.ts';
import { Event, type Reason } from '../core/event.ts';
import { overlaps, readCidr } from '../core/ip.ts';
import { Decider } from './decider.ts';
import { defaultPolicy, type Policy } from './policy.ts';

const t0 = Date.UTC(2025, 5, 1, 12);
const hour = 3_600_000;
const enforcing: Policy = { ...defaultPolicy, mode: 'enforce' };

function change(over: Partial<Alert> = {}, kind: AlertChange['kind'] = 'opened'): AlertChange {
  const alert: Alert = {
    id: 'a1',
    rule: 'sip-brute-force',
    severity: 'high',
    tenant: 'bakery',
    asset: 'pbx',
    group: {},
    start: t0 - 1000,
    end: t0,
    count: 10,
    distinct: { users: 1, addresses: 1, numbers: 0 },
    sourceIp: '203.0.113.7',
    userName: '',
    country: '',
    asNumber: 0,
    asName: '',
    sentence: { nl: 'Zin.', en: 'Sentence.' },
    evidence: [],
    response: { action: 'block', durationS: 3600, ceilingS: 86_400 },
    ...over,
  };
  return { kind, alert };
}

function auth(outcome: 'success' | 'failure', time: number, ip = '203.0.113.7', user = '101', reason: Reason = '') {
  const event = new Event();
  Object.assign(event, { action: 'sip-auth', outcome, time, sourceIp: ip, userName: user, reason });
  return event;
}

const stopper = (decision: Decision | undefined) => decision?.guards.find(({ passed }) => !passed)?.guard;

describe('a block', () => {
  it('is asked with every guard listed', () => {
    const decision = new Decider(enforcing).decide(change())!;
    expect(decision).toMatchObject({
      state: 'asked',
      value: '203.0.113.7',
      from: t0,
      until: t0 + hour,
      offence: 1,
      author: 'rule:sip-brute-force',
    });
    expect(decision.guards.map(({ guard }) => guard)).toEqual([
      'not-an-address',
      'allowlist',
      'own-network',
      'private-network',
      'operator-address',
      'customer-site',
      'prefix-size',
      'rate-limit',
    ]);
  });

  it('does not follow from a rule that only alerts or an alert without one source', () => {
    const decider = new Decider(enforcing);
    expect(decider.decide(change({ response: { action: 'alert', durationS: 0, ceilingS: 0 } }))).toBeUndefined();
    expect(decider.decide(change({ sourceIp: '' }))).toBeUndefined();
  });

  it('is not asked twice while it runs and doubles up to the ceiling afterwards', () => {
    const decider = new Decider(enforcing);
    const hours: (number | undefined)[] = [];
    let time = t0;
    for (let i = 0; i < 7; i++) {
      const decision = decider.decide(change({ end: time }, i ? 'updated' : 'opened'))!;
      hours.push((decision.until - decision.from) / hour);
      expect(decider.decide(change({ end: decision.until - 1 }, 'updated'))).toBeUndefined();
      expect(decider.decide(change({ id: 'other', rule: 'other', end: decision.until - 1 }))).toBeUndefined();
      time = decision.until;
    }
    expect(hours).toEqual([1, 2, 4, 8, 16, 24, 24]);
  });

  it('is a first offence again 30 days after the last one ended', () => {
    const decider = new Decider(enforcing);
    const first = decider.decide(change())!;
    const days30 = 30 * 24 * hour;
    expect(new Decider(enforcing).decide(change())!.id).toBe(first.id);
    const second = decider.decide(change({ id: 'a2', end: first.until + days30 - 1 }))!;
    expect(second.offence).toBe(2);
    expect(decider.decide(change({ id: 'a3', end: second.until + days30 }))!.offence).toBe(1);
    expect(decider.decide(change({ id: 'a4', end: second.until + days30 + 2 * hour }))!.offence).toBe(2);
  });

  it('goes on counting offences after a restart, and does not repeat a running block', () => {
    const before = new Decider(enforcing);
    const first = before.decide(change())!;
    const after = new Decider(enforcing);
    after.load([{ ...first, state: 'in-force' }]);
    expect(after.decide(change({ end: t0 + 5 }, 'updated'))).toBeUndefined();
    const next = change({ end: first.until }, 'updated');
    expect(after.decide(next)).toEqual(before.decide(next));
  });

  it('that a person undid is neither repeated before its end nor counted, and its id is not used again', () => {
    const decider = new Decider(enforcing);
    const first = decider.decide(change())!;
    decider.load([{ ...first, state: 'lifted' }]);
    expect(decider.decide(change({ end: t0 + 1 }, 'updated'))).toBeUndefined();
    const next = decider.decide(change({ end: first.until }, 'updated'))!;
    expect(next.offence).toBe(1);
    expect(next.id).not.toBe(first.id);
  });

  it('of a person stands in the way only while it stands', () => {
    const decider = new Decider(enforcing);
    const manual = {
      ...change(),
      id: 'm',
      value: '203.0.113.7',
      offence: 1,
      until: t0 + 99 * hour,
      author: 'user:1',
      alert: '',
    };
    decider.load([{ ...manual, state: 'in-force' }]);
    expect(decider.decide(change())).toBeUndefined();
    decider.load([{ ...manual, state: 'lifted' }]);
    expect(decider.decide(change())?.offence).toBe(1);
  });
});

describe('modes', () => {
  it.each([
    ['off', 'enforce', undefined],
    ['enforce', 'off', undefined],
    ['report-only', 'enforce', 'reported'],
    ['enforce', 'report-only', 'reported'],
    ['enforce', 'enforce', 'asked'],
  ] as const)('overall %s and rule %s give %s', (mode, rule, state) => {
    const decider = new Decider({ ...enforcing, mode, ruleModes: { 'sip-brute-force': rule } });
    expect(decider.decide(change())?.state).toBe(state);
  });

  it('a noted block is noted once and does not stand in the way of a real one', () => {
    const decider = new Decider(defaultPolicy);
    const reported = decider.decide(change())!;
    expect(reported.state).toBe('reported');
    expect(decider.decide(change({ end: t0 + 1 }, 'updated'))).toBeUndefined();
    decider.setPolicy(enforcing);
    const asked = decider.decide(change({ end: t0 + 2 }, 'updated'))!;
    expect(asked).toMatchObject({ state: 'asked', offence: 1 });
    expect(asked.id).not.toBe(reported.id);
  });

  it('a rule named like an object property follows the overall mode', () => {
    expect(new Decider(enforcing).decide(change({ rule: 'constructor' }))?.state).toBe('asked');
  });
});

describe('guards', () => {
  it.each<[string, Partial<Policy>, string]>([
    ['203.0.113.7', { allowlist: [{ value: '203.0.113.0/24', note: 'carrier' }] }, 'allowlist'],
    ['::ffff:203.0.113.7', { allowlist: [{ value: '203.0.113.7', note: '' }] }, 'allowlist'],
    ['203.0.113.7', { allowlist: [{ value: '::ffff:203.0.113.0/120', note: '' }] }, 'allowlist'],
    ['2001:db8::7', { ownNetworks: ['2001:db8::/32'] }, 'own-network'],
    ['203.0.113.7', { operators: [{ address: '203.0.113.7', until: t0 + 1 }] }, 'operator-address'],
    ['10.0.0.1', {}, 'private-network'],
    ['::ffff:192.168.1.1', {}, 'private-network'],
    ['fe80::1', {}, 'private-network'],
    ['no address', {}, 'not-an-address'],
  ])('%s is held by %j: %s', (sourceIp, policy, guard) => {
    for (const mode of ['enforce', 'report-only'] as const) {
      const decider = new Decider({ ...enforcing, ...policy, mode });
      const decision = decider.decide(change({ sourceIp }))!;
      expect(decision.state).toBe('held');
      expect(stopper(decision)).toBe(guard);
      expect(decision.reason.en).toContain('Not blocked: ');
      expect(decision.reason.nl).toContain('Niet geblokkeerd: ');
      expect(decider.decide(change({ sourceIp }, 'updated'))).toBeUndefined();
    }
  });

  it('lets private addresses through when told to, and an operator whose time is up', () => {
    const open = new Decider({ ...enforcing, guardPrivate: false });
    expect(open.decide(change({ sourceIp: '10.0.0.1' }))?.state).toBe('asked');
    const past = new Decider({ ...enforcing, operators: [{ address: '203.0.113.7', until: t0 }] });
    expect(past.decide(change())?.state).toBe('asked');
  });

  it('refuses a policy with an entry that would protect nobody', () => {
    expect(() => new Decider({ ...enforcing, allowlist: [{ value: '203.0.113.300', note: '' }] })).toThrow(
      /203\.0\.113\.300/,
    );
  });
});

describe('customer sites', () => {
  it('holds the block of a site with one wrong password among working phones', () => {
    const decider = new Decider(enforcing);
    for (let i = 0; i < 40; i++) decider.observe(auth('failure', t0 - hour + i * 1000, undefined, 'wrong'));
    decider.observe(auth('success', t0 - 900_000, undefined, '101', 'accepted'));
    const decision = decider.decide(change());
    expect(stopper(decision)).toBe('customer-site');
    expect(decision?.reason.en).toContain('phones of a customer');
  });

  it('blocks an attacker who guessed a password after 200 failures, and goes on doing so', () => {
    const decider = new Decider(enforcing);
    for (let i = 0; i < 200; i++) decider.observe(auth('failure', t0 - 600_000 + i * 100));
    decider.observe(auth('success', t0 - 500_000));
    decider.observe(auth('success', t0 - 400_000, undefined, '102'));
    expect(decider.decide(change())?.state).toBe('asked');
  });

  it('blocks one who guessed slowly, and one who sprayed many accounts', () => {
    const slow = new Decider(enforcing);
    for (let i = 0; i < 90; i++) slow.observe(auth('failure', t0 - 24 * hour + i * 900_000));
    slow.observe(auth('success', t0 - 24 * hour + 90 * 900_000));
    expect(slow.decide(change())?.state).toBe('asked');

    const spray = new Decider(enforcing);
    for (let i = 0; i < 60; i++) spray.observe(auth('failure', t0 - 600_000 + i * 100, undefined, `${200 + i}`));
    spray.observe(auth('success', t0 - 500_000, undefined, '300'));
    expect(spray.decide(change())?.state).toBe('asked');
  });

  it('holds, in words, when somebody with one valid account attacks others from the same address', () => {
    const decider = new Decider(enforcing);
    decider.observe(auth('success', t0 - 2 * hour, undefined, 'mine'));
    for (let i = 0; i < 200; i++) decider.observe(auth('failure', t0 - 600_000 + i * 100, undefined, 'yours'));
    const decision = decider.decide(change());
    expect(stopper(decision)).toBe('customer-site');
    expect(decision?.reason.nl).toContain('welk account daar misbruikt wordt');
  });

  it('asks a minute of one account, nothing of two', () => {
    const one = new Decider(enforcing);
    one.observe(auth('success', t0 - 59_999));
    expect(one.decide(change())?.state).toBe('asked');
    const two = new Decider(enforcing);
    two.observe(auth('success', t0 - 2));
    two.observe(auth('success', t0 - 1, undefined, '102'));
    expect(two.decide(change())?.state).toBe('held');
  });

  it('forgets a site after seven days without a success', () => {
    const decider = new Decider(enforcing);
    decider.observe(auth('success', t0 - 7 * 24 * hour - 1));
    expect(decider.decide(change())?.state).toBe('asked');
  });

  it('is not fooled by challenges, removals, spoofed strangers or admin logins', () => {
    const decider = new Decider(enforcing);
    const removed = auth('success', t0 - hour, undefined, '101', 'removed');
    const admin = Object.assign(auth('success', t0 - hour), { action: 'admin-login' });
    const unknown = Object.assign(auth('success', t0 - hour), { outcome: 'unknown' });
    for (const event of [removed, admin, unknown]) decider.observe(event);
    expect(decider.decide(change())?.state).toBe('asked');

    const spoofed = new Decider(enforcing);
    for (let i = 0; i < 50; i++) {
      const event = auth('failure', t0 - hour + i, undefined, `x${i}`, 'unknown-account');
      spoofed.observe(Object.assign(event, { transport: 'udp' }));
    }
    spoofed.observe(auth('success', t0 - hour + 100));
    expect(spoofed.decide(change())?.state).toBe('held');
  });

  it('counts IPv6 per /64, and survives a restart', () => {
    const before = new Decider(enforcing);
    before.observe(auth('success', t0 - hour, '2001:db8:1:2::5'));
    const stored = before.changedSites();
    expect(stored).toEqual([
      { key: '2001:db8:1:2::/64', first: t0 - hour, last: t0 - hour, accounts: ['101'], suspectUntil: 0 },
    ]);
    expect(before.changedSites()).toEqual([]);
    const after = new Decider(enforcing);
    after.loadSites(stored);
    expect(stopper(after.decide(change({ sourceIp: '2001:db8:1:2:ffff::1' })))).toBe('customer-site');
    expect(after.decide(change({ id: 'b', sourceIp: '2001:db8:1:3::1' }))?.state).toBe('asked');
  });

  it('evicts the quietest first and counts it', () => {
    const decider = new Decider(enforcing, 3);
    for (let i = 1; i <= 5; i++) decider.observe(auth('success', t0 - hour + i, `198.51.100.${i}`));
    expect(decider.stats()).toMatchObject({ sites: 3, evicted: 2 });
    expect(decider.decide(change({ sourceIp: '198.51.100.5' }))?.state).toBe('held');
    expect(decider.decide(change({ id: 'b', sourceIp: '198.51.100.1' }))?.state).toBe('asked');
  });
});

describe('the limit', () => {
  it('holds what is over it, raises one alarm a minute, and lets go later', () => {
    const decider = new Decider({ ...enforcing, maxBlocksPerMinute: 3 });
    const states = Array.from({ length: 6 }, (_, i) => {
      const alert = { id: `a${i}`, sourceIp: `203.0.113.${i}`, end: t0 + i };
      return decider.decide(change(alert))?.state;
    });
    expect(states).toEqual(['asked', 'asked', 'asked', 'held', 'held', 'held']);
    expect(decider.alarms()).toMatchObject([{ time: t0 + 3, limit: 3, held: 1 }]);
    expect(decider.alarms()).toEqual([]);
    const later = change({ id: 'a4', sourceIp: '203.0.113.4', end: t0 + 60_001 }, 'updated');
    expect(decider.decide(later)?.state).toBe('asked');
  });
});

describe('always', () => {
  const v4 = fc.tuple(fc.constantFrom(198, 203), fc.nat(3), fc.nat(3), fc.nat(7)).map((parts) => parts.join('.'));
  const v6 = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(3)).map(([a, b, c]) => `2001:db8:${a}:${b}::${c}`);
  const address = fc.oneof(
    v4,
    v6,
    v4.map((text) => `::ffff:${text}`),
  );
  const range = fc
    .tuple(address, fc.nat(32))
    .map(([text, less]) => `${text}/${text.includes(':') ? 128 - less : 32 - less}`)
    .filter((text) => readCidr(text) !== undefined);
  const step = fc.record({
    address,
    kind: fc.constantFrom('success', 'failure', 'alert'),
    user: fc.constantFrom('1', '2'),
    rule: fc.constantFrom('r1', 'r2'),
    gapMs: fc.constantFrom(0, 1, 500, 70_000, 4 * hour),
    durationS: fc.integer({ min: 60, max: 10_000 }),
    ceilingS: fc.integer({ min: 60, max: 50_000 }),
  });
  const world = fc.record({
    allowlist: fc.array(range, { maxLength: 3 }),
    ownNetworks: fc.array(range, { maxLength: 2 }),
    operators: fc.array(address, { maxLength: 2 }),
    maxBlocksPerMinute: fc.integer({ min: 1, max: 5 }),
    steps: fc.array(step, { maxLength: 60 }),
  });

  function run(input: typeof world extends fc.Arbitrary<infer T> ? T : never) {
    const decider = new Decider({
      ...enforcing,
      allowlist: input.allowlist.map((value) => ({ value, note: '' })),
      ownNetworks: input.ownNetworks,
      operators: input.operators.map((value) => ({ address: value, until: t0 + 1e12 })),
      maxBlocksPerMinute: input.maxBlocksPerMinute,
    });
    const decisions: { decision: Decision; site: boolean; durationS: number; ceilingS: number }[] = [];
    const succeeded = new Map<string, Set<string>>();
    const failed = new Set<string>();
    let time = t0;
    input.steps.forEach((each, i) => {
      time += each.gapMs;
      const key = String(readCidr(each.address)!.bits >> (each.address.includes('.') ? 0n : 64n));
      if (each.kind !== 'alert') {
        const ip = each.address.replace('::ffff:', '');
        decider.observe(auth(each.kind as 'success' | 'failure', time, ip, each.user));
        if (each.kind === 'failure') failed.add(key);
        else if (!failed.has(key)) succeeded.set(key, (succeeded.get(key) ?? new Set()).add(each.user));
        return;
      }
      const response = { action: 'block' as const, durationS: each.durationS, ceilingS: each.ceilingS };
      const alert = { id: `${each.rule}${i % 7}`, rule: each.rule, sourceIp: each.address, end: time, response };
      const decision = decider.decide(change(alert));
      const site = (succeeded.get(key)?.size ?? 0) >= 2;
      if (decision) decisions.push({ decision, site, durationS: each.durationS, ceilingS: each.ceilingS });
    });
    return decisions;
  }

  it('no asked decision touches what is protected, durations stay in bounds, the limit holds, repeats are equal', () => {
    fc.assert(
      fc.property(world, (input) => {
        const decisions = run(input);
        expect(run(input)).toEqual(decisions);
        const asked = decisions.filter(({ decision }) => decision.state === 'asked');
        const shielded = [...input.allowlist, ...input.ownNetworks, ...input.operators].map((text) => readCidr(text)!);
        for (const { decision, site, durationS, ceilingS } of asked) {
          expect(shielded.some((cidr) => overlaps(cidr, readCidr(decision.value)!))).toBe(false);
          expect(site).toBe(false);
          expect(decision.guards.every(({ passed }) => passed)).toBe(true);
          const seconds = (decision.until - decision.from) / 1000;
          expect(seconds).toBeLessThanOrEqual(ceilingS);
          expect(seconds).toBeGreaterThanOrEqual(Math.min(durationS, ceilingS));
        }
        for (const { decision } of asked) {
          const near = asked.filter(
            (other) => other.decision.from >= decision.from && other.decision.from < decision.from + 60_000,
          );
          expect(near.length).toBeLessThanOrEqual(input.maxBlocksPerMinute);
        }
        const ids = decisions.map(({ decision }) => decision.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 300 },
    );
  });
});
