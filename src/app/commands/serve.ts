import { type Command, UsageError } from '../../core/command.ts';
import { demandPlaces, loadConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { logLine } from '../log-line.ts';

export const serve: Command = {
  name: 'serve',
  summary: 'run Belwacht (what npm start does)',
  usage: `Usage: ./belwacht serve [--config FILE] [--demo]

  --config FILE    settings; default ./belwacht.yaml when it exists (belwacht.example.yaml explains all)
  --demo           also run the simulated reseller

Stops in order on SIGTERM or SIGINT. What is blocked stays blocked until its time is over, also while Belwacht is stopped.`,
  options: { config: { type: 'string' }, demo: { type: 'boolean' }, 'data-dir': { type: 'string' } },
  async run(values, words) {
    if (words.length) throw new UsageError(`serve takes no words, only options: ${words[0]}`);
    const environment = values['data-dir']
      ? { ...process.env, BELWACHT_DATA_DIR: String(values['data-dir']) }
      : process.env;
    const config = loadConfig(String(values.config ?? ''), environment);
    demandPlaces(config);
    return runUntilStopped(config, { demo: values.demo === true, remove: false });
  },
};

/** Serves until a signal, then stops in order; resolves with the exit code. */
export async function runUntilStopped(
  config: Config,
  { demo, remove }: { readonly demo: boolean; readonly remove: boolean },
): Promise<number> {
  if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new UsageError(
      `this is Node ${process.version}, Belwacht needs 24 or later; 'npm ci' brings it on Linux x64 and arm64`,
    );
  }
  // The web server and the database load only for those who serve.
  const { serve: start } = await import('../serve/serve.ts');
  const { serviceNotify } = await import('../serve/service-notify.ts');
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const service = serviceNotify(process.env, log);
  const { promise: asked, resolve: ask } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, ask);
  let now = config;
  for (let isFirst = true; ; isFirst = false) {
    const { promise: again, resolve: restart } = Promise.withResolvers<undefined>();
    const running = await start({
      config: now,
      log: (line) => log(logLine(line)),
      demo: demo && isFirst,
      restart: () => restart(undefined),
    });
    for (const note of running.notes) log(note);
    if (running.setupLink)
      log(
        `\nNobody can sign in yet. This link, valid once and for 24 hours, makes the first administrator:\n  ${running.setupLink}\n`,
      );
    log(`Belwacht is ready: ${running.url}`);
    service.ready(`ready: ${running.url}`);
    const signal = await Promise.race([asked, again]);
    if (signal === undefined) {
      await running.stop(false);
      // Where people and scripts know it, also when the first port was any free one.
      now = { ...now, http: { ...now.http, port: running.port } };
      continue;
    }
    log(`stopping (${signal}) …`);
    service.stopping();
    await running.stop(remove);
    break;
  }
  log('stopped');
  return 0;
}
