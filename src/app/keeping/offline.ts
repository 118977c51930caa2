import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkActor } from '../../core/work.ts';
import { type Database, openDatabase } from '../../store/postgres.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { KeyFiles } from '../keys/key-files.ts';
import { StartError } from '../start-error.ts';
import { BackupShelf } from './backup-shelf.ts';

/** Somebody at the shell of this machine. */
export const localActor: WorkActor = {
  kind: 'local',
  id: process.env.SUDO_USER ?? process.env.USER ?? 'shell',
  name: process.env.SUDO_USER ?? process.env.USER ?? 'shell',
  address: '',
  act: `./belwacht ${process.argv[2] ?? ''}`,
  reason: '',
};

/** Options of commands that work with the server, or without it on its data directory. */
export const placeOptions = {
  config: { type: 'string' },
  'data-dir': { type: 'string' },
} as const;

export const placeUsage = `  --config FILE      settings; default ./belwacht.yaml when it exists
  --data-dir DIR     data directory (or BELWACHT_DATA_DIR)`;

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** A running server and how to speak to it. */
export interface Door {
  readonly url: string;
  readonly token: string;
}

export function configOf(values: Values): Config {
  const environment = values['data-dir']
    ? { ...process.env, BELWACHT_DATA_DIR: String(values['data-dir']) }
    : process.env;
  return loadConfig(String(values.config ?? ''), environment);
}

/** The server that runs on this data directory; undefined when none does. Tokens do not get this far: it takes this machine. */
export async function findServer(config: Config): Promise<Door | undefined> {
  const file = join(config.data_dir, 'cli.json');
  if (!existsSync(file)) return undefined;
  const door = JSON.parse(readFileSync(file, 'utf8')) as Door;
  // A server that was killed leaves its door behind.
  const answers = await fetch(`${door.url}/api/v1/session`, { signal: AbortSignal.timeout(5000) }).catch(
    () => undefined,
  );
  return answers && door;
}

/** Database and keys of a data directory no server runs on. */
export interface Offline {
  readonly database: Database;
  readonly keys: KeyFiles;
  readonly shelf: BackupShelf;
  close(): Promise<void>;
}

/** @throws StartError when a server has the directory. */
export async function openOffline(config: Config, log: (line: string) => void): Promise<Offline> {
  mkdirSync(config.data_dir, { recursive: true, mode: 0o700 });
  const keys = new KeyFiles(config.keys.dir || join(config.data_dir, 'keys'));
  const shelf = new BackupShelf(config.backups.dir || join(config.data_dir, 'backups'), log);
  try {
    const database = await openDatabase({
      ...{ dataDir: config.data_dir, log },
      databaseUrl: config.database_url || undefined,
      databaseAppUrl: config.database_app_url || undefined,
      beforeUpdate: async (connection) => join(shelf.dir, (await shelf.make(connection, 'before-update', 3)).name),
    });
    return { database, keys, shelf, close: () => database.stop() };
  } catch (error) {
    throw new StartError((error as Error).message);
  }
}
