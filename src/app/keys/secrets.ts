import type { WorkActor } from '../../core/work.ts';
import type { Database } from '../../store/postgres.ts';
import { resealSecrets } from '../../store/vault-rotation.ts';
import { StartError } from '../start-error.ts';
import type { KeyFiles } from './key-files.ts';

type Where = Pick<Database, 'connection'>;

/** Moments of a rotation between which it may be cut short. */
export type RotationStep = 'key-made' | 'resealing' | 'resealed' | 'committed';

/**
 * Seals what is sealed under older keys under the current one and sets those aside: ends a rotation that was cut short, and
 * takes in a restored database. Call at start, before anything opens a secret.
 *
 * @throws StartError when secrets are sealed under keys that are not here.
 */
export async function settleSecrets(
  { connection }: Where,
  keys: KeyFiles,
  log: (line: string) => void,
  giveUp = false,
): Promise<void> {
  const { count, closed, inUse } = await resealSecrets({ connection, keyring: keys, giveUp });
  if (count > 0) log(`${count} secrets were sealed under the current key (${keys.current.id})`);
  if (closed.length > 0 && !giveUp) {
    const missing = [...new Set(closed.map(({ kid }) => kid))].join(', ');
    throw new StartError(
      `${closed.length} secrets in the database are sealed under a key that is not in ${keys.dir} (${missing}). Put its file back, ` +
        `or give these secrets up with ./belwacht secrets give-up: webhooks get a new signing key and people enrol their second factor again`,
    );
  }
  retire(keys, inUse);
}

/**
 * Makes a new key, seals everything under it in one transaction, and sets the old keys aside. Cut short at any moment, nothing
 * is lost: the old keys stay until what they sealed is sealed anew, and the next start ends the work.
 */
export async function rotateSecrets(
  { connection }: Where,
  keys: KeyFiles,
  actor?: WorkActor,
  step: (name: RotationStep) => void = () => {},
): Promise<{ readonly key: string; readonly count: number }> {
  keys.renew();
  step('key-made');
  const { count, inUse } = await resealSecrets({ connection, keyring: keys, actor, step });
  step('committed');
  retire(keys, inUse);
  return { key: keys.current.id, count };
}

function retire(keys: KeyFiles, inUse: ReadonlySet<string>): void {
  const idle = keys.active.map(({ id }) => id).filter((id) => id !== keys.current.id && !inUse.has(id));
  if (idle.length > 0) keys.retire(idle);
}
