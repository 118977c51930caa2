/** A `sip:`, `sips:`, `tel:` or `urn:` URI, cut into its parts as they are written; nothing is decoded. */
export interface SipUri {
  /** In lower case. */
  readonly scheme: string;
  /** User part with its parameters, without a password; the number of `tel:`; what follows `urn:`. */
  readonly user: string;
  readonly host: string;
  /** With its semicolon; '' without. */
  readonly params: string;
}

/** Longest URI that is read. */
const longest = 2048;

/**
 * Reads a URI (RFC 3261 section 19.1, RFC 3966, RFC 8141) that fills the whole text; undefined when it is none or its scheme
 * is unknown. One that two readers could take for different numbers (a second `@`, spaces, quotes, control characters) is
 * none. `#` in a user part is taken, since feature codes hold it.
 */
export function readSipUri(text: string): SipUri | undefined {
  if (text.length > longest || !isPlain(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const scheme = text.slice(0, colon).toLowerCase();
  const rest = text.slice(colon + 1);
  if (rest === '') return undefined;
  if (scheme === 'urn') return { scheme, user: rest, host: '', params: '' };
  if (scheme === 'tel') {
    const end = rest.indexOf(';');
    const number = end < 0 ? rest : rest.slice(0, end);
    if (number === '' || number.includes('@')) return undefined;
    return { scheme, user: number, host: '', params: end < 0 ? '' : rest.slice(end) };
  }
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const at = rest.indexOf('@');
  if (at !== rest.lastIndexOf('@')) return undefined;
  let user = at < 0 ? '' : rest.slice(0, at);
  const password = user.indexOf(':');
  if (password >= 0) user = user.slice(0, password);
  let host = rest.slice(at + 1);
  const question = host.indexOf('?');
  if (question >= 0) host = host.slice(0, question);
  const semicolon = host.indexOf(';');
  const params = semicolon < 0 ? '' : host.slice(semicolon);
  if (semicolon >= 0) host = host.slice(0, semicolon);
  if (!isHostPort(host)) return undefined;
  return { scheme, user, host, params };
}

/** Whether a text has no byte that may not stand in any URI: spaces, control characters, quotes, angle brackets. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c <= 0x20 || c >= 0x7f || c === 0x22 || c === 0x3c || c === 0x3e) return false;
  }
  return true;
}

/** Whether a text is a host name, an IPv4 address or an IPv6 address in brackets, with or without a port. */
export function isHostPort(text: string): boolean {
  return /^(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/.test(text);
}

/**
 * The user part as people dial it: without its own parameters (`;npdi`), percent-decoded (RFC 3261 section 19.1.2) as UTF-8.
 * Escapes of control characters and broken ones stay as they are written.
 */
export function plainUser(user: string): string {
  const semicolon = user.indexOf(';');
  const bare = semicolon < 0 ? user : user.slice(0, semicolon);
  if (!bare.includes('%')) return bare;
  const bytes = bare.replace(/%([0-9A-Fa-f]{2})/g, (written, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code < 0x20 || code === 0x7f ? written : String.fromCharCode(code);
  });
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
