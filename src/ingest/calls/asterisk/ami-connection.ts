import { createHash, timingSafeEqual } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { AmiError } from './ami-error.ts';
import { type AmiMessage, AmiReader } from './ami-message.ts';
import { type AmiFields, encodeAction } from './ami-request.ts';

/** Where a manager interface is and how to get in. */
export interface AmiOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
  /** Undefined for plain TCP: then the secret is never sent, only a digest of it and a challenge. */
  readonly tls?: {
    /** PEM of the authorities that are trusted instead of the usual ones. */
    readonly ca?: string;
    /** Name in the certificate, when it is not `host`. */
    readonly servername?: string;
    /** SHA-256 of the one certificate that is taken, hex with or without colons; nothing else is looked at then. */
    readonly fingerprint?: string;
  };
  /** Classes of events that are wanted, `off` for none: `call,cdr,security,system`. */
  readonly events: string;
  /** Longest wait for a connection, a login, an answer, ms. */
  readonly timeoutMs?: number;
}

/** An answer: the response, and the events of its list when it has one. */
export interface AmiAnswer {
  readonly response: AmiMessage;
  readonly entries: readonly AmiMessage[];
}

/** What a connection tells besides answers. */
export interface AmiEars {
  event(message: AmiMessage): void;
  malformed(n: number): void;
  /** It is over, for this reason; told once, also after a `close`. */
  closed(reason: string): void;
}

interface Waiting {
  readonly entries: AmiMessage[];
  size: number;
  response: AmiMessage | undefined;
  readonly done: (answer: AmiAnswer) => void;
  readonly failed: (error: AmiError) => void;
  timer: NodeJS.Timeout;
}

const usualTimeout = 10_000;
const mostWaiting = 500;
const mostEntries = 50_000;
/** Bytes of one list. */
const largestList = 32 * 1024 * 1024;
const longestGreeting = 256;

/** One connection to a manager interface, logged in. */
export class AmiConnection {
  /** Version of the interface: 5 is Asterisk 16, 11 is 22. */
  readonly version: string;
  readonly #socket: Socket;
  readonly #timeoutMs: number;
  readonly #waiting = new Map<string, Waiting>();
  readonly #ears: AmiEars;
  #lastId = 0;
  #over = false;

  private constructor(socket: Socket, version: string, options: AmiOptions, ears: AmiEars) {
    this.#socket = socket;
    this.version = version;
    this.#timeoutMs = options.timeoutMs ?? usualTimeout;
    this.#ears = ears;
  }

  /** Connects and logs in. Rejects with an AmiError; then `ears` heard nothing that counts. */
  static async open(options: AmiOptions, ears: AmiEars): Promise<AmiConnection> {
    const timeoutMs = options.timeoutMs ?? usualTimeout;
    const socket = await connected(options, timeoutMs);
    try {
      const { version, rest } = await greeting(socket, timeoutMs);
      const connection = new AmiConnection(socket, version, options, ears);
      connection.#listen(rest);
      await connection.#login(options);
      return connection;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /**
   * Sends one action and waits for its answer, the whole list when it is one. Rejects with an AmiError when Asterisk says
   * no, when nothing comes in time, or when a value cannot be sent.
   */
  ask(action: string, fields: AmiFields = {}): Promise<AmiAnswer> {
    const id = `bw${++this.#lastId}`;
    return new Promise((resolve, reject) => {
      if (this.#over) throw new AmiError('The connection to Asterisk is gone.', true);
      if (this.#waiting.size >= mostWaiting) throw new AmiError('Too many questions to Asterisk wait already.', true);
      const text = encodeAction(action, id, fields);
      this.#waiting.set(id, {
        entries: [],
        size: 0,
        response: undefined,
        done: resolve,
        failed: reject,
        timer: this.#deadline(id, action),
      });
      this.#socket.write(text);
    });
  }

  /** Ends it. What waits is rejected. */
  close(reason = 'closed by Belwacht'): void {
    if (this.#over) return;
    this.#over = true;
    this.#socket.destroy();
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.failed(new AmiError(`The connection to Asterisk ended: ${reason}.`, true));
    }
    this.#waiting.clear();
    this.#ears.closed(reason);
  }

  #deadline(id: string, action: string): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.#waiting.get(id)?.failed(new AmiError(`Asterisk did not answer ${action} in time.`, true));
      this.#waiting.delete(id);
    }, this.#timeoutMs);
    timer.unref();
    return timer;
  }

  #listen(rest: Buffer): void {
    const reader = new AmiReader((message) => this.#take(message));
    const read = (bytes: Buffer) => {
      reader.push(bytes);
      if (reader.malformed > 0) this.#ears.malformed(reader.malformed);
      reader.malformed = 0;
    };
    this.#socket.on('data', read);
    this.#socket.on('error', (error) => this.close(error.message));
    this.#socket.on('close', () => this.close('Asterisk closed the connection'));
    if (rest.length > 0) read(rest);
    this.#socket.resume();
  }

  #take(message: AmiMessage): void {
    if (this.#over) return;
    const id = message.get('actionid');
    const waiting = id === '' ? undefined : this.#waiting.get(id);
    if (waiting === undefined) {
      if (message.event !== '') this.#ears.event(message);
      return;
    }
    if (message.event === '') {
      waiting.response = message;
      if (message.success && message.get('eventlist') === 'start') return;
      if (!message.success && message.get('response') !== 'Goodbye' && message.get('response') !== 'Pong') {
        this.#end(id, waiting);
        waiting.failed(new AmiError(`Asterisk says: ${plain(message.get('message'))}`, false));
        return;
      }
    } else if (message.get('eventlist') !== 'Complete') {
      waiting.size += message.size;
      if (waiting.entries.length >= mostEntries || waiting.size > largestList) {
        this.#end(id, waiting);
        waiting.failed(new AmiError('Asterisk answers with a list that does not end.', true));
        return;
      }
      waiting.entries.push(message);
      // A list is worth waiting for as long as it comes.
      clearTimeout(waiting.timer);
      waiting.timer = this.#deadline(id, 'a list');
      return;
    }
    this.#end(id, waiting);
    waiting.done({ response: waiting.response ?? message, entries: waiting.entries });
  }

  #end(id: string, { timer }: Waiting): void {
    clearTimeout(timer);
    this.#waiting.delete(id);
  }

  async #login({ user, secret, tls, events }: AmiOptions): Promise<void> {
    const common = { Username: user, Events: events };
    try {
      if (tls !== undefined) {
        await this.ask('Login', { ...common, Secret: secret });
        return;
      }
      const { response } = await this.ask('Challenge', { AuthType: 'MD5' });
      const key = createHash('md5')
        .update(response.get('challenge') + secret)
        .digest('hex');
      await this.ask('Login', { ...common, AuthType: 'MD5', Key: key });
    } catch (error) {
      if (error instanceof AmiError && !error.retryable)
        throw new AmiError(`Asterisk does not let the manager user "${plain(user)}" in: ${error.message}`, false);
      throw error;
    }
  }
}

/** Text of the other side for a sentence: short, and nothing in it that a terminal or a page would act on. */
export function plain(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f<>]/g, ' ').slice(0, 120);
}

function connected(options: AmiOptions, timeoutMs: number): Promise<Socket> {
  const { host, port, tls } = options;
  return new Promise((resolve, reject) => {
    const pinned = tls?.fingerprint?.replaceAll(':', '').toLowerCase();
    const socket = tls
      ? connectTls({
          host,
          port,
          ca: tls.ca,
          servername: tls.servername ?? (/^[\d.]+$|:/.test(host) ? undefined : host),
          minVersion: 'TLSv1.2',
          rejectUnauthorized: pinned === undefined,
        })
      : connect({ host, port });
    const fail = (message: string, cause?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new AmiError(`No connection to Asterisk at ${host}:${port}: ${message}.`, true, cause));
    };
    const timer = setTimeout(() => fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    socket.once('error', (error) => fail(error.message, error));
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      if (pinned !== undefined && !isPinned(socket as TLSSocket, pinned)) {
        fail('its certificate is not the one that was set');
        return;
      }
      clearTimeout(timer);
      socket.removeAllListeners('error');
      // Whoever listens next hears of errors; until then they end in `close`.
      socket.on('error', () => {});
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function isPinned(socket: TLSSocket, pinned: string): boolean {
  const seen = Buffer.from(socket.getPeerCertificate().fingerprint256?.replaceAll(':', '').toLowerCase() ?? '');
  const wanted = Buffer.from(pinned);
  return seen.length === wanted.length && timingSafeEqual(seen, wanted);
}

/** Reads the first line, `Asterisk Call Manager/5.0.4`, and gives back what came behind it. */
function greeting(socket: Socket, timeoutMs: number): Promise<{ version: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const stop = () => {
      clearTimeout(timer);
      socket.off('data', read);
      socket.off('close', gone);
    };
    const fail = (message: string) => {
      stop();
      reject(new AmiError(message, true));
    };
    const gone = () => fail('Asterisk closed the connection before it greeted.');
    const timer = setTimeout(() => fail('Nobody greets at the port of the manager interface.'), timeoutMs);
    const read = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf('\r\n');
      if (end < 0 && bytes.length <= longestGreeting) return;
      const [, version] =
        /^Asterisk Call Manager\/([\w.]{1,20})$/.exec(bytes.toString('latin1', 0, Math.max(end, 0))) ?? [];
      if (version === undefined) {
        fail('What answers there is no manager interface of Asterisk.');
        return;
      }
      stop();
      socket.pause();
      resolve({ version, rest: bytes.subarray(end + 2) });
    };
    socket.on('data', read);
    socket.on('close', gone);
  });
}
