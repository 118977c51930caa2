import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, readAddress } from '../../../core/ip.ts';
import { composeDatabase, type Database } from '../../../enrich/enrichers/geo/database.ts';
import { openPackagedDatabase } from '../../../enrich/enrichers/geo/packaged-database.ts';
import { countryTables, networkTables, readCsvSource } from '../../../enrich/enrichers/geo/read-source.ts';
import { defaultCacheDirectory } from '../../../enrich/enrichers.ts';
import { checkData, samplesRight } from './check-data.ts';
import { compareData } from './compare-data.ts';
import samples from './samples.json' with { type: 'json' };
import { defaultUpdateSettings } from './update-settings.ts';

const madeAt = Date.UTC(2026, 5, 1);

function make(lines: readonly string[], kind: 'country' | 'network' = 'country', at = madeAt): Database {
  const origin = { origin: 'test', key: 'test', madeAt: at };
  const source = readCsvSource(kind, [Buffer.from(`${lines.join('\n')}\n`)]);
  const networks = networkTables(kind === 'network' ? source : readCsvSource('network', []), origin);
  const announced = { v4: networks.networkV4, v6: networks.networkV6 };
  return composeDatabase(
    countryTables(kind === 'country' ? source : readCsvSource('country', []), origin, announced),
    networks,
  );
}

describe('the well-known addresses', () => {
  it('are at least sixty of both families, each where the packaged data place it', () => {
    const database = openPackagedDatabase(defaultCacheDirectory, () => {});
    expect(samples.length).toBeGreaterThanOrEqual(60);
    expect(new Set(samples.map(({ address }) => address)).size).toBe(samples.length);
    expect(samples.filter(({ address }) => readAddress(address)!.family === 6).length).toBeGreaterThan(15);
    expect(samplesRight('country', database)).toBe(1);
    expect(samplesRight('network', database)).toBe(1);
  });
});

describe('a comparison', () => {
  /** Countries of 16 blocks of 256 addresses from 8.0.0.0; '' is unknown. */
  const blocks = fc.array(fc.constantFrom('', 'NL', 'DE', 'FR'), { minLength: 16, maxLength: 16 });
  const database = (codes: readonly string[]) =>
    make(codes.flatMap((code, i) => (code === '' ? [] : [`8.0.${i}.0,8.0.${i}.255,${code}`])));

  it('counts what was known and is another country, or none, now', () => {
    fc.assert(
      fc.property(blocks, blocks, (then, now) => {
        const known = then.filter((code) => code !== '').length;
        const changed = then.filter((code, i) => code !== '' && code !== now[i]).length;
        const { share4, samples: shown } = compareData('country', database(then), database(now));
        expect(share4).toBeCloseTo(known === 0 ? 0 : changed / known, 10);
        for (const { address, before, after } of shown) {
          const block = Number(address.split('.')[2]);
          expect([before, after]).toEqual([then[block], now[block]]);
          expect(before).not.toBe(after);
        }
        expect(shown.length > 0).toBe(changed > 0);
      }),
      { numRuns: 200 },
    );
  });

  it('weighs IPv6 by runs, and networks by their number, not by their name', () => {
    const of = (codes: readonly string[]) => codes.map((code, i) => `2001:db9:${i}::,2001:db9:${i}:ffff::,${code}`);
    expect(compareData('country', make(of(['NL', 'DE', 'FR', 'NL'])), make(of(['NL', 'DE', 'FR', 'BE']))).share6).toBe(
      0.25,
    );
    const network = (name: string, number: number) =>
      make([`8.0.0.0,8.0.0.255,${number},${name}`, '8.0.1.0,8.0.1.255,5,Five'], 'network');
    expect(compareData('network', network('One', 1), network('Other', 1)).share4).toBe(0);
    expect(compareData('network', network('One', 1), network('One', 2)).share4).toBe(0.5);
  });
});

describe('checks', () => {
  const line = (i: number, code = 'NL') => {
    const first = readAddress('8.0.0.0')!.bits + BigInt(i * 512);
    const [from, to] = [first, first + 255n].map((bits) => formatAddress({ family: 4, bits }));
    return `${from},${to},${code}`;
  };
  const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i));
  const check = (now: Database, over: { lines?: number; skipped?: number } = {}) =>
    checkData(
      make(lines(200)),
      now,
      [{ kind: 'country', lines: 200, skipped: 0, ...over }],
      defaultUpdateSettings,
      madeAt,
    );
  const words = (found: ReturnType<typeof check>, list: 'refused' | 'held') =>
    found[list].map(({ en }) => en).join(' ');

  it('hold what lost a third, refuse what lost nearly all or grew beyond reason', () => {
    expect(words(check(make(lines(200))), 'held')).not.toContain('runs of countries');
    expect(words(check(make(lines(130))), 'held')).toContain('runs of countries');
    expect(words(check(make(lines(15))), 'refused')).toContain('runs of countries');
    expect(words(check(make(lines(2500))), 'refused')).toContain('runs of countries');
  });

  it('refuse older data and unreadable lines, hold data from the future', () => {
    expect(words(check(make(lines(200), 'country', madeAt - 1)), 'refused')).toContain('older');
    expect(words(check(make(lines(200), 'country', madeAt + 2 * 86_400_000)), 'held')).toContain('ahead');
    expect(words(check(make(lines(200)), { skipped: 3 }), 'refused')).toContain('do not read');
    expect(words(check(make(lines(200)), { skipped: 1 }), 'refused')).not.toContain('do not read');
  });

  it('refuse data that put well-known addresses elsewhere', () => {
    expect(words(check(make(lines(200))), 'refused')).toContain('well-known');
  });
});
