/**
 * Whether the own mail server proved the domain of a sender. Only a result that names that server counts, and only the topmost of
 * them: those below may have come with the mail. DMARC proves it; so do DKIM or SPF of the domain itself (RFC 8601, RFC 7489).
 *
 * @param results Authentication-Results, the topmost first.
 * @param server Name the own mail server writes there.
 */
export function isSenderProven(results: readonly string[], server: string, from: string): boolean {
  const name = server.toLowerCase();
  const own = results.find((result) => /^[^\s;]+/.exec(result.trim())?.[0].toLowerCase() === name);
  const domain = from.slice(from.lastIndexOf('@') + 1).toLowerCase();
  if (own === undefined || domain === '') return false;
  // Comments may hold anything, also what looks like a result.
  const parts = withoutComments(own).toLowerCase().split(';').slice(1);
  return parts.some((part) => {
    const [, method = '', result = ''] = /^\s*(dmarc|dkim|spf)(?:\/\d+)?\s*=\s*([a-z]+)\b/.exec(part) ?? [];
    if (result !== 'pass') return false;
    const value = (property: string) => new RegExp(`\\b${property}\\s*=\\s*"?@?([^\\s;"]+)`).exec(part)?.[1] ?? '';
    const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);
    if (method === 'dmarc') return domainOf(value('header\\.from')) === domain;
    if (method === 'dkim') return covers(domainOf(value('header\\.d') || value('header\\.i')), domain);
    return covers(domainOf(value('smtp\\.mailfrom')), domain);
  });
}

/** The domain itself, or one above it that is more than a top-level domain. */
function covers(proven: string, domain: string): boolean {
  return proven === domain || (proven.includes('.') && domain.endsWith(`.${proven}`));
}

function withoutComments(text: string): string {
  let [depth, out] = [0, ''];
  for (const sign of text) {
    if (sign === '(') depth++;
    else if (sign === ')' && depth > 0) depth--;
    else if (depth === 0) out += sign;
  }
  return out;
}
