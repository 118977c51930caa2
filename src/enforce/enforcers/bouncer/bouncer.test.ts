import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../core/decision.ts';
import type { EnforcerReport } from '../../enforcer.ts';
import { BouncerEnforcer } from './bouncer-enforcer.ts';
import { BouncerFeed } from './bouncer-feed.ts';
import { goDuration } from './go-duration.ts';
import type { LapiDecision } from './lapi.ts';

let now = Date.UTC(2025, 5, 1);

function block(value: string, seconds = 14_398.1, over: Partial<Decision> = {}): Decision {
  return {
    id: `id-${value}`,
    tenant: 'bakery',
    action: 'block',
    scope: value.includes('/') ? 'range' : 'ip',
    value,
    from: now,
    until: now + seconds * 1000,
    reason: { nl: '', en: '' },
    author: 'rule:sip-brute-force',
    alert: 'a',
    rule: 'sip-brute-force',
    offence: 1,
    state: 'asked',
    guards: [],
    ...over,
  };
}

function make() {
  const reports: EnforcerReport[] = [];
  const bouncer = new BouncerEnforcer(
    'lapi',
    () => now,
    (more) => reports.push(...more),
  );
  const ask = (path: string, query: Record<string, string> = {}, client = 'edge') => {
    const answer = bouncer.handle({ method: 'GET', path, query, client });
    answer.sent();
    return answer;
  };
  const stream = (query: Record<string, string> = {}, client = 'edge') => {
    const body = ask('/v1/decisions/stream', query, client).body as { new: LapiDecision[]; deleted: LapiDecision[] };
    return { new: body.new.map(({ value }) => value), deleted: body.deleted.map(({ value }) => value), body };
  };
  return { bouncer, reports, ask, stream };
}

describe('durations as Go writes them', () => {
  it.each([
    [14_398_100, '3h59m58.1s'],
    [3_600_000, '1h0m0s'],
    [61_000, '1m1s'],
    [1500, '1.5s'],
    [0, '0s'],
    [-0.2, '0s'],
    [-61_500, '-1m1.5s'],
  ])('%d ms is %s', (ms, text) => expect(goDuration(ms)).toBe(text));
});

describe('the stream', () => {
  it('gives everything at the start, then what changed, in the form of the Local API', async () => {
    const { bouncer, stream } = make();
    await bouncer.apply([block('192.0.2.1'), block('198.51.100.0/24')], []);
    const first = stream({ startup: 'true' });
    expect(first.body.deleted).toEqual([]);
    expect(first.body.new[0]).toEqual({
      id: expect.any(Number),
      uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      origin: 'belwacht',
      type: 'ban',
      scope: 'Ip',
      value: '192.0.2.1',
      duration: '3h59m58.1s',
      scenario: 'belwacht/sip-brute-force',
    });
    expect(Number.isSafeInteger(first.body.new[0].id)).toBe(true);
    expect(first.body.new[1]).toMatchObject({ scope: 'Range', value: '198.51.100.0/24' });
    expect(stream({ startup: 'false' })).toMatchObject({ new: [], deleted: [] });
    now += 1000;
    await bouncer.apply([block('192.0.2.2')], [block('192.0.2.1')]);
    now += 500;
    const next = stream();
    expect(next).toMatchObject({ new: ['192.0.2.2'], deleted: ['192.0.2.1'] });
    expect(next.body.deleted[0].duration).toBe('-0.5s');
    expect(stream()).toMatchObject({ new: [], deleted: [] });
  });

  it('keeps a place for each bouncer, and gives a changed end as drop and add', async () => {
    const { bouncer, stream } = make();
    stream({ startup: 'true' }, 'a');
    stream({ startup: 'true' }, 'b');
    await bouncer.apply([block('192.0.2.1', 60)], []);
    expect(stream({}, 'a').new).toEqual(['192.0.2.1']);
    await bouncer.apply([block('192.0.2.1', 600, { id: 'longer' })], []);
    const a = stream({}, 'a');
    expect(a).toMatchObject({ new: ['192.0.2.1'], deleted: ['192.0.2.1'] });
    expect(a.body.new[0].duration).toBe('10m0s');
    expect(stream({}, 'b')).toMatchObject({ new: ['192.0.2.1'], deleted: [] });
    await bouncer.apply([], [block('192.0.2.1', 60)]);
    expect(stream({}, 'a')).toMatchObject({ new: ['192.0.2.1'] });
    await bouncer.apply([], [block('192.0.2.1', 600, { id: 'longer' })]);
    expect(stream({}, 'a')).toMatchObject({ new: [], deleted: ['192.0.2.1'] });
  });

  it('does not move on when the answer never left', async () => {
    const { bouncer, stream, reports } = make();
    stream({ startup: 'true' });
    await bouncer.apply([block('192.0.2.1')], []);
    bouncer.handle({ method: 'GET', path: '/v1/decisions/stream', query: {}, client: 'edge' });
    expect(reports).toEqual([]);
    expect(stream().new).toEqual(['192.0.2.1']);
    expect(reports).toMatchObject([{ decision: 'id-192.0.2.1', enforcer: 'lapi:edge', state: 'in-force' }]);
  });

  it('tells a bouncer that asks on after our restart what it missed', async () => {
    const { bouncer, stream } = make();
    bouncer.restoreEnded([block('192.0.2.9', -60)]);
    await bouncer.reconcile([block('192.0.2.1')]);
    expect(stream({ startup: 'false' })).toMatchObject({ new: ['192.0.2.1'], deleted: ['192.0.2.9'] });
  });

  it.each<[Record<string, string>, string[]]>([
    [{ scopes: 'ip' }, ['192.0.2.1', '2001:db8::1']],
    [{ scopes: 'Range' }, ['198.51.100.0/24']],
    [{ scopes: 'ip,range' }, ['192.0.2.1', '198.51.100.0/24', '2001:db8::1']],
    [{ scopes: 'country' }, []],
    [{ origins: 'belwacht-manual' }, ['2001:db8::1']],
    [{ origins: 'crowdsec' }, []],
    [{ scenarios_containing: 'brute,flood' }, ['192.0.2.1', '198.51.100.0/24']],
    [{ scenarios_not_containing: 'brute' }, ['2001:db8::1']],
  ])('filters by %j, and confirms no more than it gave', async (query, values) => {
    const { bouncer, stream, reports } = make();
    const manual = block('2001:db8::1', 60, { author: 'user:1', rule: '' });
    await bouncer.apply([block('192.0.2.1'), block('198.51.100.0/24'), manual], []);
    expect(stream({ ...query, startup: 'true' }).new.sort()).toEqual(values);
    expect(reports.map(({ decision }) => decision.slice(3)).sort()).toEqual(values);
  });

  it('gives the key of a tenant the decisions of that tenant and of the provider only', async () => {
    const { bouncer, reports } = make();
    const theirs = block('192.0.2.1', 900, { id: 'theirs', tenant: 'garage' });
    const both = [block('192.0.2.1', 60), theirs, block('192.0.2.2', 60, { tenant: 'garage' })];
    await bouncer.apply([...both, block('192.0.2.3', 60, { tenant: 'provider' })], []);
    const pull = () => {
      const answer = bouncer.handle({
        method: 'GET',
        path: '/v1/decisions/stream',
        query: {},
        client: 'edge',
        tenant: 'bakery',
      });
      answer.sent();
      return answer.body as { new: LapiDecision[]; deleted: LapiDecision[] };
    };
    expect(pull().new.map(({ value, duration }) => `${value} ${duration}`)).toEqual([
      '192.0.2.1 1m0s',
      '192.0.2.3 1m0s',
    ]);
    expect(reports.map(({ decision }) => decision)).toEqual(['id-192.0.2.1', 'id-192.0.2.3']);
    await bouncer.apply([], [both[0]]);
    expect(pull()).toMatchObject({ new: [], deleted: [{ value: '192.0.2.1' }] });
  });

  it('always leaves a bouncer with what is in force, whatever happens in whatever order', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'add', 'remove', 'pull', 'restart', 'lost'),
      value: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.0/24'),
      id: fc.constantFrom('x', 'y'),
      seconds: fc.integer({ min: 1, max: 30 }),
      gap: fc.nat(5000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 4, max: 40 }), (steps, keep) => {
        const feed = new BouncerFeed(keep);
        let time = 0;
        let held = new Map<string, number>();
        const pull = (startup: boolean, arrives: boolean) => {
          const got = feed.pull('c', startup, time, () => true);
          if (!arrives) return;
          if (startup) held = new Map();
          for (const { value } of got.deleted) held.delete(value);
          // Like the kernel: what is there keeps its end, what has ended is gone.
          for (const { value, until } of got.added) if (!((held.get(value) ?? 0) > time)) held.set(value, until);
          got.sent();
        };
        pull(true, true);
        for (const { kind, value, id, seconds, gap } of steps) {
          time += gap;
          const decision = block(value, 0, { id: `${id}${value}`, until: time + seconds * 1000 });
          if (kind === 'add') feed.add(decision, time);
          else if (kind === 'remove') feed.remove(decision, time);
          else pull(kind === 'restart', kind !== 'lost');
        }
        pull(false, true);
        const live = [...held].filter(([, until]) => until > time).sort();
        expect(live).toEqual(
          feed
            .inForce(time, () => true)
            .map(({ value, until }) => [value, until])
            .sort(),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('asking about one address', () => {
  it.each<[Record<string, string>, string[] | null]>([
    [{ ip: '192.0.2.1' }, ['192.0.2.1']],
    [{ ip: '::ffff:192.0.2.1' }, ['192.0.2.1']],
    [{ ip: '198.51.100.77' }, ['198.51.100.0/24']],
    [{ ip: '203.0.113.1' }, null],
    [{ range: '198.51.100.0/25' }, ['198.51.100.0/24']],
    [{ range: '192.0.2.0/24' }, null],
    [{ range: '192.0.2.0/24', contains: 'false' }, ['192.0.2.1']],
    [{ scope: 'Ip', value: '192.0.2.1' }, ['192.0.2.1']],
    [{ scope: 'range', value: '192.0.2.1' }, null],
    [{ type: 'captcha' }, null],
    [{ limit: '1' }, ['192.0.2.1']],
    [{}, ['192.0.2.1', '198.51.100.0/24']],
  ])('%j gives %j', async (query, values) => {
    const { bouncer, ask, reports } = make();
    await bouncer.apply([block('192.0.2.1'), block('198.51.100.0/24')], []);
    const { status, body } = ask('/v1/decisions', query);
    expect(status).toBe(200);
    expect(body && (body as LapiDecision[]).map(({ value }) => value)).toEqual(values);
    expect(reports).toEqual([]);
  });

  it('refuses what is no address, and what it does not know', () => {
    const { bouncer, ask } = make();
    expect(ask('/v1/decisions', { ip: 'nonsense' })).toMatchObject({ status: 400 });
    expect(ask('/v1/decisions', { range: '1.2.3.0/99' })).toMatchObject({ status: 400 });
    expect(ask('/v1/alerts')).toMatchObject({ status: 404 });
    expect(bouncer.handle({ method: 'DELETE', path: '/v1/decisions', query: {}, client: 'c' }).status).toBe(405);
  });

  it('keeps what a bouncer last said of itself, and says when one is gone', () => {
    const { bouncer, stream } = make();
    stream();
    const body = { remediation_components: [{ version: 'v0.0.25' }] };
    const answer = bouncer.handle({ method: 'POST', path: '/v1/usage-metrics', query: {}, client: 'edge', body });
    expect(answer.status).toBe(201);
    expect(bouncer.clients()).toEqual([{ client: 'edge', lastPull: now, metrics: body }]);
    expect(bouncer.health().ok).toBe(true);
    now += 301_000;
    expect(bouncer.health()).toMatchObject({ ok: false, detail: expect.stringContaining('edge') });
  });
});
