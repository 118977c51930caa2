const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The same text in memory of its own: a piece cut out of a long text would keep all of that alive. */
export function ownText(text: string): string {
  return decoder.decode(encoder.encode(text));
}
