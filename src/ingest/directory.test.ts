import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, readCidr } from '../core/ip.ts';
import type { Source } from '../core/source.ts';
import { SourceDirectory } from './directory.ts';

function source(id: string, match: Source['match'], more: Partial<Source> = {}): Source {
  return {
    id,
    tenant: 'bakker',
    asset: 'pbx',
    name: id,
    kind: 'syslog',
    match,
    format: 'asterisk',
    timeZone: 'Europe/Amsterdam',
    discovered: false,
    ...more,
  };
}

function directory(sources: readonly Source[], more: { now?: () => number; max?: number; perMinute?: number } = {}) {
  const found: Source[] = [];
  const made = new SourceDirectory(sources, {
    now: more.now ?? (() => 0),
    timeZone: 'Europe/Amsterdam',
    onDiscovered: (discovered) => found.push(discovered),
    maxDiscovered: more.max,
    maxDiscoveredPerMinute: more.perMinute,
  });
  return { made, found };
}

describe('matching', () => {
  const sources = [
    source('listener', { listener: 'udp' }),
    source('wide', { address: '192.0.2.0/24' }),
    source('narrow', { address: '192.0.2.128/25' }),
    source('exact', { address: '192.0.2.200' }),
    source('exact-host', { address: '192.0.2.200', hostname: 'PBX-1' }),
    source('host', { hostname: 'pbx-1' }),
    source('six', { address: '2001:db8:1::/48' }),
    source('probe', { captureId: 7 }, { kind: 'hep' }),
    source('probe-here', { captureId: 7, address: '198.51.100.0/24' }, { kind: 'hep' }),
  ];
  const { made, found } = directory(sources);
  const id = (address: string, host = '', listener = 'udp') => made.resolve(listener, 'syslog', address, host, 0).id;

  it('prefers host name, then the longest prefix, then capture id, then listener', () => {
    expect(id('192.0.2.200', 'pbx-1')).toBe('exact-host');
    expect(id('192.0.2.201', 'Pbx-1')).toBe('host');
    expect(id('192.0.2.200', 'other')).toBe('exact');
    expect(id('192.0.2.200')).toBe('exact');
    expect(id('192.0.2.130')).toBe('narrow');
    expect(id('192.0.2.3')).toBe('wide');
    expect(id('2001:db8:1::5')).toBe('six');
    expect(id('203.0.113.1')).toBe('listener');
    expect(made.resolve('hep', 'hep', '198.51.100.4', '', 7).id).toBe('probe-here');
    expect(made.resolve('hep', 'hep', '203.0.113.4', '', 7).id).toBe('probe');
    expect(found).toEqual([]);
  });

  it('answers the same from memory, also when hosts of one sender alternate', () => {
    for (let i = 0; i < 3; i++) {
      expect(id('192.0.2.200', 'pbx-1')).toBe('exact-host');
      expect(id('192.0.2.200', 'other')).toBe('exact');
    }
  });

  it('never gives records of one kind to a source of another', () => {
    expect(made.resolve('tcp', 'hep', '192.0.2.200', 'pbx-1', 0).discovered).toBe(true);
  });

  it('equals a naive search', () => {
    const addresses = fc.constantFrom('192.0.2.1', '192.0.2.130', '192.0.2.200', '2001:db8:1::1', '203.0.113.9');
    const hosts = fc.constantFrom('', 'pbx-1', 'PBX-1', 'x');
    const match = fc.record(
      {
        listener: fc.constantFrom('udp', 'tcp'),
        address: fc.constantFrom('192.0.2.0/24', '192.0.2.128/25', '192.0.2.200', '2001:db8::/32', '0.0.0.0/0'),
        hostname: fc.constantFrom('pbx-1', 'x'),
        captureId: fc.constantFrom(1, 2),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(match, { maxLength: 12 }),
        fc.array(fc.tuple(fc.constantFrom('udp', 'tcp'), addresses, hosts, fc.constantFrom(0, 1, 2)), {
          maxLength: 30,
        }),
        (matches, records) => {
          const all = matches.map((criteria, i) => source(String(i).padStart(2, '0'), criteria));
          const { made: under } = directory(all);
          for (const [listener, address, host, capture] of records) {
            const fitting = all.filter(
              ({ match: m }) =>
                (m.listener ?? listener) === listener &&
                (m.captureId ?? capture) === capture &&
                (m.hostname ?? host.toLowerCase()) === host.toLowerCase() &&
                (m.address === undefined || contains(readCidr(m.address)!, readCidr(address)!)),
            );
            const rank = ({ match: m }: Source) => [
              m.hostname !== undefined ? 1 : 0,
              m.address === undefined ? -1 : readCidr(m.address)!.prefix,
              m.captureId !== undefined ? 1 : 0,
              m.listener !== undefined ? 1 : 0,
            ];
            fitting.sort((a, b) => {
              const [left, right] = [rank(a), rank(b)];
              const at = left.findIndex((value, i) => value !== right[i]);
              return at < 0 ? (a.id < b.id ? -1 : 1) : right[at] - left[at];
            });
            const answer = under.resolve(listener, 'syslog', address, host, capture);
            if (fitting.length === 0) expect(answer.discovered).toBe(true);
            else expect(answer.id).toBe(fitting[0].id);
          }
        },
      ),
    );
  });
});

describe('unknown senders', () => {
  it('get a source of their own that a person recognises', () => {
    const { made, found } = directory([]);
    const first = made.resolve('syslog-udp', 'syslog', '192.0.2.10', 'pbx-12', 0);
    expect(first).toMatchObject({
      tenant: 'unassigned',
      asset: '',
      name: 'pbx-12 (192.0.2.10)',
      kind: 'syslog',
      match: { listener: 'syslog-udp', address: '192.0.2.10', hostname: 'pbx-12' },
      format: 'auto',
      discovered: true,
    });
    expect(made.resolve('syslog-udp', 'syslog', '192.0.2.10', 'PBX-12', 0)).toBe(first);
    expect(made.resolve('syslog-udp', 'syslog', '192.0.2.10', '', 0).name).toBe('192.0.2.10');
    expect(made.resolve('hep-udp', 'hep', '192.0.2.10', '', 2001).name).toBe('capture 2001 (192.0.2.10)');
    expect(made.resolve('log', 'file', '', '', 0).name).toBe('log');
    expect(found).toHaveLength(4);
    expect(first.silentAfterS).toBeUndefined();
    expect(found[0]).toBe(first);
  });

  it('are the same ones after a restart, whatever came first', () => {
    const before = directory([]);
    const named = before.made.resolve('udp', 'syslog', '192.0.2.10', 'pbx', 0);
    const bare = before.made.resolve('udp', 'syslog', '192.0.2.10', '', 0);
    const after = directory([bare, named]);
    expect(after.made.resolve('udp', 'syslog', '192.0.2.10', 'pbx', 0)).toBe(named);
    expect(after.made.resolve('udp', 'syslog', '192.0.2.10', '', 0)).toBe(bare);
    expect(after.found).toEqual([]);
  });

  it('go to a tenant as soon as a person assigns them', () => {
    const { made } = directory([]);
    const first = made.resolve('udp', 'syslog', '192.0.2.10', 'pbx', 0);
    made.replace([{ ...first, tenant: 'bakker', discovered: false }]);
    expect(made.resolve('udp', 'syslog', '192.0.2.10', 'pbx', 0)).toMatchObject({ id: first.id, tenant: 'bakker' });
    made.replace([{ ...first, tenant: 'smit' }]);
    expect(made.resolve('udp', 'syslog', '192.0.2.10', 'pbx', 0)).toMatchObject({ id: first.id, tenant: 'smit' });
  });

  it('share one source per listener beyond the most of a minute and of all', () => {
    let now = 0;
    const { made, found } = directory([], { now: () => now, max: 5, perMinute: 2 });
    const at = (n: number) => made.resolve('udp', 'syslog', `192.0.2.${n}`, '', 0);
    at(1);
    at(2);
    const overflow = at(3);
    expect(overflow).toMatchObject({
      tenant: 'unassigned',
      name: 'unassigned overflow (udp)',
      discovered: true,
      silentAfterS: 0,
    });
    expect(at(4)).toBe(overflow);
    expect(at(1).name).toBe('192.0.2.1');
    expect(made.overflowed).toBe(2);
    now = 60_000;
    expect(at(3).name).toBe('192.0.2.3');
    now = 120_000;
    expect([at(4).name, at(5).name]).toEqual(['192.0.2.4', '192.0.2.5']);
    now = 180_000;
    expect(at(6)).toBe(overflow);
    expect(found).toHaveLength(6);
    expect(made.resolve('tcp', 'syslog', '192.0.2.9', '', 0)).not.toBe(overflow);
  });

  it('cannot make names long, many or strange', () => {
    const { made, found } = directory([], { perMinute: 1000 });
    const long = made.resolve('udp', 'syslog', '192.0.2.1', 'a'.repeat(60_000), 0);
    expect(long.match.hostname).toHaveLength(255);
    expect(made.resolve('udp', 'syslog', '192.0.2.1', 'a'.repeat(70_000), 0)).toBe(long);
    expect(made.resolve('udp', 'syslog', '192.0.2.1', '<b>\u001b[31m', 0).name).toBe('.b...31m (192.0.2.1)');
    expect(found).toHaveLength(2);
  });

  it('forgets and counts when there are very many combinations, and answers the same', () => {
    const { made } = directory([source('all', {})]);
    for (let n = 0; n < 70_000; n++) made.resolve('udp', 'syslog', '192.0.2.1', `h${n}`, 0);
    expect(made.forgotten).toBe(1);
    expect(made.resolve('udp', 'syslog', '192.0.2.1', 'h1', 0).id).toBe('all');
  });
});

describe('what a listener loses', () => {
  it('is counted at a source of the listener itself', () => {
    const { made, found } = directory([]);
    const lost = made.listenerItself('syslog-udp', 'syslog');
    expect(lost.silentAfterS).toBe(0);
    expect(lost).toMatchObject({ name: 'syslog-udp (not attributable)', tenant: 'unassigned', discovered: true });
    expect(made.listenerItself('syslog-udp', 'syslog')).toBe(lost);
    expect(found).toEqual([lost]);
  });
});
