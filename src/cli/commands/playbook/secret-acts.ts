import { UsageError } from '../../../core/command.ts';
import { visible } from '../../print.ts';
import { type Act, one, print, show, word } from './words.ts';

interface Kept {
  readonly name: string;
  readonly host: string;
  readonly user: string;
  readonly keptAt: string;
  readonly opens: boolean;
}

const base = '/api/v1/playbook-secrets';

const secrets: Act = async (client, _words, values) => {
  show(
    await client.ask<Kept[]>('GET', base),
    values,
    ['NAME', 'HOST', 'USER', 'KEPT'],
    ({ name, host, user, keptAt, opens }) => [name, opens ? host : 'does not open: keep it anew', user, keptAt],
    'no secrets are kept for playbooks',
  );
  return 0;
};

const secret: Act = async (client, words, values) => {
  const name = one(words, 'give the name of the secret');
  const host = word(values, 'host');
  if (host === '') throw new UsageError('say which host it is for: --host crm.example.nl');
  const given = process.env.BELWACHT_PLAYBOOK_SECRET ?? '';
  if (given === '') throw new UsageError('put the secret in BELWACHT_PLAYBOOK_SECRET');
  await client.ask('PUT', `${base}/${name}`, { host, user: word(values, 'user'), secret: given });
  if (!values.json) print(visible(`${words[0]} is kept, for ${host}`));
  return 0;
};

const forget: Act = async (client, words, values) => {
  await client.ask('DELETE', `${base}/${one(words, 'give the name of the secret')}`);
  if (!values.json) print(visible(`${words[0]} is forgotten`));
  return 0;
};

/** Acts about secrets of playbooks, each by its name. */
export const secretActs: Readonly<Record<string, Act>> = { secrets, secret, 'forget-secret': forget };
