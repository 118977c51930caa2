import type { SipRequest } from './sip-request.ts';
import { answerVia } from './via.ts';

const phrases: Readonly<Record<number, string>> = {
  200: 'OK',
  302: 'Moved Temporarily',
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  481: 'Call/Transaction Does Not Exist',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'Version Not Supported',
  603: 'Decline',
};

/**
 * A final answer to a request (RFC 3261 section 8.2.6): Via, From, To, Call-ID and CSeq of the request, `tag` in To unless it
 * has one, and `extra` header lines. Record-Route is not copied, since none of these answers makes a dialog (section 12.1.1).
 * A byte a character (latin1). `address`, `port`: where the request came from.
 */
export function composeAnswer(
  request: SipRequest,
  status: number,
  extra: string,
  tag: string,
  address: string,
  port: number,
): string {
  const { vias, via, from, to, toTag, callId, cseq, fault } = request;
  const phrase = status === 400 && fault !== '' ? `Bad Request - ${fault}` : phrases[status];
  let text = `SIP/2.0 ${status} ${phrase}\r\nVia: ${answerVia(via, address, port)}\r\n`;
  for (let i = 1; i < vias.length; i++) text += `Via: ${vias[i]}\r\n`;
  text += `From: ${from}\r\nTo: ${to}${toTag === undefined ? `;tag=${tag}` : ''}\r\nCall-ID: ${callId}\r\nCSeq: ${cseq}\r\n`;
  // Control characters in what is echoed could end a line for whoever reads it.
  if (fault !== '') text = text.replace(/[^\x20-\x7e\x80-\xff\r\n]|\r(?!\n)|(?<!\r)\n/g, ' ');
  return `${text}${extra}Server: Belwacht\r\nContent-Length: 0\r\n\r\n`;
}

/** `Reason` of a refusal (RFC 3326) with a sentence for whoever reads a trace. */
export function reasonHeader(status: number, sentence: string): string {
  const text = sentence
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 200)
    .replace(/["\\]/g, '\\$&');
  return `Reason: SIP;cause=${status};text="${Buffer.from(text, 'utf8').toString('latin1')}"\r\n`;
}
