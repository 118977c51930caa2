import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Text } from '../../../core/text.ts';
import { encodeDatabase } from '../../../enrich/enrichers/geo/database-file.ts';
import type { Generation } from '../../../enrich/enrichers/geo/generations.ts';
import { GeoDataError } from '../../../enrich/enrichers/geo/geo-data-error.ts';
import { openBase } from '../../../enrich/enrichers/geo/open-database.ts';
import { buildDatabase } from './build-database.ts';
import { checkData, type DataCheck } from './check-data.ts';
import { fetchMaxmind } from './fetch-maxmind.ts';
import { fetchNpm } from './fetch-npm.ts';
import { fetchUrl } from './fetch-url.ts';
import type { FetchJob, UpdateProgress } from './fetched.ts';
import { reasonOf } from './update-error.ts';

export interface UpdateJob extends Omit<FetchJob, 'work'> {
  readonly dataDirectory: string;
  readonly cacheDirectory: string;
  /** Names what is written on the way, so that a run that was cut off can be told from one that goes on. */
  readonly id: string;
  /** ms UTC. */
  readonly now: number;
}

/** What came of an update. Nothing is in force yet: `good` and `held` have a file to be put in force. */
export type UpdateOutcome =
  | { readonly kind: 'refused'; readonly reasons: readonly Text[] }
  | { readonly kind: 'unchanged'; readonly origin: string }
  | ({ readonly kind: 'good' | 'held'; readonly generation: Generation; readonly reasons: readonly Text[] } & Pick<
      DataCheck,
      'changedShare' | 'samples'
    >);

const fetchers = { npm: fetchNpm, maxmind: fetchMaxmind, url: fetchUrl };

/** Prefix of what is written on the way. */
export const workPrefix = 'work-';

/** Fetches, reads and checks, and writes what may be used beside what is. Whatever goes wrong is told in the outcome. */
export async function runUpdate(job: UpdateJob, progress: UpdateProgress): Promise<UpdateOutcome> {
  const work = join(job.dataDirectory, `${workPrefix}${job.id}`);
  try {
    mkdirSync(work, { recursive: true, mode: 0o700 });
    return await fetchAndCheck(job, work, progress);
  } catch (error) {
    if (error instanceof GeoDataError)
      return {
        kind: 'refused',
        reasons: [{ nl: `Onbruikbare gegevens: ${error.message}`, en: `Data of no use: ${error.message}` }],
      };
    return { kind: 'refused', reasons: [reasonOf(error)] };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchAndCheck(job: UpdateJob, work: string, progress: UpdateProgress): Promise<UpdateOutcome> {
  progress('fetch', 0);
  const fetched = await fetchers[job.form.from]({ ...job, work }, progress);
  progress('read', 0);
  const { database: inUse, generation } = openBase(job);
  const { database, parts } = buildDatabase(inUse, fetched);
  const origin = [...new Set(fetched.map((one) => one.origin))].join(', ');
  if (database.key === inUse.key) return { kind: 'unchanged', origin };
  progress('check', 0);
  const check = checkData(inUse, database, parts, job.settings, job.now);
  if (check.refused.length > 0) return { kind: 'refused', reasons: [...check.refused, ...check.held] };
  progress('write', 0);
  const file = `data-${createHash('sha256').update(database.key).digest('hex').slice(0, 16)}-${job.id}.bin`;
  await writeWhole(join(job.dataDirectory, file), encodeDatabase(database, database.key));
  const kinds = fetched.map(({ kind }) => kind);
  const before = generation.chosen.filter((kind) => !kinds.includes(kind));
  const chosen = job.form.from === 'npm' ? [] : [...before, ...kinds];
  const { key, madeAt } = database;
  return {
    kind: check.held.length > 0 ? 'held' : 'good',
    generation: { file, key, origin, madeAt, at: job.now, chosen },
    reasons: check.held,
    changedShare: check.changedShare,
    samples: check.samples,
  };
}

async function writeWhole(path: string, block: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(block);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
