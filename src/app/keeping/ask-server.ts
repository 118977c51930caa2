import { StartError } from '../start-error.ts';
import type { Door } from './offline.ts';

/** Asks a running server. @throws StartError with its own words. */
export async function askServer(
  { url, token }: Door,
  method: 'GET' | 'POST',
  path: string,
  { headers, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: ReadableStream } = {},
): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body && { body, duplex: 'half' }),
    } as RequestInit);
  } catch (error) {
    const cause = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new StartError(`${url} does not answer (${cause})`);
  }
  if (answer.ok) return answer;
  const text = await answer.text();
  let said = text.slice(0, 500);
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string };
    said = detail ?? title ?? said;
  } catch {
    // No problem document: the text itself.
  }
  throw new StartError(said || `the server answered ${answer.status}`);
}
