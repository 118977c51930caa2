import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client, ClientError, clientOptions, clientUsage } from '../../cli/client.ts';
import type { AuditVerdict } from '../../core/audit-entry.ts';
import { type Command, UsageError } from '../../core/command.ts';
import { ChainCheck, readHead, writeHead } from '../../store/audit-chain.ts';
import { Progress } from '../progress.ts';

type Values = Parameters<Command['run']>[0];

const filters = ['from', 'to', 'actor', 'action', 'tenant', 'rule'] as const;

export const audit: Command = {
  name: 'audit',
  summary: 'check the record of all acts for changes and gaps, or export it',
  usage: `Usage: ./belwacht audit verify [FILE] [--head SEQ:HASH]
       ./belwacht audit export [--format json|csv] [--output FILE] [filters]

verify goes through the whole record and names the first entry that was changed, removed, added or moved. With FILE it does
so with an export in JSON (of everything, without filters), and needs no server.
  --head SEQ:HASH  end of the record as an earlier verify printed it: also finds a record that was written anew or cut off.
                   Keep it where those who may write to the database may not

export writes entries oldest first, to the standard output or a file. CSV holds nothing a spreadsheet takes for a formula.
  --from, --to     ISO 8601, such as 2026-03-01T00:00:00Z
  --actor ID, --action ACTION (or decision. for all of them), --tenant ID, --rule ID
${clientUsage}

Exit 1 when the record does not hold.`,
  options: {
    ...clientOptions,
    head: { type: 'string' },
    format: { type: 'string' },
    output: { type: 'string', short: 'o' },
    ...Object.fromEntries(filters.map((name) => [name, { type: 'string' } as const])),
  },
  async run(values, words) {
    const [what, ...rest] = words;
    if (what === 'verify' && rest.length <= 1) return verify(values, rest[0]);
    if (what === 'export' && rest.length === 0) return exportTo(values);
    throw new UsageError(`say what to do: ./belwacht audit verify, or ./belwacht audit export --output audit.json`);
  },
};

async function verify(values: Values, file: string | undefined): Promise<number> {
  const { head } = values;
  if (typeof head === 'string' && !readHead(head)) {
    throw new UsageError('--head is a number, a colon and 64 hex digits, as an earlier verify printed it');
  }
  const progress = new Progress((read, total) =>
    total === undefined ? `${read} entries checked` : `${read} of ${total} entries checked`,
  );
  const verdict = await (file ? verifyFile(file, head as string | undefined, progress) : ask(values, progress)).finally(
    () => progress.end(),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(verdict)}\n`);
  } else if (verdict.ok) {
    const from =
      verdict.first > 1
        ? ` from entry ${verdict.first} on (those before were removed by retention, which says so)`
        : '';
    process.stdout.write(`the record holds: ${verdict.entries} entries${from}, head ${writeHead(verdict.head)}\n`);
  } else {
    process.stdout.write(`the record does not hold: ${verdict.fault!.sentence}\n`);
  }
  return verdict.ok ? 0 : 1;
}

async function ask(values: Values, progress: Progress): Promise<AuditVerdict> {
  const query = values.head ? `?head=${encodeURIComponent(String(values.head))}` : '';
  const answer = await new Client(values).open(`/api/v1/audit/verify${query}`, 'application/x-ndjson');
  for await (const line of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
    const said = JSON.parse(line) as
      | { type: 'progress'; read: number; total: number }
      | ({ type: 'verdict' } & AuditVerdict)
      | { type: 'error'; sentence: string };
    if (said.type === 'error') throw new ClientError(said.sentence);
    if (said.type === 'progress') {
      progress.at(said.read, said.total);
    } else {
      const { type: _, ...verdict } = said;
      return verdict;
    }
  }
  throw new ClientError('the server ended before it had gone through the record');
}

/** A line of an export: what was hashed stands in it word for word. */
const exported = /^\{"seq":(\d{1,15}),"prevHash":"([0-9a-f]{64})","hash":"([0-9a-f]{64})","entry":(.*)\},?$/;

async function verifyFile(file: string, head: string | undefined, progress: Progress): Promise<AuditVerdict> {
  const check = new ChainCheck(head === undefined ? undefined : readHead(head));
  const input = createReadStream(file);
  const failed = new Promise<never>((_, reject) => {
    input.once('error', (error) => reject(new ClientError(`${file} cannot be read: ${error.message}`)));
  });
  const walk = async () => {
    let number = 0;
    let read = 0;
    let last = '';
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line !== '') last = line;
      if (line === '' || line === '[' || line === ']') continue;
      const match = exported.exec(line);
      if (!match) throw new ClientError(`${file}:${number}: this is no entry of an export in JSON`);
      const [, seq, prevHash, hash, payload] = match;
      if (!check.take({ seq: Number(seq), prevHash, hash, payload })) return check.end(undefined);
      progress.at(++read);
    }
    if (last !== ']') throw new ClientError(`${file} ends in the middle: the export was not finished`);
    return check.end(undefined);
  };
  return Promise.race([walk(), failed]).finally(() => input.destroy());
}

async function exportTo(values: Values): Promise<number> {
  const format = String(values.format ?? 'json');
  if (format !== 'json' && format !== 'csv') throw new UsageError(`--format is json or csv, not ${format}`);
  const query = new URLSearchParams({ format });
  for (const name of filters) if (typeof values[name] === 'string') query.set(name, values[name]);
  const answer = await new Client(values).open(`/api/v1/audit/export?${query}`, '*/*');
  const total = Number(answer.headers.get('belwacht-entries'));
  const progress = new Progress((bytes) => `${(bytes / 1e6).toFixed(1)} MB of ${total} entries exported`);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      progress.at(bytes);
      done(null, chunk);
    },
  });
  const input = Readable.fromWeb(answer.body as never);
  try {
    if (typeof values.output !== 'string') {
      await pipeline(input, counted, process.stdout, { end: false });
      return 0;
    }
    // The name appears when all of it is there.
    const part = `${values.output}.part`;
    await pipeline(input, counted, createWriteStream(part, { mode: 0o600 })).catch(async (error: Error) => {
      await rm(part, { force: true });
      throw new ClientError(`the export was not finished: ${error.message}`);
    });
    await rename(part, values.output);
  } finally {
    progress.end();
  }
  process.stderr.write(`${total} entries in ${values.output}\n`);
  return 0;
}
