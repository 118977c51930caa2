/**
 * Text somebody else controls, made harmless to read: control characters become their pictures (␀, ␛), and characters
 * that reorder or hide text (bidirectional controls, zero width, fillers, tags, lone surrogates) become escapes such as
 * \u202e.
 */
export function visibleText(text: string): string {
  if (plain.test(text)) return text;
  let shown = '';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (code < 0x20) shown += String.fromCharCode(0x2400 + code);
    else if (code === 0x7f) shown += '\u2421';
    else if (hides(code)) shown += escaped(code);
    else shown += char;
  }
  return shown;
}

const plain = /^[ -~]*$/;

/** Ranges of code points that show nothing of themselves, or change how others are shown. */
const hidden: readonly (readonly [from: number, to: number])[] = [
  [0x80, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0xe0fff],
];

function hides(code: number): boolean {
  return hidden.some(([from, to]) => code >= from && code <= to);
}

function escaped(code: number): string {
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
