import { spawn } from 'node:child_process';

/** Tells the service manager how it goes; does nothing when none asked (NOTIFY_SOCKET of sd_notify(3)). */
export interface ServiceNotify {
  ready(status: string): void;
  stopping(): void;
}

/**
 * Ready, stopping and signs of life for systemd. Node has no datagram sockets of Unix, so systemd-notify(1) speaks; it is
 * started for each word, which at one sign of life in half the watchdog's time costs nothing.
 */
export function serviceNotify(
  environment: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): ServiceNotify {
  if (!environment.NOTIFY_SOCKET) return { ready: () => {}, stopping: () => {} };
  const say = (...words: string[]) => {
    const child = spawn('systemd-notify', words, { stdio: 'ignore', timeout: 10_000 });
    child.once('error', (error) => log(`systemd is not told (${words[0]}): ${error.message}`));
  };
  const watchdogMs = Number(environment.WATCHDOG_USEC ?? 0) / 1000;
  let timer: NodeJS.Timeout | undefined;
  return {
    ready(status) {
      say('--ready', `--status=${status}`);
      // This timer runs on the thread that answers HTTP: when it hangs, nothing is said and systemd starts us anew.
      if (watchdogMs > 0) timer = setInterval(() => say('WATCHDOG=1'), watchdogMs / 2);
      timer?.unref();
    },
    stopping() {
      clearInterval(timer);
      say('STOPPING=1', '--status=stopping in order');
    },
  };
}
