import { Agent, request } from 'node:http';
import { connect } from 'node:net';

/** What came back, body and all. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method: string;
  /** Sent byte for byte: nothing is escaped or shortened on the way. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** Longest answer that is read whole; a stream of events is left at its first bytes. */
const mostBytes = 8 * 1024 * 1024;

/** Speaks HTTP to one server as no polite client would. */
export class RawHttp {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #host: string;
  readonly #port: number;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /** @throws Error when there is no answer within the time, or the connection breaks without one. */
  send({ method, path, headers = {}, body }: RawRequest, patienceMs = 15_000): Promise<RawAnswer> {
    return new Promise((done, fail) => {
      const sent = request(
        {
          ...{ host: this.#host, port: this.#port, agent: this.#agent, method, path },
          headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const end = () => {
            clearTimeout(patience);
            const text = Buffer.concat(chunks).toString();
            done({ status: answer.statusCode!, headers: answer.headers, text });
          };
          answer.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes > mostBytes || String(answer.headers['content-type']).startsWith('text/event-stream')) {
              end();
              sent.destroy();
            }
          });
          answer.on('end', end);
          answer.on('error', fail);
        },
      );
      const patience = setTimeout(() => sent.destroy(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
      sent.on('error', (error) => {
        clearTimeout(patience);
        fail(error);
      });
      // A refusal may come before the body is out, and closes the connection: the answer counts.
      if (body !== undefined) sent.write(body, () => {});
      sent.end();
    });
  }

  /** Sends bytes that need not be HTTP and gives all that comes back until the server closes, or falls silent. */
  sendBytes(bytes: Buffer | string, patienceMs = 5000): Promise<string> {
    return new Promise((done, fail) => {
      const socket = connect(this.#port, this.#host, () => socket.write(bytes));
      let heard = '';
      const end = () => {
        socket.destroy();
        done(heard);
      };
      socket.setTimeout(patienceMs, end);
      socket.on('data', (data) => {
        heard += data.toString('latin1');
      });
      socket.on('end', end);
      socket.on('error', (error) => (heard ? end() : fail(error)));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
