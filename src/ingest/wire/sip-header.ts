import { matches } from './sip-params.ts';

/** Headers that are read; 0 is any other. */
export const header = {
  other: 0,
  via: 1,
  from: 2,
  to: 3,
  callId: 4,
  cseq: 5,
  contact: 6,
  expires: 7,
  userAgent: 8,
  server: 9,
  authorization: 10,
  proxyAuthorization: 11,
  challenge: 12,
  contentLength: 13,
} as const;

const names = {
  via: Buffer.from('via'),
  from: Buffer.from('from'),
  to: Buffer.from('to'),
  callId: Buffer.from('call-id'),
  cseq: Buffer.from('cseq'),
  contact: Buffer.from('contact'),
  expires: Buffer.from('expires'),
  userAgent: Buffer.from('user-agent'),
  server: Buffer.from('server'),
  authorization: Buffer.from('authorization'),
  proxyAuthorization: Buffer.from('proxy-authorization'),
  wwwAuthenticate: Buffer.from('www-authenticate'),
  proxyAuthenticate: Buffer.from('proxy-authenticate'),
  contentLength: Buffer.from('content-length'),
};

/** Which header bytes[start, end) names, in any case and in its long or compact form (RFC 3261 section 7.3.3). */
export function headerOf(bytes: Buffer, start: number, end: number): number {
  const first = bytes[start] | 0x20;
  switch (end - start) {
    case 1:
      return compactOf(first);
    case 2:
      return first === 0x74 && matches(bytes, start, end, names.to) ? header.to : header.other;
    case 3:
      return first === 0x76 && matches(bytes, start, end, names.via) ? header.via : header.other;
    case 4:
      if (first === 0x66 && matches(bytes, start, end, names.from)) return header.from;
      return first === 0x63 && matches(bytes, start, end, names.cseq) ? header.cseq : header.other;
    case 6:
      return first === 0x73 && matches(bytes, start, end, names.server) ? header.server : header.other;
    case 7:
      if (first === 0x65) return matches(bytes, start, end, names.expires) ? header.expires : header.other;
      if (first !== 0x63) return header.other;
      if (matches(bytes, start, end, names.callId)) return header.callId;
      return matches(bytes, start, end, names.contact) ? header.contact : header.other;
    case 10:
      return first === 0x75 && matches(bytes, start, end, names.userAgent) ? header.userAgent : header.other;
    case 13:
      return first === 0x61 && matches(bytes, start, end, names.authorization) ? header.authorization : header.other;
    case 14:
      return first === 0x63 && matches(bytes, start, end, names.contentLength) ? header.contentLength : header.other;
    case 16:
      return first === 0x77 && matches(bytes, start, end, names.wwwAuthenticate) ? header.challenge : header.other;
    case 18:
      return first === 0x70 && matches(bytes, start, end, names.proxyAuthenticate) ? header.challenge : header.other;
    case 19:
      return first === 0x70 && matches(bytes, start, end, names.proxyAuthorization)
        ? header.proxyAuthorization
        : header.other;
    default:
      return header.other;
  }
}

function compactOf(letter: number): number {
  switch (letter) {
    case 0x76:
      return header.via;
    case 0x66:
      return header.from;
    case 0x74:
      return header.to;
    case 0x69:
      return header.callId;
    case 0x6d:
      return header.contact;
    case 0x6c:
      return header.contentLength;
    default:
      return header.other;
  }
}
