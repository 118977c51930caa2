import type { Readable } from 'node:stream';
import type { RetentionTimes } from '../../core/retention.ts';
import type { Versioned } from '../../core/versioned.ts';
import type { Work } from '../../core/work.ts';
import type {
  Backup,
  BackupSettings,
  Backups,
  RestoreResult,
  Retention,
  RetentionPreview,
  SealingKeys,
  System,
} from '../schema/keeping.ts';

/** A thing with its version. */
export interface Kept<T> extends Versioned {
  readonly value: T;
}

/** How long things are kept and when backups are made; `seen` is the version a change was made from. */
export interface KeepingSettingsPort {
  retention(): Promise<Kept<RetentionTimes>>;
  /** False when somebody changed it since. */
  setRetention(times: RetentionTimes, seen: number): Promise<boolean>;
  backups(): Promise<Kept<BackupSettings>>;
  setBackups(settings: BackupSettings, seen: number): Promise<boolean>;
}

export interface HoldRecord {
  readonly id: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly incident: string;
  readonly reason: string;
  readonly from: number;
  readonly to: number;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly released: { readonly at: number; readonly by: string; readonly reason: string } | undefined;
  readonly events: number;
  readonly alerts: number;
}

export interface HoldPort {
  list(): Promise<readonly HoldRecord[]>;
  get(id: string): Promise<HoldRecord | undefined>;
  /** Resolves with its id. */
  insert(hold: Pick<HoldRecord, 'tenant' | 'incident' | 'reason' | 'from' | 'to' | 'createdBy'>): Promise<string>;
  /** False when it does not hold. */
  release(id: string, by: string, reason: string): Promise<boolean>;
}

/** Something cannot be done as asked; the sentence is for people, and nothing was changed. */
export interface Refusal {
  readonly refused: string;
}

/** What keeps the data: cleaning up, backups, keys, and how the system is. */
export interface KeepingPort {
  retentionLast(): Promise<Retention['last']>;
  previewRetention(times: RetentionTimes): Promise<RetentionPreview>;
  /** Cleans up now; refused while a backup is made. */
  runRetention(): Promise<Refusal | undefined>;

  backups(): Promise<Backups>;
  makeBackup(work: Work): Promise<Backup | Refusal>;
  /** Path of a backup on disk. */
  backupFile(name: string): string | undefined;
  removeBackup(name: string, work: Work): Promise<boolean>;
  /** A backup for somebody who keeps it elsewhere. */
  streamBackup(
    wish: { readonly passphrase: string | undefined; readonly keys: boolean },
    work: Work,
  ): { readonly stream: Readable; readonly name: string };
  /** Takes a backup in; when it is done the server starts its parts anew. */
  restore(
    wish: { readonly body: Readable; readonly passphrase: string | undefined; readonly giveUpSecrets: boolean },
    work: Work,
  ): Promise<RestoreResult | Refusal>;

  secrets(): Promise<SealingKeys>;
  /** New key, everything sealed anew; the server then starts its parts anew. */
  rotate(work: Work): Promise<SealingKeys>;

  /** Seals the secret an enforcer signs with; the server then starts its parts anew. */
  setEnforcerSecret(id: string, secret: string, work: Work): Promise<Refusal | undefined>;
  /** A new key for messages to webhooks, shown this once; refused while the settings file has one. */
  renewWebhookKey(work: Work): Promise<{ readonly secret: string } | Refusal>;

  system(): Promise<System>;
}
