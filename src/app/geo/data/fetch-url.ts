import { createHash } from 'node:crypto';
import { copyFile, open, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { download, shown } from './download.ts';
import type { Fetched, FetchJob, UpdateProgress } from './fetched.ts';
import { unpackGzip } from './unpack.ts';
import { UpdateError } from './update-error.ts';

const maxBytes = 1024 * 1024 * 1024;

/** Takes one file from an https address or an absolute path: .csv or .mmdb, also packed as .gz. */
export async function fetchUrl({ form, work }: FetchJob, progress: UpdateProgress): Promise<readonly Fetched[]> {
  const remote = /^[a-z]+:\/\//i.test(form.url);
  const name = basename(remote && URL.canParse(form.url) ? new URL(form.url).pathname : form.url);
  const kindOfFile = /\.(csv|mmdb)(\.gz)?$/i.exec(name);
  if (!kindOfFile)
    throw refuse(
      form.url,
      'de naam eindigt niet op .csv of .mmdb (eventueel .gz)',
      'its name does not end in .csv or .mmdb (or these with .gz)',
    );
  const format = kindOfFile[1].toLowerCase() as 'csv' | 'mmdb';
  const arrived = join(work, `arrived${kindOfFile[2] ? '.gz' : ''}`);
  const changedAt = remote
    ? (await download({ url: form.url, progress: (share) => progress('fetch', share) }, arrived)).changedAt
    : await copyLocal(form.url, arrived);
  const path = kindOfFile[2] ? join(work, `arrived.${format}`) : arrived;
  if (kindOfFile[2]) await unpackGzip(arrived, path);
  // A CSV does not say when it was made: when it was changed last is the best there is.
  return [
    {
      ...{ kind: form.what, format, files: [path], madeAt: format === 'csv' ? changedAt || Date.now() : 0 },
      ...{ origin: remote ? shown(form.url) : name, key: await digestOf(path) },
    },
  ];
}

async function copyLocal(path: string, to: string): Promise<number> {
  if (!isAbsolute(path)) throw refuse(path, 'een pad begint met /', 'a path begins with /');
  const found = await stat(path).catch(() => undefined);
  // No devices or pipes, which never end.
  if (!found?.isFile()) throw refuse(path, 'dat is geen bestand', 'that is no file');
  if (found.size > maxBytes)
    throw refuse(path, 'het is te groot voor zulke gegevens', 'it is larger than such data can be');
  await copyFile(path, to);
  return Math.floor(found.mtimeMs);
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for await (const chunk of file.createReadStream()) hash.update(chunk as Buffer);
  } finally {
    await file.close();
  }
  return hash.digest('hex').slice(0, 16);
}

function refuse(url: string, nl: string, en: string): UpdateError {
  const from = shown(url);
  return new UpdateError(
    { nl: `${from} kan niet worden gebruikt: ${nl}.`, en: `${from} cannot be used: ${en}.` },
    false,
  );
}
