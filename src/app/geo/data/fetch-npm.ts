import { join } from 'node:path';
import {
  countryPackage,
  dateOfVersion,
  networkPackage,
  originOfPackage,
} from '../../../enrich/enrichers/geo/packaged.ts';
import { download, readText } from './download.ts';
import type { Fetched, FetchJob, UpdateProgress } from './fetched.ts';
import { unpackTar } from './unpack.ts';
import { UpdateError } from './update-error.ts';

const publicRegistry = 'https://registry.npmjs.org/';
const packages = [
  { kind: 'country', name: countryPackage, file: 'geo-whois-asn-country' },
  { kind: 'network', name: networkPackage, file: 'asn' },
] as const;

/** Fetches the newest version of both packages from a registry; what arrives has to have the digest the registry tells. */
export async function fetchNpm({ settings, work }: FetchJob, progress: UpdateProgress): Promise<readonly Fetched[]> {
  const asked = settings.registry || process.env.npm_config_registry || publicRegistry;
  const registry = asked.endsWith('/') ? asked : `${asked}/`;
  const fetched: Fetched[] = [];
  for (const [index, { kind, name, file }] of packages.entries()) {
    const { version, tarball, digest } = await newest(registry, name);
    const archive = join(work, `${kind}.tgz`);
    const got = await download(
      { url: tarball, progress: (share) => progress('fetch', (index + share) / packages.length) },
      archive,
    );
    if (!got.sha512.equals(digest)) throw wrongDigest(name);
    const wanted = [4, 6].map((family) => `package/${file}-ipv${family}-num.csv`);
    const files = await unpackTar(archive, (entry) => {
      const at = wanted.indexOf(entry);
      return at < 0 ? undefined : join(work, `${kind}-${at}.csv`);
    });
    if (files.length !== wanted.length) throw unknownForm(name);
    fetched.push({ kind, format: 'csv', files, ...originOfPackage(name, version), madeAt: dateOfVersion(version) });
  }
  return fetched;
}

interface Newest {
  readonly version: string;
  readonly tarball: string;
  /** SHA-512. */
  readonly digest: Buffer;
}

/** Newest version in the registry (https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md). */
async function newest(registry: string, name: string): Promise<Newest> {
  const text = await readText({
    url: new URL(name.replace('/', '%2f'), registry).href,
    headers: { accept: 'application/vnd.npm.install-v1+json' },
  });
  let dist: { tarball?: unknown; integrity?: unknown } | undefined;
  let version: string | undefined;
  try {
    const metadata = JSON.parse(text) as {
      'dist-tags'?: { latest?: string };
      versions?: Record<string, { dist?: typeof dist }>;
    };
    version = metadata['dist-tags']?.latest;
    dist = version === undefined ? undefined : metadata.versions?.[version]?.dist;
  } catch (cause) {
    throw unknownForm(name, cause);
  }
  const integrity =
    typeof dist?.integrity === 'string' ? /(?:^|\s)sha512-([A-Za-z0-9+/=]{88})/.exec(dist.integrity) : null;
  if (!version || !/^[\w.+-]{1,64}$/.test(version) || typeof dist?.tarball !== 'string' || !integrity)
    throw unknownForm(name);
  return { version, tarball: onRegistry(dist.tarball, registry), digest: Buffer.from(integrity[1], 'base64') };
}

/** Mirrors often name the public registry in what they answer: as npm does, we go on asking the mirror. */
function onRegistry(tarball: string, registry: string): string {
  return tarball.startsWith(publicRegistry) ? registry + tarball.slice(publicRegistry.length) : tarball;
}

function wrongDigest(name: string): UpdateError {
  return new UpdateError(
    {
      nl: `Wat voor ${name} aankwam is niet wat het register noemt (integrity klopt niet).`,
      en: `What arrived for ${name} is not what the registry names (integrity does not match).`,
    },
    true,
  );
}

function unknownForm(name: string, cause?: unknown): UpdateError {
  return new UpdateError(
    {
      nl: `Het register gaf voor ${name} geen antwoord of pakket van de bekende vorm.`,
      en: `The registry gave no answer or package of the known form for ${name}.`,
    },
    false,
    { cause },
  );
}
