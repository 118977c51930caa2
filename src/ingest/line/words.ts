/**
 * Bytes four at a time: a DataView reads a word at any place for what an array reads a byte. Words are little-endian.
 */

let viewed: Uint8Array | undefined;
let view: DataView = new DataView(new ArrayBuffer(0));

/** A view of the bytes with the same places; the last one is kept, since lines come many to a buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    viewed = bytes;
  }
  return view;
}

/** Text known beforehand, of at least four bytes, to be compared word by word. */
export class Words {
  readonly length: number;
  /** The words one after the other; the last one overlaps the one before so that it ends with the text. */
  private readonly words: Int32Array;
  private readonly last: number;

  constructor(text: Uint8Array) {
    this.length = text.length;
    const count = (text.length + 3) >> 2;
    const source = new DataView(text.buffer, text.byteOffset, text.byteLength);
    this.last = text.length - 4;
    this.words = new Int32Array(count);
    for (let i = 0; i < count; i++) this.words[i] = source.getInt32(i === count - 1 ? this.last : 4 * i, true);
  }

  /** Whether the text stands at `at`, all of it before `end`. */
  standAt(bytes: DataView, at: number, end: number): boolean {
    const { words, last, length } = this;
    if (at + length > end) return false;
    const full = (words.length - 1) | 0;
    let i = 0;
    while (i < full && bytes.getInt32((at + 4 * i) | 0, true) === words[i]) i = (i + 1) | 0;
    return i === full && bytes.getInt32(at + last, true) === words[full];
  }
}
