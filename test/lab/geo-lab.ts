import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a sender is asked to send: datagrams, or bytes over a new TCP connection that stays open. */
export interface Sending {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly text: string;
  readonly count?: number;
}

/** A datagram that arrived: from whom, where, and how it begins. */
interface Arrival {
  readonly from: string;
  readonly port: number;
  readonly text: string;
}

const server = `
const dgram = require('node:dgram'), net = require('node:net');
const ports = process.argv.slice(1).map(Number);
let open = 0;
for (const port of ports) {
  const socket = dgram.createSocket({ type: 'udp6', recvBufferSize: 4 << 20 });
  // A mark is told a little later: what arrived before it on another socket may be read after it.
  socket.on('message', (data, peer) => {
    const line = JSON.stringify({ from: peer.address.replace('::ffff:', ''), port, text: data.toString('latin1') });
    setTimeout(() => console.log(line), port === 5999 ? 40 : 0);
  });
  socket.bind(port, '::', ready);
  net.createServer((peer) => {
    peer.on('error', () => {});
    peer.on('data', (data) => console.log(JSON.stringify({ from: peer.remoteAddress.replace('::ffff:', ''), port, text: 'tcp ' + data.toString('latin1') })));
  }).listen(port, '::', ready);
}
function ready() { if (++open === 2 * ports.length) console.log('ready'); }
`;

const sender = `
const dgram = require('node:dgram'), net = require('node:net');
const held = [];
require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  const { kind, from, to, port, text, count = 1 } = JSON.parse(line);
  if (kind === 'udp') {
    const socket = dgram.createSocket(from.includes(':') ? 'udp6' : 'udp4');
    await new Promise((done) => socket.bind(0, from, done));
    for (let i = 0; i < count; i++) await new Promise((done) => socket.send(text, port, to, done));
    socket.close();
    console.log('sent');
  } else {
    const peer = net.connect({ host: to, port, localAddress: from });
    const over = (what) => { peer.removeAllListeners(); peer.on('error', () => {}); clearTimeout(timer); console.log(what); };
    const timer = setTimeout(() => { over('silent'); peer.destroy(); }, 1500);
    peer.on('error', () => over('error'));
    peer.on('connect', () => { held.push(peer); peer.write(text, () => over('connected')); });
  }
});
console.log('ready');
`;

/**
 * Two namespaces: a machine with servers at 192.0.2.10 and .11 (2001:db8::10 and ::11), and behind one link all the world,
 * with any address that a test gives it. Packets over the link keep their order. No way out; needs root.
 */
export class GeoLab {
  readonly machine: string;
  readonly #world: string;
  #server: ChildProcess | undefined;
  #sender: ChildProcess | undefined;
  readonly #arrivals: Arrival[] = [];
  #answers: string[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #wake: (() => void)[] = [];

  constructor(label: string) {
    this.machine = `bw${label}${process.pid}m`;
    this.#world = `bw${label}${process.pid}w`;
    for (const namespace of [this.machine, this.#world]) {
      ip('netns', 'add', namespace);
      ip('-n', namespace, 'link', 'set', 'lo', 'up');
    }
    ip('link', 'add', 'out', 'netns', this.machine, 'type', 'veth', 'peer', 'name', 'in', 'netns', this.#world);
    for (const [namespace, link] of [
      [this.machine, 'out'],
      [this.#world, 'in'],
    ])
      ip('-n', namespace, 'link', 'set', link, 'up');
    for (const last of ['10', '11']) this.addMachine(last);
    ip('-n', this.#world, 'addr', 'add', '192.0.2.1/24', 'dev', 'in');
    ip('-n', this.#world, 'addr', 'add', '2001:db8::1/64', 'dev', 'in', 'nodad');
    ip('-n', this.machine, 'route', 'add', 'default', 'via', '192.0.2.1');
    ip('-n', this.machine, 'route', 'add', 'default', 'via', '2001:db8::1');
  }

  /** One more address of the machine in each family, `192.0.2.LAST` and `2001:db8::LAST`. */
  addMachine(last: string): void {
    ip('-n', this.machine, 'addr', 'add', `192.0.2.${last}/24`, 'dev', 'out');
    ip('-n', this.machine, 'addr', 'add', `2001:db8::${last}/64`, 'dev', 'out', 'nodad');
  }

  /** Gives the world addresses and starts the servers and the sender. */
  async start(addresses: readonly string[], ports: readonly number[]): Promise<void> {
    for (const address of addresses) {
      const v6 = address.includes(':');
      ip('-n', this.#world, 'addr', 'add', `${address}/${v6 ? 128 : 32}`, 'dev', 'lo', ...(v6 ? ['nodad'] : []));
    }
    this.#server = this.#node(this.machine, server, ports.map(String));
    this.#sender = this.#node(this.#world, sender, []);
    await this.#read(this.#server, (line) => this.#arrivals.push(JSON.parse(line)));
    await this.#read(this.#sender, (line) => this.#answers.push(line));
  }

  async send(sending: Sending): Promise<void> {
    await this.#command({ kind: 'udp', ...sending });
  }

  /** Opens a TCP connection and sends over it: `connected`, `error` or `silent`. */
  connect(sending: Sending): Promise<string> {
    return this.#command({ kind: 'tcp', ...sending });
  }

  /** Number of datagrams that arrive of those `act` has sent: a last one from a source that nobody refuses closes the row. */
  async arriving(act: () => Promise<void>): Promise<readonly Arrival[]> {
    const from = this.#arrivals.length;
    await act();
    const mark = `mark ${Math.random()}`;
    for (const [here, there] of [
      ['192.0.2.1', '192.0.2.10'],
      ['2001:db8::1', '2001:db8::10'],
    ]) {
      await this.send({ from: here, to: there, port: 5999, text: mark });
      await this.#until(() => this.#arrivals.some(({ text, from: by }) => text === mark && by === here));
    }
    return this.#arrivals.slice(from).filter(({ port }) => port !== 5999);
  }

  nft(...args: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.machine, 'nft', ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 << 20,
    });
  }

  /** Runs a program in the namespace of the world; gives what it printed. */
  fromWorld(...command: string[]): string {
    return execFileSync('ip', ['netns', 'exec', this.#world, ...command], { encoding: 'utf8' });
  }

  /** Runs a program in the namespace of the machine with `input`. */
  feed(command: readonly string[], input: string): void {
    execFileSync('ip', ['netns', 'exec', this.machine, ...command], { input, stdio: ['pipe', 'ignore', 'pipe'] });
  }

  pings(from: string, to: string): boolean {
    try {
      execFileSync('ip', ['netns', 'exec', this.#world, 'ping', '-c', '1', '-W', '2', '-I', from, to], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    for (const child of [this.#server, this.#sender]) {
      if (!child || child.exitCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
    }
    for (const namespace of [this.machine, this.#world]) ip('netns', 'del', namespace);
  }

  /** Commands of several at a time take turns: each waits for its own answer. */
  #command(command: object): Promise<string> {
    const answer = this.#turn.then(async () => {
      this.#answers = [];
      this.#sender?.stdin?.write(`${JSON.stringify(command)}\n`);
      await this.#until(() => this.#answers.length > 0);
      return this.#answers[0];
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #node(namespace: string, code: string, args: readonly string[]): ChildProcess {
    // On one core: packets that leave from two may overtake each other.
    return spawn('ip', ['netns', 'exec', namespace, 'taskset', '-c', '0', process.execPath, '-e', code, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  }

  #read(child: ChildProcess, take: (line: string) => void): Promise<void> {
    return new Promise((ready, failed) => {
      child.once('exit', () => failed(new Error('a process of the lab ended')));
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (line === 'ready') return ready();
        take(line);
        for (const wake of this.#wake.splice(0)) wake();
      });
    });
  }

  async #until(met: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!met()) {
      if (Date.now() > deadline) throw new Error('nothing came over the link');
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.#wake.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }
}

function ip(...args: string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
