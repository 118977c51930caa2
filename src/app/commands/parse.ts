import { type Command, UsageError } from '../../core/command.ts';
import { parseFile } from '../../ingest/parse-lines.ts';
import { fileError, readingOptions, readingUsage, readYear } from '../offline/reading-options.ts';
import { writeOut } from '../offline/write-out.ts';

export const parse: Command = {
  name: 'parse',
  summary: 'show what Belwacht reads in a log, one JSON object a line',
  usage: `Usage: ./belwacht parse [--format auto|NAME] [--timezone Z] [--year Y] [FILE|-]

${readingUsage}
  --original       add the line itself as event.original

Writes one JSON object of flat ECS keys per recognised line on standard output and the counts on standard error.`,
  options: { ...readingOptions, original: { type: 'boolean' } },
  async run(values, words) {
    if (words.length > 1) throw new UsageError('give one file, or - for standard input');
    const path = words[0] ?? '-';
    try {
      const tally = parseFile(
        {
          path,
          format: String(values.format ?? 'auto'),
          timezone: String(values.timezone ?? 'UTC'),
          year: readYear(values.year),
          keepOriginal: values.original === true,
        },
        writeOut,
      );
      process.stderr.write(`${JSON.stringify(tally)}\n`);
      return 0;
    } catch (error) {
      throw fileError(error, path);
    }
  },
};
