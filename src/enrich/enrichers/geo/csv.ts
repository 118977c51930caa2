const quote = '"';

/** A CSV field without its quotes (RFC 4180). */
export function unquote(field: string): string {
  if (!field.startsWith(quote) || !field.endsWith(quote) || field.length < 2) return field;
  return field.slice(1, -1).replaceAll('""', quote);
}
