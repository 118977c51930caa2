import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LabHost, LabNetwork } from './network.ts';

const program = `
const [path, port] = process.argv.slice(1);
const { createServer, connect } = require('node:net');
createServer((near) => {
  const far = connect(Number(port), '127.0.0.1');
  for (const [a, b] of [[near, far], [far, near]]) {
    a.on('error', () => b.destroy());
    a.on('close', () => b.destroy());
    a.pipe(b);
  }
}).listen(path);
`;

/**
 * A way from the test to a port on the loopback of a host: a Unix socket, which namespaces share, and from `open()` on a TCP
 * port of our own loopback as well, whose connections can be cut.
 */
export class Relay {
  readonly #path: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  /** While true new connections to the port are closed at once. */
  closed = false;

  private constructor(path: string) {
    this.#path = path;
  }

  static async start(network: LabNetwork, host: LabHost, path: string, port: number): Promise<Relay> {
    network.start(host, process.execPath, ['-e', program, path, String(port)]);
    for (let tries = 0; !existsSync(path); tries++) {
      if (tries > 100) throw new Error(`no relay at ${path}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return new Relay(path);
  }

  /** A connection to the port, once something listens there. */
  async connect(): Promise<Socket | undefined> {
    const socket = connect(this.#path);
    const open = await new Promise<boolean>((resolve) => {
      // The relay takes us first and lets us go when nobody is at the other end.
      const timer = setTimeout(() => resolve(true), 150);
      for (const event of ['close', 'error'])
        socket.once(event, () => {
          clearTimeout(timer);
          resolve(false);
        });
    });
    return open ? socket : undefined;
  }

  /** Opens a TCP port on our loopback that leads there. */
  async open(): Promise<number> {
    this.#server = createServer((near) => {
      if (this.closed) {
        near.destroy();
        return;
      }
      const far = connect(this.#path);
      this.#sockets.add(near);
      near.on('close', () => this.#sockets.delete(near));
      for (const [a, b] of [
        [near, far],
        [far, near],
      ]) {
        a.on('error', () => b.destroy());
        a.on('close', () => b.destroy());
        a.pipe(b);
      }
    });
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as { port: number }).port;
  }

  /** Cuts all connections through the port. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server?.close();
  }
}
