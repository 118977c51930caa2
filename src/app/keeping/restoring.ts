import type { Work } from '../../core/work.ts';
import { BackupError } from '../../store/backup/backup-error.ts';
import type { Asking } from '../../store/backup/catalog.ts';
import type { Manifest } from '../../store/backup/manifest.ts';
import { type Restored, restoreBackup } from '../../store/backup/restore-backup.ts';
import { migrations } from '../../store/migrations/migrations.ts';
import type { Database } from '../../store/postgres.ts';
import { resealWithin } from '../../store/vault-rotation.ts';
import type { KeyFiles } from '../keys/key-files.ts';
import { StartError } from '../start-error.ts';

export interface RestoreWish {
  readonly path: string;
  readonly passphrase?: string;
  /** Restore although keys of its secrets are missing; those secrets are gone. */
  readonly giveUpSecrets?: boolean;
  readonly actor: Work['actor'];
  readonly progress?: (what: string, rows: number) => void;
}

/**
 * Restores a backup and settles what belongs to it, in the same transaction: keys that came along, secrets under the current
 * key, sessions ended, an entry in the record.
 *
 * @throws BackupError; then nothing has changed, but keys that came along are there.
 */
export function restoreInto(database: Database, keys: KeyFiles, wish: RestoreWish): Promise<Restored> {
  const { path, passphrase, giveUpSecrets = false, actor, progress } = wish;
  let replaced: { readonly seq: number; readonly hash: string } | undefined;
  const before = async (client: Asking) => {
    const { rows } = await client.query<{ there: boolean }>(`select to_regclass('audit_head') is not null as there`);
    if (!rows[0].there) return;
    const heads = await client.query<{ seq: string; hash: string }>('select seq, hash from audit_head');
    const [head] = heads.rows;
    replaced = head && { seq: Number(head.seq), hash: head.hash };
  };
  const inspect = async (client: Asking, manifest: Manifest, brought: readonly string[]) => {
    for (const text of brought) bring(keys, text);
    await client.query(`select set_config('belwacht.actor', $1, true), set_config('belwacht.tenant', '*', true)`, [
      JSON.stringify(actor),
    ]);
    const { closed } = await resealWithin(client, { keyring: keys, giveUp: giveUpSecrets });
    if (closed.length > 0 && !giveUpSecrets) {
      const missing = [...new Set(closed.map(({ kid }) => kid))].join(', ');
      throw new BackupError(
        `Nothing was changed: ${closed.length} secrets in this backup are sealed under a key that is not here (${missing}). Copy its file into ` +
          `${keys.dir}, take a backup with keys, or give these secrets up (--give-up-secrets): webhooks get a new signing key and people enrol again.`,
      );
    }
    // Whoever was signed in then need not be allowed now.
    await client.query('delete from auth_session');
    await client.query(
      `select belwacht_audit_append('provider', belwacht_audit_actor(), 'backup.restored', 'backup', $1, null, null, $2::jsonb, null, null)`,
      // Where the record stood that this one takes the place of: entries that are gone with it are missed by who knows that.
      [manifest.createdAt, JSON.stringify({ version: manifest.version, auditHead: manifest.auditHead, replaced })],
    );
  };
  return restoreBackup({
    connection: database.connection,
    ...{ path, passphrase, migrations, before, inspect, progress },
    grant: (client) => database.grant(client),
  });
}

function bring(keys: KeyFiles, text: string): void {
  try {
    keys.bring(text);
  } catch (error) {
    if (error instanceof StartError) throw new BackupError(`A key in this backup cannot be taken: ${error.message}.`);
    throw error;
  }
}
