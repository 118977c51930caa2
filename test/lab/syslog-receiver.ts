import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A syslog receiver that reads octet-counted frames as RFC 6587 says. */
export class SyslogReceiver {
  readonly messages: string[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  /** Breaks each connection after so many bytes. */
  breakAfter = Number.POSITIVE_INFINITY;

  constructor(tls?: { cert: string; key: string }) {
    const take = (socket: Socket) => this.#take(socket);
    this.#server = tls
      ? createTlsServer({ cert: readFileSync(tls.cert), key: readFileSync(tls.key) }, take)
      : createServer(take);
    this.#server.on('tlsClientError', () => {});
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get numbers(): number[] {
    return this.messages.map((message) => Number(/ seq="(\d+)"/.exec(message)![1]));
  }

  async listen(port = 0): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
    let rest = Buffer.alloc(0);
    let seen = 0;
    socket.on('data', (data) => {
      seen += data.length;
      rest = Buffer.concat([rest, data]);
      for (;;) {
        const space = rest.indexOf(32);
        const length = Number(rest.subarray(0, space));
        if (space < 0 || rest.length < space + 1 + length) break;
        this.messages.push(rest.subarray(space + 1, space + 1 + length).toString());
        rest = rest.subarray(space + 1 + length);
      }
      if (seen >= this.breakAfter) socket.resetAndDestroy();
    });
  }
}
