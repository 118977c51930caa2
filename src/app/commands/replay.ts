import { statSync } from 'node:fs';
import { type Command, UsageError } from '../../core/command.ts';
import { readCidr } from '../../core/ip.ts';
import { fileError, readingOptions, readingUsage, readYear } from '../offline/reading-options.ts';
import { writeOut } from '../offline/write-out.ts';
import { Progress } from '../progress.ts';
import { rulesOf } from '../rule-files.ts';

/** Formats that tell of calls that are over. */
const callFormats = ['asterisk-cdr', 'freeswitch-cdr', 'kamailio-acc', '3cx-cdr', 'csv'];
const callOptions = ['customers', 'rates', 'mapping', 'enforce'];
const logOptions = ['year', 'allow', 'block-private'];

type Values = Readonly<Record<string, unknown>>;

export const replay: Command = {
  name: 'replay',
  summary: 'play logs, pcap files or call detail records through the rules: which alerts, which blocks',
  usage: `Usage: ./belwacht replay [--format …] [--timezone Z] [--year Y] [--rules DIR] [--allow CIDR]… FILE…
       ./belwacht replay --format CDR-FORMAT [--mapping FILE] --customers CSV --rates CSV [--timezone Z] [--enforce] FILE…

Logs:
${readingUsage}
  --rules DIR      rules instead of the packaged ones
  --allow CIDR     never block this address or range; may be repeated
  --block-private  blocks of private addresses (RFC 1918 and the like) are allowed

Calls:
  --format NAME    ${callFormats.join(', ')}; auto (the default with --customers)
  --customers CSV  customer,kind,identifier,timezone,opening_hours: whose calls they are
  --rates CSV      prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s: what they cost
  --mapping FILE   csv: which column is what (docs/formats/cdr.md); without it the columns are guessed;
                   3cx-cdr: the fields in the order of its settings
  --timezone Z     IANA zone of times and customers without one; default UTC
  --enforce        what is refused costs nothing, what is hung up costs no more from then on

Offline: no database, no network; - is standard input. Logs: also reads pcap and pcapng with SIP; writes one JSON object a line:
type decision (a block), held (a guard stopped it), reported (a report-only rule would have), alert, and last summary, which also
counts what was not used: malformed, late (behind the newest of its file by more than 60 s), evicted; foreign, broken and lost of
captures. What that means is said on standard error.
Calls: refused, hangup, alert, and last summary; see docs/replay-calls.md.`,
  options: {
    ...readingOptions,
    rules: { type: 'string' },
    allow: { type: 'string', multiple: true },
    'block-private': { type: 'boolean' },
    customers: { type: 'string' },
    rates: { type: 'string' },
    mapping: { type: 'string' },
    enforce: { type: 'boolean' },
  },
  async run(values, words) {
    if (!words.length) throw new UsageError('give at least one file');
    const isCalls =
      callFormats.includes(String(values.format)) || callOptions.some((option) => values[option] !== undefined);
    try {
      await (isCalls ? replayCalls(values, words) : replayLogs(values, words));
      return 0;
    } catch (error) {
      throw fileError(error, words.join(', '));
    }
  },
};

async function replayLogs(values: Values, words: readonly string[]): Promise<void> {
  const allow = ((values.allow as string[] | undefined) ?? []).map((value) => {
    if (!readCidr(value)) throw new UsageError(`--allow ${value} is not an address or range`);
    return { value, note: 'given on the command line' };
  });
  const { rules } = await rulesIn(values.rules);
  const { replay: play } = await import('../offline/replay.ts');
  await play(
    {
      paths: words,
      format: String(values.format ?? 'auto'),
      timezone: String(values.timezone ?? 'UTC'),
      year: readYear(values.year),
      rules,
      policy: { allowlist: allow, guardPrivate: values['block-private'] !== true },
    },
    writeOut,
    // Words out of files must not steer a terminal.
    (sentence) => process.stderr.write(`${sentence.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}\n`),
  );
}

async function replayCalls(values: Values, words: readonly string[]): Promise<void> {
  const format = String(values.format ?? 'auto');
  if (format !== 'auto' && !callFormats.includes(format))
    throw new UsageError(
      `--format ${format} tells of no calls; with --customers it is one of ${callFormats.join(', ')}`,
    );
  for (const option of logOptions)
    if (values[option] !== undefined) throw new UsageError(`--${option} is about logs, not about calls`);
  if (values.customers === undefined) throw new UsageError('give --customers FILE: whose calls they are');
  if (values.rates === undefined) throw new UsageError('give --rates FILE: what calls cost');
  if (values.mapping !== undefined && format !== 'csv' && format !== 'auto' && format !== '3cx-cdr')
    throw new UsageError(`--mapping is for --format csv and 3cx-cdr, not for ${format}`);
  if (values.rules !== undefined) await rulesIn(values.rules);
  const { replayCalls: play } = await import('../offline/replay-calls.ts');
  const { callRulesOf } = await import('../call-rule-files.ts');
  const progress = new Progress((done, total) => `played ${megabytes(done)} of ${megabytes(total ?? done)} MB`);
  let told = 0;
  const say = (text: string) => {
    progress.end();
    // Words out of files must not steer a terminal.
    process.stderr.write(`${text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')}\n`);
  };
  play(
    {
      paths: words,
      format,
      mapping: String(values.mapping ?? ''),
      customers: String(values.customers),
      rates: String(values.rates),
      timezone: String(values.timezone ?? 'UTC'),
      enforce: values.enforce === true,
      rules: callRulesOf(String(values.rules ?? '')),
      say,
      // The files are gone through twice. In a log one line for each twentieth will do.
      onProgress: (bytes, total) => {
        const part = process.stderr.isTTY ? bytes : Math.floor((20 * bytes) / total);
        if (part !== told) progress.at(bytes / 2, total / 2);
        told = part;
      },
    },
    writeOut,
  );
  progress.end();
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** The rules of --rules, the packaged ones without; throws UsageError, since no rules means that nobody is seen. */
async function rulesIn(directory: unknown): ReturnType<typeof rulesOf> {
  if (directory === undefined) return rulesOf('');
  const given = String(directory);
  if (!statSync(given, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--rules ${given} is no directory`);
  const read = await rulesOf(given);
  if (!read.rules.length) throw new UsageError(`--rules ${given} holds no rule (*.yaml, *.yml)`);
  return read;
}
