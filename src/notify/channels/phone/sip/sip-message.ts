/** A SIP message (RFC 3261 section 7), as far as somebody who calls needs it. */
export interface SipMessage {
  /** Of a request; '' of an answer. */
  readonly method: string;
  readonly uri: string;
  /** Of an answer; 0 of a request. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Compact forms (RFC 3261 section 7.3.3) of the headers that are read here. */
const compact: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
};
const mostHeaders = 200;

/** Reads one; undefined for what is none. Whatever comes over a network is taken for hostile: bounded, and no more than split. */
export function readSipMessage(text: string): SipMessage | undefined {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const [first = '', ...lines] = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const answer = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(first);
  const request = /^([A-Z]{1,20}) (\S{1,2000}) SIP\/2\.0$/.exec(first);
  if ((!answer && !request) || lines.length > mostHeaders) return undefined;
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    if (colon < 1) return [];
    const name = line.slice(0, colon).trim().toLowerCase();
    return [[Object.hasOwn(compact, name) ? compact[name] : name, line.slice(colon + 1).trim()]];
  });
  return {
    method: request?.[1] ?? '',
    uri: request?.[2] ?? '',
    status: Number(answer?.[1] ?? 0),
    reason: answer?.[2] ?? '',
    headers,
    body: end < 0 ? '' : text.slice(end + 4),
  };
}

/** First value of a header, '' without one. */
export function header(message: SipMessage, name: string): string {
  return message.headers.find(([candidate]) => candidate === name)?.[1] ?? '';
}

/** All values of a header that is a list of addresses; commas inside quotes and angle brackets part nothing. */
export function headerList(message: SipMessage, name: string): string[] {
  return message.headers
    .filter(([candidate]) => candidate === name)
    .flatMap(([, value]) => value.match(/(?:"(?:\\.|[^"\\])*"|<[^>]*>|[^,"<])+/g) ?? [])
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

/** Method of the CSeq, and its number. */
export function sequence(message: SipMessage): { readonly number: number; readonly method: string } {
  const [number = '', method = ''] = header(message, 'cseq').split(/\s+/);
  return { number: Number(number), method };
}

/** Value of a parameter behind an address, `tag`; '' without one. */
export function parameter(value: string, name: string): string {
  const behind = value.slice(value.lastIndexOf('>') + 1);
  return new RegExp(`;\\s*${name}\\s*=\\s*"?([^;,\\s"]*)`, 'i').exec(behind)?.[1] ?? '';
}

/** The URI of an address, with or without angle brackets. */
export function uriOf(value: string): string {
  return /<([^>]*)>/.exec(value)?.[1] ?? value.split(';')[0].trim();
}

/** A message as bytes; the length of the body is added. Values are ours, or were split out of one line: no line end is in them. */
export function writeSipMessage(first: string, headers: readonly (readonly [string, string])[], body = ''): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, ' ')}`);
  return Buffer.from(`${[first, ...lines, `Content-Length: ${Buffer.byteLength(body)}`].join('\r\n')}\r\n\r\n${body}`);
}
