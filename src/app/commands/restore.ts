import { openAsBlob } from 'node:fs';
import { join, resolve } from 'node:path';
import type { RestoreResult } from '../../api/schema/keeping.ts';
import { type Command, UsageError } from '../../core/command.ts';
import { BackupError } from '../../store/backup/backup-error.ts';
import { isSealed, verifyBackup } from '../../store/backup/read-backup.ts';
import { askServer } from '../keeping/ask-server.ts';
import { configOf, findServer, localActor, openOffline, placeOptions, placeUsage } from '../keeping/offline.ts';
import { restoreInto } from '../keeping/restoring.ts';
import { StartError } from '../start-error.ts';
import { readPassphrase } from './passphrase.ts';

export const restore: Command = {
  name: 'restore',
  summary: 'put a backup in the place of everything, while Belwacht runs or not',
  usage: `Usage: ./belwacht restore FILE --yes

  --yes              really: what is there now is replaced (a backup of it is made first)
  --passphrase-file FILE   or BELWACHT_BACKUP_PASSPHRASE_FILE, for a sealed one; else it is asked for
  --give-up-secrets  also when keys of its secrets are missing: those secrets are gone
${placeUsage}

All or nothing: the file is checked whole, restored in one transaction, and every table compared with what was backed up.
A running server then starts its parts anew and makes the enforcers equal to the restored blocks. Everybody signs in again.`,
  options: {
    ...placeOptions,
    yes: { type: 'boolean' },
    'passphrase-file': { type: 'string' },
    'give-up-secrets': { type: 'boolean' },
  },
  async run(values, words) {
    if (words.length !== 1) throw new UsageError('name one file: ./belwacht restore FILE --yes');
    if (!values.yes)
      throw new UsageError('everything is replaced by what is in the backup; say --yes when you mean it');
    const path = resolve(words[0]);
    const giveUpSecrets = values['give-up-secrets'] === true;
    try {
      const sealed = await isSealed(path);
      const passphrase = sealed
        ? await readPassphrase(values['passphrase-file'] as string | undefined, false)
        : undefined;
      // A damaged file is told here, before anybody is troubled.
      await verifyBackup(path, passphrase);
      const config = configOf(values);
      const server = await findServer(config);
      if (server) {
        const answer = await askServer(server, 'POST', `/api/v1/restore?giveUpSecrets=${giveUpSecrets}`, {
          headers: {
            'content-type': 'application/octet-stream',
            ...(passphrase && { 'belwacht-passphrase': encodeURIComponent(passphrase) }),
          },
          body: (await openAsBlob(path)).stream(),
        });
        const done = (await answer.json()) as RestoreResult;
        say(done.rows, done.tables, done.createdAt, done.before, done.migrated);
        return 0;
      }
      const offline = await openOffline(config, (line) => process.stderr.write(`${line}\n`));
      try {
        const { name } = await offline.shelf.make(offline.database.connection, 'before-restore', 3);
        const { manifest, migrated } = await restoreInto(offline.database, offline.keys, {
          ...{ path, passphrase, giveUpSecrets, actor: localActor },
        });
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        say(rows, manifest.tables.length, manifest.createdAt, join(offline.shelf.dir, name), migrated);
        return 0;
      } finally {
        await offline.close();
      }
    } catch (error) {
      if (error instanceof BackupError) throw new StartError(error.message);
      throw error;
    }
  },
};

function say(rows: number, tables: number, createdAt: string, before: string, migrated: readonly string[]): void {
  const forward = migrated.length ? `; brought forward: ${migrated.join(', ')}` : '';
  process.stdout.write(
    `restored ${rows} rows in ${tables} tables as of ${createdAt}, compared${forward}\nwhat was there before: ${before}\n`,
  );
}
