import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Reader, type Response } from 'maxmind';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatAddress, formatCidr, readAddress, readCidr } from '../../../core/ip.ts';
import { defaultCacheDirectory } from '../../enrichers.ts';
import { createGeo } from './geo.ts';
import type { Layer } from './layers.ts';
import { readMmdbValue } from './mmdb-data.ts';
import { type MmdbLayers, readMmdb } from './mmdb-file.ts';
import { readMmdbSource } from './read-source.ts';
import { type RecordValue, writeMmdb } from './testing/write-mmdb.ts';

const builtAt = Date.UTC(2026, 8, 1);
const shape = { ipVersion: 6, recordSize: 32, builtAt } as const;
const countries = {
  '8.8.8.0/24': { country: { iso_code: 'BE' } },
  '9.9.9.0/24': { country_code: 'LU' },
  '192.0.2.0/24': { country_code: 'LU' },
  '2a01:4f8::/32': { registered_country: { iso_code: 'AT' } },
};
const networks = {
  '8.8.8.0/24': { autonomous_system_number: 64500, autonomous_system_organization: 'Example Access' },
  '2a01:4f8::/32': { asn: 'AS64501', as_name: 'Example Hosting' },
};
const folder = mkdtempSync(join(tmpdir(), 'belwacht-mmdb-'));
const country = join(folder, 'country.mmdb');
const network = join(folder, 'asn.mmdb');
beforeAll(() => {
  writeFileSync(country, writeMmdb({ ...shape, networks: countries }));
  writeFileSync(network, writeMmdb({ ...shape, builtAt: builtAt + 86_400_000, networks }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Value of a partition at an address, by a plain scan. */
function valueAt({ starts, values }: Layer, lanes: number, bits: bigint): number {
  for (let row = values.length - 1; row > 0; row--) {
    let start = 0n;
    for (let lane = 0; lane < lanes; lane++) start = (start << 32n) | BigInt(starts[row * lanes + lane]);
    if (start <= bits) return values[row];
  }
  return values[0];
}

function lookUp({ v4, v6 }: MmdbLayers, text: string): number {
  const { family, bits } = readAddress(text)!;
  return family === 4 ? valueAt(v4, 1, bits) : valueAt(v6, 4, bits);
}

const rangeV4 = fc
  .tuple(fc.nat(0xffffffff), fc.integer({ min: 1, max: 32 }))
  .map(([bits, prefix]) => formatCidr(readCidr(`${formatAddress({ family: 4, bits: BigInt(bits) })}/${prefix}`)!));
const rangeV6 = fc
  .tuple(fc.bigInt({ min: 0n, max: (1n << 125n) - 1n }), fc.integer({ min: 4, max: 128 }))
  .map(([bits, prefix]) =>
    formatCidr(readCidr(`${formatAddress({ family: 6, bits: bits | (1n << 125n) })}/${prefix}`)!),
  );

/** First and last address of a range and those beside it. */
function near(range: string): string[] {
  const { family, bits, prefix } = readCidr(range)!;
  const width = family === 4 ? 32 : 128;
  const last = bits + (1n << BigInt(width - prefix)) - 1n;
  return [bits - 1n, bits, last, last + 1n]
    .filter((at) => at >= 0n && at < 1n << BigInt(width))
    .map((at) => formatAddress({ family, bits: at }));
}

describe('the whole of a database', () => {
  for (const recordSize of [24, 28, 32] as const)
    for (const ipVersion of [4, 6] as const)
      it(`says what a lookup in it says (IPv${ipVersion}, records of ${recordSize} bits)`, () => {
        const ranges = ipVersion === 4 ? rangeV4 : fc.oneof(rangeV4, rangeV6);
        fc.assert(
          fc.property(fc.uniqueArray(ranges, { maxLength: 25 }), fc.boolean(), (texts, aliases) => {
            const file = writeMmdb({
              ipVersion,
              recordSize,
              builtAt,
              aliases: aliases && ipVersion === 6,
              networks: Object.fromEntries(texts.map((text, i) => [text, { n: i % 7 }])),
            });
            const layers = readMmdb(file, (record) => (record as { n: number }).n + 1);
            const reader = new Reader<Response>(file);
            for (const address of [...texts.flatMap(near), '0.0.0.0', '255.255.255.255', '::', 'ffff::']) {
              if (address.includes(':') && ipVersion === 4) continue;
              // What leads back to the IPv4 tree says nothing of its own here.
              if (/^(2002|2001:0?:|2001::)/.test(address)) continue;
              const record = reader.get(address) as unknown as { n: number } | null;
              expect(lookUp(layers, address), address).toBe(
                address === '::' ? lookUp(layers, '::') : (record?.n ?? -1) + 1,
              );
            }
          }),
          { numRuns: 60 },
        );
      });

  it('knows when it was built and says nothing of 6to4 and Teredo', () => {
    const file = writeMmdb({ ...shape, aliases: true, networks: countries });
    const layers = readMmdb(file, () => 5);
    expect(layers.madeAt).toBe(builtAt);
    expect(new Reader<Response>(file).get('2002:808:800::1')).not.toBeNull();
    expect(lookUp(layers, '2002:808:800::1')).toBe(0);
    expect(lookUp(layers, '8.8.8.8')).toBe(5);
  });

  it('is asked about each record once, however many networks share it', () => {
    let asked = 0;
    readMmdb(writeMmdb({ ...shape, networks: countries }), () => ++asked);
    expect(asked).toBe(4);
  });

  it('holds all of IPv4 when a leaf lies above it', () => {
    const layers = readMmdb(writeMmdb({ ...shape, networks: { '::/1': { n: 1 } } }), () => 3);
    expect(lookUp(layers, '203.0.113.1')).toBe(3);
    expect(lookUp(layers, 'ffff::')).toBe(0);
  });
});

describe('a file that is none', () => {
  const whole = () => readFileSync(country);
  const read = (file: Buffer) => () => readMmdbSource('country', file);

  it('is refused when it is cut short anywhere', () => {
    for (let length = 0; length < whole().length; length += 7) expect(read(whole().subarray(0, length))).toThrow();
    expect(read(Buffer.concat([whole().subarray(0, 100), whole().subarray(-150)]))).toThrow(
      /no|cut|none|circles|beyond|offset/,
    );
  });

  it('is read to the end or refused whatever byte is wrong, and never goes in circles', () => {
    const bytes = fc.tuple(fc.nat(whole().length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = whole();
        for (const [index, byte] of changes) file[index] = byte;
        try {
          const { v4, v6, keys } = readMmdbSource('country', file);
          expect(Math.max(...(v4?.values ?? [0]), ...(v6?.values ?? [0]))).toBeLessThan(keys.length);
        } catch (error) {
          expect((error as Error).name).toBe('GeoDataError');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused when it tells nothing of what it is for', () => {
    expect(() => readMmdbSource('network', whole())).toThrow(/network/);
  });

  it('is refused when a record points to itself', () => {
    // A pointer to offset 0 at offset 0.
    expect(() => readMmdbValue(Buffer.from([0x20, 0]), 0)).toThrow(RangeError);
    // A list of lists of lists …, each the same two: 2³² values in ten bytes.
    expect(() => readMmdbValue(Buffer.from([0x02, 4, 0x20, 0, 0x20, 0]), 0)).toThrow(RangeError);
  });
});

describe('a value', () => {
  it('is read as it is meant', () => {
    const record: RecordValue = { text: 'é'.repeat(40), yes: true, no: false, big: 4294967295, inner: { zero: 0 } };
    const file = writeMmdb({ ...shape, networks: { '8.8.8.0/24': record } });
    readMmdb(file, (read) => {
      expect(read).toEqual(record);
      return 1;
    });
    expect(readMmdbValue(Buffer.from([0x04, 1, 0xff, 0xff, 0xff, 0xff]), 0)).toBe(-1);
    expect(readMmdbValue(Buffer.from([0x68, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0]), 0)).toBe(1.5);
    expect(readMmdbValue(Buffer.from([0x08, 2, ...Array<number>(8).fill(0xff)]), 0)).toBe(0xffffffffffffffffn);
  });
});

describe('a database file of the user', () => {
  const options = { cacheDirectory: join(folder, 'cache') };

  it('wins over the packaged one, which fills its holes', () => {
    const packaged = createGeo({ cacheDirectory: defaultCacheDirectory });
    const geo = createGeo({ ...options, countryMmdb: country, asnMmdb: network });
    expect(geo.find('8.8.8.8')).toEqual({ country: 'BE', asNumber: 64500, asName: 'Example Access', hosting: false });
    expect(geo.find('8.8.9.1')).toEqual(packaged.find('8.8.9.1'));
    expect(geo.find('2a01:4f8::1')).toEqual({
      country: 'AT',
      asNumber: 64501,
      asName: 'Example Hosting',
      hosting: true,
    });
    expect(geo.find('213.75.63.36')).toMatchObject({ country: 'NL', asNumber: 1136 });
    expect(geo.find('192.0.2.1').country).toBe('');
    expect(geo.info(builtAt + 86_400_000)).toEqual({ date: builtAt, ageDays: 1, stale: false });
    expect(
      geo
        .facts(builtAt)
        .map(({ name, origin }) => `${name} ${origin}`)
        .slice(2),
    ).toEqual(['own-country country.mmdb', 'own-network asn.mmdb']);
    expect(geo.database.key).not.toBe(packaged.database.key);
  });

  it('leaves the age to the older part when it is only one of two', () => {
    const geo = createGeo({ ...options, countryMmdb: country });
    expect(geo.info(builtAt).date).toBe(createGeo(options).info(builtAt).date);
  });

  it('stays as it was when the file is spoilt while we run, and at the next start', () => {
    const path = join(folder, 'own.mmdb');
    const dataDirectory = join(folder, 'data');
    writeFileSync(path, readFileSync(country));
    const own = { ...options, dataDirectory, countryMmdb: path };
    const geo = createGeo(own);
    writeFileSync(path, readFileSync(country).subarray(0, 300));
    expect(() => geo.reload()).toThrow(path);
    expect(geo.find('8.8.8.8').country).toBe('BE');
    const next = createGeo(own);
    expect(next.find('8.8.8.8').country).toBe('BE');
    expect(next.problems).toHaveLength(1);
    expect(next.problems[0].nl).toContain(path);
    writeFileSync(path, writeMmdb({ ...shape, networks: { '8.8.8.0/24': { country_code: 'DK' } } }));
    next.reload();
    expect(next.find('8.8.8.8').country).toBe('DK');
    expect(next.problems).toEqual([]);
  });
});
