/** Longest original that is kept, bytes. */
export const longestOriginal = 4096;

/**
 * Text of a SIP message for evidence, at most 4 KiB. `secrets`: it may hold digests, see `Transactions.secrets`; those are
 * left out, since with them a weak password can be found at leisure by whoever reads the evidence.
 */
export function sipOriginal(bytes: Buffer, start: number, end: number, secrets: boolean): string {
  const text = bytes.toString('utf8', start, Math.min(end, start + longestOriginal));
  return secrets ? text.replace(/\b(response|cnonce|rspauth)(\s{0,8}=\s{0,8}"?)[^",\r\n]*/gi, '$1$2…') : text;
}
