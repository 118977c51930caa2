import type { EslMessage } from './esl-reader.ts';

/** Longest event, bytes. */
const longestEvent = 1024 * 1024;
/** Values beyond this many characters are cut: numbers, names and times are far shorter. */
const longestValue = 512;

/** Headers of an event by name, as FreeSWITCH spells them; '' for one that is not there. */
export type EslFields = (name: string) => string;

/** Fields of an event, in JSON or plain (values URL-encoded); undefined when it cannot be read. */
export function readEvent({ headers, body }: EslMessage): EslFields | undefined {
  if (body.length === 0 || body.length > longestEvent) return undefined;
  const text = body.toString('utf8');
  return headers.get('content-type') === 'text/event-json' ? jsonFields(text) : plainFields(text);
}

/** Fields of a JSON object whose values are texts, as in `event json` and `uuid_dump … json`. */
export function jsonFields(text: string): EslFields | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const fields = read as Record<string, unknown>;
  return (name) => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof value === 'string' ? cut(value) : '';
  };
}

/** Fields of lines `Name: value`, values URL-encoded. */
function plainFields(text: string): EslFields | undefined {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') break;
    const colon = line.indexOf(': ');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
  }
  if (fields.size === 0) return undefined;
  return (name) => {
    const value = fields.get(name);
    if (value === undefined) return '';
    const short = cut(value);
    if (!short.includes('%')) return short;
    try {
      return decodeURIComponent(short);
    } catch {
      return short;
    }
  };
}

function cut(value: string): string {
  return value.length > longestValue ? value.slice(0, longestValue) : value;
}
