/** What remains of a dialled text: digits with `*` and `#`, or what it is when it is no number. */
export interface DialledText {
  readonly kind: 'number' | 'anonymous' | 'emergency' | 'text';
  /** Digits, `*` and `#`; '' unless `number`. */
  readonly digits: string;
  readonly plus: boolean;
}

/** Longest text that is looked at: a SIP user part or a CDR field; what follows is left out. */
const longestText = 256;
const anonymousWords =
  /^(anonymous|anoniem|anonyme|restricted|unavailable|unknown|private|privat|withheld|blocked|geheim|id[ -]?unavailable|asterisk|nobody|-)?$/i;
const sosUrn = /^urn:service:sos(\.|$|;)/i;
const scheme = /^(sips?|tel|callto):/i;
const separators = /[\p{Zs}\p{Cf}\p{Pd}\s()./\\[\]_~]/gu;
const nothing = { digits: '', plus: false };

/**
 * Takes the number out of what a phone, a URI or a CDR field says: `tel:` and `sip:` with host and parameters, display
 * marks, spaces of all kinds, percent-encoding, full-width and Arabic digits, `(0)`, pauses and what is dialled after them.
 */
export function readDialled(text: string): DialledText {
  const plain = plainDigits(text);
  if (plain >= 0) return { kind: 'number', digits: plain === 0 ? text : text.slice(1), plus: plain === 1 };
  let rest = text.slice(0, longestText).trim();
  if (rest.startsWith('<') && rest.endsWith('>')) rest = rest.slice(1, -1).trim();
  if (sosUrn.test(rest)) return { kind: 'emergency', ...nothing };
  rest = rest.replace(scheme, '').replace(/^\/\//, '');
  const at = rest.indexOf('@');
  if (at >= 0) rest = rest.slice(0, at);
  if (rest.includes('%'))
    rest = rest.replace(/%([0-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  rest = rest.normalize('NFKC').replace(/\p{Nd}/gu, decimalOf);
  if (sosUrn.test(rest)) return { kind: 'emergency', ...nothing };
  rest = rest
    .replace(/[;,?].*$/s, '')
    .replace(/"/g, '')
    .trim();
  if (anonymousWords.test(rest)) return { kind: 'anonymous', ...nothing };
  rest = rest.replace(/\(0\)(?=.*\d)/, (mark, place: number) => (place === 0 ? mark : '')).replace(separators, '');
  rest = rest.replace(/(?<=\d)[pwx].*$/i, '');
  const plus = rest.startsWith('+');
  const digits = rest.replace(/^\++/, '').replace(/(?<=\d)#$/, '');
  return /^[0-9*#]+$/.test(digits) ? { kind: 'number', digits, plus } : { kind: 'text', ...nothing };
}

/** What nearly all numbers are: digits alone (0) or after a plus (1); -1 for another text. Saves the rest of the reading. */
function plainDigits(text: string): number {
  const start = text.charCodeAt(0) === 0x2b ? 1 : 0;
  if (text.length === start || text.length > 64) return -1;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x30 || code > 0x39) return -1;
  }
  return start;
}

/** The ASCII digit of a decimal digit of any script: each has its ten in a row, so the zero is found by counting down. */
function decimalOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
