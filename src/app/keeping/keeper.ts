import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Webhook } from 'standardwebhooks';
import { inDutch } from '../../api/dutch/in-dutch.ts';
import type { KeepingPort, Refusal } from '../../api/ports/keeping.ts';
import type { Backup, RestoreResult, SealingKeys, System } from '../../api/schema/keeping.ts';
import type { RetentionTimes } from '../../core/retention.ts';
import { providerTenant } from '../../core/tenant.ts';
import type { Text } from '../../core/text.ts';
import type { Work } from '../../core/work.ts';
import { BackupError } from '../../store/backup/backup-error.ts';
import { backupStream } from '../../store/backup/write-backup.ts';
import type { Database } from '../../store/postgres.ts';
import { forecastRetention, type RetentionResult, retain } from '../../store/retention.ts';
import type { Store } from '../../store/store.ts';
import { keysInUse } from '../../store/vault-rotation.ts';
import type { KeyFiles } from '../keys/key-files.ts';
import { enforcerSecretName, webhookSecretName } from '../keys/sealed-names.ts';
import { rotateSecrets } from '../keys/secrets.ts';
import { version } from '../version.ts';
import type { BackupLabel, BackupShelf } from './backup-shelf.ts';
import { restoreInto } from './restoring.ts';

export interface KeeperPorts {
  readonly database: Database;
  readonly store: Store;
  readonly storeOf: (work: Work) => Store;
  readonly keys: KeyFiles;
  readonly shelf: BackupShelf;
  readonly dataDir: string;
  /** Tells the rules, so that people hear of it. */
  readonly backupFailed: (at: number) => Promise<void>;
  /** Starts all parts anew, once what is being answered is answered. */
  readonly restart: (why: string) => void;
  /** What others know of the system for the screen. */
  readonly system: () => Pick<System, 'enforcers' | 'geo' | 'certificate' | 'intake'> & {
    readonly batches: number;
    readonly troubles: readonly string[];
  };
  /** Whether the settings file has the key that messages to webhooks are signed with. */
  readonly webhookKeyInFile: boolean;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

const hourMs = 3_600_000;
const lookEveryMs = 60_000;
/** After a start the first scheduled backup waits, so that one that starts again and again does not only make backups. */
const settleMs = 10 * 60_000;
/** Backups made before an update or a restore that stay. */
const keepBefore = 3;
const lastFact = 'retention-last';
/** Less free space than this share or this much is trouble. */
const scarceShare = 0.05;
const scarceBytes = 1024 ** 3;

type Last = NonNullable<Awaited<ReturnType<KeepingPort['retentionLast']>>>;

/** Keeps the data: cleans up by the hour, makes backups by schedule, and does both and more when asked. */
export class Keeper implements KeepingPort {
  readonly #ports: KeeperPorts;
  readonly #startedAt: number;
  readonly #timers: NodeJS.Timeout[] = [];
  #failedAt = 0;
  /** Sentence while the last scheduled backup failed, '' otherwise. */
  #backupTrouble: Text | undefined;
  #working: Promise<unknown> = Promise.resolve();

  constructor(ports: KeeperPorts) {
    this.#ports = ports;
    this.#startedAt = ports.clock();
  }

  start(): void {
    const every = (ms: number, work: () => Promise<unknown>) =>
      this.#timers.push(
        setInterval(() => {
          this.#working = work().catch((error: Error) => this.#ports.log(`keeping: ${error.message}`));
        }, ms),
      );
    every(hourMs, () => this.cleanUp());
    every(lookEveryMs, () => this.backUp());
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#working;
  }

  /** What needs attention, in two languages. */
  async troubles(): Promise<readonly { level: 'warning' | 'critical'; what: Text }[]> {
    const last = await this.#ports.shelf.last();
    const found: { level: 'warning' | 'critical'; what: Text }[] = [];
    if (last && !last.ok) found.push({ level: 'critical', what: failed(last.error) });
    const { freeBytes, totalBytes, path } = await this.#disk();
    if (freeBytes < Math.min(scarceBytes, totalBytes * scarceShare)) {
      const gib = (freeBytes / 1024 ** 3).toFixed(1);
      found.push({
        level: 'critical',
        what: {
          nl: `De schijf van ${path} is bijna vol: nog ${gib} GiB vrij.`,
          en: `The disk of ${path} is nearly full: ${gib} GiB left.`,
        },
      });
    }
    return found;
  }

  /** Sentence for the log and health while backups fail; '' otherwise. */
  get trouble(): string {
    return this.#backupTrouble?.en ?? '';
  }

  async retentionLast(): Promise<Last | null> {
    return ((await this.#ports.store.settings.fact(lastFact)) as Last | undefined) ?? null;
  }

  async previewRetention(times: RetentionTimes) {
    const { items, heldRows } = await forecastRetention(this.#ports.database, this.#ports.clock(), times);
    const sum = (pick: (item: (typeof items)[number]) => number) => items.reduce((all, item) => all + pick(item), 0);
    return {
      items: items.map((item) => ({ ...item, olderThan: iso(item.olderThan) })),
      rows: sum(({ rows }) => rows),
      bytes: sum(({ bytes }) => bytes),
      heldRows,
    };
  }

  async runRetention(): Promise<Refusal | undefined> {
    const result = await this.cleanUp();
    return result ? undefined : { refused: 'A backup is being made; cleaning up waits until it is done.' };
  }

  /** One round of cleaning up; undefined while a backup is made. */
  async cleanUp(): Promise<RetentionResult | undefined> {
    const { database, store, log } = this.#ports;
    const note = (last: Omit<Last, 'at'>) =>
      store.settings.rememberFact(lastFact, { at: iso(this.#ports.clock()), ...last });
    try {
      const { value } = await store.keeping.retention();
      const result = await retain(database, this.#ports.clock(), value);
      if (!result) return undefined;
      const { removedRows, freedBytes, droppedPartitions } = result;
      if (droppedPartitions.length > 0) log(`retention: dropped ${droppedPartitions.join(', ')}`);
      await note({ ok: true, error: '', removedRows, freedBytes });
      return result;
    } catch (error) {
      await note({ ok: false, error: (error as Error).message, removedRows: 0, freedBytes: 0 }).catch(() => {});
      throw error;
    }
  }

  async backups() {
    const { shelf } = this.#ports;
    const last = await shelf.last();
    const { running } = shelf;
    const nextAt = await this.#nextAt();
    return {
      directory: shelf.dir,
      items: (await shelf.list()).map(presentBackup),
      running: running ? { ...running, since: iso(running.since) } : null,
      last: last ? { ...last, at: iso(last.at) } : null,
      nextAt: nextAt === undefined ? null : iso(nextAt),
    };
  }

  async makeBackup(work: Work): Promise<Backup | Refusal> {
    const { shelf, database, storeOf } = this.#ports;
    try {
      const made = await shelf.make(database.connection, 'by-hand');
      this.#backupTrouble = undefined;
      const { name, sha256, rows } = made;
      await storeOf(work).audit.add({
        action: 'backup.made',
        objectKind: 'backup',
        objectId: name,
        detail: { sha256, rows },
      });
      return presentBackup(made);
    } catch (error) {
      return refusal(error);
    }
  }

  backupFile(name: string): string | undefined {
    return this.#ports.shelf.path(name);
  }

  async removeBackup(name: string, work: Work): Promise<boolean> {
    if (!(await this.#ports.shelf.remove(name))) return false;
    await this.#ports.storeOf(work).audit.add({ action: 'backup.removed', objectKind: 'backup', objectId: name });
    return true;
  }

  streamBackup({ passphrase, keys }: { passphrase: string | undefined; keys: boolean }, work: Work) {
    const { database, storeOf, keys: files, log } = this.#ports;
    const now = Date.now();
    const name = `belwacht-${iso(now).replace(/[-:]|\.\d+/g, '')}.tar.gz${passphrase ? '.jwe' : ''}`;
    const { stream, made } = backupStream({
      connection: database.connection,
      ...{ version, now, passphrase, reason: 'by-hand' },
      keys: keys ? files.texts() : undefined,
    });
    made
      .then(({ tables }) => {
        const rows = tables.reduce((sum, table) => sum + table.rows, 0);
        const detail = { rows, sealed: passphrase !== undefined, keys };
        return storeOf(work).audit.add({ action: 'backup.taken', objectKind: 'backup', objectId: name, detail });
      })
      .catch((error: Error) => log(`a backup that somebody took broke off: ${error.message}`));
    return { stream, name };
  }

  async restore(
    wish: { readonly body: Readable; readonly passphrase: string | undefined; readonly giveUpSecrets: boolean },
    work: Work,
  ): Promise<RestoreResult | Refusal> {
    const { shelf, database, keys, log, restart } = this.#ports;
    const path = join(shelf.dir, `incoming-${randomBytes(6).toString('hex')}.part`);
    try {
      mkdirSync(shelf.dir, { recursive: true, mode: 0o700 });
      await pipeline(wish.body, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
      const { name: before } = await shelf.make(database.connection, 'before-restore', keepBefore);
      const { passphrase, giveUpSecrets } = wish;
      const { manifest, migrated } = await restoreInto(database, keys, {
        ...{ path, passphrase, giveUpSecrets },
        actor: work.actor,
      });
      log(`restored the backup of ${manifest.createdAt}; what was there before is in ${join(shelf.dir, before)}`);
      restart('a backup was restored');
      return {
        ...{ version: manifest.version, createdAt: manifest.createdAt, before, migrated: [...migrated] },
        tables: manifest.tables.length,
        rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
      };
    } catch (error) {
      return refusal(error);
    } finally {
      await rm(path, { force: true });
    }
  }

  async secrets(): Promise<SealingKeys> {
    const { keys, store, database } = this.#ports;
    const counts = await keysInUse(database.ownerPool);
    const state = (id: string) =>
      id === keys.current.id
        ? 'current'
        : keys.active.some((key) => key.id === id) || counts.has(id)
          ? 'in-use'
          : 'retired';
    return {
      keys: keys.all.map(({ id, createdAt }) => ({
        ...{ id, createdAt: iso(createdAt), state: state(id) },
        secrets: counts.get(id) ?? 0,
      })),
      secrets: (await store.vault.list()).map(({ tenant, name, kid, sealedAt }) => ({
        ...{ tenant, name, key: kid, sealedAt: iso(sealedAt) },
      })),
    };
  }

  async rotate(work: Work): Promise<SealingKeys> {
    const { database, keys, restart, storeOf, log } = this.#ports;
    const { key, count } = await rotateSecrets(database, keys, work.actor);
    log(`${count} secrets were sealed under a new key (${key})`);
    await storeOf(work).audit.add({ action: 'keys.rotated', objectKind: 'key', objectId: key, detail: { count } });
    // Read before the parts end, or who asked gets no answer.
    const now = await this.secrets();
    restart('the keys were rotated');
    return now;
  }

  async setEnforcerSecret(id: string, secret: string, work: Work): Promise<Refusal | undefined> {
    const { storeOf, restart } = this.#ports;
    try {
      new Webhook(secret);
    } catch {
      return { refused: 'This is no secret as Standard Webhooks has them.' };
    }
    await storeOf(work).vault.put(providerTenant, enforcerSecretName(id), secret);
    restart(`the secret of the enforcer ${id} changed`);
    return undefined;
  }

  async renewWebhookKey(work: Work): Promise<{ readonly secret: string } | Refusal> {
    const { storeOf, restart, webhookKeyInFile } = this.#ports;
    if (webhookKeyInFile)
      return { refused: 'The settings file has a key (webhooks.secret), which counts; change it there.' };
    const secret = `whsec_${randomBytes(24).toString('base64')}`;
    await storeOf(work).vault.put(providerTenant, webhookSecretName, secret);
    restart('the key of webhooks changed');
    return { secret };
  }

  async system(): Promise<System> {
    const { database, store, shelf, keys } = this.#ports;
    const { batches, troubles, ...rest } = this.#ports.system();
    const { bytes, tables, connections, schema, messagesWaiting, messagesFailed } = await store.system.state();
    const last = await shelf.last();
    const said = await this.troubles();
    return {
      version,
      node: process.version,
      startedAt: iso(this.#startedAt),
      database: {
        ...{ version: database.version, embedded: database.embedded },
        ...{ schema, bytes, connections, tables: [...tables] },
      },
      disk: await this.#disk(),
      queues: { batches, messagesWaiting, messagesFailed },
      ...rest,
      lastBackup: last ? { at: iso(last.at), ok: last.ok, error: last.error } : null,
      key: { id: keys.current.id, createdAt: iso(keys.current.createdAt) },
      troubles: [
        ...said,
        ...troubles
          .filter((text) => text !== this.trouble)
          .map((text) => ({ level: 'warning' as const, what: { nl: inDutch(text), en: text } })),
      ],
    };
  }

  async #disk(): Promise<System['disk']> {
    const { bavail, blocks, bsize } = await statfs(this.#ports.dataDir);
    return { path: this.#ports.dataDir, freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  }

  /** When the next scheduled backup is due; undefined when none is asked for. */
  async #nextAt(): Promise<number | undefined> {
    const { everyHours } = (await this.#ports.store.keeping.backups()).value;
    if (everyHours === 0) return undefined;
    const newest = (await this.#ports.shelf.list()).find(({ reason }) => reason === 'scheduled');
    const due = newest ? newest.createdAt + everyHours * hourMs : 0;
    // One that failed is tried again within the hour.
    return Math.max(due, this.#startedAt + settleMs, this.#failedAt ? this.#failedAt + hourMs : 0);
  }

  /** Makes the scheduled backup when it is due. */
  async backUp(): Promise<void> {
    const { shelf, store, database, log, clock } = this.#ports;
    const due = await this.#nextAt();
    if (due === undefined || due > clock() || shelf.running) return;
    const { keep } = (await store.keeping.backups()).value;
    try {
      const { name, sha256, rows, bytes } = await shelf.make(database.connection, 'scheduled', keep);
      this.#failedAt = 0;
      this.#backupTrouble = undefined;
      log(`backup ${name}: ${rows} rows, ${bytes} bytes`);
      const detail = { sha256, rows };
      await store.audit.add({ action: 'backup.made', objectKind: 'backup', objectId: name, detail });
    } catch (error) {
      const isNews = this.#backupTrouble === undefined;
      this.#failedAt = clock();
      this.#backupTrouble = failed((error as Error).message);
      log(this.#backupTrouble.en);
      if (!isNews) return;
      await this.#ports.backupFailed(this.#failedAt).catch(() => log('nobody could be told that the backup failed'));
    }
  }
}

function failed(error: string): Text {
  return { nl: `De laatste back-up is mislukt: ${error}`, en: `The last backup failed: ${error}` };
}

function presentBackup({ createdAt, ...rest }: BackupLabel): Backup {
  return { ...rest, createdAt: iso(createdAt) };
}

function refusal(error: unknown): Refusal {
  if (error instanceof BackupError) return { refused: error.message };
  throw error;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
