import { connect, type Socket } from 'node:net';
import { EslError } from './esl-error.ts';
import { type EslMessage, EslReader } from './esl-reader.ts';

export interface EslOptions {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** `user@domain` of a user of the directory that may use the event socket (`userauth`); without it the one password. */
  readonly user?: string;
  /** Longest wait for the connection and for each answer, ms. */
  readonly timeoutMs?: number;
}

interface Waiting {
  readonly kind: 'command/reply' | 'api/response';
  readonly resolve: (message: EslMessage) => void;
  readonly reject: (error: EslError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Commands that wait for their answers at once. */
const mostWaiting = 1_000;

/**
 * One authenticated connection to an event socket of FreeSWITCH in inbound mode (mod_event_socket). Answers come in the order
 * of the commands. Ends for good with the first trouble; whoever wants another opens one.
 */
export class EslConnection {
  /** When something came last, ms. */
  heardAt = Date.now();
  /** Resolves with the reason when the connection is over. */
  readonly over: Promise<EslError>;
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #event: (message: EslMessage) => void;
  readonly #waiting: Waiting[] = [];
  readonly #greeted = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<EslError>();
  #error: EslError | undefined;

  /** Connects and signs in; `event` gets each message with an event. Rejects with EslError. */
  static async open(options: EslOptions, event: (message: EslMessage) => void): Promise<EslConnection> {
    // Refused before anything is sent: a line end in it would be a command of its own.
    for (const [what, text] of [
      ['password', options.password],
      ['user', options.user ?? ''],
    ])
      if (hasControl(text)) throw new EslError('refused', `The ${what} of the event socket holds a control character.`);
    const connection = new EslConnection(options, event);
    try {
      await connection.#signIn(options);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  private constructor({ host, port, timeoutMs = 10_000 }: EslOptions, event: (message: EslMessage) => void) {
    this.#timeoutMs = timeoutMs;
    this.#event = event;
    this.over = this.#ended.promise;
    // Who waits for it may have gone away first.
    this.#greeted.promise.catch(() => {});
    const reader = new EslReader((message) => this.#take(message));
    this.#socket = connect({ host, port });
    this.#socket.setNoDelay(true);
    this.#socket.setKeepAlive(true, 30_000);
    const patience = setTimeout(() => this.#end(new EslError('timeout', 'It did not answer in time.')), timeoutMs);
    this.#greeted.promise.then(
      () => clearTimeout(patience),
      () => clearTimeout(patience),
    );
    this.#socket.on('data', (chunk) => {
      this.heardAt = Date.now();
      try {
        reader.push(chunk);
      } catch (error) {
        this.#end(error instanceof EslError ? error : new EslError('protocol', (error as Error).message));
      }
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end(new EslError('unreachable', `No connection (${error.code ?? 'network error'}).`)),
    );
    this.#socket.on('close', () => this.#end(new EslError('closed', 'It closed the connection.')));
  }

  /**
   * Sends a command and gives its reply (`Reply-Text`). Throws TypeError for a line with control characters (a line end in it
   * would be a second command), EslError when there is no reply or it is `-ERR`.
   */
  async command(line: string): Promise<string> {
    const { headers } = await this.#ask('command/reply', line);
    const reply = headers.get('reply-text') ?? '';
    if (reply.startsWith('-ERR')) throw new EslError('said-no', `It refused “${line.split(' ', 1)[0]}”.`);
    return reply;
  }

  /** Runs an API command and gives what it printed, `-ERR …` included. Throws as `command`. */
  async api(command: string): Promise<string> {
    return (await this.#ask('api/response', `api ${command}`)).body.toString('utf8');
  }

  close(): void {
    this.#end(new EslError('closed', 'Belwacht closed the connection.'));
  }

  async #signIn({ password, user }: EslOptions): Promise<void> {
    await this.#greeted.promise;
    const line = user ? `userauth ${user}:${password}` : `auth ${password}`;
    const { headers } = await this.#ask('command/reply', line);
    if (!(headers.get('reply-text') ?? '').startsWith('+OK'))
      throw new EslError('refused', 'It did not accept the password.');
  }

  #ask(kind: Waiting['kind'], line: string): Promise<EslMessage> {
    if (hasControl(line)) throw new TypeError('A command holds a control character.');
    if (this.#error) return Promise.reject(this.#error);
    if (this.#waiting.length >= mostWaiting)
      return Promise.reject(new EslError('timeout', 'Too many commands wait for an answer.'));
    return new Promise((resolve, reject) => {
      // Answers come in order: one that is missing would make the next ones answers to something else.
      const timer = setTimeout(() => this.#end(new EslError('timeout', 'It did not answer in time.')), this.#timeoutMs);
      this.#waiting.push({ kind, resolve, reject, timer });
      this.#socket.write(`${line}\n\n`);
    });
  }

  #take(message: EslMessage): void {
    const type = message.headers.get('content-type');
    if (type === 'text/event-json' || type === 'text/event-plain') this.#event(message);
    else if (type === 'command/reply' || type === 'api/response') this.#answer(type, message);
    else if (type === 'auth/request') this.#greeted.resolve();
    else if (type === 'text/rude-rejection')
      this.#end(new EslError('refused', 'Its access list (apply-inbound-acl) does not let Belwacht in.'));
    else if (type === 'text/disconnect-notice') {
      // With linger it sends what is left first and closes then.
      if (message.headers.get('content-disposition') !== 'linger')
        this.#end(new EslError('closed', 'It said goodbye (it stops or reloads).'));
    }
    // Log lines (log/data) and what later versions add are of no use here.
  }

  #answer(type: Waiting['kind'], message: EslMessage): void {
    const next = this.#waiting.shift();
    if (!next || next.kind !== type) {
      if (next) clearTimeout(next.timer);
      const error = new EslError('protocol', 'It answered something that was not asked.');
      next?.reject(error);
      this.#end(error);
      return;
    }
    clearTimeout(next.timer);
    next.resolve(message);
  }

  #end(error: EslError): void {
    if (this.#error) return;
    this.#error = error;
    this.#socket.destroy();
    this.#greeted.reject(error);
    for (const { reject, timer } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(error);
    }
    this.#ended.resolve(error);
  }
}

function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(text);
}
