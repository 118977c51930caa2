import { onceKey } from './once-key.ts';
import { RequestError, readProblem } from './problem.ts';

export interface RequestOptions {
  /** What is undefined, null or empty is left out; of several each stands by itself. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined | null>>;
  body?: unknown;
  signal?: AbortSignal;
  /** The `ETag` of what the person saw: the change goes through only while it is still the newest (`If-Match`). */
  version?: string;
  /** A file that is read as it comes: it cannot be sent twice, so it goes without a key. */
  stream?: boolean;
  /** Why, in the person's own words; stands in the audit log. */
  reason?: string;
}

/** What an act may carry along. */
export type ActOptions = Pick<RequestOptions, 'version' | 'reason'>;

/** A thing and the `ETag` it was read with; '' where the server gave none. */
export interface Versioned<T> {
  readonly data: T;
  readonly version: string;
}

/** `ETag` of a thing that carries its version in its body. */
export function versionOf({ version }: { version: number }): string {
  return `"${version}"`;
}

type Listener = () => void;
const endedListeners = new Set<Listener>();
const enrolListeners = new Set<Listener>();
let askStepUp: (() => Promise<boolean>) | undefined;

/** Calls `listener` when the server says that the session is over (401); returns how to stop. */
export function onSessionEnded(listener: Listener): () => void {
  return listen(endedListeners, listener);
}

/** Calls `listener` when the session may do nothing before a second factor is set up; returns how to stop. */
export function onEnrolmentNeeded(listener: Listener): () => void {
  return listen(enrolListeners, listener);
}

/**
 * Who asks the person for a second factor when an act needs a fresh one. `ask` gives true when it was given, and the act is
 * then repeated; false when the person left it. Returns how to take it away.
 */
export function onStepUp(ask: () => Promise<boolean>): () => void {
  askStepUp = ask;
  return () => {
    if (askStepUp === ask) askStepUp = undefined;
  };
}

/**
 * One request to the API on the origin that served the page. A POST carries a key of its own, so that asking once more when
 * no answer came does nothing twice.
 * @throws RequestError with the problem document, or with status 0 when no answer came.
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  return (await requestVersioned<T>(method, path, options)).data;
}

/** The same, with the version of what came back. */
export async function requestVersioned<T>(
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Versioned<T>> {
  let response = await send(method, path, options);
  let problem = response.ok ? undefined : await readProblem(response);
  if (problem?.kind === 'step-up-required' && askStepUp && (await askStepUp())) {
    response = await send(method, path, options);
    problem = response.ok ? undefined : await readProblem(response);
  }
  if (problem) {
    if (problem.status === 401 && !path.startsWith('/api/auth/')) tell(endedListeners);
    if (problem.kind === 'mfa-required') tell(enrolListeners);
    throw problem;
  }
  const version = response.headers.get('etag') ?? '';
  const empty = response.status === 204 || response.headers.get('content-length') === '0';
  return { data: (empty ? undefined : await response.json()) as T, version };
}

/** Fetches a file and hands it to the browser under this name; asks for a second factor where the server wants one. */
export async function download(path: string, name: string): Promise<void> {
  const get = () => send('GET', path, {});
  let response = await get();
  if (!response.ok) {
    let problem = await readProblem(response);
    if (problem.kind !== 'step-up-required' || !askStepUp || !(await askStepUp())) throw problem;
    response = await get();
    if (!response.ok) {
      problem = await readProblem(response);
      throw problem;
    }
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (Array.isArray(value)) for (const each of value) url.searchParams.append(key, each);
    else if (value !== undefined && value !== null && value !== '') url.searchParams.set(key, String(value));
  }
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
  };
  const binary = options.body instanceof Blob;
  if (options.body !== undefined && !binary) headers['content-type'] = 'application/json';
  if (options.version) headers['if-match'] = options.version;
  const reason = [...(options.reason?.trim() ?? '')].slice(0, 500).join('').toWellFormed();
  if (reason) headers['belwacht-reason'] = encodeURIComponent(reason);
  const once = method === 'POST' && path.startsWith('/api/v1/') && !options.stream;
  if (once) headers['idempotency-key'] = onceKey();
  const init: RequestInit = {
    method,
    headers,
    body: options.body === undefined ? undefined : binary ? (options.body as Blob) : JSON.stringify(options.body),
    signal: options.signal,
    credentials: 'same-origin',
  };
  try {
    return await fetch(url, init).catch((error: unknown) => {
      if (!once || isAbort(error)) throw error;
      return fetch(url, init);
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new RequestError({ status: 0 });
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function listen(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(listeners: Set<Listener>): void {
  for (const listener of listeners) listener();
}

export const get = <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<T> =>
  request<T>('GET', path, { query, signal });
export const getVersioned = <T>(path: string, signal?: AbortSignal): Promise<Versioned<T>> =>
  requestVersioned<T>('GET', path, { signal });
export const post = <T>(path: string, body: unknown = {}, act?: ActOptions): Promise<T> =>
  request<T>('POST', path, { ...act, body });
export const patch = <T>(path: string, body: unknown, act?: ActOptions): Promise<T> =>
  request<T>('PATCH', path, { ...act, body });
export const put = <T>(path: string, body: unknown, act?: ActOptions): Promise<T> =>
  request<T>('PUT', path, { ...act, body });
export const remove = (path: string, act?: ActOptions): Promise<void> => request<void>('DELETE', path, act);
