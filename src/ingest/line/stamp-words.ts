/** What timestamps are made of; callers see to it that the bytes are there. */

/** Value of `count` decimal digits, -1 when one of them is none. */
export function digits(bytes: Buffer, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = bytes[i] - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** 1–12 for an English month abbreviation, 0 for anything else. */
export function monthAt(bytes: Buffer, at: number): number {
  switch ((bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2]) {
    case 0x4a616e:
      return 1;
    case 0x466562:
      return 2;
    case 0x4d6172:
      return 3;
    case 0x417072:
      return 4;
    case 0x4d6179:
      return 5;
    case 0x4a756e:
      return 6;
    case 0x4a756c:
      return 7;
    case 0x417567:
      return 8;
    case 0x536570:
      return 9;
    case 0x4f6374:
      return 10;
    case 0x4e6f76:
      return 11;
    case 0x446563:
      return 12;
    default:
      return 0;
  }
}

/** Whether an English abbreviation of a day of the week stands here. */
export function isWeekday(bytes: Buffer, at: number): boolean {
  const name = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  return (
    name === 0x4d6f6e || // Mon
    name === 0x547565 || // Tue
    name === 0x576564 || // Wed
    name === 0x546875 || // Thu
    name === 0x467269 || // Fri
    name === 0x536174 || // Sat
    name === 0x53756e // Sun
  );
}

/** ASCII letters and digits. */
export function isWordByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
