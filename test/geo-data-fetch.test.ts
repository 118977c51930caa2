import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import samples from '../src/app/geo/data/samples.json' with { type: 'json' };
import { formatCidr, readCidr } from '../src/core/ip.ts';
import { findPackaged } from '../src/enrich/enrichers/geo/packaged.ts';
import { writeMmdb } from '../src/enrich/enrichers/geo/testing/write-mmdb.ts';
import {
  aruba,
  bounds,
  csv,
  fromMaxmind,
  fromNpm,
  fromUrl,
  GeoDataLab,
  names,
  published,
  type Row,
  recolour,
  rows,
  smallPackages,
  tarball,
} from './lab/geo-data-lab.ts';

const lab = new GeoDataLab();
beforeAll(() => lab.start());
afterAll(() => lab.stop());
beforeEach(() => lab.begin());
afterEach(() => {
  expect(lab.leftovers()).toEqual([]);
});

describe('an update from a registry', () => {
  it('brings the packages as they ship, changed in one place, in force at once, and goes back', async () => {
    const packaged = findPackaged();
    const real = (kind: 'country' | 'network', family: number) =>
      readFileSync(join(packaged[kind].folder, `${names[kind]}-ipv${family}-num.csv`));
    // 8.8.4.0 – 8.8.4.255
    const changed = Buffer.concat([real('country', 4), Buffer.from('134743040,134743295,CW\n')]);
    const version = '2.3.2026071500';
    lab.publish({
      country: await published('country', changed, real('country', 6), version),
      network: await published('network', real('network', 4), real('network', 6), version),
    });
    const steps = new Set<string>();
    const store = lab.store();
    const running = store.update(fromNpm, lab.settings, (step) => steps.add(step));
    expect(store.facts().running).not.toBeNull();
    expect((await store.update(fromNpm, lab.settings)).result).toBe('refused');
    expect(await running).toMatchObject({ result: 'ok' });
    expect([...steps]).toEqual(['fetch', 'read', 'check', 'write']);
    const geo = lab.geo();
    expect(geo.find('8.8.4.4').country).toBe('CW');
    expect(geo.find('8.8.8.8')).toMatchObject({ country: 'US', asNumber: 15169 });
    expect(geo.facts(0)[0]).toMatchObject({ date: Date.UTC(2026, 6, 15), origin: expect.stringContaining(version) });
    expect(store.facts()).toMatchObject({ running: null, held: null, lastTry: { ok: true }, previous: { file: '' } });
    expect((await store.update(fromNpm, lab.settings)).result).toBe('unchanged');
    expect(await store.revert()).toEqual({ ok: true, value: true });
    geo.reload();
    expect(geo.find('8.8.4.4').country).toBe('US');
    expect(await store.revert()).toEqual({ ok: true, value: true });
    geo.reload();
    expect(geo.find('8.8.4.4').country).toBe('CW');
    expect(existsSync(join(lab.folder, 'evil.csv'))).toBe(false);
  });

  it('is refused when what arrives is not what the registry names', async () => {
    lab.seed();
    const packages = await smallPackages();
    const bytes = Buffer.concat([packages.country.bytes, Buffer.from('x')]);
    lab.publish({ ...packages, country: { ...packages.country, bytes } });
    const { result, reasons } = await lab.store().update(fromNpm, lab.settings);
    expect(result).toBe('refused');
    expect(reasons[0].en).toContain('integrity');
    expect(lab.countryOfAruba()).toBe('AW');
  });

  it('is refused when the download breaks off', async () => {
    lab.seed();
    const packages = await smallPackages();
    lab.publish(packages);
    const whole = lab.answer;
    lab.answer = (request, response) => {
      if (!request.url!.endsWith('.tgz')) return whole(request, response);
      response.writeHead(200, { 'content-length': packages.country.bytes.length });
      response.write(packages.country.bytes.subarray(0, 500), () => response.destroy());
    };
    const store = lab.store();
    expect((await store.update(fromNpm, lab.settings)).result).toBe('refused');
    expect(store.facts().lastTry).toMatchObject({ ok: false });
    expect(lab.countryOfAruba()).toBe('AW');
  });

  it('is refused when the archive is none, lacks the files, or the registry says something else', async () => {
    lab.seed();
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
      lab.publish({ ...packages, country: of(bytes) });
      expect((await lab.store().update(fromNpm, lab.settings)).result).toBe('refused');
    }
    for (const text of ['{"dist-tags":{"latest":"1.0.0"}}', 'no JSON', '[]', 'null']) {
      lab.answer = (_request, response) => response.end(text);
      expect((await lab.store().update(fromNpm, lab.settings)).reasons[0].en).toContain('registry');
    }
    expect(lab.countryOfAruba()).toBe('AW');
  });

  it('is refused when it is older than what is in use', async () => {
    lab.seed(Date.UTC(2026, 7, 1));
    lab.publish(await smallPackages());
    const { result, reasons } = await lab.store().update(fromNpm, lab.settings);
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
    lab.seed();
    const files = await editions(recolour('AW', 'CW'));
    const seenElsewhere: (string | undefined)[] = [];
    const storage = await lab.listen((request, response) => {
      seenElsewhere.push(request.headers.authorization);
      response.end(files[request.url!.slice(1) as keyof typeof files]);
    });
    const asked: string[] = [];
    lab.answer = (request, response) => {
      asked.push(request.url!);
      expect(request.headers.authorization).toBe(`Basic ${Buffer.from('1234:the-key').toString('base64')}`);
      const name = request.url!.split('/')[3] as keyof typeof files;
      if (request.url!.endsWith('.sha256'))
        response.end(`${createHash('sha256').update(files[name]).digest('hex')}  ${name}_20260710.tar.gz\n`);
      else response.writeHead(302, { location: new URL(name, storage).href }).end();
    };
    const store = lab.store();
    expect(await store.update(fromMaxmind, lab.loose)).toMatchObject({ result: 'ok' });
    expect(asked).toContain('/geoip/databases/GeoLite2-Country/download?suffix=tar.gz');
    expect(seenElsewhere).toEqual([undefined, undefined]);
    expect(lab.countryOfAruba()).toBe('CW');
    expect(lab.geo().info(0).date).toBe(builtAt);
    expect(readFileSync(join(lab.directory, 'state.json'), 'utf8')).not.toContain('the-key');
  });

  it('is refused with a wrong digest, without a licence, and when the licence is', async () => {
    lab.seed();
    const files = await editions();
    lab.answer = (request, response) =>
      response.end(
        request.url!.endsWith('.sha256') ? '0'.repeat(64) : files[request.url!.split('/')[3] as keyof typeof files],
      );
    expect((await lab.store().update(fromMaxmind, lab.settings)).reasons[0].en).toContain('SHA-256');
    lab.answer = (_request, response) => response.writeHead(401).end('Invalid license key');
    expect((await lab.store().update(fromMaxmind, lab.settings)).reasons[0].en).toContain('401');
    const none = { ...lab.settings, maxmind: { ...lab.settings.maxmind, licenceKey: '' } };
    expect((await lab.store().update(fromMaxmind, none)).reasons[0].nl).toContain('licentiesleutel');
  });
});

describe('an update from a file or an address', () => {
  it('takes CSV with numbers or text, of one family or both, packed or not; the rest stays as it is', async () => {
    lab.seed();
    const store = lab.store();
    const all = recolour('AW', 'CW');
    const { loose } = lab;
    expect(await store.update(fromUrl(lab.file('a.csv.gz', gzipSync(csv('country', all)))), loose)).toMatchObject({
      result: 'ok',
    });
    expect(lab.countryOfAruba()).toBe('CW');
    const text = all
      .filter(({ range }) => readCidr(range)!.family === 4)
      .map(({ range, country }) => {
        const [from, to] = bounds(range).map((bits) => formatCidr({ family: 4, bits, prefix: 32 }));
        return `${from},${to},${country === 'CW' ? 'SX' : country}\n`;
      });
    expect(await store.update(fromUrl(lab.file('b.csv', Buffer.from(text.join('')))), loose)).toMatchObject({
      result: 'ok',
    });
    const geo = lab.geo();
    expect(geo.find(aruba)).toMatchObject({ country: 'SX', asNumber: 11816, asName: 'Net, 11816' });
    const v6 = samples.find(({ address }) => address.includes(':'))!;
    expect(geo.find(v6.address)).toMatchObject({ country: v6.country, asNumber: v6.network });
  });

  it('takes an MMDB from an address, and network data', async () => {
    lab.seed();
    const networks = Object.fromEntries(
      rows.map(({ range, network }) => [range, { asn: `AS${network === 11816 ? 64500 : network}`, as_name: 'New' }]),
    );
    lab.answer = (_request, response) =>
      response.end(writeMmdb({ ipVersion: 6, recordSize: 24, builtAt: Date.UTC(2026, 6, 1), networks }));
    const form = fromUrl(`${lab.base}files/asn.mmdb?token=secret`, 'network');
    const store = lab.store();
    expect(await store.update(form, lab.loose)).toMatchObject({ result: 'ok' });
    expect(lab.geo().find(aruba)).toMatchObject({ country: 'AW', asNumber: 64500, asName: 'New' });
    expect(JSON.stringify(store.facts())).not.toContain('secret');
  });

  it.each([
    ['plain http elsewhere', 'http://192.0.2.1/a.csv', 'https'],
    ['another kind of file', '/etc/passwd', 'does not end in'],
    ['a device', '/dev/zero.csv', 'no file'],
    ['a path from here', 'a.csv', 'begins with /'],
    ['another scheme', 'file:///etc/a.csv', 'https'],
  ])('refuses %s', async (_name, url, words) => {
    lab.seed();
    const { result, reasons } = await lab.store().update(fromUrl(url), lab.settings);
    expect(result).toBe('refused');
    expect(reasons[0].en).toContain(words);
  });

  it('refuses data that are cut short, that are something else, and lines that do not read', async () => {
    lab.seed();
    const store = lab.store();
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
      const { result, reasons } = await store.update(fromUrl(lab.file('a.csv', Buffer.from(bytes))), lab.settings);
      expect(result, reasons.map(({ en }) => en).join()).toBe('refused');
    }
    expect((await store.update(fromUrl(lab.file('a.mmdb', csv('country'))), lab.settings)).result).toBe('refused');
    expect((await store.update(fromUrl(lab.file('a.csv.gz', csv('country'))), lab.settings)).result).toBe('refused');
    expect(lab.countryOfAruba()).toBe('AW');
  });
});
