import { isPcap } from './wire/pcap-file.ts';

/** A file, or standard input, holds something else than lines of text; the message says what, and what to do. */
export class UnreadableInputError extends Error {
  override readonly name = 'UnreadableInputError';
  readonly retryable = false;

  constructor(path: string, why: string) {
    super(`${path === '-' ? 'standard input' : path} ${why}`);
  }
}

/** How many first bytes `whyNoLines` asks for. */
export const telling = 64;

/** What packs files, by their first bytes, and what unpacks them. */
const packers: readonly (readonly [name: string, unpack: string, start: readonly number[]])[] = [
  ['gzip', 'gunzip -k', [0x1f, 0x8b]],
  ['zstd', 'unzstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ['xz', 'unxz -k', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['bzip2', 'bunzip2 -k', [0x42, 0x5a, 0x68]],
  ['zip', 'unzip', [0x50, 0x4b, 0x03, 0x04]],
];
/** Behind `BZh` and a digit. */
const bzip2Block = [0x31, 0x41, 0x59];

/** Why what begins with these bytes holds no lines that could be read; '' when it may. */
export function whyNoLines(bytes: Uint8Array): string {
  for (const [name, unpack, start] of packers) {
    if (!start.every((byte, i) => bytes[i] === byte)) continue;
    if (name === 'bzip2' && !bzip2Block.every((byte, i) => bytes[4 + i] === byte)) continue;
    return `is packed with ${name}; unpack it first, with ${unpack}`;
  }
  if (isPcap(bytes)) return 'is a packet capture, which is read as a file only: ./belwacht replay FILE';
  return isUtf16(bytes) ? 'is UTF-16 text; make it UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE > OTHER' : '';
}

/** Its mark, or every other byte NUL and those between them not: what ASCII looks like in it. */
function isUtf16(bytes: Uint8Array): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true;
  const pairs = bytes.length >> 1;
  let first = 0;
  let second = 0;
  for (let i = 0; i < 2 * pairs; i += 2) {
    if (bytes[i] === 0) first++;
    if (bytes[i + 1] === 0) second++;
  }
  return pairs >= 8 && ((first === 0 && second === pairs) || (first === pairs && second === 0));
}
