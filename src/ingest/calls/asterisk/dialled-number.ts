/** So many digits a number of the telephone network has at least; shorter ones are extensions, services and help. */
const shortestNumber = 7;

/** Whether a text is what somebody dials, and no name of a place in a dial plan (`s`, `h`, `dialout-trunk`). */
export function isDialled(text: string): boolean {
  return /^[+*#]?[0-9*#]{1,40}$/.test(text) && /[0-9]/.test(text);
}

/** Whether it has as many digits as a telephone number. */
export function isLong(text: string): boolean {
  return text.replace(/\D/g, '').length >= shortestNumber;
}

/** Digits of the number in a dial string: `0044…@trunk`, `trunk/0044…`, `sip:0044…@192.0.2.1`; '' when it has none. */
export function numberOfDialString(text: string): string {
  const user = text.replace(/^.*sips?:/i, '').split('@', 1)[0];
  for (const part of user.split('/').reverse()) if (isDialled(part)) return part;
  return '';
}

/** Whether two spellings may be of one number: they are equal, or their last digits are, five at least. */
export function mayBeSame(a: string, b: string): boolean {
  const one = a.replace(/\D/g, '');
  const other = b.replace(/\D/g, '');
  if (one === other) return true;
  // A trunk takes numbers without prefixes or with others: what counts is the end.
  const length = Math.min(one.length, other.length, 8);
  return length >= 5 && one.slice(-length) === other.slice(-length);
}

/**
 * What is dialled when a channel dials an endpoint: the number at which it stands in the dial plan, or where that is only a
 * place what it dialled first. When the dial string has another number of full length that one counts, since it is what is
 * sent out: a call through DISA, a speed dial, an extension that is somebody's mobile, a number that is sent on abroad.
 */
export function dialledNumber(first: string, extension: string, dialString: string, endpoint: string): string {
  const stands = isDialled(extension) ? extension : first;
  const sent = numberOfDialString(dialString);
  // Endpoints may be called like numbers; to dial one by its name is to dial nothing further.
  if (sent === endpoint || !isLong(sent)) return stands || sent;
  return stands !== '' && mayBeSame(stands, sent) ? stands : sent;
}
