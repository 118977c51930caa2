import { parseArgs } from 'node:util';
import { appCommands } from './app/commands.ts';
import { cliCommands } from './cli/commands.ts';
import { type Command, type CommandEntry, UsageError } from './core/command.ts';

const commands: readonly CommandEntry[] = [...appCommands, ...cliCommands];

async function overview(): Promise<string> {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const loaded = await Promise.all(commands.map((entry) => entry.load()));
  const rows = loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Belwacht guards the telephony of all your customers.\n\nUsage: ./belwacht COMMAND [OPTIONS]\n\n${rows.join('\n')}\n\n./belwacht help COMMAND tells more.\n`;
}

async function find(name: string): Promise<Command> {
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) throw new UsageError(`there is no command '${name}'; ./belwacht help lists them`);
  return entry.load();
}

async function main(argv: readonly string[]): Promise<number> {
  const [name = 'help', ...rest] = argv;
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(rest[0] ? `${(await find(rest[0])).usage}\n` : await overview());
    return 0;
  }
  const command = await find(name);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: [...rest], options: command.options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${command.usage}`);
  }
  return command.run(parsed.values, parsed.positionals);
}

// A reader that went away (`belwacht parse … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const known =
    error instanceof Error && ['UsageError', 'ConfigError', 'StartError', 'ClientError'].includes(error.name);
  process.stderr.write(`belwacht: ${known ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
