/** Longest original that is kept, bytes. */
export const longestOriginal = 4096;

/**
 * Text of a SIP message for evidence, at most 4 KiB. The response and client nonce of digest credentials are left out:
 * with them a weak password can be found at leisure by whoever reads the evidence.
 */
export function sipOriginal(bytes: Buffer, start: number, end: number): string {
  return bytes
    .toString('utf8', start, Math.min(end, start + longestOriginal))
    .replace(/\b(response|cnonce)(\s{0,8}=\s{0,8}")[^"\r\n]*/gi, '$1$2…');
}
