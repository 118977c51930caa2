import type { SealingKeys } from '../../api/schema/keeping.ts';
import { type Command, UsageError } from '../../core/command.ts';
import { createStore } from '../../store/store.ts';
import { keysInUse } from '../../store/vault-rotation.ts';
import { askServer } from '../keeping/ask-server.ts';
import { configOf, findServer, localActor, openOffline, placeOptions, placeUsage } from '../keeping/offline.ts';
import { rotateSecrets, settleSecrets } from '../keys/secrets.ts';
import { StartError } from '../start-error.ts';

export const secrets: Command = {
  name: 'secrets',
  summary: 'list and rotate the keys that secrets are sealed under',
  usage: `Usage: ./belwacht secrets list|rotate|forget|give-up

  list      keys and sealed secrets by name, no values
  rotate    new key; everything is sealed under it in one transaction. Everybody signs in again
  forget    remove keys that were set aside; secrets in backups from before stay closed then. Server stopped
  give-up   remove secrets whose key is lost: webhooks get a new signing key, people enrol again. Server stopped
${placeUsage}`,
  options: placeOptions,
  async run(values, words) {
    const [what, ...rest] = words;
    if (rest.length || !['list', 'rotate', 'forget', 'give-up'].includes(what))
      throw new UsageError('say what: ./belwacht secrets list, rotate, forget or give-up');
    const config = configOf(values);
    const server = await findServer(config);
    if (server && (what === 'list' || what === 'rotate')) {
      const [method, path] =
        what === 'list' ? (['GET', '/api/v1/secrets'] as const) : (['POST', '/api/v1/secrets/rotate'] as const);
      print((await (await askServer(server, method, path)).json()) as SealingKeys);
      return 0;
    }
    if (server) throw new StartError('a server runs on this data directory: stop it first');
    const log = (line: string) => process.stdout.write(`${line}\n`);
    const { database, keys, close } = await openOffline(config, log);
    try {
      if (what === 'give-up') await settleSecrets(database, keys, log, true);
      else await settleSecrets(database, keys, log);
      if (what === 'rotate') await rotateSecrets(database, keys, localActor);
      if (what === 'forget') log(`forgotten: ${keys.forgetRetired().join(', ') || 'none was set aside'}`);
      const { vault } = createStore({ db: database.db, owner: database.owner, keyring: keys }, Date.now);
      const counts = await keysInUse(database.ownerPool);
      print({
        keys: keys.all.map(({ id, createdAt }) => ({
          id,
          createdAt: new Date(createdAt).toISOString(),
          state: id === keys.current.id ? 'current' : counts.has(id) ? 'in-use' : 'retired',
          secrets: counts.get(id) ?? 0,
        })),
        secrets: (await vault.list()).map(({ tenant, name, kid, sealedAt }) => ({
          ...{ tenant, name, key: kid },
          sealedAt: new Date(sealedAt).toISOString(),
        })),
      });
      return 0;
    } finally {
      await close();
    }
  },
};

function print({ keys, secrets: sealed }: SealingKeys): void {
  const line = (text: string) => process.stdout.write(`${text}\n`);
  for (const { id, createdAt, state, secrets: count } of keys)
    line(`key ${id}  ${state}  made ${createdAt}  ${count} secrets`);
  for (const { tenant, name, key, sealedAt } of sealed) line(`${tenant}  ${name}  key ${key}  sealed ${sealedAt}`);
}
