import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decision } from '../core/decision.ts';
import type { Enforcer, EnforcerReport } from './enforcer.ts';
import { BouncerEnforcer } from './enforcers/bouncer/bouncer-enforcer.ts';
import { DryEnforcer } from './enforcers/dry/dry-enforcer.ts';
import { EnforcementLoop } from './loop.ts';

const t0 = Date.UTC(2025, 5, 1);
const clock = () => Date.now();

function block(value: string, seconds = 60, over: Partial<Decision> = {}): Decision {
  return {
    id: value,
    tenant: 'bakery',
    action: 'block',
    scope: 'ip',
    value,
    from: t0,
    until: t0 + seconds * 1000,
    reason: { nl: '', en: '' },
    author: 'rule:r',
    alert: 'a',
    rule: 'r',
    offence: 1,
    state: 'asked',
    guards: [],
    ...over,
  };
}

/** A place that really keeps what it is told, with failures and slowness to order. */
class Place extends DryEnforcer implements Enforcer {
  override readonly real = true;
  failures = 0;
  gate: Promise<void> | undefined;

  override async apply(add: readonly Decision[], lift: readonly Decision[]): Promise<readonly EnforcerReport[]> {
    await this.gate;
    if (this.failures-- <= 0) return super.apply(add, lift);
    return [...add, ...lift].map(({ id }) => ({
      decision: id,
      enforcer: this.id,
      state: 'failed',
      at: clock(),
      error: 'out of order',
    }));
  }
}

function make(enforcers: readonly Enforcer[], stored: () => readonly Decision[] = () => []) {
  const states: string[] = [];
  const reports: EnforcerReport[] = [];
  const notes: string[] = [];
  const loop = new EnforcementLoop(
    enforcers,
    {
      inForce: async () => stored(),
      onState: ({ id, state }, _at, error) => states.push(`${id} ${state}${error && ` (${error})`}`),
      onReport: (report) => reports.push(report),
      onNote: (note) => notes.push(note),
    },
    { clock, random: () => 0.5 },
  );
  return { loop, states, reports, notes };
}

beforeEach(() => vi.useFakeTimers({ now: t0 }));
afterEach(() => vi.useRealTimers());

describe('the enforcement loop', () => {
  it('reports in force, and expired once the time is up', async () => {
    const place = new Place('p', clock);
    const { loop, states } = make([place]);
    await loop.start();
    await loop.add([block('192.0.2.1', 60), block('192.0.2.2', 600)]);
    expect(states).toEqual(['192.0.2.1 in-force', '192.0.2.2 in-force']);
    await vi.advanceTimersByTimeAsync(60_500);
    expect(states.slice(2)).toEqual(['192.0.2.1 expired']);
    expect(place.noted().map(({ value }) => value)).toEqual(['192.0.2.2']);
    await loop.stop(false);
  });

  it('lifts at once, and an undo is not undone by a reconciliation that read the store before', async () => {
    const place = new Place('p', clock);
    const decision = block('192.0.2.1', 6000);
    const { loop, states } = make([place], () => [decision]);
    await loop.start();
    await loop.lift([decision]);
    expect(states).toEqual(['192.0.2.1 in-force', '192.0.2.1 lifted']);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(place.noted()).toEqual([]);
    expect(states).toHaveLength(2);
    await loop.stop(false);
  });

  it('lets no enforcer wait for another, and tells of partial failure', async () => {
    const fast = new Place('fast', clock);
    const slow = new Place('slow', clock);
    let open = () => {};
    slow.gate = new Promise((resolve) => {
      open = resolve;
    });
    slow.failures = 1;
    const { loop, states, reports } = make([fast, slow]);
    await loop.start();
    const added = loop.add([block('192.0.2.1', 600)]);
    await vi.advanceTimersByTimeAsync(1);
    expect(states).toEqual(['192.0.2.1 in-force']);
    open();
    await added;
    expect(reports.map(({ enforcer, state }) => `${enforcer} ${state}`)).toEqual(['fast in-force', 'slow failed']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(reports.at(-1)).toMatchObject({ enforcer: 'slow', state: 'in-force' });
    await loop.stop(false);
  });

  it('tries again what failed, later each time, and says so', async () => {
    const place = new Place('p', clock);
    place.failures = 3;
    const { loop, states } = make([place]);
    await loop.start();
    await loop.add([block('192.0.2.1', 600)]);
    expect(states).toEqual(['192.0.2.1 failed (p: out of order)']);
    await vi.advanceTimersByTimeAsync(700 + 1600);
    expect(states).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3100);
    expect(states.at(-1)).toBe('192.0.2.1 in-force');
    await loop.stop(false);
  });

  it('does not call a decision lifted while the lift fails', async () => {
    const place = new Place('p', clock);
    const { loop, states } = make([place]);
    await loop.start();
    await loop.add([block('192.0.2.1', 600)]);
    place.failures = 1;
    await loop.lift([block('192.0.2.1', 600)]);
    expect(states).toEqual(['192.0.2.1 in-force']);
    await vi.advanceTimersByTimeAsync(1000);
    expect(states.at(-1)).toBe('192.0.2.1 lifted');
    await loop.stop(false);
  });

  it('puts back what the store has and takes out what it does not have', async () => {
    const place = new Place('p', clock);
    let stored = [block('192.0.2.1', 6000, { state: 'in-force' }), block('192.0.2.2', 6000)];
    const { loop, states } = make([place], () => stored);
    await loop.start();
    expect(states).toEqual(['192.0.2.2 in-force']);
    expect(place.noted()).toHaveLength(2);
    stored = [stored[1], block('192.0.2.3', 6000)];
    await vi.advanceTimersByTimeAsync(60_500);
    expect(
      place
        .noted()
        .map(({ value }) => value)
        .sort(),
    ).toEqual(['192.0.2.2', '192.0.2.3']);
    expect(states.slice(1).sort()).toEqual(['192.0.2.1 lifted', '192.0.2.3 in-force']);
    await loop.stop(false);
  });

  it('keeps a block that the store has not written yet', async () => {
    const place = new Place('p', clock);
    const { loop, states } = make([place], () => []);
    await loop.start();
    await loop.add([block('192.0.2.9', 6000)]);
    await vi.advanceTimersByTimeAsync(180_000);
    expect(place.noted()).toHaveLength(1);
    expect(states).toEqual(['192.0.2.9 in-force']);
    await loop.stop(false);
  });

  it('refuses what ended before it was asked, in words', async () => {
    const { loop, states } = make([new Place('p', clock)]);
    await loop.start();
    await loop.add([block('192.0.2.1', -3600)]);
    expect(states).toEqual([
      '192.0.2.1 expired (it ended 3600 s before it was asked: check the clock and time zone of the source)',
    ]);
    await loop.stop(false);
  });

  it('counts a dry enforcer only when there is no real one', async () => {
    const place = new Place('p', clock);
    place.failures = 1;
    const both = make([place, new DryEnforcer('dry', clock)]);
    await both.loop.start();
    await both.loop.add([block('192.0.2.1')]);
    expect(both.states).toEqual(['192.0.2.1 failed (p: out of order)']);
    await both.loop.stop(false);
    const dry = make([new DryEnforcer('dry', clock)]);
    await dry.loop.start();
    await dry.loop.add([block('192.0.2.1')]);
    expect(dry.states).toEqual(['192.0.2.1 in-force']);
    await dry.loop.stop(false);
  });

  it('is not misled by a bouncer API that nobody uses', async () => {
    const unused = new BouncerEnforcer('b', clock, () => {});
    const dry = make([new DryEnforcer('dry', clock), unused]);
    await dry.loop.start();
    await dry.loop.add([block('192.0.2.1')]);
    expect(dry.states).toEqual(['192.0.2.1 in-force']);
    await dry.loop.stop(false);
    const place = new Place('p', clock);
    place.failures = 1;
    const broken = make([place, unused]);
    await broken.loop.start();
    await broken.loop.add([block('192.0.2.1')]);
    expect(broken.states).toEqual(['192.0.2.1 failed (p: out of order)']);
    await broken.loop.stop(false);
  });

  it('forgets a decision that somebody else lifted, also one it never knew', async () => {
    const place = new Place('p', clock);
    const { loop, states } = make([place]);
    await loop.start();
    await loop.lift([block('192.0.2.1', 600, { state: 'lifted' })]);
    await loop.lift([block('192.0.2.1', 600, { state: 'lifted' })]);
    expect(states).toEqual(['192.0.2.1 lifted']);
    await loop.stop(false);
  });

  it('waits for a bouncer that fetches, and no longer than the block lasts', async () => {
    const late: { report: (reports: readonly EnforcerReport[]) => void } = { report: () => {} };
    const bouncer = new BouncerEnforcer('b', clock, (reports) => late.report(reports));
    const { loop, states, reports } = make([bouncer]);
    late.report = loop.report;
    await loop.start();
    const decision = block('192.0.2.1', 600);
    await loop.add([decision]);
    expect(states).toEqual([]);
    const pull = () =>
      bouncer.handle({ method: 'GET', path: '/v1/decisions/stream', query: {}, client: 'edge' }).sent();
    pull();
    expect(states).toEqual(['192.0.2.1 in-force']);
    expect(reports[0].enforcer).toBe('b:edge');
    await loop.lift([decision]);
    expect(states).toHaveLength(1);
    pull();
    expect(states.at(-1)).toBe('192.0.2.1 lifted');
    await loop.add([block('192.0.2.2', 600)]);
    pull();
    await loop.lift([block('192.0.2.2', 600)]);
    await vi.advanceTimersByTimeAsync(601_000);
    expect(states.at(-1)).toBe('192.0.2.2 lifted');
    await loop.stop(false);
  });
});
