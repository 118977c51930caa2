import { pauseFor, RetryPause, type RetryPauseOptions } from '../retry-pause.ts';
import { type AmiAnswer, AmiConnection, type AmiOptions } from './ami-connection.ts';
import { AmiError } from './ami-error.ts';
import type { AmiMessage } from './ami-message.ts';
import type { AmiFields } from './ami-request.ts';

export interface AmiLinkOptions extends AmiOptions {
  /** Between two pings, ms; 15,000 unless told. */
  readonly pingMs?: number;
  readonly retry?: RetryPauseOptions;
}

/** What happens on a link. */
export interface AmiLinkEars {
  event(message: AmiMessage): void;
  malformed(n: number): void;
  /** Logged in. */
  up(): void;
  /** Not connected any more, or again not; a sentence without secrets. */
  down(detail: string): void;
}

/** So long a connection has to live for the next trouble to count as the first, ms. */
const stable = 10_000;

/** A connection that is made again whenever it is lost, kept alive by pings. */
export class AmiLink {
  readonly #options: AmiLinkOptions;
  readonly #ears: AmiLinkEars;
  readonly #pause: RetryPause;
  readonly #ended = new AbortController();
  #connection: AmiConnection | undefined;
  #running: Promise<void> | undefined;
  /** Why there is no connection. */
  #trouble = '';

  constructor(options: AmiLinkOptions, ears: Partial<AmiLinkEars> = {}) {
    this.#options = options;
    this.#ears = { event() {}, malformed() {}, up() {}, down() {}, ...ears };
    this.#pause = new RetryPause(options.retry);
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#connection !== undefined;
  }

  /** Begins to connect, and goes on until `close`. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Asks over the connection there is now; rejects with an AmiError. Starts the link when nobody did. */
  async ask(action: string, fields: AmiFields = {}): Promise<AmiAnswer> {
    if (this.#connection === undefined) {
      this.start();
      await this.#soon();
    }
    if (this.#connection === undefined)
      throw new AmiError(this.#trouble || 'There is no connection to Asterisk now.', true);
    return this.#connection.ask(action, fields);
  }

  /** Ends the connection and does not make another. */
  async close(): Promise<void> {
    this.#ended.abort();
    this.#connection?.close();
    await this.#running;
  }

  /** Waits a moment for a connection that is being made. */
  async #soon(): Promise<void> {
    const until = Date.now() + Math.min(3_000, this.#options.timeoutMs ?? 3_000);
    while (this.#connection === undefined && Date.now() < until && !this.#ended.signal.aborted)
      await pauseFor(25, this.#ended.signal);
  }

  async #run(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        await this.#once();
      } catch (error) {
        const known = error instanceof AmiError;
        // A wrong password mends itself no sooner for being sent again, and guards against guessing would shut us out.
        if (known && !error.retryable) this.#pause.toMost();
        this.#trouble = known ? error.message : 'The connection to Asterisk failed.';
        if (!this.#ended.signal.aborted) this.#ears.down(this.#trouble);
      }
      if (this.#ended.signal.aborted) return;
      await pauseFor(this.#pause.take(), this.#ended.signal);
    }
  }

  /** One connection from its login to its end. */
  async #once(): Promise<void> {
    let over: (reason: string) => void = () => {};
    const ended = new Promise<string>((resolve) => {
      over = resolve;
    });
    const connection = await AmiConnection.open(this.#options, {
      event: (message) => this.#ears.event(message),
      malformed: (n) => this.#ears.malformed(n),
      closed: over,
    });
    if (this.#ended.signal.aborted) {
      connection.close();
      return;
    }
    this.#connection = connection;
    this.#trouble = '';
    const began = Date.now();
    const pings = setInterval(() => {
      connection.ask('Ping').catch((error: AmiError) => {
        if (error.retryable) connection.close('Asterisk does not answer');
      });
    }, this.#options.pingMs ?? 15_000);
    this.#ears.up();
    const reason = await ended;
    clearInterval(pings);
    this.#connection = undefined;
    if (Date.now() - began >= stable) this.#pause.reset();
    if (!this.#ended.signal.aborted) this.#ears.down(`The connection to Asterisk ended: ${reason}. It is made again.`);
  }
}
