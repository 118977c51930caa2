/**
 * IPv4 address in `text` up to `end` as a number, without big integers; -1 when it is none. Leading zeros are refused, as in
 * `readAddress`.
 */
export function readPlainV4(text: string, end: number = text.length): number {
  if (end < 7 || end > 15) return -1;
  let [address, octet, digits, dots] = [0, 0, 0, 0];
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2e) {
      if (digits === 0 || ++dots > 3) return -1;
      address = address * 256 + octet;
      octet = 0;
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      if (digits > 0 && octet === 0) return -1;
      octet = octet * 10 + code - 0x30;
      if (++digits > 3 || octet > 255) return -1;
    } else return -1;
  }
  return dots === 3 && digits > 0 ? address * 256 + octet : -1;
}
