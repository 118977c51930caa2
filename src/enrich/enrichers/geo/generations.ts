import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '../../../core/text.ts';
import { isOurs } from './cache-file.ts';
import { composeDatabase, countryHalf, type Database, type DatabasePart, networkHalf } from './database.ts';
import { decodeDatabase } from './database-file.ts';
import type { SourceKind } from './read-source.ts';

/** One set of data that was brought in by an update; the packages when `file` is ''. */
export interface Generation {
  /** Name of the file in the directory. */
  readonly file: string;
  /** `Database.key` of what it holds. */
  readonly key: string;
  readonly origin: string;
  /** When the data were made, ms; 0 when not known. */
  readonly madeAt: number;
  /** When it was brought in, ms. */
  readonly at: number;
  /** Parts that somebody chose: packages that are newer do not take their place. */
  readonly chosen: readonly SourceKind[];
}

/** What `state.json` says: which data are in force and which were. Unknown fields are kept by whoever writes it. */
export interface GenerationState {
  readonly format: 1;
  readonly current: Generation;
  readonly previous: Generation | null;
}

export const packagedGeneration: Generation = { file: '', key: '', origin: 'npm', madeAt: 0, at: 0, chosen: [] };

/** Name of the file that names the data in force. It is replaced as a whole or not at all. */
export const stateFile = 'state.json';

/** Reads the state of a directory; undefined when there is none yet. Throws when it cannot be read. */
export function readGenerationState(directory: string): GenerationState | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, stateFile), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text) as GenerationState;
  if (state.format !== 1 || !isGeneration(state.current)) throw new TypeError(`${stateFile} is of another format`);
  return { ...state, previous: isGeneration(state.previous) ? state.previous : null };
}

function isGeneration(value: unknown): value is Generation {
  const { file, key, at, chosen } = (value ?? {}) as Partial<Generation>;
  // The name becomes a path: it may not lead out of the directory.
  return (
    typeof file === 'string' &&
    /^([a-z0-9-]+\.bin)?$/.test(file) &&
    typeof key === 'string' &&
    typeof at === 'number' &&
    Array.isArray(chosen)
  );
}

/** The data of a generation that has a file; undefined when it is missing, damaged or of another version of the format. */
export function loadGeneration(directory: string, generation: Generation): Database | undefined {
  if (!isOurs(directory)) return undefined;
  try {
    return decodeDatabase(readFileSync(join(directory, generation.file)), generation.key);
  } catch {
    return undefined;
  }
}

/** What came of the directory: undefined where the packages are to be used. */
export interface Loaded {
  readonly database: Database | undefined;
  readonly generation: Generation;
  readonly problems: readonly Text[];
}

/** The data in force, those before when these are damaged, else none: then the packages are what is left. */
export function loadCurrent(directory: string): Loaded {
  const packages = { database: undefined, generation: packagedGeneration };
  let state: GenerationState | undefined;
  try {
    state = readGenerationState(directory);
  } catch (error) {
    return { ...packages, problems: [unreadable(stateFile, (error as Error).message)] };
  }
  if (!state) return { ...packages, problems: [] };
  const problems: Text[] = [];
  for (const generation of [state.current, state.previous]) {
    if (!generation) continue;
    if (generation.file === '') return { ...packages, problems };
    const database = loadGeneration(directory, generation);
    if (database) return { database, generation, problems };
    problems.push(unreadable(generation.file, generation.origin));
  }
  return { ...packages, problems };
}

/**
 * The generation, with those of its halves taken from the packages that the packages have newer. What somebody chose stays:
 * a new version of Belwacht does not change where addresses are behind their back.
 */
export function newerHalves(loaded: Database, generation: Generation, packaged: Database): Database {
  const newer = (kind: SourceKind, half: (of: Database) => { readonly part: DatabasePart }) =>
    !generation.chosen.includes(kind) && half(packaged).part.madeAt > half(loaded).part.madeAt ? packaged : loaded;
  const country = newer('country', countryHalf);
  const network = newer('network', networkHalf);
  if (country === loaded && network === loaded) return loaded;
  return composeDatabase(countryHalf(country), networkHalf(network));
}

function unreadable(file: string, detail: string): Text {
  return {
    nl: `De bijgewerkte gegevens over landen en netwerken (${file}) zijn beschadigd of ontbreken: ${detail}. De gegevens ervoor gelden.`,
    en: `The updated data of countries and networks (${file}) are damaged or missing: ${detail}. Those before are in force.`,
  };
}
