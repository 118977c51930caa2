import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { readState, writeState } from '../../src/app/geo/data/data-state.ts';
import { GeoDataStore } from '../../src/app/geo/data/geo-data-store.ts';
import samples from '../../src/app/geo/data/samples.json' with { type: 'json' };
import { defaultUpdateSettings, type UpdateForm, type UpdateSettings } from '../../src/app/geo/data/update-settings.ts';
import { formatCidr, readCidr } from '../../src/core/ip.ts';
import { composeDatabase } from '../../src/enrich/enrichers/geo/database.ts';
import { encodeDatabase } from '../../src/enrich/enrichers/geo/database-file.ts';
import { createGeo, type GeoEnricher } from '../../src/enrich/enrichers/geo/geo.ts';
import { countryTables, networkTables, readCsvSource } from '../../src/enrich/enrichers/geo/read-source.ts';
import { defaultCacheDirectory } from '../../src/enrich/enrichers.ts';

export interface Row {
  readonly range: string;
  readonly country: string;
  readonly network: number;
}
/** One range around each well-known address, and many small ones of Aruba, whose country tests change. */
export const rows: readonly Row[] = [
  ...samples.map(({ address, country, network }) => ({
    range: formatCidr(readCidr(`${address}/${address.includes(':') ? 36 : 18}`)!),
    country,
    network,
  })),
  ...Array.from({ length: 60 }, (_, i) => ({ range: `200.6.${i * 4}.0/23`, country: 'AW', network: 11816 })),
];

/** First and last address. */
export function bounds(range: string): readonly [bigint, bigint] {
  const { family, bits, prefix } = readCidr(range)!;
  return [bits, bits + (1n << BigInt((family === 4 ? 32 : 128) - prefix)) - 1n];
}
/** Rows as a CSV with decimal addresses. */
export const csv = (kind: 'country' | 'network', of: readonly Row[] = rows) =>
  Buffer.from(
    of
      .map(({ range, country, network }) => [
        ...bounds(range),
        kind === 'country' ? country : `${network},"Net, ${network}"`,
      ])
      .map((fields) => `${fields.join(',')}\n`)
      .join(''),
  );
/** Rows of one country given to another. */
export const recolour = (from: string, to: string) =>
  rows.map((row) => (row.country === from ? { ...row, country: to } : row));

/** A .tar.gz of these files. */
export async function tarball(entries: Readonly<Record<string, Buffer>>, level = 1): Promise<Buffer> {
  const archive = pack();
  for (const [name, bytes] of Object.entries(entries)) archive.entry({ name }, bytes);
  archive.finalize();
  const parts: Buffer[] = [];
  for await (const part of archive) parts.push(part as Buffer);
  return gzipSync(Buffer.concat(parts), { level });
}

export const names = { country: 'geo-whois-asn-country', network: 'asn' } as const;

export interface Published {
  readonly version: string;
  readonly integrity: string;
  readonly bytes: Buffer;
}
/** A package as a registry has it. */
export async function published(
  kind: 'country' | 'network',
  v4: Buffer,
  v6: Buffer,
  version: string,
): Promise<Published> {
  const bytes = await tarball({
    'package/package.json': Buffer.from('{}'),
    [`package/${names[kind]}-ipv4-num.csv`]: v4,
    [`package/${names[kind]}-ipv6-num.csv`]: v6,
    '../../evil.csv': Buffer.from('1,2,NL\n'),
  });
  return { version, bytes, integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}` };
}

/** Both packages with small data. */
export async function smallPackages(of: readonly Row[] = rows, version = '2.3.2026070112') {
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

export const aruba = '200.6.0.1';
export const fromUrl = (url: string, what: 'country' | 'network' = 'country'): UpdateForm => ({
  from: 'url',
  url,
  what,
});
export const fromNpm: UpdateForm = { from: 'npm', url: '', what: 'country' };
export const fromMaxmind: UpdateForm = { from: 'maxmind', url: '', what: 'country' };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A directory for data, and a server on this machine that stands for a registry, for MaxMind and for any other place. */
export class GeoDataLab {
  readonly cacheDirectory = defaultCacheDirectory;
  readonly folder = mkdtempSync(join(tmpdir(), 'belwacht-geo-data-'));
  directory = '';
  base = '';
  answer: Answer = notFound;
  settings: UpdateSettings = defaultUpdateSettings;
  readonly #servers: Server[] = [];

  async start(): Promise<void> {
    this.base = await this.listen((request, response) => this.answer(request, response));
  }

  /** Another server; returns its address. */
  async listen(handler: Answer): Promise<string> {
    const server = createServer(handler).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    this.#servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  stop(): void {
    for (const server of this.#servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** An empty directory, and nothing to be had from the server. */
  begin(): void {
    this.directory = mkdtempSync(join(this.folder, 'data-'));
    this.answer = notFound;
    const maxmind = { ...defaultUpdateSettings.maxmind, accountId: '1234', licenceKey: 'the-key', host: this.base };
    this.settings = { ...defaultUpdateSettings, registry: this.base, maxmind };
  }

  /** Settings with which half of the countries may change. */
  get loose(): UpdateSettings {
    return { ...this.settings, maxChangedCountries: 0.5, maxChangedNetworks: 0.5 };
  }

  /** What updates left behind beside the data: nothing, whatever happened. */
  leftovers(): readonly string[] {
    if (!existsSync(this.directory)) return [];
    return readdirSync(this.directory).filter((name) => /^work-|draft/.test(name));
  }

  /** Puts small data in force, as an earlier update would have; the packages stand behind them. */
  seed(madeAt = Date.UTC(2026, 5, 1)): void {
    const origin = (kind: string) => ({ origin: `seed ${kind}`, key: `seed-${kind}`, madeAt });
    const networks = networkTables(readCsvSource('network', [csv('network')]), origin('network'));
    const announced = { v4: networks.networkV4, v6: networks.networkV6 };
    const countries = countryTables(readCsvSource('country', [csv('country')]), origin('country'), announced);
    const database = composeDatabase(countries, networks);
    writeFileSync(join(this.directory, 'data-seed.bin'), encodeDatabase(database, database.key));
    const current = {
      file: 'data-seed.bin',
      key: database.key,
      origin: 'seed',
      madeAt,
      at: madeAt,
      chosen: ['country', 'network'] as const,
    };
    writeState(this.directory, { ...readState(this.directory), current });
  }

  store(): GeoDataStore {
    return new GeoDataStore({ dataDirectory: this.directory, cacheDirectory: this.cacheDirectory });
  }

  geo(): GeoEnricher {
    return createGeo({ cacheDirectory: this.cacheDirectory, dataDirectory: this.directory });
  }

  countryOfAruba(): string {
    return this.geo().find(aruba).country;
  }

  /** Writes a file for an update to take. */
  file(name: string, bytes: Buffer): string {
    const path = join(mkdtempSync(join(this.folder, 'file-')), name);
    writeFileSync(path, bytes);
    return path;
  }

  /** Answers as a registry that has these two packages. */
  publish(packages: Readonly<Record<'country' | 'network', Published>>): void {
    this.answer = (request, response) => {
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
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404).end();
}
