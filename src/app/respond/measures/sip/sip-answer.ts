/** An answer of a server, as far as a probe needs it. */
export interface SipAnswer {
  readonly status: number;
  readonly phrase: string;
  readonly callId: string;
  /** Number and method. */
  readonly cseq: string;
  readonly to: string;
  /** Record-Route in the order in which it stands, and the URI of the first Contact; '' without. */
  readonly routes: readonly string[];
  readonly contact: string;
  /** WWW-Authenticate and Proxy-Authenticate. */
  readonly challenges: readonly { readonly proxy: boolean; readonly value: string }[];
}

const compact: Readonly<Record<string, string>> = {
  i: 'call-id',
  t: 'to',
  m: 'contact',
  l: 'content-length',
  v: 'via',
  f: 'from',
};

/** Reads one message; undefined when it is no answer. Nothing in it is trusted to be well formed. */
export function readSipAnswer(text: string): SipAnswer | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = (end < 0 ? text : text.slice(0, end)).replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const [, code, phrase = ''] = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/.exec(first) ?? [];
  if (code === undefined) return undefined;
  const headers: [string, string][] = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    if (colon < 1) return [];
    const name = line.slice(0, colon).trim().toLowerCase();
    return [[compact[name] ?? name, line.slice(colon + 1).trim()]];
  });
  const all = (name: string) => headers.flatMap(([key, value]) => (key === name ? [value] : []));
  const one = (name: string) => all(name)[0] ?? '';
  const contact = one('contact');
  return {
    ...{ status: Number(code), phrase: phrase.slice(0, 100), callId: one('call-id'), cseq: one('cseq'), to: one('to') },
    routes: all('record-route'),
    contact: /<([^>]+)>/.exec(contact)?.[1] ?? contact.split(/[;,]/, 1)[0].trim(),
    challenges: [
      ...all('www-authenticate').map((value) => ({ proxy: false, value })),
      ...all('proxy-authenticate').map((value) => ({ proxy: true, value })),
    ],
  };
}

/** Cuts a stream into whole messages by Content-Length; what is left over begins the next one. */
export function cutMessages(text: string): { readonly messages: readonly string[]; readonly rest: string } {
  const messages: string[] = [];
  let rest = text.replace(/^(?:\r\n)+/, '');
  for (let end = rest.indexOf('\r\n\r\n'); end >= 0; end = rest.indexOf('\r\n\r\n')) {
    const length = Number(/^(?:content-length|l)\s*:\s*(\d{1,6})\s*$/im.exec(rest.slice(0, end))?.[1] ?? 0);
    if (rest.length < end + 4 + length) break;
    messages.push(rest.slice(0, end + 4 + length));
    rest = rest.slice(end + 4 + length).replace(/^(?:\r\n)+/, '');
  }
  return { messages, rest };
}
