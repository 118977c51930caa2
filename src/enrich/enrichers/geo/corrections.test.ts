import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GeoCorrection } from '../../../core/geo/records.ts';
import { contains, formatAddress, formatCidr, readCidr } from '../../../core/ip.ts';
import { defaultCacheDirectory } from '../../enrichers.ts';
import { createGeo, type GeoEnricher } from './geo.ts';

let plain: GeoEnricher;
beforeAll(() => {
  plain = createGeo({ cacheDirectory: defaultCacheDirectory });
});
const withCorrections = (corrections: readonly GeoCorrection[]) =>
  createGeo({ cacheDirectory: defaultCacheDirectory, corrections });

describe('corrections', () => {
  it('win over the data, the narrower over the wider, and leave what they do not name', () => {
    const geo = withCorrections([
      { range: '213.75.63.0/24', country: 'CW', hosting: null },
      { range: '213.75.63.36', country: '', hosting: true },
      { range: '213.75.0.0/16', country: 'BE', hosting: null },
      { range: '2a01:4f8::/32', country: 'NL', hosting: false },
      { range: '10.1.0.0/16', country: 'CW', hosting: null },
    ]);
    expect(geo.find('213.75.63.36')).toMatchObject({ country: 'CW', asNumber: 1136, hosting: true });
    expect(geo.find('213.75.63.37')).toMatchObject({ country: 'CW', asNumber: 1136, hosting: false });
    expect(geo.find('213.75.64.1')).toMatchObject({ country: 'BE', asNumber: 1136 });
    expect(geo.find('2a01:4f8::1')).toMatchObject({ country: 'NL', asNumber: 24940, hosting: false });
    expect(geo.find('2a01:4f9::1')).toEqual(plain.find('2a01:4f9::1'));
    expect(geo.find('10.1.2.3')).toMatchObject({ country: 'CW', asNumber: 0 });
    expect(geo.find('10.2.2.3')).toEqual(plain.find('10.2.2.3'));
    expect(geo.find('213.75.63.36').asName).toBe(plain.find('213.75.63.36').asName);
  });

  it('say which of them decided', () => {
    const wide = { range: '213.75.0.0/16', country: 'BE', hosting: null };
    const narrow = { range: '213.75.63.36', country: '', hosting: true };
    const geo = withCorrections([wide, narrow]);
    expect(geo.correctionFor('213.75.63.36')).toBe(narrow);
    expect(geo.correctionFor('213.75.63.37')).toBe(wide);
    expect(geo.correctionFor('213.76.0.1')).toBeUndefined();
    expect(geo.correctionFor('no address')).toBeUndefined();
  });

  it('come and go while we run; one that does not read changes nothing', () => {
    const geo = withCorrections([]);
    const { key } = geo.database;
    geo.renew([{ range: '8.8.8.0/24', country: 'NL', hosting: false }]);
    expect(geo.find('8.8.8.8')).toMatchObject({ country: 'NL', hosting: false });
    expect(geo.database.key).not.toBe(key);
    for (const bad of [{ range: '8.8.8.0/33' }, { country: 'Nederland' }, { country: 'nl' }])
      expect(() => geo.renew([{ range: '8.8.4.0/24', country: 'DE', hosting: null, ...bad }])).toThrow('correction');
    expect(geo.find('8.8.8.8').country).toBe('NL');
    geo.renew([]);
    expect(geo.find('8.8.8.8')).toEqual(plain.find('8.8.8.8'));
    expect(geo.database.key).toBe(key);
  });

  it('hold at any address as their words say, whatever nests', () => {
    const range = fc
      .tuple(fc.nat(0xffff), fc.integer({ min: 16, max: 32 }))
      .map(([low, prefix]) => formatCidr(readCidr(`88.198.${low >> 8}.${low & 255}/${prefix}`)!));
    const correction = fc.record({
      range,
      country: fc.constantFrom('', 'NL', 'CW', 'XK'),
      hosting: fc.constantFrom(null, true, false),
    });
    const corrections = fc.uniqueArray(correction, { maxLength: 10, selector: ({ range }) => range });
    fc.assert(
      fc.property(corrections, fc.array(fc.nat(0xffff), { minLength: 5, maxLength: 5 }), (all, lows) => {
        const geo = plain;
        geo.renew(all);
        const borders = all.map(({ range }) => readCidr(range)!.bits);
        const inside = lows.map((low) => readCidr('88.198.0.0')!.bits + BigInt(low));
        for (const bits of [...borders, ...borders.map((at) => at - 1n), ...inside]) {
          const address = { family: 4 as const, bits, prefix: 32 };
          const holding = all
            .filter(({ range }) => contains(readCidr(range)!, address))
            .sort((a, b) => readCidr(b.range)!.prefix - readCidr(a.range)!.prefix);
          const found = geo.find(formatAddress(address));
          const data =
            bits >> 16n === readCidr('88.198.0.0')!.bits >> 16n ? { country: 'DE', hosting: true } : undefined;
          if (!data) continue;
          expect(found.country).toBe(holding.find(({ country }) => country !== '')?.country ?? data.country);
          expect(found.hosting).toBe(holding.find(({ hosting }) => hosting !== null)?.hosting ?? data.hosting);
        }
        geo.renew([]);
      }),
      { numRuns: 15 },
    );
  });
});
