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
  length = 0;
  /** The words one after the other; the last one overlaps the one before so that it ends with the text. */
  private readonly words: Int32Array;
  private readonly text: DataView;
  private full = 0;
  private last = 0;

  constructor(text: Uint8Array) {
    this.text = new DataView(text.buffer, text.byteOffset, text.byteLength);
    this.words = new Int32Array((text.length + 3) >> 2);
    this.learn(text.length);
  }

  /** Reads the first `length` bytes (at least four) of the array it was made from anew. */
  learn(length: number): void {
    this.length = length;
    this.full = ((length + 3) >> 2) - 1;
    this.last = length - 4;
    for (let i = 0; i < this.full; i++) this.words[i] = this.text.getInt32(4 * i, true);
    this.words[this.full] = this.text.getInt32(this.last, true);
  }

  /** Whether the text stands at `at`, all of it before `end`. */
  standAt(bytes: DataView, at: number, end: number): boolean {
    const { words, last, length, full } = this;
    if (at + length > end) return false;
    let i = 0;
    while (i < full && bytes.getInt32((at + 4 * i) | 0, true) === words[i]) i = (i + 1) | 0;
    return i === full && bytes.getInt32(at + last, true) === words[full];
  }
}
