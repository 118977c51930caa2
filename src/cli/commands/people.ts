import { type Command, UsageError } from '../../core/command.ts';
import { Client, clientOptions, clientUsage } from '../client.ts';
import { printTable, visible } from '../print.ts';

type Values = Parameters<Command['run']>[0];
type Act = (client: Client, values: Values, words: readonly string[]) => Promise<number>;

interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly tenant: string;
  readonly state: string;
  readonly factors: { readonly totp: boolean; readonly passkeys: number };
  readonly lastSeenAt: string | null;
}

const acts: Readonly<Record<string, Act>> = {
  list: listPeople,
  invite: invitePerson,
  'forget-factors': async (client, _values, words) => {
    const { id, name } = await find(client, words, 'forget-factors');
    await client.ask('DELETE', `/api/v1/people/${id}/factors`);
    return told(`${name} sets up a new second factor at the next sign-in; all sessions were ended`);
  },
  'end-sessions': async (client, _values, words) => {
    const { id, name } = await find(client, words, 'end-sessions');
    await client.ask('DELETE', `/api/v1/people/${id}/sessions`);
    return told(`all sessions of ${name} were ended`);
  },
  suspend: (client, values, words) => change(client, values, words, 'suspend', { state: 'suspended' }),
  resume: (client, values, words) => change(client, values, words, 'resume', { state: 'active' }),
  role: async (client, values, words) => {
    const [email, role] = words;
    if (words.length !== 2) throw new UsageError('give an address and a role: ./belwacht people role EMAIL ROLE');
    return change(client, values, [email], 'role', { role });
  },
};

export const people: Command = {
  name: 'people',
  summary: 'list and invite people, change roles, help who lost a second factor',
  usage: `Usage: ./belwacht people [list]
       ./belwacht people invite EMAIL ROLE [--customer ID] [--language nl|en]
       ./belwacht people role EMAIL ROLE [--reason TEXT]
       ./belwacht people suspend EMAIL [--reason TEXT]
       ./belwacht people resume EMAIL
       ./belwacht people end-sessions EMAIL
       ./belwacht people forget-factors EMAIL

  ROLE             owner, engineer, coordinator, auditor; with --customer: customer-manager, customer-viewer
${clientUsage}

Whoever may read the data directory may do this without a second factor: it is the way back in when the only owner lost theirs.
It is on record like everything else. An API token cannot change people.`,
  options: {
    ...clientOptions,
    customer: { type: 'string' },
    language: { type: 'string' },
    reason: { type: 'string' },
  },
  async run(values, words) {
    const [act = 'list', ...rest] = words;
    if (!Object.hasOwn(acts, act))
      throw new UsageError(`people cannot '${act}'; it can ${Object.keys(acts).join(', ')}`);
    return acts[act](new Client(values), values, rest);
  },
};

async function listPeople(client: Client, values: Values): Promise<number> {
  const all = await client.ask<Person[]>('GET', '/api/v1/people');
  if (values.json) {
    for (const person of all) process.stdout.write(`${JSON.stringify(person)}\n`);
    return 0;
  }
  const rows = all.map(({ name, email, role, tenant, state, factors, lastSeenAt }) => {
    const second = [factors.totp && 'app', factors.passkeys > 0 && `${factors.passkeys} passkeys`].filter(Boolean);
    return [visible(name), visible(email), role, tenant, state, second.join(', ') || 'none', lastSeenAt ?? 'never'];
  });
  if (rows.length) printTable(['NAME', 'EMAIL', 'ROLE', 'BELONGS TO', 'STATE', 'SECOND FACTOR', 'LAST SEEN'], rows);
  else process.stdout.write('nobody can sign in yet: open the set-up link that ./belwacht serve prints\n');
  return 0;
}

async function invitePerson(client: Client, values: Values, words: readonly string[]): Promise<number> {
  const [email, role] = words;
  if (words.length !== 2) throw new UsageError('give an address and a role: ./belwacht people invite EMAIL ROLE');
  const { link, expiresAt } = await client.ask<{ link: string | null; expiresAt: string }>(
    'POST',
    '/api/v1/invitations',
    {
      email,
      role,
      ...(values.customer !== undefined && { tenant: String(values.customer) }),
      ...(values.language !== undefined && { language: String(values.language) }),
    },
  );
  if (link === null) return told(`an invitation is on its way to ${email}; it works until ${expiresAt}`);
  return told(`no mail is set up, so hand this over; it works once, until ${expiresAt}:\n${link}`);
}

async function change(
  client: Client,
  values: Values,
  words: readonly string[],
  act: string,
  wish: object,
): Promise<number> {
  const { id, name } = await find(client, words, act);
  const reason = values.reason === undefined ? {} : { reason: String(values.reason) };
  const { role, state } = await client.ask<Person>('PATCH', `/api/v1/people/${id}`, { ...wish, ...reason });
  return told(`${name}: ${role}, ${state}`);
}

/** The person with the address given. */
async function find(client: Client, words: readonly string[], act: string): Promise<{ id: string; name: string }> {
  const [email] = words;
  if (words.length !== 1) throw new UsageError(`give one address: ./belwacht people ${act} EMAIL`);
  const all = await client.ask<Person[]>('GET', '/api/v1/people');
  const found = all.find((person) => person.email === email.toLowerCase());
  if (!found) throw new UsageError(`nobody signs in as ${email}; ./belwacht people lists who does`);
  return { id: encodeURIComponent(found.id), name: visible(found.name) };
}

function told(sentence: string): number {
  process.stdout.write(`${sentence}\n`);
  return 0;
}
