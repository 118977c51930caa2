import { type Command, UsageError } from '../../core/command.ts';
import { Client, ClientError, clientOptions, clientUsage } from '../client.ts';
import { readDuration } from '../duration.ts';
import { printTable, visible } from '../print.ts';

interface Decision {
  readonly id: string;
  readonly value: string;
  readonly state: string;
  readonly until: string;
  readonly authorName: string;
  readonly reason: { readonly en: string };
  readonly enforcers: readonly {
    readonly enforcer: string;
    readonly real: boolean;
    readonly state: string;
    readonly error: string;
  }[];
}

function describe(decision: Decision): string {
  const where = decision.enforcers
    .map(({ enforcer, real, state }) => `${enforcer}${real ? '' : ' (dry)'}: ${state}`)
    .join(', ');
  return `${decision.value} ${decision.state} until ${decision.until}${where ? ` [${where}]` : ''} id ${decision.id}`;
}

export const block: Command = {
  name: 'block',
  summary: 'block an address or range for a while',
  usage: `Usage: ./belwacht block IP|CIDR --for 1h --reason TEXT [--tenant ID]

  --for DURATION   30m, 1h, 7d …
  --reason TEXT    why; it stands in the record
  --tenant ID      customer it is for; default the provider
${clientUsage}

Waits until the enforcers confirmed it. Exit 1 when a guard holds it or no enforcer could do it.`,
  options: { ...clientOptions, for: { type: 'string' }, reason: { type: 'string' }, tenant: { type: 'string' } },
  async run(values, words) {
    if (words.length !== 1)
      throw new UsageError('give one address or range: ./belwacht block 203.0.113.7 --for 1h --reason "…"');
    if (typeof values.for !== 'string') throw new UsageError('say for how long: --for 1h');
    if (typeof values.reason !== 'string' || !values.reason.trim()) throw new UsageError('say why: --reason "…"');
    const client = new Client(values);
    const body = {
      value: words[0],
      durationS: readDuration(values.for),
      reason: values.reason,
      ...(values.tenant ? { tenant: values.tenant } : {}),
    };
    const decision = await client.ask<Decision>('POST', '/api/v1/decisions', body);
    process.stdout.write(values.json ? `${JSON.stringify(decision)}\n` : `${visible(describe(decision))}\n`);
    return decision.state === 'in-force' ? 0 : 1;
  },
};

export const unblock: Command = {
  name: 'unblock',
  summary: 'undo a block, in the enforcers too',
  usage: `Usage: ./belwacht unblock IP|CIDR|ID [--reason TEXT]

${clientUsage}

Undoes every current block of exactly that address or range.`,
  options: { ...clientOptions, reason: { type: 'string' } },
  async run(values, words) {
    if (words.length !== 1) throw new UsageError('give one address, range or id: ./belwacht unblock 203.0.113.7');
    const client = new Client(values);
    const ids: string[] = [];
    for await (const decision of client.pages<Decision>('/api/v1/decisions?state=current')) {
      if (decision.value === words[0] || decision.id === words[0]) ids.push(decision.id);
    }
    if (!ids.length) throw new ClientError(`${words[0]} is not blocked; ./belwacht decisions lists what is`);
    let failed = 0;
    for (const id of ids) {
      const lifted = await client.ask<Decision>('POST', `/api/v1/decisions/${id}/undo`, {
        reason: values.reason ?? 'undone from the shell',
      });
      process.stdout.write(values.json ? `${JSON.stringify(lifted)}\n` : `${visible(describe(lifted))}\n`);
      if (lifted.state !== 'lifted') failed++;
    }
    return failed ? 1 : 0;
  },
};

export const decisions: Command = {
  name: 'decisions',
  summary: 'list what is blocked, since when, by whom and why',
  usage: `Usage: ./belwacht decisions [--all]

  --all            also what was lifted, expired, held or only reported
${clientUsage}`,
  options: { ...clientOptions, all: { type: 'boolean' } },
  async run(values) {
    const client = new Client(values);
    const rows: string[][] = [];
    for await (const decision of client.pages<Decision>(`/api/v1/decisions${values.all ? '' : '?state=current'}`)) {
      if (values.json) process.stdout.write(`${JSON.stringify(decision)}\n`);
      else rows.push([decision.value, decision.state, decision.until, decision.authorName, decision.reason.en]);
    }
    if (!values.json) {
      if (rows.length) printTable(['VALUE', 'STATE', 'UNTIL', 'BY', 'REASON'], rows);
      else process.stdout.write('nothing is blocked\n');
    }
    return 0;
  },
};
