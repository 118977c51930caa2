import { RequestError, readProblem } from './problem.ts';

export interface RequestOptions {
  query?: Readonly<Record<string, string | number | boolean | undefined | null>>;
  body?: unknown;
  signal?: AbortSignal;
}

type Listener = () => void;
const endedListeners = new Set<Listener>();

/** Calls `listener` when the server says that the session is over (401); returns how to stop. */
export function onSessionEnded(listener: Listener): () => void {
  endedListeners.add(listener);
  return () => endedListeners.delete(listener);
}

/**
 * One request to the API on the origin that served the page.
 * @throws RequestError with the problem document, or with status 0 when no answer came.
 */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const url = new URL(path, window.location.origin);
  for (const [key, value] of Object.entries(options.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') url.searchParams.set(key, String(value));
  }
  const headers: Record<string, string> = {
    accept: 'application/json',
    'accept-language': document.documentElement.lang,
  };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError({ status: 0 });
  }
  if (!response.ok) {
    if (response.status === 401 && !path.startsWith('/api/auth/')) for (const listener of endedListeners) listener();
    throw await readProblem(response);
  }
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  return (await response.json()) as T;
}

export const get = <T>(path: string, query?: RequestOptions['query'], signal?: AbortSignal): Promise<T> =>
  request<T>('GET', path, { query, signal });
export const post = <T>(path: string, body: unknown = {}): Promise<T> => request<T>('POST', path, { body });
export const patch = <T>(path: string, body: unknown): Promise<T> => request<T>('PATCH', path, { body });
export const remove = (path: string): Promise<void> => request<void>('DELETE', path);
