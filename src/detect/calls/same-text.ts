const most = 20_000;
let texts = new Map<string, string>();

/** One string for all that are equal: who compares or looks up made ones again and again does so by their place in memory. */
export function sameText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= most) texts = new Map();
  texts.set(text, text);
  return text;
}
