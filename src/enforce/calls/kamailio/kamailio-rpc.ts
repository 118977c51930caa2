import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

export interface KamailioRpcOptions {
  /** `http://192.0.2.10:5060/RPC` or https; what jsonrpc_dispatch() answers behind xhttp. */
  readonly url: string;
  /** Value of `Authorization: Bearer …`; '' sends none. */
  readonly token?: string;
  /** PEM of the authority of its certificate, when that is not a public one. */
  readonly ca?: string | Buffer;
  readonly timeoutMs?: number;
}

/** Longest answer, bytes: that of a table with some 50,000 entries. */
const longestAnswer = 8 * 1024 * 1024;

/** Kamailio answered with an error (`code` as it gave it: 404 and 500 among them), or did not answer (`code` 0). */
export class KamailioRpcError extends Error {
  override readonly name = 'KamailioRpcError';
  readonly code: number;
  /** What Kamailio itself said, '' when it said nothing. */
  readonly said: string;
  readonly retryable: boolean;
  constructor(code: number, message: string, retryable: boolean, said = '') {
    super(message);
    this.code = code;
    this.said = said;
    this.retryable = retryable;
  }
}

let lastId = 0;

/**
 * Calls a method of Kamailio's RPC interface as JSON-RPC 2.0 over HTTP (modules jsonrpcs and xhttp) and gives its result.
 * Throws KamailioRpcError; the message holds no token.
 */
export async function callKamailio(
  { url, token = '', ca, timeoutMs = 5_000 }: KamailioRpcOptions,
  method: string,
  params: readonly (string | number)[] = [],
): Promise<unknown> {
  const id = ++lastId;
  const body = JSON.stringify({ jsonrpc: '2.0', method, params, id });
  const { status, text } = await post(url, body, token, ca, timeoutMs);
  if (status === 401 || status === 403)
    throw new KamailioRpcError(0, 'Kamailio does not accept the token of Belwacht.', false);
  let answer: { id?: unknown; result?: unknown; error?: { code?: unknown; message?: unknown } } | null;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new KamailioRpcError(0, `Kamailio answered with something else than JSON-RPC (HTTP ${status}).`, false);
  }
  if (answer?.error) {
    const code = typeof answer.error.code === 'number' ? answer.error.code : 500;
    const said = say(answer.error.message);
    throw new KamailioRpcError(code, `Kamailio refused ${method}: ${said}.`, false, said);
  }
  if (status !== 200 || answer?.id !== id)
    throw new KamailioRpcError(0, `Kamailio answered something that was not asked (HTTP ${status}).`, false);
  return answer.result;
}

function post(
  url: string,
  body: string,
  token: string,
  ca: string | Buffer | undefined,
  timeoutMs: number,
): Promise<{ status: number; text: string }> {
  const isTls = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const fail = (message: string) => reject(new KamailioRpcError(0, message, true));
    const request = (isTls ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        agent: false,
        ...(isTls ? { ca } : {}),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > longestAnswer) {
            request.destroy();
            fail('Kamailio answered with more than Belwacht takes.');
          } else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        response.on('error', () => fail('Kamailio broke off its answer.'));
      },
    );
    request.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.name === 'TimeoutError' || error.name === 'AbortError'
          ? 'Kamailio did not answer in time.'
          : `Kamailio cannot be reached (${error.code ?? 'network error'}).`,
      ),
    );
    request.end(body);
  });
}

/** What Kamailio said, short and without what could break a line. */
function say(message: unknown): string {
  return typeof message === 'string' ? message.replace(/[^\x20-\x7e]/g, ' ').slice(0, 120) : 'no reason given';
}
