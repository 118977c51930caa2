import { statSync } from 'node:fs';
import { type Command, UsageError } from '../../core/command.ts';
import { readCidr } from '../../core/ip.ts';
import { fileError, readingOptions, readingUsage, readYear } from '../offline/reading-options.ts';
import { replay as play } from '../offline/replay.ts';
import { writeOut } from '../offline/write-out.ts';
import { rulesOf } from '../rule-files.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'play logs or pcap files through the rules: which alerts, which blocks',
  usage: `Usage: ./belwacht replay [--format …] [--timezone Z] [--year Y] [--rules DIR] [--allow CIDR]… FILE…

${readingUsage}
  --rules DIR      rules instead of the packaged ones
  --allow CIDR     never block this address or range; may be repeated
  --block-private  blocks of private addresses (RFC 1918 and the like) are allowed

Offline: no database, no network. Also reads pcap and pcapng with SIP. Writes one JSON object a line: type decision
(a block), held (a guard stopped it), reported (a report-only rule would have), alert, and last summary.`,
  options: {
    ...readingOptions,
    rules: { type: 'string' },
    allow: { type: 'string', multiple: true },
    'block-private': { type: 'boolean' },
  },
  async run(values, words) {
    if (!words.length) throw new UsageError('give at least one file');
    const allow = ((values.allow as string[] | undefined) ?? []).map((value) => {
      if (!readCidr(value)) throw new UsageError(`--allow ${value} is not an address or range`);
      return { value, note: 'given on the command line' };
    });
    const { rules } = rulesIn(values.rules);
    try {
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
      );
      return 0;
    } catch (error) {
      throw fileError(error, words.join(', '));
    }
  },
};

/** The rules of --rules, the packaged ones without; throws UsageError, since no rules means that nobody is seen. */
function rulesIn(directory: unknown): ReturnType<typeof rulesOf> {
  if (directory === undefined) return rulesOf('');
  const given = String(directory);
  if (!statSync(given, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--rules ${given} is no directory`);
  const read = rulesOf(given);
  if (!read.rules.length) throw new UsageError(`--rules ${given} holds no rule (*.yaml, *.yml)`);
  return read;
}
