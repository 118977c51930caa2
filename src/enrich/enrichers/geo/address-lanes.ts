/**
 * Reads the text of an address into numbers without allocating: 4 for IPv4 (lanes[0] is the address), 6 for IPv6 (four
 * lanes of 32 bits, highest first), 0 when it is no address. Takes canonical text (core/ip.ts); IPv4-mapped IPv6 is IPv4.
 */
export function readLanes(text: string, lanes: Uint32Array): 0 | 4 | 6 {
  const length = text.length;
  for (let i = 0; i < length && i < 5; i++) if (text.charCodeAt(i) === 58) return readV6(text, lanes);
  return readV4(text, 0, lanes) ? 4 : 0;
}

/** Reads a.b.c.d from `at` to the end into lanes[0]. */
function readV4(text: string, at: number, lanes: Uint32Array): boolean {
  let value = 0;
  let digits = 0;
  let octets = 0;
  let address = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) {
      value = value * 10 + code - 48;
      if (++digits > 3) return false;
    } else if (code === 46 && digits > 0 && value <= 255 && octets < 3) {
      address = address * 256 + value;
      octets++;
      value = 0;
      digits = 0;
    } else return false;
  }
  if (octets !== 3 || digits === 0 || value > 255) return false;
  lanes[0] = address * 256 + value;
  return true;
}

const groups = new Uint16Array(8);

function readV6(text: string, lanes: Uint32Array): 0 | 4 | 6 {
  const length = text.length;
  if (length > 45) return 0;
  let count = 0;
  let gap = -1;
  let at = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return 0;
    gap = 0;
    at = 2;
  }
  while (at < length) {
    if (count === 8) return 0;
    let value = 0;
    let digits = 0;
    const start = at;
    for (; at < length; at++) {
      const digit = hexDigit(text.charCodeAt(at));
      if (digit < 0) break;
      value = value * 16 + digit;
      if (++digits > 4) return 0;
    }
    if (at < length && text.charCodeAt(at) === 46) {
      // The last 32 bits as an IPv4 address.
      if (count > 6 || !readV4(text, start, lanes)) return 0;
      groups[count++] = lanes[0] >>> 16;
      groups[count++] = lanes[0] & 0xffff;
      at = length;
      break;
    }
    if (digits === 0) return 0;
    groups[count++] = value;
    if (at === length) break;
    if (text.charCodeAt(at) !== 58) return 0;
    at++;
    if (at === length) return 0;
    if (text.charCodeAt(at) === 58) {
      if (gap >= 0) return 0;
      gap = count;
      at++;
    }
  }
  if (gap < 0 ? count !== 8 : count > 7) return 0;
  if (gap >= 0) {
    const moved = count - gap;
    for (let i = 1; i <= moved; i++) groups[8 - i] = groups[count - i];
    for (let i = gap; i < 8 - moved; i++) groups[i] = 0;
  }
  for (let i = 0; i < 4; i++) lanes[i] = groups[2 * i] * 65536 + groups[2 * i + 1];
  if (lanes[0] === 0 && lanes[1] === 0 && lanes[2] === 0xffff) {
    lanes[0] = lanes[3];
    return 4;
  }
  return 6;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
