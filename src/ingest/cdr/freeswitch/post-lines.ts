import { literal } from '../../line/scan.ts';
import { type CdrFormat, type CdrReading, longestPost, refusals } from '../cdr-format.ts';

const quote = 0x22;
const backslash = 0x5c;
const endOfXml = literal('</cdr>');

/** Whether a file that begins with these bytes holds records of mod_json_cdr or mod_xml_cdr, over one line each or over many. */
export function holdsPosts(bytes: Buffer): boolean {
  let at = 0;
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3;
  while (at < bytes.length && bytes[at]! <= 0x20) at++;
  return bytes[at] === 0x7b || bytes[at] === 0x3c;
}

/** Puts the lines of one record together and gives them to `format`: JSON to its last brace, XML to `</cdr>`. */
export function joinPosts(format: CdrFormat): CdrFormat {
  let lines: Buffer[] = [];
  let length = 0;
  let first = 0;
  let [depth, inText] = [0, false];
  const begin = () => {
    lines = [];
    length = 0;
    [depth, inText] = [0, false];
  };
  return {
    id: format.id,
    read(bytes: Buffer, start: number, end: number, line: number): CdrReading {
      let at = start;
      while (at < end && bytes[at]! <= 0x20) at++;
      if (at === end && lines.length === 0) return undefined;
      if (lines.length === 0) first = line;
      const isXml = lines.length === 0 ? bytes[at] === 0x3c : lines[0]![0] === 0x3c;
      lines.push(Buffer.from(bytes.subarray(lines.length === 0 ? at : start, end)), Buffer.from('\n'));
      length += end - start + 1;
      if (length > longestPost) {
        begin();
        return refusals['too-long'];
      }
      if (isXml) {
        if (bytes.subarray(start, end).indexOf(endOfXml) < 0) return undefined;
      } else {
        for (let i = at; i < end; i++) {
          const byte = bytes[i];
          if (byte === backslash && inText) i++;
          else if (byte === quote) inText = !inText;
          else if (!inText && byte === 0x7b) depth++;
          else if (!inText && byte === 0x7d) depth--;
        }
        if (depth > 0) return undefined;
      }
      const whole = Buffer.concat(lines);
      begin();
      return format.read(whole, 0, whole.length, first);
    },
    /** What is not closed at the end of a file tells of no call. */
    rest: () => [],
  };
}
