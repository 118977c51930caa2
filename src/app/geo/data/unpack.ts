import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { UpdateError } from './update-error.ts';

/** More than any edition of the data, unpacked. */
const maxBytes = 1024 * 1024 * 1024;
const maxEntries = 2000;

/**
 * Takes single files out of a .tar.gz. `target` says where an entry goes, undefined for nowhere: names in the archive never
 * become paths by themselves. Returns the targets that were written. Throws `UpdateError` for a broken or bloated archive.
 */
export async function unpackTar(
  archive: string,
  target: (name: string) => string | undefined,
): Promise<readonly string[]> {
  const written: string[] = [];
  const unpack = extract();
  let entries = 0;
  const taking = (async () => {
    for await (const entry of unpack) {
      if (++entries > maxEntries) throw broken('it holds too many files');
      const path = entry.header.type === 'file' ? target(entry.header.name) : undefined;
      if (path === undefined || written.includes(path)) entry.resume();
      else {
        await pipeline(entry, createWriteStream(path, { flags: 'wx', flush: true }));
        written.push(path);
      }
    }
  })();
  const [unpacked, taken] = await Promise.allSettled([
    pipeline(createReadStream(archive), createGunzip(), bounded(), unpack),
    taking,
  ]);
  for (const { reason } of [taken, unpacked].filter((one) => one.status === 'rejected')) throw explain(reason);
  return written;
}

/** Unpacks one .gz file. Throws `UpdateError` for a broken or bloated one. */
export async function unpackGzip(archive: string, path: string): Promise<void> {
  try {
    await pipeline(
      createReadStream(archive),
      createGunzip(),
      bounded(),
      createWriteStream(path, { flags: 'wx', flush: true }),
    );
  } catch (error) {
    throw explain(error);
  }
}

/** Passes bytes on up to the bound: a small archive can hold a large nothing. */
function bounded(): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > maxBytes ? broken('it is larger than such data can be') : null, chunk);
    },
  });
}

function explain(error: unknown): unknown {
  if (error instanceof UpdateError) return error;
  const { code, message, syscall } = error as NodeJS.ErrnoException;
  // Errors of the disk are told as they are.
  if (syscall !== undefined && !code?.startsWith('Z_')) return error;
  return broken(message, error);
}

function broken(why: string, cause?: unknown): UpdateError {
  return new UpdateError(
    { nl: `Het opgehaalde archief is onbruikbaar: ${why}.`, en: `The archive that was fetched is of no use: ${why}.` },
    true,
    { cause },
  );
}
