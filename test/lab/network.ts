import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

/** A host of the test network: a network namespace with addresses of its own. */
export interface LabHost {
  readonly namespace: string;
  readonly ip4: string;
  readonly ip6: string;
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/**
 * A network of namespaces without a way out: a SIP server at 192.0.2.10 (2001:db8::10) and hosts around it, each with
 * its own address. Names carry the process id, so that runs do not meet. Needs root.
 */
export class LabNetwork {
  readonly #prefix: string;
  readonly #namespaces: string[] = [];
  readonly #children = new Set<ChildProcess>();
  readonly server: LabHost;

  constructor(label: string) {
    this.#prefix = `bw${label}${process.pid}`;
    this.server = { namespace: `${this.#prefix}srv`, ip4: '192.0.2.10', ip6: '2001:db8::10' };
    const ns = this.server.namespace;
    this.#add(ns);
    ip('-n', ns, 'link', 'set', 'lo', 'up');
    // A bridge takes the lowest address of its ports unless it has one: every new host could then make the others' ARP wrong.
    ip('-n', ns, 'link', 'add', 'br0', 'address', '02:00:5e:00:53:01', 'type', 'bridge');
    for (const address of ['192.0.2.10/24', '198.51.100.254/24', '203.0.113.254/24'])
      ip('-n', ns, 'addr', 'add', address, 'dev', 'br0');
    ip('-n', ns, 'addr', 'add', '2001:db8::10/32', 'dev', 'br0', 'nodad');
    ip('-n', ns, 'link', 'set', 'br0', 'up');
  }

  /** Adds a host with an address in 198.51.100.0/24 or 203.0.113.0/24 and its IPv6 twin. */
  host(ip4: string): LabHost {
    const index = this.#namespaces.length;
    const [, , net, last] = ip4.split('.');
    const host: LabHost = { namespace: `${this.#prefix}h${index}`, ip4, ip6: `2001:db8:${net}::${last}` };
    const inside = `v${index}`;
    const outside = `p${index}`;
    this.#add(host.namespace);
    ip(
      'link',
      'add',
      inside,
      'netns',
      host.namespace,
      'type',
      'veth',
      'peer',
      'name',
      outside,
      'netns',
      this.server.namespace,
    );
    ip('-n', this.server.namespace, 'link', 'set', outside, 'master', 'br0', 'up');
    ip('-n', host.namespace, 'link', 'set', 'lo', 'up');
    ip('-n', host.namespace, 'addr', 'add', `${ip4}/24`, 'dev', inside);
    ip('-n', host.namespace, 'addr', 'add', `${host.ip6}/32`, 'dev', inside, 'nodad');
    ip('-n', host.namespace, 'link', 'set', inside, 'up');
    ip(
      '-n',
      host.namespace,
      'route',
      'add',
      'default',
      'via',
      ip4.startsWith('198.51') ? '198.51.100.254' : '203.0.113.254',
    );
    return host;
  }

  /** Starts a program on a host; it is stopped with the network if it still runs then. */
  start(
    host: LabHost,
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', host.namespace, command, ...args], {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Runs a program on a host to its end; gives what it printed and its exit code, however it ended. */
  async run(
    host: LabHost,
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
  ) {
    const child = this.start(host, command, args, options);
    let out = '';
    let err = '';
    child.stdout?.on('data', (data) => (out += data));
    child.stderr?.on('data', (data) => (err += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearTimeout(timer);
    return { code, out, err };
  }

  /** Whether `host` reaches the SIP server's machine: one of three pings gets an answer. A link that has just come up may lose the first. */
  async reaches(host: LabHost, address = this.server.ip4): Promise<boolean> {
    return (await this.run(host, 'ping', ['-c', '3', '-i', '0.2', '-W', '1', address])).code === 0;
  }

  /** Stops what still runs and removes the namespaces. */
  async close(): Promise<void> {
    const ended = [...this.#children].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of this.#children) child.kill('SIGTERM');
    const patience = setTimeout(() => {
      for (const child of this.#children) child.kill('SIGKILL');
    }, 5000);
    await Promise.all(ended);
    clearTimeout(patience);
    for (const namespace of this.#namespaces.reverse()) {
      // Whatever a child left behind in the namespace keeps it alive: end exactly those.
      const left = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' }).split('\n').filter(Boolean);
      for (const pid of left) {
        try {
          process.kill(Number(pid), 'SIGKILL');
        } catch {
          // It ended by itself.
        }
      }
      ip('netns', 'del', namespace);
    }
  }

  #add(namespace: string): void {
    ip('netns', 'add', namespace);
    this.#namespaces.push(namespace);
  }
}
