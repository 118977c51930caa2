import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Cidr, canonicalAddress, contains, readCidr } from '../../../core/ip.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { pauseFor, RetryPause, type RetryPauseOptions } from '../retry-pause.ts';
import { readConnection } from './cdr-connection.ts';
import { CdrIntake, type CdrStreamOptions } from './cdr-intake.ts';

export interface CdrListenSourceOptions extends CdrStreamOptions {
  readonly host: string;
  readonly port: number;
  /** Addresses and networks that may connect: whoever does can tell of any call. At least one. */
  readonly peers: readonly string[];
  readonly maxConnections?: number;
  readonly retry?: RetryPauseOptions;
}

/** A PBX connects and sends a line per call: 3CX with its CDR output as a client (“active socket”), or a syslog of acc lines. */
export class CdrListenSource implements CallSource {
  readonly kind = 'cdr-listen';
  readonly id: string;
  readonly intake: CdrIntake;
  readonly #options: CdrListenSourceOptions;
  readonly #sink: CallSourceSink;
  readonly #peers: readonly Cidr[];
  readonly #sockets = new Set<Socket>();
  readonly #stopping = new AbortController();
  #server: Server | undefined;
  #running: Promise<void> | undefined;
  #turnedAway = '';

  /** Throws RangeError for peers that are none, or when there are none; and what CdrIntake throws. */
  constructor(options: CdrListenSourceOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.intake = new CdrIntake(options, sink);
    if (options.peers.length === 0) throw new RangeError('Say which addresses may send call records.');
    this.#peers = options.peers.map((text) => {
      const peer = readCidr(text);
      if (!peer) throw new RangeError(`“${text}” is no address and no network.`);
      return peer;
    });
  }

  /** Port it listens on; 0 while it does not. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  async start(): Promise<void> {
    this.#running ??= this.#listen();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    const { promise, resolve } = Promise.withResolvers<void>();
    if (this.#server?.listening) this.#server.close(() => resolve());
    else resolve();
    for (const socket of this.#sockets) socket.destroy();
    await promise;
  }

  async #listen(): Promise<void> {
    const { host, port, retry } = this.#options;
    const { signal } = this.#stopping;
    const pause = new RetryPause(retry);
    while (!signal.aborted) {
      const server = createServer((socket) => this.#welcome(socket));
      const trouble = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
        server.once('error', resolve);
        server.listen(port, host, () => resolve(undefined));
      });
      if (!trouble) {
        server.on('error', () => {});
        this.#server = server;
        this.#tell();
        return;
      }
      const wait = pause.take();
      const next = `Next try in ${Math.ceil(wait / 1_000)} s.`;
      this.#sink.state(false, `Belwacht cannot listen on ${host}:${port} (${trouble.code}). ${next}`);
      await pauseFor(wait, signal);
    }
  }

  #welcome(socket: Socket): void {
    socket.on('error', () => {});
    const address = canonicalAddress(socket.remoteAddress ?? '') ?? '';
    const peer = readCidr(address);
    const mayCome = peer !== undefined && this.#peers.some((allowed) => contains(allowed, peer));
    if (!mayCome || this.#sockets.size >= (this.#options.maxConnections ?? 16)) {
      socket.destroy();
      // Once for each: a scanner would fill the screen.
      const sentence = mayCome ? 'Too many connections.' : `${address} may not send call records and was turned away.`;
      if (sentence !== this.#turnedAway) this.#tell(sentence);
      this.#turnedAway = sentence;
      return;
    }
    this.#sockets.add(socket);
    readConnection(socket, this.intake);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (!this.#stopping.signal.aborted) this.#tell();
    });
    this.#tell();
  }

  #tell(more = ''): void {
    const { host } = this.#options;
    this.#sink.state(true, `${host}:${this.port} listens, ${this.#sockets.size} connected. ${more}`.trimEnd());
  }
}
