import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../core/decision.ts';
import type { EnforcerReport } from '../../enforcer.ts';
import { ListEnforcer, type ListRequest } from './list-enforcer.ts';
import { matchesEtag, renderList } from './render-list.ts';

const now = Date.UTC(2025, 5, 1);

function block(value: string, over: Partial<Decision> = {}): Decision {
  return {
    id: `id-${value}`,
    tenant: 'bakery',
    action: 'block',
    scope: value.includes('/') ? 'range' : 'ip',
    value,
    from: now - 1000,
    until: now + 60_000,
    reason: { nl: 'Reden', en: 'Reason' },
    author: 'rule:r',
    alert: 'a',
    rule: 'r',
    offence: 1,
    state: 'in-force',
    guards: [],
    ...over,
  };
}

describe('a list', () => {
  const decisions = ['198.51.100.10', '2001:db8::2', '198.51.100.9', '198.51.100.0/24', '2001:db8::/48'].map((value) =>
    block(value),
  );

  it('has one value a line in numeric order, and nothing else', () => {
    const { body, contentType } = renderList(decisions, 'txt', now);
    expect(body).toBe('198.51.100.0/24\n198.51.100.9\n198.51.100.10\n2001:db8::/48\n2001:db8::2\n');
    expect(contentType).toBe('text/plain; charset=utf-8');
    expect(renderList([], 'txt', now).body).toBe('');
  });

  it('can be had per family, without what has ended and without repeats', () => {
    const ended = block('203.0.113.1', { until: now });
    const twice = block('198.51.100.9', { id: 'other', until: now + 90_000 });
    expect(renderList([...decisions, ended, twice], 'txt', now, 4).body.split('\n')).toHaveLength(4);
    expect(renderList(decisions, 'txt', now, 6).body).toBe('2001:db8::/48\n2001:db8::2\n');
    const json = JSON.parse(renderList([...decisions, twice], 'json', now, 4).body);
    expect(json.blocks[1]).toMatchObject({ value: '198.51.100.9', family: 'ipv4', until: '2025-06-01T00:01:30.000Z' });
  });

  it('has an ETag that changes with its content and with nothing else', () => {
    const one = renderList(decisions, 'txt', now).etag;
    expect(one).toMatch(/^"[\w-]{32}"$/);
    expect(renderList([...decisions].reverse(), 'txt', now + 5).etag).toBe(one);
    expect(renderList(decisions.slice(1), 'txt', now).etag).not.toBe(one);
    expect(matchesEtag(`"x", W/${one}`, one)).toBe(true);
    expect(matchesEtag('*', one)).toBe(true);
    expect(matchesEtag('"x"', one)).toBe(false);
    expect(matchesEtag(undefined, one)).toBe(false);
  });

  it('as CSV is never a formula, and always keeps its columns', () => {
    const cells = fc.oneof(
      fc.string(),
      fc.constantFrom(
        '=1+1',
        '+1',
        '-1',
        '@SUM(A1)',
        '\t=1',
        '\r=1',
        ' =1',
        '＝1',
        '"',
        'a,b',
        '|x',
        "=cmd|'/c calc'!A0",
      ),
    );
    fc.assert(
      fc.property(cells, (text) => {
        const { body } = renderList([block('192.0.2.1', { reason: { nl: '', en: text } })], 'csv', now);
        const lines = body.split('\r\n');
        expect(lines).toHaveLength(3);
        expect(lines[1].startsWith('192.0.2.1,ipv4,2025-')).toBe(true);
        const cell = lines[1].split(',').slice(5).join(',');
        const bare = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect(bare).not.toMatch(/^\s*[=+\-@|%＝＋－＠]/u);
        if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",\r\n]/);
        else expect(cell.slice(1, -1).replaceAll('""', '')).not.toContain('"');
      }),
    );
  });
});

describe('firewalls that fetch', () => {
  const request: ListRequest = { client: 'fw', tenant: 'bakery', format: 'txt' };

  it('have a block once they fetched it, and are rid of it once they fetched again', async () => {
    const reports: EnforcerReport[] = [];
    const list = new ListEnforcer(
      'lists',
      () => now,
      (more) => reports.push(...more),
    );
    expect(await list.apply([block('192.0.2.1'), block('nonsense')], [])).toMatchObject([
      { decision: 'id-nonsense', state: 'failed' },
    ]);
    const answer = list.handle(request);
    expect(answer).toMatchObject({ status: 200, body: '192.0.2.1\n' });
    expect(reports).toEqual([]);
    answer.sent();
    expect(reports).toMatchObject([{ decision: 'id-192.0.2.1', enforcer: 'lists:fw', state: 'in-force' }]);
    const again = list.handle({ ...request, ifNoneMatch: answer.etag });
    expect(again.status).toBe(304);
    again.sent();
    expect(reports).toHaveLength(1);
    await list.apply([], [block('192.0.2.1')]);
    list.handle({ ...request, ifNoneMatch: answer.etag }).sent();
    expect(reports.at(-1)).toMatchObject({ decision: 'id-192.0.2.1', state: 'lifted' });
  });

  it('get the blocks of their tenant and of the provider; the provider gets all', async () => {
    const list = new ListEnforcer(
      'lists',
      () => now,
      () => {},
    );
    await list.reconcile([
      block('192.0.2.1'),
      block('192.0.2.2', { tenant: 'garage' }),
      block('192.0.2.3', { tenant: 'provider' }),
    ]);
    expect(list.handle(request).body).toBe('192.0.2.1\n192.0.2.3\n');
    expect(list.handle({ ...request, tenant: 'provider' }).body).toBe('192.0.2.1\n192.0.2.2\n192.0.2.3\n');
  });
});
