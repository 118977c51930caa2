import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configFiles } from './asterisk-config.ts';
import { Relay } from './asterisk-relay.ts';
import type { LabNetwork } from './network.ts';
import { type Certificates, makeCertificates } from './senders.ts';
import { until } from './until.ts';

const script = fileURLToPath(new URL('../../scripts/install-asterisk.sh', import.meta.url));
/** Where the state of one run is seen inside the tree. */
const state = '/mnt';

/** The tree that holds Asterisk; installed when it is not there yet (a minute). Throws with what the script said. */
export function asteriskTree(): string {
  return execFileSync('sh', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}

/** A real Asterisk at 192.0.2.10 of the network. */
export interface LabAsterisk {
  /** As it says itself: `Asterisk 22.10.1…`. */
  readonly version: string;
  /** The way to its manager interface. */
  readonly manager: Relay;
  /** The same over TLS, with a certificate of `certificates` for belwacht.example.net. */
  readonly managerTls: Relay;
  readonly certificates: Certificates;
  /** A file that it wrote, by its path below its log directory; '' when it is not there. */
  log(path: string): string;
  logPath(path: string): string;
  /** What its console says to a command. */
  console(command: string): string;
}

/**
 * Starts it with `configFiles`. Its root is the tree, in a mount namespace of its own, so that mounts go when it goes; what
 * it writes is below `dir`. It is stopped with the network.
 */
export async function startAsterisk(network: LabNetwork, dir: string): Promise<LabAsterisk> {
  const tree = asteriskTree();
  const files = configFiles(state);
  for (const part of ['etc', 'run', 'log/cdr-csv', 'log/cel-custom', 'db', 'spool'])
    mkdirSync(join(dir, part), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, 'etc', name), text);
  const certificates = makeCertificates(dir, 'certificates');
  copyFileSync(certificates.cert, join(dir, 'etc/manager.pem'));
  copyFileSync(certificates.key, join(dir, 'etc/manager.key'));
  const start = join(dir, 'start.sh');
  writeFileSync(
    start,
    `#!/bin/sh
set -eu
mount --bind ${dir} ${tree}${state}
mount -t proc proc ${tree}/proc
chroot ${tree} chown -R asterisk ${state}
exec chroot ${tree} /usr/sbin/asterisk -f -U asterisk -C ${state}/etc/asterisk.conf
`,
  );
  const child = network.start(network.server, 'unshare', ['--mount', '--propagation', 'private', 'sh', start]);
  const output = join(dir, 'asterisk.out');
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => appendFileSync(output, data));
  await until(`Asterisk is up (see ${output})`, 40, () => {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const listening = execFileSync('ip', ['netns', 'exec', network.server.namespace, 'ss', '-lun'], {
      encoding: 'utf8',
    });
    return listening.includes('192.0.2.10:5060');
  });
  const inside = (...args: string[]) =>
    execFileSync('nsenter', ['-t', String(child.pid), '-m', 'chroot', tree, ...args], { encoding: 'utf8' });
  const logPath = (path: string) => join(dir, 'log', path);
  return {
    version: inside('/usr/sbin/asterisk', '-V').trim(),
    manager: await Relay.start(network, network.server, join(dir, 'ami.sock'), 5038),
    managerTls: await Relay.start(network, network.server, join(dir, 'ami-tls.sock'), 5039),
    certificates,
    logPath,
    log: (path) => (existsSync(logPath(path)) ? readFileSync(logPath(path), 'utf8') : ''),
    console: (command) => inside('/usr/sbin/asterisk', '-C', `${state}/etc/asterisk.conf`, '-rx', command),
  };
}
