import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, readCidr } from '../../../core/ip.ts';
import type { Wanted } from '../../ledger.ts';
import { compare } from './compare.ts';
import { explain } from './nft.ts';
import { NftablesEnforcer } from './nftables-enforcer.ts';
import { readTable } from './read-back.ts';
import { putAddresses } from './script.ts';
import { formatSegment, segments } from './segments.ts';

const now = Date.UTC(2025, 5, 1);

function wanted(value: string, until = now + 60_000): Wanted {
  return { value, family: value.includes(':') ? 6 : 4, scope: value.includes('/') ? 'range' : 'ip', until };
}

describe('ranges cut into pieces', () => {
  const range = fc
    .record({ offset: fc.nat(63), prefix: fc.integer({ min: 26, max: 32 }), until: fc.integer({ min: 1, max: 4 }) })
    .map(({ offset, prefix, until }) => {
      const cidr = readCidr(`198.51.100.${offset}/${prefix}`)!;
      return { cidr, wanted: { ...wanted('', until), value: `198.51.100.${offset}/${prefix}` } };
    });

  it('block the same addresses until the same moments, and never overlap', () => {
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const pieces = segments(ranges.map((each) => each.wanted));
        for (let last = 0; last < 64; last++) {
          const address = readCidr(`198.51.100.${last}`)!;
          const expected = Math.max(
            0,
            ...ranges.filter(({ cidr }) => contains(cidr, address)).map((r) => r.wanted.until),
          );
          const covers = pieces.filter((piece) => piece.first <= address.bits && address.bits <= piece.last);
          expect(covers.length).toBeLessThanOrEqual(1);
          expect(covers[0]?.until ?? 0).toBe(expected);
        }
        for (let i = 1; i < pieces.length; i++) expect(pieces[i].first > pieces[i - 1].last).toBe(true);
      }),
    );
  });

  it('go up to the last address there is', () => {
    expect(segments([wanted('ffff::/16')]).map(formatSegment)).toEqual([
      'ffff::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ]);
  });
});

describe('scripts', () => {
  it('put an address whether it is there or not, with milliseconds', () => {
    expect(putAddresses('t', [wanted('192.0.2.1'), wanted('2001:db8::1', now + 1500)], now)).toEqual([
      'add element inet t block4 { 192.0.2.1 }',
      'delete element inet t block4 { 192.0.2.1 }',
      'add element inet t block4 { 192.0.2.1 timeout 60000ms }',
      'add element inet t block6 { 2001:db8::1 }',
      'delete element inet t block6 { 2001:db8::1 }',
      'add element inet t block6 { 2001:db8::1 timeout 1500ms }',
    ]);
  });

  it.each(['', 'a b', 'x; flush ruleset', '../x', '-f', 'a'.repeat(70)])('refuse %j as a name', (name) => {
    expect(() => new NftablesEnforcer({ id: 'n', table: name, netns: '' }, Date.now)).toThrow(RangeError);
    if (name === '') return;
    expect(() => new NftablesEnforcer({ id: 'n', table: 'ok', netns: name }, Date.now)).toThrow(RangeError);
  });
});

describe('what the kernel has', () => {
  const listing = {
    nftables: [
      { metainfo: {} },
      { set: { name: 'block4', elem: [{ elem: { val: '192.0.2.1', timeout: 60, expires: 59 } }, '192.0.2.2'] } },
      {
        set: {
          name: 'range4',
          elem: [
            { elem: { val: { prefix: { addr: '192.0.2.0', len: 24 } }, timeout: 60, expires: 59 } },
            { elem: { val: { range: ['198.51.100.0', '198.51.100.9'] }, timeout: 60, expires: 59 } },
          ],
        },
      },
      { set: { name: 'receipt', elem: [7] } },
      { chain: { name: 'prerouting', hook: 'prerouting', prio: -300 } },
      { rule: { chain: 'prerouting' } },
      { counter: { name: 'dropped4', packets: 12 } },
    ],
  };

  it('is read', () => {
    const state = readTable(JSON.stringify(listing));
    expect(state).toMatchObject({ rules: 1, hooked: true, dropped: { dropped4: 12 } });
    expect([...state.elements.block4]).toEqual([
      ['192.0.2.1', 59],
      ['192.0.2.2', Number.POSITIVE_INFINITY],
    ]);
    expect([...state.elements.range4.keys()]).toEqual(['192.0.2.0-192.0.2.255', '198.51.100.0-198.51.100.9']);
    expect(() => readTable('{"nftables":{}}')).toThrow(SyntaxError);
  });

  it('is compared with what is wanted, both ways', () => {
    const { elements } = readTable(JSON.stringify(listing));
    const all = [wanted('192.0.2.1'), wanted('192.0.2.2'), wanted('192.0.2.3'), wanted('192.0.2.0/24')];
    const { missing, strangers, refill } = compare(all, elements, now);
    // .2 is there for ever, .3 is not there, and a range that nobody asked for makes the whole set be filled anew.
    expect(missing.map(({ value }) => value)).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.0/24']);
    expect(strangers.map(({ value }) => value)).toEqual(['198.51.100.0-198.51.100.9']);
    expect([...refill]).toEqual(['range4']);
    const late = compare([wanted('192.0.2.1', now + 90_000)], elements, now);
    expect(late.missing.map(({ value }) => value)).toEqual(['192.0.2.1']);
  });
});

describe('trouble', () => {
  it.each([
    ['ENOENT', 'apt-get install nftables', false],
    ['Error: Operation not permitted (you must be root)\n', 'CAP_NET_ADMIN', false],
    ['\nError: syntax error, unexpected string\n', 'nft refused: Error: syntax error', true],
  ])('%j comes with what to do', (text, words, retryable) => {
    expect(explain('nft', text)).toMatchObject({ retryable, message: expect.stringContaining(words) });
  });
});
