import { constants, copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { callKamailio, KamailioRpcError, type KamailioRpcOptions } from '../../calls/kamailio/kamailio-rpc.ts';
import { type GeoFileSource, renderGeoFile } from '../files/geo-files.ts';

export interface KamailioGeoOptions extends KamailioRpcOptions {
  /** Table of db_text that deploy/kamailio/belwacht-geo.cfg reads, on the machine of Kamailio. */
  readonly file: string;
  readonly tree?: string;
}

/** What Kamailio was seen to have. */
export interface KamailioGeoState {
  /** False: it had the same already. */
  readonly changed: boolean;
  readonly entries: number;
  readonly tookMs: number;
}

/** A table of the whole world is read in some seconds, on a busy machine in half a minute. */
const reloadMs = 120_000;
const probes = 64;

/**
 * Policies by country in a Kamailio that runs on this machine or has the same directory: writes its table, has it read, and
 * asks whether it is so. The table changes as a whole, on the disk and in the memory of Kamailio; when something goes wrong
 * both keep what they had.
 */
export class KamailioGeo {
  readonly #options: KamailioGeoOptions;
  readonly #tree: string;
  #etag = '';
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: KamailioGeoOptions) {
    this.#options = { timeoutMs: reloadMs, ...options };
    this.#tree = options.tree ?? 'belwachtgeo';
  }

  /** Puts in force what holds at `now` (ms UTC). One after another. Throws KamailioRpcError, or what the disk says. */
  apply(source: GeoFileSource, now: number): Promise<KamailioGeoState> {
    const done = this.#turn.then(() => this.#apply(source, now));
    this.#turn = done.catch(() => {});
    return done;
  }

  async #apply(source: GeoFileSource, now: number): Promise<KamailioGeoState> {
    const began = performance.now();
    const { file } = this.#options;
    const { chunks, etag, lines } = await renderGeoFile('kamailio.db', source, now);
    const entries = Buffer.concat([...chunks])
      .toString()
      .split('\n')
      .slice(1, -1);
    const state = (changed: boolean) => ({ changed, entries: lines, tookMs: performance.now() - began });
    if (etag === this.#etag && (await this.#has(entries))) return state(false);
    const previous = `${file}.previous`;
    const hadOne = await copyFile(file, previous, constants.COPYFILE_FICLONE).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
    await replace(file, chunks);
    try {
      await callKamailio(this.#options, 'mtree.reload', [this.#tree]);
      if (!(await this.#has(entries)))
        throw new KamailioRpcError(0, 'Kamailio does not have the policies by country that it was given.', true);
    } catch (error) {
      // What it still has in memory is what it finds on the disk when it is started again.
      this.#etag = '';
      if (hadOne) await rename(previous, file);
      throw error;
    }
    this.#etag = etag;
    return state(true);
  }

  /** Whether its tree has as many entries, and says the same of some of them. */
  async #has(entries: readonly string[]): Promise<boolean> {
    const summary = await callKamailio(this.#options, 'mtree.summary');
    const trees = (Array.isArray(summary) ? summary : [summary]) as {
      table?: unknown;
      item?: { nritems?: unknown };
    }[];
    const own = trees.find(({ table }) => table === this.#tree);
    if (own?.item?.nritems !== entries.length) return false;
    const step = Math.max(1, Math.floor(entries.length / probes));
    for (let i = 0; i < entries.length; i += step) {
      const [prefix, value] = entries[i]!.split(':') as [string, string];
      const match = await callKamailio(this.#options, 'mtree.match', [this.#tree, prefix, 0]);
      const found = match as { PREFIX?: unknown; TVALUE?: unknown };
      if (found?.PREFIX !== prefix || found.TVALUE !== value) return false;
    }
    return true;
  }
}

/** Writes a file beside the old one, and puts it in its place when it is safe on the disk. */
async function replace(file: string, chunks: readonly Buffer[]): Promise<void> {
  const fresh = `${file}.new`;
  // db_text reads a table again when its time, in whole seconds, is another.
  const before = await stat(file).then(
    ({ mtimeMs }) => Math.floor(mtimeMs / 1000) + 1,
    () => 0,
  );
  const handle = await open(fresh, 'w', 0o644);
  try {
    for (const chunk of chunks) await handle.write(chunk);
    const time = Math.max(before, Math.floor(Date.now() / 1000));
    await handle.utimes(time, time);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await rm(fresh, { force: true });
    throw error;
  }
  await handle.close();
  await rename(fresh, file);
}
