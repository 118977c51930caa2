import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readState, writeState } from '../src/app/geo/data/data-state.ts';
import { GeoDataStore } from '../src/app/geo/data/geo-data-store.ts';
import samples from '../src/app/geo/data/samples.json' with { type: 'json' };
import { defaultUpdateSettings, type UpdateForm, type UpdateSettings } from '../src/app/geo/data/update-settings.ts';
import { formatCidr, readCidr } from '../src/core/ip.ts';
import { composeDatabase } from '../src/enrich/enrichers/geo/database.ts';
import { encodeDatabase } from '../src/enrich/enrichers/geo/database-file.ts';
import { createGeo } from '../src/enrich/enrichers/geo/geo.ts';
import { findPackaged } from '../src/enrich/enrichers/geo/packaged.ts';
import { countryTables, networkTables, readCsvSource } from '../src/enrich/enrichers/geo/read-source.ts';
import { writeMmdb } from '../src/enrich/enrichers/geo/testing/write-mmdb.ts';
import { defaultCacheDirectory } from '../src/enrich/enrichers.ts';

const cacheDirectory = defaultCacheDirectory;
const folder = mkdtempSync(join(tmpdir(), 'belwacht-geo-data-'));
const day = 86_400_000;
const seededAt = Date.UTC(2026, 5, 1);

/** What the server of this test answers; it stands for a registry, for MaxMind and for any other place. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let base = '';
let directory = '';
let settings: UpdateSettings;
const open: Server[] = [];

beforeAll(async () => {
  server = await listen((request, response) => answer(request, response));
  base = urlOf(server);
});
afterAll(() => {
  for (const one of open) {
    one.closeAllConnections();
    one.close();
  }
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  directory = mkdtempSync(join(folder, 'data-'));
  settings = {
    ...defaultUpdateSettings,
    registry: base,
    maxmind: { ...defaultUpdateSettings.maxmind, accountId: '1234', licenceKey: 'the-key', host: base },
  };
  answer = (_request, response) => response.writeHead(404).end();
});
afterEach(() => {
  // Whatever happened: nothing half done stays beside the data.
  if (!existsSync(directory)) return;
  const names = readdirSync(directory).filter((name) => /^work-|draft/.test(name));
  expect(names).toEqual([]);
});

async function listen(handler: typeof answer): Promise<Server> {
  const made = createServer(handler).listen(0, '127.0.0.1');
  await new Promise((resolve) => made.once('listening', resolve));
  open.push(made);
  return made;
}
const urlOf = (made: Server) => `http://127.0.0.1:${(made.address() as AddressInfo).port}/`;

// ---------------------------------------------------------------------------------------------------------------- data

interface Row {
  readonly range: string;
  readonly country: string;
  readonly network: number;
}
/** One range around each well-known address, and many small ones of Aruba, whose country tests change. */
const rows: readonly Row[] = [
  ...samples.map(({ address, country, network }) => ({
    range: formatCidr(readCidr(`${address}/${address.includes(':') ? 36 : 18}`)!),
    country,
    network,
  })),
  ...Array.from({ length: 60 }, (_, i) => ({ range: `200.6.${i * 4}.0/23`, country: 'AW', network: 11816 })),
];

function bounds(range: string): readonly [bigint, bigint] {
  const { family, bits, prefix } = readCidr(range)!;
  return [bits, bits + (1n << BigInt((family === 4 ? 32 : 128) - prefix)) - 1n];
}
const csv = (kind: 'country' | 'network', of: readonly Row[] = rows) =>
  Buffer.from(
    of
      .map(({ range, country, network }) => [
        ...bounds(range),
        kind === 'country' ? country : `${network},"Net, ${network}"`,
      ])
      .map((fields) => `${fields.join(',')}\n`)
      .join(''),
  );
const recolour = (from: string, to: string) =>
  rows.map((row) => (row.country === from ? { ...row, country: to } : row));

/** Puts small data in force, as an earlier update would have; the packages stand behind them. */
function seed(madeAt = seededAt): void {
  const origin = (kind: string) => ({ origin: `seed ${kind}`, key: `seed-${kind}`, madeAt });
  const networks = networkTables(readCsvSource('network', [csv('network')]), origin('network'));
  const announced = { v4: networks.networkV4, v6: networks.networkV6 };
  const countries = countryTables(readCsvSource('country', [csv('country')]), origin('country'), announced);
  const database = composeDatabase(countries, networks);
  writeFileSync(join(directory, 'data-seed.bin'), encodeDatabase(database, database.key));
  const current = {
    file: 'data-seed.bin',
    key: database.key,
    origin: 'seed',
    madeAt,
    at: madeAt,
    chosen: ['country', 'network'] as const,
  };
  writeState(directory, { ...readState(directory), current });
}

const openStore = () => new GeoDataStore({ dataDirectory: directory, cacheDirectory });
const openGeo = () => createGeo({ cacheDirectory, dataDirectory: directory });
const aruba = '200.6.0.1';
const countryOfAruba = () => openGeo().find(aruba).country;
const fromUrl = (path: string, what: 'country' | 'network' = 'country'): UpdateForm => ({
  from: 'url',
  url: path,
  what,
});
const fromNpm: UpdateForm = { from: 'npm', url: '', what: 'country' };
const fromMaxmind: UpdateForm = { from: 'maxmind', url: '', what: 'country' };

/** Writes a file for the update to take. */
function file(name: string, bytes: Buffer): string {
  const path = join(mkdtempSync(join(folder, 'file-')), name);
  writeFileSync(path, bytes);
  return path;
}

async function tarball(entries: Readonly<Record<string, Buffer>>, level = 1): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(entries)) archive.entry({ name }, bytes);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return gzipSync(Buffer.concat(parts), { level });
}

const names = { country: 'geo-whois-asn-country', network: 'asn' } as const;

interface Published {
  readonly version: string;
  readonly integrity: string;
  readonly bytes: Buffer;
}
/** Answers as a registry that has these two packages. */
function publish(packages: Readonly<Record<'country' | 'network', Published>>): void {
  answer = (request, response) => {
    for (const kind of ['country', 'network'] as const) {
      const { version, integrity, bytes } = packages[kind];
      if (request.url === `/@ip-location-db%2f${names[kind]}`) {
        // Mirrors name the public registry; the tarball comes from the mirror all the same.
        const dist = { tarball: `https://registry.npmjs.org/tarballs/${kind}.tgz`, integrity };
        response.end(JSON.stringify({ 'dist-tags': { latest: version }, versions: { [version]: { dist } } }));
        return;
      }
      if (request.url === `/tarballs/${kind}.tgz`) {
        response.end(bytes);
        return;
      }
    }
    response.writeHead(404).end();
  };
}

async function published(kind: 'country' | 'network', v4: Buffer, v6: Buffer, version: string): Promise<Published> {
  const bytes = await tarball({
    'package/package.json': Buffer.from('{}'),
    [`package/${names[kind]}-ipv4-num.csv`]: v4,
    [`package/${names[kind]}-ipv6-num.csv`]: v6,
    '../../evil.csv': Buffer.from('1,2,NL\n'),
  });
  return { version, bytes, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
}

async function smallPackages(of: readonly Row[] = rows, version = '2.3.2026070112') {
  const family = (kind: 'country' | 'network', want: number) =>
    csv(
      kind,
      of.filter(({ range }) => readCidr(range)!.family === want),
    );
  return {
    country: await published('country', family('country', 4), family('country', 6), version),
    network: await published('network', family('network', 4), family('network', 6), version),
  };
}

// --------------------------------------------------------------------------------------------------------------- tests

describe('an update from a registry', () => {
  it('brings the packages as they ship, changed in one place, in force at once, and goes back', async () => {
    const packaged = findPackaged();
    const real = (kind: 'country' | 'network', family: number) =>
      readFileSync(join(packaged[kind].folder, `${names[kind]}-ipv${family}-num.csv`));
    // 8.8.4.0 – 8.8.4.255
    const changed = Buffer.concat([real('country', 4), Buffer.from('134743040,134743295,CW\n')]);
    const version = '2.3.2026071500';
    publish({
      country: await published('country', changed, real('country', 6), version),
      network: await published('network', real('network', 4), real('network', 6), version),
    });
    const steps = new Set<string>();
    const store = openStore();
    const running = store.update(fromNpm, settings, (step) => steps.add(step));
    expect(store.facts().running).not.toBeNull();
    expect((await store.update(fromNpm, settings)).result).toBe('refused');
    expect(await running).toMatchObject({ result: 'ok' });
    expect([...steps]).toEqual(['fetch', 'read', 'check', 'write']);
    const geo = openGeo();
    expect(geo.find('8.8.4.4').country).toBe('CW');
    expect(geo.find('8.8.8.8')).toMatchObject({ country: 'US', asNumber: 15169 });
    expect(geo.facts(0)[0]).toMatchObject({ date: Date.UTC(2026, 6, 15), origin: expect.stringContaining(version) });
    expect(store.facts()).toMatchObject({ running: null, held: null, lastTry: { ok: true }, previous: { file: '' } });
    expect((await store.update(fromNpm, settings)).result).toBe('unchanged');
    expect(await store.revert()).toEqual({ ok: true, value: true });
    geo.reload();
    expect(geo.find('8.8.4.4').country).toBe('US');
    expect(await store.revert()).toEqual({ ok: true, value: true });
    geo.reload();
    expect(geo.find('8.8.4.4').country).toBe('CW');
    expect(existsSync(join(folder, 'evil.csv'))).toBe(false);
  });

  it('is refused when what arrives is not what the registry names', async () => {
    seed();
    const packages = await smallPackages();
    const bytes = Buffer.concat([packages.country.bytes, Buffer.from('x')]);
    publish({ ...packages, country: { ...packages.country, bytes } });
    const { result, reasons } = await openStore().update(fromNpm, settings);
    expect(result).toBe('refused');
    expect(reasons[0].en).toContain('integrity');
    expect(countryOfAruba()).toBe('AW');
  });

  it('is refused when the download breaks off', async () => {
    seed();
    const packages = await smallPackages();
    publish(packages);
    const whole = answer;
    answer = (request, response) => {
      if (!request.url!.endsWith('.tgz')) return whole(request, response);
      response.writeHead(200, { 'content-length': packages.country.bytes.length });
      response.write(packages.country.bytes.subarray(0, 500), () => response.destroy());
    };
    const store = openStore();
    expect((await store.update(fromNpm, settings)).result).toBe('refused');
    expect(store.facts().lastTry).toMatchObject({ ok: false });
    expect(countryOfAruba()).toBe('AW');
  });

  it('is refused when the archive is none, lacks the files, or the registry says something else', async () => {
    seed();
    const packages = await smallPackages();
    const of = (bytes: Buffer) => ({
      ...packages.country,
      bytes,
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    });
    const cut = packages.country.bytes.subarray(0, packages.country.bytes.length - 40);
    for (const bytes of [
      Buffer.from('no archive at all'),
      cut,
      await tarball({ 'package/other.csv': csv('country') }),
    ]) {
      publish({ ...packages, country: of(bytes) });
      expect((await openStore().update(fromNpm, settings)).result).toBe('refused');
    }
    for (const text of ['{"dist-tags":{"latest":"1.0.0"}}', 'no JSON', '[]', 'null']) {
      answer = (_request, response) => response.end(text);
      expect((await openStore().update(fromNpm, settings)).reasons[0].en).toContain('registry');
    }
    expect(countryOfAruba()).toBe('AW');
  });

  it('is refused when it is older than what is in use', async () => {
    seed(Date.UTC(2026, 7, 1));
    publish(await smallPackages());
    const { result, reasons } = await openStore().update(fromNpm, settings);
    expect(result).toBe('refused');
    expect(reasons[0].en).toContain('older');
  });
});

describe('an update from MaxMind', () => {
  const builtAt = Date.UTC(2026, 6, 10);
  const shape = { ipVersion: 6, recordSize: 28, builtAt, aliases: true } as const;
  const editions = async (of: readonly Row[] = rows) => ({
    'GeoLite2-Country': await edition(
      'GeoLite2-Country',
      Object.fromEntries(of.map(({ range, country }) => [range, { country: { iso_code: country } }])),
    ),
    'GeoLite2-ASN': await edition(
      'GeoLite2-ASN',
      Object.fromEntries(
        of.map(({ range, network }) => [
          range,
          { autonomous_system_number: network, autonomous_system_organization: 'Net' },
        ]),
      ),
    ),
  });
  const edition = (name: string, networks: Parameters<typeof writeMmdb>[0]['networks']) =>
    tarball({
      [`${name}_20260710/COPYRIGHT.txt`]: Buffer.from('text'),
      [`${name}_20260710/${name}.mmdb`]: writeMmdb({ ...shape, networks }),
    });

  it('fetches both editions with the licence, which no other host gets to see', async () => {
    seed();
    const files = await editions(recolour('AW', 'CW'));
    const seenElsewhere: (string | undefined)[] = [];
    const storage = await listen((request, response) => {
      seenElsewhere.push(request.headers.authorization);
      response.end(files[request.url!.slice(1) as keyof typeof files]);
    });
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url!);
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from('1234:the-key').toString('base64')}`);
      const name = request.url!.split('/')[3] as keyof typeof files;
      if (request.url!.endsWith('.sha256'))
        response.end(`${createHash('sha256').update(files[name]).digest('hex')}  ${name}_20260710.tar.gz\n`);
      else response.writeHead(302, { location: new URL(name, urlOf(storage)).href }).end();
    };
    const store = openStore();
    expect(await store.update(fromMaxmind, { ...settings, maxChangedCountries: 0.5 })).toMatchObject({ result: 'ok' });
    expect(asked).toContain('/geoip/databases/GeoLite2-Country/download?suffix=tar.gz');
    expect(seenElsewhere).toEqual([undefined, undefined]);
    expect(countryOfAruba()).toBe('CW');
    expect(openGeo().info(0).date).toBe(builtAt);
    expect(readFileSync(join(directory, 'state.json'), 'utf8')).not.toContain('the-key');
  });

  it('is refused with a wrong digest, without a licence, and when the licence is', async () => {
    seed();
    const files = await editions();
    answer = (request, response) =>
      response.end(
        request.url!.endsWith('.sha256') ? '0'.repeat(64) : files[request.url!.split('/')[3] as keyof typeof files],
      );
    expect((await openStore().update(fromMaxmind, settings)).reasons[0].en).toContain('SHA-256');
    answer = (_request, response) => response.writeHead(401).end('Invalid license key');
    expect((await openStore().update(fromMaxmind, settings)).reasons[0].en).toContain('401');
    const none = { ...settings, maxmind: { ...settings.maxmind, licenceKey: '' } };
    expect((await openStore().update(fromMaxmind, none)).reasons[0].nl).toContain('licentiesleutel');
  });
});

describe('an update from a file or an address', () => {
  it('takes CSV with numbers or text, of one family or both, packed or not; the rest stays as it is', async () => {
    seed();
    const store = openStore();
    const all = recolour('AW', 'CW');
    const loose = { ...settings, maxChangedCountries: 0.5 };
    expect(await store.update(fromUrl(file('a.csv.gz', gzipSync(csv('country', all)))), loose)).toMatchObject({
      result: 'ok',
    });
    expect(countryOfAruba()).toBe('CW');
    const text = all
      .filter(({ range }) => readCidr(range)!.family === 4)
      .map(({ range, country }) => {
        const [from, to] = bounds(range).map((bits) => formatCidr({ family: 4, bits, prefix: 32 }));
        return `${from},${to},${country === 'CW' ? 'SX' : country}\n`;
      });
    expect(await store.update(fromUrl(file('b.csv', Buffer.from(text.join('')))), loose)).toMatchObject({
      result: 'ok',
    });
    const geo = openGeo();
    expect(geo.find(aruba)).toMatchObject({ country: 'SX', asNumber: 11816, asName: 'Net, 11816' });
    const v6 = samples.find(({ address }) => address.includes(':'))!;
    expect(geo.find(v6.address)).toMatchObject({ country: v6.country, asNumber: v6.network });
  });

  it('takes an MMDB from an address, and network data', async () => {
    seed();
    const networks = Object.fromEntries(
      rows.map(({ range, network }) => [range, { asn: `AS${network === 11816 ? 64500 : network}`, as_name: 'New' }]),
    );
    answer = (_request, response) =>
      response.end(writeMmdb({ ipVersion: 6, recordSize: 24, builtAt: Date.UTC(2026, 6, 1), networks }));
    const form = fromUrl(`${base}files/asn.mmdb?token=secret`, 'network');
    const store = openStore();
    expect(await store.update(form, { ...settings, maxChangedNetworks: 0.5 })).toMatchObject({ result: 'ok' });
    expect(openGeo().find(aruba)).toMatchObject({ country: 'AW', asNumber: 64500, asName: 'New' });
    expect(JSON.stringify(store.facts())).not.toContain('secret');
  });

  it.each([
    ['plain http elsewhere', 'http://192.0.2.1/a.csv', 'https'],
    ['another kind of file', '/etc/passwd', 'does not end in'],
    ['a device', '/dev/zero.csv', 'no file'],
    ['a path from here', 'a.csv', 'begins with /'],
    ['another scheme', 'file:///etc/a.csv', 'https'],
  ])('refuses %s', async (_name, url, words) => {
    seed();
    const { result, reasons } = await openStore().update(fromUrl(url), settings);
    expect(result).toBe('refused');
    expect(reasons[0].en).toContain(words);
  });

  it('refuses data that are cut short, that are something else, and lines that do not read', async () => {
    seed();
    const store = openStore();
    const lines = csv('country').toString().split('\n');
    const mostlyBad = lines.map((line, i) => (i % 3 === 0 ? 'nonsense' : line)).join('\n');
    const swapped = rows.map((row, i) => ({ ...row, country: rows[(i + 40) % rows.length].country }));
    for (const bytes of [
      lines.slice(0, 9).join('\n'),
      mostlyBad,
      csv('country', swapped),
      'x'.repeat(10_000),
      '',
      csv('network'),
    ]) {
      const { result, reasons } = await store.update(fromUrl(file('a.csv', Buffer.from(bytes))), settings);
      expect(result, reasons.map(({ en }) => en).join()).toBe('refused');
    }
    expect((await store.update(fromUrl(file('a.mmdb', csv('country'))), settings)).result).toBe('refused');
    expect((await store.update(fromUrl(file('a.csv.gz', csv('country'))), settings)).result).toBe('refused');
    expect(countryOfAruba()).toBe('AW');
  });
});

describe('a jump', () => {
  const jump = () => fromUrl(file('a.csv', csv('country', recolour('AW', 'CW'))));

  it('waits for a person, who sees what would change; accepted it is in force, reverted it is not', async () => {
    seed();
    const store = openStore();
    expect(await store.update(jump(), { ...settings, maxChangedCountries: 0.001 })).toMatchObject({ result: 'held' });
    expect(countryOfAruba()).toBe('AW');
    const held = store.held()!;
    expect(held.changedShare).toBeGreaterThan(0.001);
    expect(held.reasons[0].nl).toContain('ander land');
    expect(held.samples[0]).toEqual({ address: expect.stringMatching(/^200\.6\./), before: 'AW', after: 'CW' });
    // It waits across a restart.
    const again = openStore();
    expect(again.held()).toEqual(held);
    expect(await again.accept()).toEqual({ ok: true, value: true });
    expect(countryOfAruba()).toBe('CW');
    expect(again.held()).toBeNull();
    expect((await again.accept()).ok).toBe(false);
    expect(await again.revert()).toEqual({ ok: true, value: true });
    expect(countryOfAruba()).toBe('AW');
  });

  it('can be thrown away, and gives way to a later update', async () => {
    seed();
    const store = openStore();
    const strict = { ...settings, maxChangedCountries: 0.001 };
    await store.update(jump(), strict);
    expect(store.dismiss().ok).toBe(true);
    expect(store.held()).toBeNull();
    await store.update(jump(), strict);
    expect(
      (await store.update(fromUrl(file('b.csv', Buffer.concat([csv('country'), Buffer.from('# same\n')]))), strict))
        .result,
    ).toBe('ok');
    expect(store.held()).toBeNull();
    expect(
      readdirSync(directory)
        .filter((name) => name.startsWith('data-'))
        .sort(),
    ).toHaveLength(2);
  });
});

describe('what goes wrong on the disk', () => {
  it('damaged data give way to those before, these to the packages, each with a word about it', async () => {
    seed();
    const store = openStore();
    const form = fromUrl(file('a.csv', csv('country', recolour('AW', 'CW'))));
    expect((await store.update(form, { ...settings, maxChangedCountries: 0.5 })).result).toBe('ok');
    const geo = openGeo();
    const damage = (name: string) => {
      const bytes = readFileSync(join(directory, name));
      bytes[bytes.length >>> 1] ^= 1;
      writeFileSync(join(directory, name), bytes);
    };
    damage(store.facts().current.file);
    // Who has the good data open keeps them.
    expect(() => geo.reload()).toThrow(/damaged/);
    expect(geo.find(aruba).country).toBe('CW');
    const before = openGeo();
    expect(before.find(aruba).country).toBe('AW');
    expect(before.facts(0)[0].origin).toBe('seed country');
    expect(before.problems[0].nl).toContain('beschadigd');
    damage('data-seed.bin');
    const packaged = openGeo();
    expect(packaged.facts(0)[0].origin).toContain('npm');
    expect(packaged.problems).toHaveLength(2);
    expect((await store.revert()).ok).toBe(false);
    writeFileSync(join(directory, 'state.json'), '{"format":1,"current":{"file":"../../x.bin","key":"","at":0}}');
    expect(openGeo().problems[0].en).toContain('state.json');
    expect(openStore().facts().current.file).toBe('');
  });

  const mounted = () => {
    const probe = mkdtempSync(join(folder, 'mount-'));
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe]).status === 0;
    if (made) execFileSync('umount', [probe]);
    return made;
  };
  // A full disk needs a disk of our own: without the right to mount there is none to fill.
  it.skipIf(!mounted())('a full disk leaves what is in force; with room it works', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1000k,mode=700', 'tmpfs', directory]);
    try {
      seed();
      const store = openStore();
      const form = fromUrl(file('a.csv', csv('country', recolour('AW', 'CW'))));
      const loose = { ...settings, maxChangedCountries: 0.5 };
      const { result, reasons } = await store.update(form, loose);
      expect(reasons[0].en).toContain('disk is full');
      expect(result).toBe('refused');
      expect(countryOfAruba()).toBe('AW');
      execFileSync('mount', ['-o', 'remount,size=8m', directory]);
      expect((await store.update(form, loose)).result).toBe('ok');
      expect(countryOfAruba()).toBe('CW');
      expect(readdirSync(directory).filter((name) => /^work-|draft/.test(name))).toEqual([]);
    } finally {
      execFileSync('umount', [directory]);
    }
  });
});

describe('kill -9', () => {
  /** A process that does one update and ends. */
  const script = `
    const [{ GeoDataStore }, { defaultUpdateSettings }] = await Promise.all(
      ['geo-data-store', 'update-settings'].map((name) => import(process.argv[1] + '/' + name + '.ts')));
    const [, , dataDirectory, cacheDirectory, url] = process.argv;
    const store = new GeoDataStore({ dataDirectory, cacheDirectory });
    console.log('started');
    await store.update({ from: 'url', url, what: 'country' }, { ...defaultUpdateSettings, maxChangedCountries: 0.5 });
  `;
  const begin = (url: string) =>
    spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        script,
        join(import.meta.dirname, '../src/app/geo/data'),
        directory,
        cacheDirectory,
        url,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
  const childrenOf = (pid: number) =>
    readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);

  it('in the middle of a download leaves what was in force, and nobody goes on in its name', async () => {
    seed();
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000_000 });
      response.write(csv('country').subarray(0, 2000), asked);
    };
    const updating = begin(`${base}a.csv`);
    await arrived;
    const workers = childrenOf(updating.pid!);
    expect(workers).toHaveLength(1);
    updating.kill('SIGKILL');
    await new Promise((resolve) => updating.once('exit', resolve));
    while (existsSync(`/proc/${workers[0]}/exe`)) await sleep(20);
    expect(countryOfAruba()).toBe('AW');
    openStore();
    expect(readdirSync(directory).sort()).toEqual(['data-seed.bin', 'state.json']);
  });

  it('at any moment leaves either the old data or the new, whole', async () => {
    const url = file('a.csv', csv('country', recolour('AW', 'CW')));
    const outcomes: string[] = [];
    for (const wait of [0, 150, 300, 400, 500, 600, 800]) {
      rmSync(directory, { recursive: true });
      mkdirSync(directory, { mode: 0o700 });
      seed();
      const updating = begin(url);
      await new Promise((resolve) => updating.stdout.once('data', resolve));
      await sleep(wait);
      updating.kill('SIGKILL');
      if (updating.exitCode === null) await new Promise((resolve) => updating.once('exit', resolve));
      const geo = openGeo();
      expect(geo.problems).toEqual([]);
      outcomes.push(geo.find(aruba).country);
      expect(geo.facts(0)[0].origin).toBe(outcomes.at(-1) === 'AW' ? 'seed country' : 'a.csv');
      openStore();
    }
    expect(outcomes[0]).toBe('AW');
    expect(new Set(outcomes).size).toBeLessThanOrEqual(2);
  });
});

describe('what is in force after a new version of Belwacht', () => {
  it('is what somebody chose, or else whichever is newer, part by part', () => {
    const shipped = findPackaged().country.madeAt;
    const inForce = (chosen: readonly ('country' | 'network')[], madeAt: number) => {
      seed(madeAt);
      const state = readState(directory);
      writeState(directory, { ...state, current: { ...state.current, chosen } });
      return openGeo()
        .facts(0)
        .map(({ origin }) => origin.split(' ')[0]);
    };
    expect(inForce(['country', 'network'], shipped - day)).toEqual(['seed', 'seed']);
    expect(inForce(['network'], shipped - day)).toEqual(['npm', 'seed']);
    expect(inForce([], shipped - day)).toEqual(['npm', 'npm']);
    expect(inForce([], shipped + day)).toEqual(['seed', 'seed']);
  });
});
