import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { PinnedAgent, wrongKey } from './pinned-agent.ts';
import { XapiError } from './xapi-error.ts';

export interface XapiTransportOptions {
  /** `https://pbx.example:5001`, without a path. */
  readonly url: string;
  /** Lets `url` be http: everything, the secret too, can then be read on the way. */
  readonly insecure?: boolean;
  /** Public key of the server (see PinnedAgent). */
  readonly pin?: string;
  /** PEM of the authority of its certificate, when that is not a public one. */
  readonly ca?: string | Buffer;
  readonly timeoutMs?: number;
}

export interface XapiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Longest answer, bytes. */
export const longestAnswer = 16 * 1024 * 1024;

/** Options that cannot work. */
export class XapiOptionsError extends RangeError {
  override readonly name = 'XapiOptionsError';
  readonly retryable = false;
}

/** Asks one web server over kept connections, with bounds on time and size. Redirects are not followed. */
export class XapiTransport {
  readonly #base: URL;
  readonly #agent: HttpAgent;
  readonly #timeoutMs: number;

  /** Throws XapiOptionsError for an address that is none or not https, and for a pin that is none. */
  constructor({ url, insecure = false, pin, ca, timeoutMs = 10_000 }: XapiTransportOptions) {
    const base = URL.canParse(url) ? new URL(url) : undefined;
    if (base?.username !== '' || base.pathname !== '/' || base.search !== '')
      throw new XapiOptionsError('The address of 3CX is https://, its name and its port.');
    if (base.protocol !== 'https:' && !(insecure && base.protocol === 'http:'))
      throw new XapiOptionsError('3CX is asked over https only, unless you say that it may be insecure.');
    if (pin !== undefined && !/^[A-Za-z0-9+/]{43}=$/.test(pin))
      throw new XapiOptionsError('The pin is the SHA-256 of the public key, in base64.');
    this.#base = base;
    this.#timeoutMs = timeoutMs;
    if (base.protocol === 'http:') this.#agent = new HttpAgent({ keepAlive: true, maxSockets: 2 });
    else if (pin !== undefined) this.#agent = new PinnedAgent(pin);
    else this.#agent = new HttpsAgent({ keepAlive: true, maxSockets: 2, ca });
  }

  /** Sends a request; `path` with query. Rejects with XapiError when there is no whole answer. */
  ask(method: string, path: string, headers: Record<string, string>, body?: string): Promise<XapiAnswer> {
    return new Promise((resolve, reject) => {
      const fail = (message: string, trouble: 'unreachable' | 'refused' | 'protocol' = 'unreachable') =>
        reject(new XapiError(trouble, message));
      const request = (this.#base.protocol === 'https:' ? httpsRequest : httpRequest)(
        new URL(path, this.#base),
        {
          method,
          agent: this.#agent,
          headers: {
            accept: 'application/json',
            ...headers,
            ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
          },
          signal: AbortSignal.timeout(this.#timeoutMs),
        },
        (response) => {
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            chunks.push(chunk);
            if (size <= longestAnswer) return;
            chunks.length = 0;
            request.destroy();
            fail('It answered with more than Belwacht takes.', 'protocol');
          });
          response.on('end', () => {
            const { statusCode: status = 0, headers: answered } = response;
            resolve({ status, headers: answered, text: Buffer.concat(chunks).toString('utf8') });
          });
          response.on('error', () => fail('It broke off its answer.'));
        },
      );
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === wrongKey) fail('Its key is not the one that was pinned.', 'refused');
        else if (error.name === 'TimeoutError' || error.name === 'AbortError') fail('It did not answer in time.');
        else fail(`No connection (${error.code ?? 'network error'}).`);
      });
      request.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
