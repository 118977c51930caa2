/** A part of a line that is drawn in one go. */
export interface Run {
  readonly text: string;
  /** A blank that a person still has to fill in. */
  readonly blank: boolean;
}
export type Line = readonly Run[];

/**
 * Breaks a text into lines that are no wider than `width`. Breaks at spaces, at line ends, and inside a word only when it does
 * not fit on a line by itself. `measure` gives the width of a text.
 */
export function wrap(text: string, width: number, measure: (text: string) => number): Line[] {
  return text.split('\n').flatMap((part) => wrapPart(part, width, measure));
}

function wrapPart(text: string, width: number, measure: (text: string) => number): Line[] {
  const space = measure(' ');
  const lines: Run[][] = [];
  let line: Run[] = [];
  let used = 0;
  const put = (word: string, blank: boolean, wide: number) => {
    const last = line.at(-1);
    const gap = line.length > 0 ? ' ' : '';
    if (last !== undefined && last.blank === blank)
      line[line.length - 1] = { text: `${last.text}${gap}${word}`, blank };
    else if (last === undefined) line.push({ text: word, blank });
    // The space between belongs to the plain part, so that a blank is marked from bracket to bracket.
    else if (blank) {
      line[line.length - 1] = { text: `${last.text} `, blank: false };
      line.push({ text: word, blank });
    } else line.push({ text: ` ${word}`, blank });
    used += wide + (gap === '' ? 0 : space);
  };
  const end = () => {
    lines.push(line);
    line = [];
    used = 0;
  };
  for (const { word, blank } of wordsOf(text)) {
    const wide = measure(word);
    if (line.length > 0 && used + space + wide > width) end();
    if (wide <= width) put(word, blank, wide);
    else
      for (const piece of pieces(word, width, measure)) {
        if (line.length > 0) end();
        put(piece, blank, measure(piece));
      }
  }
  end();
  return lines;
}

function* wordsOf(text: string): Generator<{ word: string; blank: boolean }> {
  let open = false;
  for (const word of text.split(' ')) {
    if (word === '') continue;
    // A sign may be stuck to a blank, as in “[fill in: name].”: it is marked along with it, which nobody minds.
    if (/\[(?:invullen|fill)$|\[invullen:$/.test(word)) open = true;
    yield { word, blank: open };
    if (word.includes(']')) open = false;
  }
}

function pieces(word: string, width: number, measure: (text: string) => number): string[] {
  const cut: string[] = [];
  let piece = '';
  let used = 0;
  for (const sign of word) {
    const wide = measure(sign);
    if (piece !== '' && used + wide > width) {
      cut.push(piece);
      piece = '';
      used = 0;
    }
    piece += sign;
    used += wide;
  }
  cut.push(piece);
  return cut;
}
