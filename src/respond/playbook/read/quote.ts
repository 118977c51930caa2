/** A short, safe way to show somebody else's value in a sentence: one line, 60 characters, no control or direction marks. */
export function quote(value: unknown): string {
  if (value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : '[…]';
  if (typeof value === 'object' && value !== null) return '{…}';
  const text = plainLine(String(value));
  const cut = text.length > 60 ? `${[...text].slice(0, 60).join('')}…` : text;
  return typeof value === 'string' ? `“${cut}”` : cut;
}

/** Text on one line, without characters that move, hide or reorder what is around them. */
export function plainLine(text: string): string {
  return text.slice(0, 500).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
