import type { Stage } from './stage.ts';

/** Writes one line of the ssh daemon of a host, in the older syslog form that most Linux machines still send. */
export function sshLine(stage: Stage, host: string, message: string): void {
  stage.syslog(
    { host, program: 'sshd', pid: stage.random.whole(1000, 32_000), priority: 10 * 8 + 6, message },
    'rfc3164',
  );
}
