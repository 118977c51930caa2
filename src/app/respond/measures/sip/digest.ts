import { createHash, randomBytes } from 'node:crypto';

/** A challenge of a server (RFC 7616): what it told in WWW-Authenticate or Proxy-Authenticate. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: 'MD5' | 'SHA-256';
  /** It wants `auth`; without, RFC 2069. */
  readonly qop: boolean;
}

/** Reads a challenge; undefined when it is no digest, or of an algorithm or protection that is not known here. */
export function readChallenge(header: string): Challenge | undefined {
  if (!/^digest\s/i.test(header)) return undefined;
  const fields = new Map<string, string>();
  for (const [, name, quoted, plain] of header.slice(6).matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g))
    fields.set(name.toLowerCase(), quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1'));
  const [realm, nonce] = [fields.get('realm'), fields.get('nonce')];
  const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
  if (realm === undefined || nonce === undefined || (algorithm !== 'MD5' && algorithm !== 'SHA-256')) return undefined;
  const qop = fields.get('qop');
  if (qop !== undefined && !qop.split(',').some((one) => one.trim().toLowerCase() === 'auth')) return undefined;
  return { realm, nonce, opaque: fields.get('opaque'), algorithm, qop: qop !== undefined };
}

/** The credentials that answer a challenge (RFC 7616 section 3.4; RFC 8760 for SIP). */
export function answerChallenge(
  { realm, nonce, opaque, algorithm, qop }: Challenge,
  { user, password, method, uri }: Readonly<Record<'user' | 'password' | 'method' | 'uri', string>>,
  cnonce = randomBytes(8).toString('hex'),
): string {
  const hash = (text: string) =>
    createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
      .update(text)
      .digest('hex');
  const secret = hash(`${user}:${realm}:${password}`);
  const what = hash(`${method}:${uri}`);
  const response = hash(qop ? `${secret}:${nonce}:00000001:${cnonce}:auth:${what}` : `${secret}:${nonce}:${what}`);
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    `Digest username=${quoted(user)}, realm=${quoted(realm)}, nonce=${quoted(nonce)}, uri=${quoted(uri)}`,
    `response="${response}", algorithm=${algorithm}`,
    ...(qop ? [`qop=auth, nc=00000001, cnonce="${cnonce}"`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
  ].join(', ');
}
