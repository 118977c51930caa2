/** Pattern that finds `text` anywhere, literally: `%`, `_` and `\` stand for themselves. */
export function likeAnywhere(text: string): string {
  return `%${text.replaceAll('\0', '\u2400').replace(/[\\%_]/g, '\\$&')}%`;
}
