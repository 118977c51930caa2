/**
 * Text that may hold what an attacker sent, made fit to be read: control characters and those that turn the direction of text
 * around go, white space becomes one space, and what is too long is cut.
 */
export function clean(text: string, most = 500): string {
  const plain = text
    .replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu, '')
    .trim();
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

/** Text inside HTML, in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
