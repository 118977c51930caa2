/**
 * Text that may hold what an attacker sent, as one line: no control characters, none that turn the direction of text around,
 * no lone halves of characters, cut to at most `most` UTF-16 units with an ellipsis.
 */
export function plainLine(text: string, most: number): string {
  const plain = text
    .slice(0, 10_000)
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\uFFFD]/gu, '')
    .trim();
  if (plain.length <= most) return plain;
  return `${plain
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd()}…`;
}
