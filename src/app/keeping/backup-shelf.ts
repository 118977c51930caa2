import { existsSync, mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { BackupError } from '../../store/backup/backup-error.ts';
import { writeBackupFile } from '../../store/backup/backup-file.ts';
import { version } from '../version.ts';

export const backupReasons = ['by-hand', 'scheduled', 'before-update', 'before-restore'] as const;
export type BackupReason = (typeof backupReasons)[number];

/** What stands beside each backup, so that a list needs to open none. */
const label = z.object({
  name: z.string(),
  createdAt: z.number(),
  reason: z.enum(backupReasons),
  bytes: z.number(),
  rows: z.number(),
  tables: z.number(),
  sha256: z.string(),
  version: z.string(),
  encrypted: z.boolean(),
  verified: z.boolean(),
});
export type BackupLabel = z.infer<typeof label>;

const lastMade = z.object({
  at: z.number(),
  reason: z.enum(backupReasons),
  ok: z.boolean(),
  error: z.string(),
  seconds: z.number(),
});
export type LastBackup = z.infer<typeof lastMade>;

const namePattern = /^belwacht-\d{8}T\d{6}Z-[a-z-]+(-\d+)?\.tar\.gz$/;
const lastFile = 'last.json';
/** Half-written files that nobody touched for this long belong to nobody. */
const staleMs = 86_400_000;

/** The directory of backups that Belwacht makes by itself, or when somebody asks. One at a time. */
export class BackupShelf {
  readonly dir: string;
  readonly #log: (line: string) => void;
  readonly #clock: () => number;
  #running: { readonly since: number; readonly reason: BackupReason; table: string; rows: number } | undefined;

  constructor(dir: string, log: (line: string) => void, clock: () => number = Date.now) {
    this.#clock = clock;
    this.dir = dir;
    this.#log = log;
  }

  /** The one that is being made now. */
  get running(): { since: number; reason: BackupReason; table: string; rows: number } | undefined {
    return this.#running && { ...this.#running };
  }

  /** Makes one and verifies it. `keep`: how many of its kind stay. @throws BackupError, or what the disk or database said. */
  async make(connection: pg.ClientConfig, reason: BackupReason, keep?: number): Promise<BackupLabel> {
    if (this.#running) throw new BackupError('A backup is being made already; wait until it is done.');
    const since = this.#clock();
    const running = { since, reason, table: '', rows: 0 };
    this.#running = running;
    try {
      mkdirSync(this.dir, { recursive: true, mode: 0o700 });
      const name = this.#freeName(since, reason);
      const { manifest, bytes, sha256 } = await writeBackupFile(join(this.dir, name), {
        ...{ connection, version, reason, now: since },
        progress: (table, rows) => Object.assign(running, { table, rows }),
      });
      const made: BackupLabel = {
        ...{ name, createdAt: since, reason, bytes, sha256, version },
        rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
        tables: manifest.tables.length,
        encrypted: false,
        verified: true,
      };
      await this.#write(`${name}.json`, made);
      await this.#ended({ at: this.#clock(), reason, ok: true, error: '', seconds: (this.#clock() - since) / 1000 });
      if (keep !== undefined) await this.#prune(reason, keep);
      return made;
    } catch (error) {
      const said = (error as Error).message;
      await this.#ended({ at: this.#clock(), reason, ok: false, error: said, seconds: (this.#clock() - since) / 1000 });
      throw error;
    } finally {
      this.#running = undefined;
    }
  }

  /** Newest first. Files that are no backups of ours, or were cut short, are not among them. */
  async list(): Promise<readonly BackupLabel[]> {
    if (!existsSync(this.dir)) return [];
    const found: BackupLabel[] = [];
    for (const name of (await readdir(this.dir)).filter((file) => namePattern.test(file))) {
      const read = label.safeParse(await this.#read(`${name}.json`));
      const bytes = (await stat(join(this.dir, name))).size;
      // One that was changed since is shown as what it is: not the one that was verified.
      if (read.success)
        found.push({ ...read.data, name, bytes, verified: read.data.verified && read.data.bytes === bytes });
    }
    return found.sort((a, b) => b.createdAt - a.createdAt || (a.name < b.name ? 1 : -1));
  }

  /** Where one is; undefined when there is none of that name. */
  path(name: string): string | undefined {
    const path = join(this.dir, name);
    return namePattern.test(name) && existsSync(path) ? path : undefined;
  }

  async remove(name: string): Promise<boolean> {
    const path = this.path(name);
    if (!path) return false;
    await rm(path);
    await rm(`${path}.json`, { force: true });
    return true;
  }

  /** How the last one ended. */
  async last(): Promise<LastBackup | undefined> {
    const read = lastMade.safeParse(await this.#read(lastFile));
    return read.success ? read.data : undefined;
  }

  async #prune(reason: BackupReason, keep: number): Promise<void> {
    const same = (await this.list()).filter((one) => one.reason === reason);
    for (const { name } of same.slice(keep)) {
      await this.remove(name);
      this.#log(`backup ${name} made room for newer ones`);
    }
    await this.#sweep();
  }

  /** Removes what a kill left half-written long ago. */
  async #sweep(): Promise<void> {
    for (const file of await readdir(this.dir)) {
      const path = join(this.dir, file);
      if (file.endsWith('.part') && (await stat(path)).mtimeMs < Date.now() - staleMs) await rm(path, { force: true });
    }
  }

  #freeName(at: number, reason: BackupReason): string {
    const stamp = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
    for (let n = 1; ; n++) {
      const name = `belwacht-${stamp}-${reason}${n > 1 ? `-${n}` : ''}.tar.gz`;
      if (!existsSync(join(this.dir, name))) return name;
    }
  }

  async #ended(last: LastBackup): Promise<void> {
    await this.#write(lastFile, last).catch((error: Error) => this.#log(`backups: ${error.message}`));
  }

  async #read(file: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.dir, file), 'utf8'));
    } catch {
      return undefined;
    }
  }

  async #write(file: string, value: unknown): Promise<void> {
    const path = join(this.dir, file);
    await writeFile(`${path}.part`, `${JSON.stringify(value)}\n`, { mode: 0o600, flush: true });
    await rename(`${path}.part`, path);
  }
}
