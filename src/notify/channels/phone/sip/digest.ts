import { createHash, randomBytes } from 'node:crypto';

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

const hashes: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };
/** The stronger the earlier. */
const order = ['SHA-512-256', 'SHA-256', 'MD5'];

/** What a challenge asks for. */
interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly opaque: string | undefined;
  /** `auth`, or '' of RFC 2069. */
  readonly qop: '' | 'auth';
}

/**
 * The answer to the strongest of the challenges (RFC 7616, in SIP: RFC 3261 section 22 and RFC 8760); undefined when there is
 * none that can be answered.
 */
export function answerChallenge(
  challenges: readonly string[],
  { user, password }: Credentials,
  method: string,
  uri: string,
): string | undefined {
  const known = challenges.map(readChallenge).filter((challenge) => challenge !== undefined);
  const [best] = known.sort((a, b) => order.indexOf(a.algorithm) - order.indexOf(b.algorithm));
  if (!best) return undefined;
  const { realm, nonce, algorithm, opaque, qop } = best;
  const hash = (text: string) => createHash(hashes[algorithm]).update(text).digest('hex');
  const inner = hash(`${user}:${realm}:${password}`);
  const asked = hash(`${method}:${uri}`);
  const cnonce = randomBytes(8).toString('hex');
  const count = '00000001';
  const response =
    qop === '' ? hash(`${inner}:${nonce}:${asked}`) : hash(`${inner}:${nonce}:${count}:${cnonce}:${qop}:${asked}`);
  const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    `Digest username=${quoted(user)}`,
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    ...(qop === '' ? [] : [`qop=${qop}`, `nc=${count}`, `cnonce="${cnonce}"`]),
  ].join(', ');
}

function readChallenge(text: string): Challenge | undefined {
  if (!/^digest\s/i.test(text)) return undefined;
  const values = new Map<string, string>();
  for (const [, name, quoted, plain] of text.slice(7).matchAll(/([a-z-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s,]*))/gi)) {
    values.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain);
  }
  const algorithm = (values.get('algorithm') ?? 'MD5').toUpperCase();
  const offered = values.get('qop');
  const qops = offered?.split(',').map((name) => name.trim().toLowerCase());
  const nonce = values.get('nonce');
  if (!Object.hasOwn(hashes, algorithm) || nonce === undefined || (qops && !qops.includes('auth'))) return undefined;
  return { realm: values.get('realm') ?? '', nonce, algorithm, opaque: values.get('opaque'), qop: qops ? 'auth' : '' };
}
