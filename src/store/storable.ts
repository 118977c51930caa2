/**
 * PostgreSQL stores no NUL in text and no lone surrogate in jsonb. Text is data of strangers, so it is made storable instead
 * of refused: NUL becomes U+2400 (␀), a lone surrogate U+FFFD, and what is longer than `max` UTF-16 units is cut.
 */
export function storableText(text: string, max: number): string {
  const short = text.length > max ? text.slice(0, max) : text;
  const whole = short.includes('\0') ? short.replaceAll('\0', '\u2400') : short;
  return whole.isWellFormed() ? whole : whole.toWellFormed();
}

/** JSON text for a jsonb column, every string and key in it storable. */
export function storableJson(value: unknown): string {
  return JSON.stringify(clean(value));
}

/** Longest string inside a jsonb column. */
const maxInJson = 8192;

function clean(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value, maxInJson);
  if (Array.isArray(value)) return value.map(clean);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key, 256), clean(inner)]));
  }
  return value;
}

/** An integer that fits the column: fractions cut, what is no number 0. */
export function storableInteger(value: number, max: number = Number.MAX_SAFE_INTEGER): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-max, Math.min(max, Math.trunc(value)));
}
