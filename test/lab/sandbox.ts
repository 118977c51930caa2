import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of the account that the service has in the sandbox, and nobody outside it. */
export const serviceId = 61_053;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where the programs and the data are in the sandbox, as the unit has them. */
export const inSandbox = { program: '/opt/belwacht', state: '/opt/state' } as const;

/**
 * A program that mounts what `deploy/systemd/belwacht.service` asks systemd for and becomes what it is told: the whole
 * file system read-only, a /tmp of its own, `stateDir` the only other place to write, a user without any rights but
 * CAP_NET_ADMIN, which can get no others. System calls that the unit refuses are noted in `traceFile`. Needs root.
 */
export function sandbox(dir: string, stateDir: string, traceFile: string): string {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  chownSync(stateDir, serviceId, serviceId);
  writeFileSync(traceFile, '');
  chownSync(traceFile, serviceId, serviceId);
  const script = join(dir, 'sandbox.sh');
  const become = [
    `setpriv --reuid=${serviceId} --regid=${serviceId} --clear-groups --no-new-privs`,
    '--inh-caps=-all,+net_admin --ambient-caps=-all,+net_admin --bounding-set=-all,+net_admin',
  ].join(' ');
  writeFileSync(
    script,
    `#!/bin/sh
set -eu
if [ "\${1:-}" != inside ]; then exec unshare --mount --propagation private "$0" inside "$@"; fi
shift
mount -t tmpfs -o mode=0755 none /opt
mkdir /opt/belwacht /opt/state /opt/trace
mount --bind ${root} /opt/belwacht
mount --bind ${stateDir} /opt/state
# As systemd-sysusers makes it; PostgreSQL wants to know the name of who runs it.
{ cat /etc/passwd; echo 'belwacht:x:${serviceId}:${serviceId}:Belwacht:/opt/state:/usr/sbin/nologin'; } >/opt/passwd
chmod 0644 /opt/passwd && mount --bind /opt/passwd /etc/passwd
touch /opt/trace/calls && mount --bind ${traceFile} /opt/trace/calls
cp ${join(dir, 'belwacht.yaml')} /opt/belwacht.yaml
chmod 0644 /opt/belwacht.yaml
mount -t tmpfs -o mode=1777 none /tmp
awk '$5 !~ "^/(proc|dev)(/|$)" && $5 != "/tmp" && $5 != "/opt/state" && $5 != "/opt/trace/calls" { print $5 }' /proc/self/mountinfo |
  while read -r point; do mount -o remount,bind,ro "$point" 2>/dev/null || true; done
export HOME=/nonexistent TMPDIR=/tmp NODE_COMPILE_CACHE=/opt/state/code
umask 0077
exec ${become} strace -D ${refusedCalls()
      .map((word) => `'${word}'`)
      .join(' ')} -o /opt/trace/calls \\
  ${inSandbox.program}/belwacht serve --config /opt/belwacht.yaml
`,
  );
  chmodSync(script, 0o755);
  return script;
}

/** Arguments of strace that show the calls which the unit's filter refuses and no other, at almost full speed. */
export function refusedCalls(): string[] {
  const allowed = allowedCalls(`${root}deploy/systemd/belwacht.service`).map((call) => `?${call}`);
  return ['-f', '-qq', '--seccomp-bpf', '-e', 'signal=none', '-e', `trace=!${allowed.join(',')}`];
}

/** System calls that the SystemCallFilter lines of a unit let through, in their order, with their groups spelled out. */
export function allowedCalls(unit: string): string[] {
  const lines = execFileSync('grep', ['^SystemCallFilter=', unit], { encoding: 'utf8' }).trim().split('\n');
  const known = new Set(
    execFileSync('systemd-analyze', ['syscall-filter', '@known'], { encoding: 'utf8' }).split(/\s+/),
  );
  const allowed = new Set<string>();
  for (const line of lines) {
    const words = line.slice('SystemCallFilter='.length);
    const refuse = words.startsWith('~');
    for (const word of words.replace('~', '').split(' ')) {
      for (const call of spelledOut(word)) {
        if (refuse) allowed.delete(call);
        else if (known.has(call)) allowed.add(call);
      }
    }
  }
  return [...allowed].sort();
}

function spelledOut(word: string): string[] {
  if (!word.startsWith('@')) return [word];
  return execFileSync('systemd-analyze', ['syscall-filter', word], { encoding: 'utf8' })
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(spelledOut);
}
