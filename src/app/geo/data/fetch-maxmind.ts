import { join } from 'node:path';
import { download, readText } from './download.ts';
import type { Fetched, FetchJob, UpdateProgress } from './fetched.ts';
import { unpackTar } from './unpack.ts';
import { UpdateError } from './update-error.ts';

/**
 * Fetches the editions of the settings by their permanent addresses (https://dev.maxmind.com/geoip/updating-databases/), each
 * checked against the digest that stands beside it.
 */
export async function fetchMaxmind(
  { settings, work }: FetchJob,
  progress: UpdateProgress,
): Promise<readonly Fetched[]> {
  const { accountId, licenceKey, countryEdition, networkEdition, host } = settings.maxmind;
  if (accountId === '' || licenceKey === '') throw noLicence();
  const headers = { authorization: `Basic ${Buffer.from(`${accountId}:${licenceKey}`).toString('base64')}` };
  const wanted = (
    [
      ['country', countryEdition],
      ['network', networkEdition],
    ] as const
  ).filter(([, edition]) => edition !== '');
  const fetched: Fetched[] = [];
  for (const [index, [kind, edition]] of wanted.entries()) {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(edition)) throw unknownForm(edition);
    const url = new URL(`geoip/databases/${edition}/download?suffix=tar.gz`, host).href;
    const digest = /^([0-9a-f]{64})\b/i.exec(await readText({ url: `${url}.sha256`, headers }))?.[1].toLowerCase();
    if (!digest) throw unknownForm(edition);
    const archive = join(work, `${kind}.tar.gz`);
    const got = await download(
      { url, headers, progress: (share) => progress('fetch', (index + share) / wanted.length) },
      archive,
    );
    if (got.sha256 !== digest) throw wrongDigest(edition);
    const path = join(work, `${kind}.mmdb`);
    const files = await unpackTar(archive, (name) => (name.split('/').at(-1) === `${edition}.mmdb` ? path : undefined));
    if (files.length !== 1) throw unknownForm(edition);
    // The date is in the file.
    fetched.push({
      kind,
      format: 'mmdb',
      files,
      origin: `MaxMind ${edition}`,
      key: got.sha256.slice(0, 16),
      madeAt: 0,
    });
  }
  return fetched;
}

function noLicence(): UpdateError {
  return new UpdateError(
    {
      nl: 'Voor MaxMind zijn een accountnummer en een licentiesleutel nodig: vul ze in bij de instellingen.',
      en: 'MaxMind needs an account number and a licence key: fill them in at the settings.',
    },
    false,
  );
}

function wrongDigest(edition: string): UpdateError {
  return new UpdateError(
    {
      nl: `Wat voor ${edition} aankwam is niet wat MaxMind noemt (SHA-256 klopt niet).`,
      en: `What arrived for ${edition} is not what MaxMind names (SHA-256 does not match).`,
    },
    true,
  );
}

function unknownForm(edition: string): UpdateError {
  return new UpdateError(
    {
      nl: `MaxMind gaf voor ${edition} geen antwoord of archief van de bekende vorm.`,
      en: `MaxMind gave no answer or archive of the known form for ${edition}.`,
    },
    false,
  );
}
