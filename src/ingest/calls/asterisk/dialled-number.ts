/** Whether a text is what somebody dials, and no name of a place in a dial plan (`s`, `h`, `dialout-trunk`). */
export function isDialled(text: string): boolean {
  return /^[+*#]?[0-9*#]{1,40}$/.test(text) && /[0-9]/.test(text);
}

/** Digits of the number in a dial string: `0044…@trunk`, `trunk/0044…`, `sip:0044…@192.0.2.1`; '' when it has none. */
export function numberOfDialString(text: string): string {
  const user = text.replace(/^.*sips?:/i, '').split('@', 1)[0];
  for (const part of user.split('/').reverse()) if (isDialled(part)) return part;
  return '';
}

/** Whether two spellings may be of one number: the shorter of at least three digits ends the longer. */
export function mayBeSame(a: string, b: string): boolean {
  const one = a.replace(/\D/g, '');
  const other = b.replace(/\D/g, '');
  if (one === other) return true;
  // A trunk takes numbers without prefixes or with others: what counts is the end.
  const length = Math.min(one.length, other.length, 8);
  return length >= 3 && one.slice(-length) === other.slice(-length);
}

/**
 * What is dialled when a channel dials: the extension it is at, or where that is only a place in the dial plan what it
 * dialled first, unless the dial string has another number of full length (a call through DISA, a speed dial).
 */
export function dialledNumber(first: string, extension: string, dialString: string): string {
  if (isDialled(extension)) return extension;
  const sent = numberOfDialString(dialString);
  if (sent.length < 7) return first || sent;
  return first !== '' && mayBeSame(first, sent) ? first : sent;
}
