/**
 * Sigma strings: `*` any run, `?` one character, backslash escapes both and itself; plain text ignores case unless `cased`.
 * https://sigmahq.io/sigma-specification/specification/sigma-rules-specification.html (String Wildcard, Escaping)
 */

/** Parts of a pattern: literal text, or a wildcard. */
export type Part = string | { readonly wildcard: '*' | '?' };
export type TextMatch = (text: string) => boolean;

/** Reads a Sigma string into its parts; neighbouring literals are joined. */
export function readPattern(text: string): readonly Part[] {
  const parts: Part[] = [];
  let literal = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\' && (text[i + 1] === '*' || text[i + 1] === '?' || text[i + 1] === '\\')) literal += text[++i];
    else if (char === '*' || char === '?') {
      if (literal) parts.push(literal);
      literal = '';
      parts.push({ wildcard: char });
    } else literal += char;
  }
  if (literal) parts.push(literal);
  return parts;
}

/** Whether a pattern has no wildcard. */
export function isLiteral(parts: readonly Part[]): boolean {
  return parts.every((part) => typeof part === 'string');
}

const any: Part = { wildcard: '*' };

/** The pattern with `*` before and/or after it. */
export function widen(parts: readonly Part[], before: boolean, after: boolean): readonly Part[] {
  return [...(before ? [any] : []), ...parts, ...(after ? [any] : [])];
}

/** A function that matches whole texts; plain parts get string searches, the rest a linear scan with one point of return. */
export function matchPattern(parts: readonly Part[], cased: boolean): TextMatch {
  const caseless = cased || parts.every((part) => (typeof part === 'string' ? hasNoCase(part) : part.wildcard === '*'));
  const fold = caseless ? (text: string) => text : (text: string) => text.toLowerCase();
  const folded = parts.map((part) => (typeof part === 'string' ? fold(part) : part));
  const literals = folded.filter((part) => typeof part === 'string');
  const stars = folded.filter((part) => typeof part !== 'string' && part.wildcard === '*').length;
  if (literals.length + stars === folded.length && literals.length <= 1) {
    const literal = literals[0] ?? '';
    if (stars === 0) return (text) => text === literal || (text.length === literal.length && fold(text) === literal);
    if (literal === '') return () => true;
    const open = typeof folded[0] !== 'string';
    const close = typeof folded[folded.length - 1] !== 'string';
    if (open && close) return (text) => text.length >= literal.length && fold(text).includes(literal);
    if (open) return (text) => text.length >= literal.length && fold(text).endsWith(literal);
    return (text) => text.length >= literal.length && fold(text).startsWith(literal);
  }
  const codes: number[] = [];
  for (const part of folded) {
    if (typeof part !== 'string') codes.push(part.wildcard === '*' ? star : one);
    else for (let i = 0; i < part.length; i++) codes.push(part.charCodeAt(i));
  }
  return (text) => glob(codes, fold(text));
}

/** Digits and signs of ASCII: no other character becomes one of them in lower case. */
function hasNoCase(text: string): boolean {
  return /^[\x20-@[-`{-~]*$/.test(text);
}

const star = -1;
const one = -2;

function glob(codes: readonly number[], text: string): boolean {
  let at = 0;
  let code = 0;
  let resume = -1;
  let resumeAt = 0;
  while (at < text.length) {
    if (code < codes.length && (codes[code] === one || codes[code] === text.charCodeAt(at))) {
      at++;
      code++;
    } else if (code < codes.length && codes[code] === star) {
      resume = code++;
      resumeAt = at;
    } else if (resume >= 0) {
      code = resume + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (code < codes.length && codes[code] === star) code++;
  return code === codes.length;
}
