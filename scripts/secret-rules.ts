import { createHash } from 'node:crypto';

/** Something that looks like a secret. */
export interface Found {
  readonly rule: string;
  /** Names it without repeating it: the start of its SHA-256. */
  readonly fingerprint: string;
  /** Its first characters. */
  readonly hint: string;
}

/** Forms that their makers gave secrets so that they are found. Each has one group: the secret. */
const known: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?:\s|\\n)*([A-Za-z0-9+/=]{16,})/g],
  ['private key, first line', /^(-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----)\s*$/g],
  ['AWS key', /\b((?:AKIA|ASIA)[0-9A-Z]{16})\b/g],
  ['GitHub token', /\b((?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}))/g],
  ['GitLab token', /\b(glpat-[A-Za-z0-9_-]{20,})/g],
  ['npm token', /\b(npm_[A-Za-z0-9]{36})\b/g],
  ['Slack token', /\b(xox[abeoprs]-[A-Za-z0-9-]{10,})/g],
  ['Stripe key', /\b([rs]k_live_[A-Za-z0-9]{20,})/g],
  ['Google key', /\b(AIza[0-9A-Za-z_-]{35})/g],
  ['signed token (JWT)', /\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,})/g],
  ['webhook key', /\b(whsec_[A-Za-z0-9+/=]{24,})/g],
  ['age or OpenSSH key', /\b(AGE-SECRET-KEY-1[0-9A-Z]{50,}|b3BlbnNzaC1rZXkt[A-Za-z0-9+/]{20,})/g],
  ['password in an address', /\b[a-z][a-z0-9+.-]{2,}:\/\/[^\s:/@'"`$<{]+:([^\s@/'"`$<{]{12,})@/g],
];

/** `password: '…'`, `secret = "…"`, `API_TOKEN=…`: counts when it is random enough to be one. */
const assigned =
  /(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|auth[_-]?key|credential)s?["']?\s*(?:[:=]|=>)\s*(?:["'`]([^"'`\s]{12,200})["'`]|([^\s"'`,;)}\]]{20,200})\s*$)/gi;
/** Long random text in quotes, whatever it is called. */
const random = /["'`]([A-Za-z0-9+/_-]{32,}={0,2})["'`]/g;

const bitsOfAssigned = 3.6;
const bitsOfRandom = 4.6;

/** Looks at one line. `loose` also takes long random text in quotes, which lock files and hashes are full of. */
export function secretsIn(line: string, loose: boolean): Found[] {
  const found: Found[] = [];
  const note = (rule: string, secret: string) => {
    if (found.some(({ fingerprint }) => fingerprint === fingerprintOf(secret))) return;
    found.push({ rule, fingerprint: fingerprintOf(secret), hint: secret.slice(0, 6) });
  };
  for (const [rule, pattern] of known) for (const [, secret] of line.matchAll(pattern)) note(rule, secret);
  if (!loose) return found;
  for (const [, quoted, bare] of line.matchAll(assigned)) {
    const secret = quoted ?? bare;
    if (bitsPerCharacter(secret) >= bitsOfAssigned && isMixed(secret)) note('assigned', secret);
  }
  for (const [, secret] of line.matchAll(random))
    if (bitsPerCharacter(secret) >= bitsOfRandom && isMixed(secret)) note('random text', secret);
  return found;
}

/** Words of people have no digits among capitals, and names of settings are not secrets. */
function isMixed(text: string): boolean {
  return (
    /[0-9]/.test(text) && /[A-Za-z]/.test(text) && !/\$\{|^[\w.$]+\(|^\$\{|\.\w+\.|^https?:|^\/|^[A-Z_]+$/.test(text)
  );
}

/** Shannon's entropy of the characters, bits. */
export function bitsPerCharacter(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function fingerprintOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 16);
}
