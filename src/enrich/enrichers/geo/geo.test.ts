import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Event } from '../../../core/event.ts';
import { formatAddress, readAddress } from '../../../core/ip.ts';
import { readLanes } from './address-lanes.ts';
import { unquote } from './csv.ts';
import { decodeDatabase, encodeDatabase } from './database-file.ts';
import { createGeo, type GeoEnricher } from './geo.ts';
import { hostingKey, isHosting } from './hosting.ts';
import { countryOf, networkOf } from './mmdb.ts';
import { dateOfVersion, findPackaged } from './packaged.ts';
import { openPackagedDatabase } from './packaged-database.ts';
import { isSpecialV4, isSpecialV6 } from './special-addresses.ts';

// The first compilation and the scans take seconds on a busy machine.
vi.setConfig({ testTimeout: 60_000 });
const folder = mkdtempSync(join(tmpdir(), 'belwacht-geo-'));
let geo: GeoEnricher;
const steps: string[] = [];
beforeAll(() => {
  // The fallback directory is under the temporary one; this run has its own, so that no earlier run helps out.
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  geo = createGeo({ cacheDirectory: join(folder, 'cache'), progress: (step) => steps.push(step), remembered: 64 });
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('facts', () => {
  it.each([
    ['8.8.8.8', 'US', 15169, true],
    ['213.75.63.36', 'NL', 1136, false],
    ['62.194.0.1', 'NL', 33915, false],
    ['145.97.20.1', 'NL', 1103, false],
    ['88.198.0.1', 'DE', 24940, true],
    ['51.15.0.1', 'FR', 12876, true],
    ['2a02:a440::1', 'NL', 1136, false],
    ['2a01:4f8::1', 'DE', 24940, true],
    ['2a02:1810::1', 'BE', 6848, false],
    ['2001:4860:4860::8888', 'US', 15169, true],
  ])('%s is in %s, AS%i', (ip, country, asNumber, hosting) => {
    expect(geo.find(ip)).toMatchObject({ country, asNumber, hosting });
    expect(geo.find(ip).asName).not.toBe('');
  });

  it.each([
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.9',
    '10.0.0.1',
    '192.168.1.1',
    '100.64.1.1',
    '127.0.0.1',
    '2001:db8::1',
    'fd00::1',
    '::1',
    '',
    'no address',
  ])('knows nothing about %j', (ip) => {
    expect(geo.find(ip)).toEqual({ country: '', asNumber: 0, asName: '', hosting: false });
  });

  it('reads names with commas and quotes', () => {
    expect(geo.find('1.0.0.1').asName).toBe('Cloudflare, Inc.');
    expect(unquote('"JSC ""TIMEWEB"""')).toBe('JSC "TIMEWEB"');
  });
});

describe('events', () => {
  it('get what is known about their source address', () => {
    const event = new Event();
    event.sourceIp = '88.198.0.1';
    geo.enrich(event);
    expect(event).toMatchObject({ country: 'DE', asNumber: 24940, asName: 'Hetzner Online GmbH', hosting: true });
  });

  it('cannot bring a country of their own for an address that has none', () => {
    const event = new Event();
    event.sourceIp = '192.0.2.1';
    event.country = 'NL';
    geo.enrich(event);
    expect(event.country).toBe('');
  });

  it('stay as they are without a source address', () => {
    const event = new Event();
    geo.enrich(event);
    expect(event).toEqual(new Event());
  });
});

/** All rows of a packaged CSV, as text addresses turned into numbers, independent of the code under test. */
function rowsOf(file: string): { starts: bigint[]; ends: bigint[]; rest: string[] } {
  const rows = { starts: [] as bigint[], ends: [] as bigint[], rest: [] as string[] };
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line === '') continue;
    const [start, end, ...rest] = line.split(',');
    rows.starts.push(readAddress(start)!.bits);
    rows.ends.push(readAddress(end)!.bits);
    rows.rest.push(rest.join(','));
  }
  return rows;
}

describe('lookups equal a scan of the files', () => {
  /** A small generator of our own: the same addresses in each run. */
  let state = 12345;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };

  it.each([4, 6] as const)('IPv%i', (family) => {
    const packaged = findPackaged();
    const country = rowsOf(join(packaged.country.folder, `geo-whois-asn-country-ipv${family}.csv`));
    const network = rowsOf(join(packaged.network.folder, `asn-ipv${family}.csv`));
    const addresses: bigint[] = [];
    for (let i = 0; i < 60; i++) {
      const rows = i % 2 === 0 ? country : network;
      const row = random(rows.starts.length);
      addresses.push(rows.starts[row], rows.ends[row], rows.starts[row] - 1n, rows.ends[row] + 1n);
      if (family === 4) addresses.push(BigInt(random(0xffffffff)));
    }
    const lanes = new Uint32Array(4);
    for (const bits of addresses) {
      const ip = formatAddress({ family, bits });
      readLanes(ip, lanes);
      const special = family === 4 ? isSpecialV4(lanes[0]) : isSpecialV6(lanes);
      const expectedCountry = special ? '' : scan(country, bits);
      const expectedNetwork = special ? '' : scan(network, bits);
      const found = geo.find(ip);
      expect(found.country, ip).toBe(expectedCountry);
      expect(found.asNumber, ip).toBe(Number(expectedNetwork.split(',')[0]));
    }
  });

  function scan({ starts, ends, rest }: ReturnType<typeof rowsOf>, bits: bigint): string {
    let best = -1;
    for (let row = 0; row < starts.length; row++) {
      if (starts[row] > bits || ends[row] < bits) continue;
      if (best < 0 || starts[row] > starts[best] || (starts[row] === starts[best] && ends[row] <= ends[best]))
        best = row;
    }
    return best < 0 ? '' : rest[best];
  }
});

describe('the cache', () => {
  const cache = join(folder, 'cache');
  const file = () => join(cache, readdirSync(cache)[0]);
  const open = (told: string[] = []) => openPackagedDatabase(cache, (step) => told.push(step));

  it('was made by the first start, which told what it did, and is one file', () => {
    expect(steps).toHaveLength(2);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('is used by the next start', () => {
    utimesSync(file(), 1, 1);
    const told: string[] = [];
    const start = performance.now();
    open(told);
    expect(told).toEqual([]);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('is not believed when it is cut short, damaged, of another version or of another kind', () => {
    const whole = readFileSync(file());
    const { key } = findPackaged();
    expect(decodeDatabase(whole, key)?.countries.length).toBeGreaterThan(200);
    expect(decodeDatabase(whole, 'another version')).toBeUndefined();
    expect(decodeDatabase(whole.subarray(0, whole.length - 8), key)).toBeUndefined();
    expect(decodeDatabase(whole.subarray(0, 20), key)).toBeUndefined();
    expect(decodeDatabase(Buffer.from('something else that is long enough'), key)).toBeUndefined();
    for (const at of [8, 20, whole.length >>> 1, whole.length - 9]) {
      const bytes = Buffer.from(whole);
      bytes[at] ^= 1;
      expect(decodeDatabase(bytes, key), `byte ${at}`).toBeUndefined();
    }
  });

  it('is made again when it cannot be used', () => {
    const path = file();
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 8);
    const told: string[] = [];
    expect(open(told).countries.length).toBeGreaterThan(200);
    expect(told).toHaveLength(2);
    expect(readFileSync(path).equals(whole)).toBe(true);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('is not taken from a directory where others may write', () => {
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o777);
    const packaged = findPackaged();
    const good = decodeDatabase(readFileSync(file()), packaged.key)!;
    const planted = encodeDatabase({ ...good, countries: good.countries.map(() => 'KP') }, packaged.key);
    writeFileSync(join(shared, `geo-${packaged.key}.bin`), planted);
    expect(createGeo({ cacheDirectory: shared }).find('8.8.8.8').country).toBe('US');
    chmodSync(shared, 0o755);
    expect(createGeo({ cacheDirectory: shared }).find('8.8.8.8').country).toBe('KP');
  });

  it('says again which networks host when the lists of them are others than when it was written', () => {
    const whole = readFileSync(file());
    const head = whole.readUInt32LE(8);
    const header = whole.toString('latin1', 16, 16 + head);
    expect(header).toContain(`"hostingKey":"${hostingKey}"`);
    const { key } = findPackaged();
    const database = decodeDatabase(whole, key)!;
    const nobody = encodeDatabase({ ...database, hosting: new Uint8Array(database.hosting.length) }, key);
    expect(decodeDatabase(nobody, key)!.hosting.some((flag) => flag === 1)).toBe(false);
    nobody.write(header.replace(`y":"${hostingKey}"`, `y":"${'x'.repeat(hostingKey.length)}"`), 16, 'latin1');
    nobody.writeUInt32LE(crc32(nobody.subarray(16), crc32(nobody.subarray(0, 12))), 12);
    expect(Buffer.from(decodeDatabase(nobody, key)!.hosting).equals(Buffer.from(database.hosting))).toBe(true);
  });
});

describe('the table of addresses', () => {
  it('is bounded, counts what it puts out and answers the same', () => {
    const before = geo.evicted;
    const first = geo.find('8.8.8.8');
    for (let i = 0; i < 1000; i++) geo.find(`9.9.${i >> 8}.${i & 255}`);
    expect(geo.evicted - before).toBeGreaterThan(900);
    expect(geo.find('8.8.8.8')).toEqual(first);
  });
});

describe('age', () => {
  it('is read from the version of the packages', () => {
    expect(dateOfVersion('2.3.2026061719')).toBe(Date.UTC(2026, 5, 17, 19));
    expect(dateOfVersion('1.0.0')).toBe(0);
  });

  it('makes the data stale after 60 days', () => {
    const { date } = geo.info(0);
    const days = (n: number) => date! + n * 86_400_000;
    expect(geo.info(days(60))).toEqual({ date, ageDays: 60, stale: false });
    expect(geo.info(days(61))).toEqual({ date, ageDays: 61, stale: true });
    expect(geo.info(days(-3)).ageDays).toBe(0);
  });

  it('is told of each part, with how much of the announced addresses it knows', () => {
    const [country, network] = geo.facts(geo.info(0).date! + 61 * 86_400_000);
    expect(country).toMatchObject({
      name: 'country',
      origin: expect.stringContaining('geo-whois-asn-country'),
      stale: true,
      ageDays: 61,
    });
    expect(country.rows).toBeGreaterThan(400_000);
    expect(country.coverage4).toBeGreaterThan(0.99);
    expect(country.coverage4).toBeLessThanOrEqual(1);
    expect(country.coverage6).toBeGreaterThan(0.98);
    expect(network).toMatchObject({ name: 'network', coverage4: 1, coverage6: 1 });
  });
});

describe("a user's database", () => {
  it('may have the nested or a flat form', () => {
    expect(countryOf({ country: { iso_code: 'NL', names: {} } })).toBe('NL');
    expect(countryOf({ registered_country: { iso_code: 'DE' } })).toBe('DE');
    expect(countryOf({ country_code: 'FR' })).toBe('FR');
    expect(countryOf({ country: 'BE' })).toBe('BE');
    for (const bad of [null, undefined, 'NL', {}, { country: 'Nederland' }, { country_code: 5 }])
      expect(countryOf(bad)).toBe('');
    expect(networkOf({ autonomous_system_number: 1136, autonomous_system_organization: 'KPN' })).toEqual({
      number: 1136,
      name: 'KPN',
    });
    expect(networkOf({ asn: 'AS1136', as_name: 'KPN' })).toEqual({ number: 1136, name: 'KPN' });
    for (const bad of [null, {}, { asn: 'x' }, { autonomous_system_number: -1 }]) expect(networkOf(bad).number).toBe(0);
  });

  it('is refused with its path when it is none', () => {
    const path = join(folder, 'bad.mmdb');
    writeFileSync(path, 'this is no database');
    expect(() => createGeo({ cacheDirectory: join(folder, 'cache'), countryMmdb: path })).toThrow(path);
    expect(() => createGeo({ cacheDirectory: join(folder, 'cache'), asnMmdb: join(folder, 'none') })).toThrow(/none/);
  });
});

describe('hosting', () => {
  it('is told by number or by name, and not of access networks and institutions', () => {
    expect(isHosting(16276, 'OVH SAS')).toBe(true);
    expect(isHosting(64500, 'Example Hosting B.V.')).toBe(true);
    expect(isHosting(64500, 'EXAMPLEHOSTING')).toBe(true);
    expect(isHosting(64500, 'Example Data Centers Inc')).toBe(true);
    expect(isHosting(64500, 'EXAMPLE-CLOUD-AS')).toBe(true);
    expect(isHosting(64500, 'KPN B.V.')).toBe(false);
    expect(isHosting(64500, 'Example Cloud Telecom')).toBe(false);
    expect(isHosting(64500, 'Data Center of Example University')).toBe(false);
    expect(isHosting(64500, 'Ghostly Observers Ltd')).toBe(false);
    expect(isHosting(0, 'hosting')).toBe(false);
  });
});
