import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { UpdateError } from './update-error.ts';

/** More than any edition of the data, packed. */
const maxBytes = 400 * 1024 * 1024;
const maxTextBytes = 64 * 1024 * 1024;
const maxRedirects = 5;
/** Nothing arriving for so long is the end. */
const idleMs = 60_000;

export interface Request {
  readonly url: string;
  /** Sent to the host of `url` only, not to where it may redirect. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told how much has arrived, 0–1; 0 when the length is not known. */
  readonly progress?: (share: number) => void;
}

export interface Downloaded {
  readonly bytes: number;
  /** Time the server says it was changed, ms; 0 when it does not. */
  readonly changedAt: number;
  /** Of what arrived. */
  readonly sha256: string;
  readonly sha512: Buffer;
}

/** Streams an answer into a file. Throws `UpdateError` for anything but a whole answer within bounds; errors of the disk as they come. */
export async function download(request: Request, path: string): Promise<Downloaded> {
  const idle = new Idle();
  try {
    const answer = await ask(request, idle.signal);
    const length = Number(answer.headers.get('content-length') ?? 0);
    if (length > maxBytes) throw tooMuch(request.url);
    const sha256 = createHash('sha256');
    const sha512 = createHash('sha512');
    let bytes = 0;
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        idle.touch();
        bytes += chunk.length;
        sha256.update(chunk);
        sha512.update(chunk);
        request.progress?.(length > 0 ? Math.min(1, bytes / length) : 0);
        done(bytes > maxBytes ? tooMuch(request.url) : null, chunk);
      },
    });
    const body = answer.body as ReadableStream<Uint8Array> | null;
    if (!body) throw failed(request.url, 'it is empty', true);
    await pipeline(Readable.fromWeb(body), watch, createWriteStream(path, { flags: 'wx', flush: true }));
    if (length > 0 && bytes !== length) throw failed(request.url, `${bytes} of ${length} bytes arrived`, true);
    const changedAt = Date.parse(answer.headers.get('last-modified') ?? '');
    return {
      bytes,
      changedAt: Number.isNaN(changedAt) ? 0 : changedAt,
      sha256: sha256.digest('hex'),
      sha512: sha512.digest(),
    };
  } catch (error) {
    throw explain(request.url, error);
  } finally {
    idle.stop();
  }
}

/** Reads a short answer as text. Throws `UpdateError`. */
export async function readText(request: Request): Promise<string> {
  const idle = new Idle();
  try {
    const answer = await ask(request, idle.signal);
    const parts: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      idle.touch();
      bytes += chunk.length;
      if (bytes > maxTextBytes) throw tooMuch(request.url);
      parts.push(chunk);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    throw explain(request.url, error);
  } finally {
    idle.stop();
  }
}

async function ask({ url, headers }: Request, signal: AbortSignal): Promise<Response> {
  const first = checked(url);
  let here = first;
  for (let hop = 0; hop <= maxRedirects; hop++) {
    const answer = await fetch(here, {
      signal,
      redirect: 'manual',
      headers: { 'accept-encoding': 'identity', ...(here.origin === first.origin ? headers : {}) },
    });
    const location = answer.headers.get('location');
    if (answer.status < 300 || answer.status >= 400 || !location) {
      if (!answer.ok)
        throw failed(url, `the server answered ${answer.status}`, answer.status >= 500 || answer.status === 429);
      return answer;
    }
    await answer.body?.cancel();
    const next = checked(new URL(location, here).href);
    // A stranger may not send us to servers of this machine.
    if (isLoopback(next) && !isLoopback(first)) throw failed(url, 'it leads back to this machine', false);
    here = next;
  }
  throw failed(url, 'it redirects again and again', false);
}

/** Only https, since what decides who may call must not be changed on the way; http on this machine alone. */
function checked(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return url;
  throw new UpdateError(
    {
      nl: `Alleen https-adressen kunnen worden opgehaald, niet ${shown(text)}.`,
      en: `Only https addresses can be fetched, not ${shown(text)}.`,
    },
    false,
  );
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Without user and password and what follows the path: those may be secrets. */
export function shown(text: string): string {
  if (!URL.canParse(text)) return text.slice(0, 200);
  const { protocol, host, pathname } = new URL(text);
  return `${protocol}//${host}${pathname}`.slice(0, 200);
}

function tooMuch(url: string): UpdateError {
  return failed(url, 'it is larger than such data can be', false);
}

function failed(url: string, why: string, retryable: boolean, cause?: unknown): UpdateError {
  return new UpdateError(
    { nl: `Ophalen van ${shown(url)} is mislukt: ${why}.`, en: `Fetching ${shown(url)} failed: ${why}.` },
    retryable,
    { cause },
  );
}

function explain(url: string, error: unknown): unknown {
  if (error instanceof UpdateError || (error as NodeJS.ErrnoException).syscall === 'write') return error;
  if ((error as Error).name === 'TimeoutError') return failed(url, 'nothing arrived for a minute', true, error);
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EEXIST' || code === 'EACCES') return error;
  const { cause, message } = error as Error;
  return failed(url, cause instanceof Error ? `${message} (${cause.message})` : message, true, error);
}

/** Aborts when nothing happened for a while. */
class Idle {
  readonly #abort = new AbortController();
  #timer = this.#arm();
  get signal(): AbortSignal {
    return this.#abort.signal;
  }
  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm();
  }
  stop(): void {
    clearTimeout(this.#timer);
  }
  #arm(): NodeJS.Timeout {
    return setTimeout(() => this.#abort.abort(new DOMException('idle', 'TimeoutError')), idleMs);
  }
}
