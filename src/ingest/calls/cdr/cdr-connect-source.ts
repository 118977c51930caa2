import { connect } from 'node:net';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { pauseFor, RetryPause, type RetryPauseOptions } from '../retry-pause.ts';
import { readConnection } from './cdr-connection.ts';
import { CdrIntake, type CdrStreamOptions } from './cdr-intake.ts';

export interface CdrConnectSourceOptions extends CdrStreamOptions {
  readonly host: string;
  readonly port: number;
  /** Longest wait for the connection, ms. */
  readonly timeoutMs?: number;
  readonly retry?: RetryPauseOptions;
}

/** Connects to a PBX that sends a line per call to whoever does: 3CX with its CDR output as a server (“passive socket”). */
export class CdrConnectSource implements CallSource {
  readonly kind = 'cdr-connect';
  readonly id: string;
  readonly intake: CdrIntake;
  readonly #options: CdrConnectSourceOptions;
  readonly #sink: CallSourceSink;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;

  /** Throws what CdrIntake throws. */
  constructor(options: CdrConnectSourceOptions, sink: CallSourceSink) {
    this.id = options.id;
    this.#options = options;
    this.#sink = sink;
    this.intake = new CdrIntake(options, sink);
  }

  async start(): Promise<void> {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { host, port, retry } = this.#options;
    const { signal } = this.#stopping;
    const pause = new RetryPause(retry);
    while (!signal.aborted) {
      const sentence = await this.#follow(pause);
      if (signal.aborted) return;
      const wait = pause.take();
      this.#sink.state(false, `${host}:${port}: ${sentence} Next try in ${Math.ceil(wait / 1_000)} s.`);
      await pauseFor(wait, signal);
    }
  }

  /** One connection to its end; resolves with why it ended. */
  #follow(pause: RetryPause): Promise<string> {
    const { host, port, timeoutMs = 10_000 } = this.#options;
    const { signal } = this.#stopping;
    return new Promise((resolve) => {
      let sentence = 'The connection was closed.';
      const socket = connect({ host, port });
      const close = () => socket.destroy();
      const patience = setTimeout(() => {
        sentence = 'It did not answer in time.';
        close();
      }, timeoutMs);
      signal.addEventListener('abort', close, { once: true });
      readConnection(socket, this.intake);
      socket.on('connect', () => {
        clearTimeout(patience);
        pause.reset();
        this.#sink.state(true, `${host}:${port}: connected.`);
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        sentence = `No connection (${error.code ?? 'network error'}).`;
      });
      socket.on('close', () => {
        clearTimeout(patience);
        signal.removeEventListener('abort', close);
        resolve(sentence);
      });
    });
  }
}
