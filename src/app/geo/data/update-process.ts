import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { UpdateProgress } from './fetched.ts';
import type { UpdateJob, UpdateOutcome } from './run-update.ts';

const script = fileURLToPath(new URL('./update-main.ts', import.meta.url));

type Message =
  | { readonly step: Parameters<UpdateProgress>[0]; readonly share: number }
  | { readonly outcome: UpdateOutcome };

/** An update in a process of its own: reading takes hundreds of megabytes and seconds of a core, which nobody here has to spare. */
export class UpdateProcess {
  readonly outcome: Promise<UpdateOutcome>;
  readonly #child: ChildProcess;
  constructor(job: UpdateJob, progress: UpdateProgress) {
    const child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.#child = child;
    this.outcome = new Promise((resolve) => {
      child.on('message', (message: Message) => {
        if ('outcome' in message) resolve(message.outcome);
        else progress(message.step, message.share);
      });
      child.once('error', (error) => resolve(stopped(error.message)));
      child.once('exit', (code, signal) => resolve(stopped(signal ?? `code ${code}`)));
      // By message, not by argument: the job holds a licence key, and arguments can be read by all.
      child.send(job, (error) => {
        if (error) resolve(stopped(error.message));
      });
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }
}

function stopped(why: string): UpdateOutcome {
  const reason = {
    nl: `De update is afgebroken (${why}). De gegevens die gelden zijn niet veranderd.`,
    en: `The update was cut off (${why}). The data in force have not changed.`,
  };
  return { kind: 'refused', reasons: [reason] };
}
