import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Decision } from '../../../core/decision.ts';
import { MemoryOutbox } from '../../../core/outbox.ts';
import type { EnforcerReport } from '../../enforcer.ts';
import { type BlockNotice, WebhookEnforcer } from './webhook-enforcer.ts';

const t0 = Date.UTC(2025, 5, 1);
const secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const url = 'https://hooks.example.net/blocks';

function block(value: string, seconds = 600): Decision {
  return {
    id: `id-${value}`,
    tenant: 'bakery',
    action: 'block',
    scope: 'ip',
    value,
    from: t0,
    until: t0 + seconds * 1000,
    reason: { nl: 'Reden', en: 'Reason' },
    author: 'rule:r',
    alert: 'a',
    rule: 'r',
    offence: 2,
    state: 'asked',
    guards: [],
  };
}

function make(statuses: number[] = [], outbox = new MemoryOutbox<BlockNotice>()) {
  const calls: { url: string; headers: Readonly<Record<string, string>>; body: string }[] = [];
  const reports: EnforcerReport[] = [];
  const enforcer = new WebhookEnforcer(
    { id: 'hook', url, secret },
    {
      clock: Date.now,
      random: () => 0.5,
      report: (more) => reports.push(...more),
      outbox,
      post: async (to, headers, body) => {
        calls.push({ url: to, headers, body });
        return { status: statuses.shift() ?? 200, text: 'why', retryAfterS: 0 };
      },
    },
  );
  return { enforcer, calls, reports, outbox };
}

const actions = (calls: { body: string }[]) => calls.map(({ body }) => JSON.parse(body).data.action);

beforeEach(() => vi.useFakeTimers({ now: t0 }));
afterEach(() => vi.useRealTimers());

describe('the webhook enforcer', () => {
  it('tells what to block, signed, and calls it in force once it was accepted', async () => {
    const { enforcer, calls, reports } = make();
    expect(await enforcer.apply([block('192.0.2.1')], [])).toEqual([]);
    await vi.advanceTimersByTimeAsync(10);
    expect(new Webhook(secret).verify(calls[0].body, calls[0].headers)).toEqual({
      type: 'decision.block',
      timestamp: '2025-06-01T00:00:00.000Z',
      data: {
        action: 'block',
        decision: 'id-192.0.2.1',
        tenant: 'bakery',
        scope: 'ip',
        value: '192.0.2.1',
        from: '2025-06-01T00:00:00.000Z',
        until: '2025-06-01T00:10:00.000Z',
        rule: 'r',
        offence: 2,
        reason: { nl: 'Reden', en: 'Reason' },
      },
    });
    expect(reports).toMatchObject([{ decision: 'id-192.0.2.1', enforcer: 'hook', state: 'in-force' }]);
    await enforcer.apply([], [block('192.0.2.1')]);
    await vi.advanceTimersByTimeAsync(10);
    expect(actions(calls)).toEqual(['block', 'unblock']);
    expect(reports.at(-1)).toMatchObject({ state: 'lifted' });
    await enforcer.stop(false);
  });

  it('tries again with the same id, later each time, and says how it goes', async () => {
    const { enforcer, calls, reports } = make([500, 503, 200]);
    await enforcer.apply([block('192.0.2.1')], []);
    await vi.advanceTimersByTimeAsync(10);
    expect(calls).toHaveLength(1);
    expect(reports).toEqual([]);
    expect(enforcer.health()).toEqual({ ok: false, detail: 'hooks.example.net: answered 500 why' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(reports).toMatchObject([{ state: 'in-force' }]);
    expect(enforcer.health().ok).toBe(true);
    await enforcer.stop(false);
  });

  it('never tells a block after its undo, or after its end', async () => {
    const { enforcer, calls, reports } = make([500]);
    await enforcer.apply([block('192.0.2.1'), block('192.0.2.2', 0)], []);
    await vi.advanceTimersByTimeAsync(10);
    await enforcer.apply([], [block('192.0.2.1')]);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(actions(calls)).toEqual(['block', 'unblock']);
    expect(reports.find(({ decision }) => decision === 'id-192.0.2.2')).toMatchObject({ state: 'failed' });
    await enforcer.stop(false);
  });

  it('tells after a restart what was not told, and nothing twice', async () => {
    const first = make([500]);
    await first.enforcer.apply([block('192.0.2.1')], []);
    await vi.advanceTimersByTimeAsync(10);
    await first.enforcer.stop(false);
    const second = make([], first.outbox);
    await vi.advanceTimersByTimeAsync(5000);
    expect(second.calls).toEqual([]);
    await second.enforcer.reconcile([block('192.0.2.1')]);
    await vi.advanceTimersByTimeAsync(5000);
    await second.enforcer.reconcile([block('192.0.2.1')]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(second.calls).toHaveLength(1);
    expect(second.calls[0].headers['webhook-id']).toBe(first.calls[0].headers['webhook-id']);
    await second.enforcer.reconcile([]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(actions(second.calls)).toEqual(['block', 'unblock']);
    await second.enforcer.stop(false);
  });

  it('gives up for good on 410, and refuses what it cannot be set to', async () => {
    const { enforcer, reports, outbox } = make([410]);
    await enforcer.apply([block('192.0.2.1')], []);
    await vi.advanceTimersByTimeAsync(10);
    expect(reports).toMatchObject([{ state: 'failed', error: 'answered 410 why' }]);
    expect(outbox.waiting).toBe(0);
    await enforcer.stop(false);
    const deps = { clock: Date.now, random: Math.random, report: () => {}, outbox, post: vi.fn() };
    expect(() => new WebhookEnforcer({ id: 'x', url: 'ftp://x', secret }, deps)).toThrow(RangeError);
    expect(() => new WebhookEnforcer({ id: 'x', url, secret: 'whsec_???' }, deps)).toThrow(RangeError);
  });
});
