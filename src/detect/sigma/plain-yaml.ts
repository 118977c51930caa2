/**
 * The part of YAML 1.2 that rules are written in: maps and lists in blocks, lists in brackets on one line, plain and quoted
 * texts of one line, folded texts (`>-`), whole numbers, true and false, comments on lines of their own. Reading all that YAML
 * can say takes most of the time of a start, and rules need little of it.
 */

type Value = string | number | boolean | null | Value[] | { [key: string]: Value };

/** Something else stands here: the full reader must say what it means, or what is wrong with it. */
const unknown = Symbol('unknown');

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * The documents of a file that uses this part of YAML and nothing else, as the full reader gives them; undefined for any other
 * file, whether it is YAML or not.
 */
export function readPlainYaml(text: string): Record<string, unknown>[] | undefined {
  // Tabs, carriage returns and everything that YAML calls not printable or that may be a line end to somebody.
  if (/[^\n\x20-\x7e\u00a1-\u024f\u2010-\u2027]/.test(text)) return undefined;
  try {
    return documentsOf(text).map((lines) => new PlainReader(lines).document());
  } catch (error) {
    if (error === unknown) return undefined;
    throw error;
  }
}

function documentsOf(text: string): Line[][] {
  const documents: Line[][] = [[]];
  for (const line of text.split('\n')) {
    if (line === '---') {
      if (documents[documents.length - 1].every((each) => isNothing(each.text)) && documents.length > 1) throw unknown;
      documents.push([]);
    } else {
      const content = line.trimStart();
      documents[documents.length - 1].push({ indent: line.length - content.length, text: content });
    }
  }
  // What stands before a first `---` is no document unless it says something.
  if (documents[0].every((line) => isNothing(line.text))) documents.shift();
  return documents;
}

/** Empty, or a comment. */
function isNothing(text: string): boolean {
  return text === '' || text.startsWith('#');
}

class PlainReader {
  readonly #lines: readonly Line[];
  #at = 0;

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  document(): Record<string, unknown> {
    const first = this.#peek();
    if (first === undefined || first.indent !== 0 || first.text.startsWith('- ')) throw unknown;
    const map = this.#map(0);
    if (this.#peek() !== undefined) throw unknown;
    return map;
  }

  /** The next line that says something. */
  #peek(): Line | undefined {
    while (this.#at < this.#lines.length && isNothing(this.#lines[this.#at].text)) this.#at++;
    return this.#lines[this.#at];
  }

  #map(indent: number): { [key: string]: Value } {
    const map: { [key: string]: Value } = {};
    for (let line = this.#peek(); line !== undefined && line.indent >= indent; line = this.#peek()) {
      const [whole = '', key] = /^([A-Za-z_][A-Za-z0-9_.|-]*|[1-9][0-9]{0,8}):(?: |$)/.exec(line.text) ?? [];
      if (line.indent !== indent || key === undefined || isWord(key) || key in map) throw unknown;
      this.#at++;
      map[key] = this.#value(line.text.slice(whole.length).trimStart(), indent);
    }
    return map;
  }

  #list(indent: number): Value[] {
    const list: Value[] = [];
    for (let line = this.#peek(); line !== undefined && line.indent >= indent; line = this.#peek()) {
      if (line.indent !== indent || !line.text.startsWith('- ')) throw unknown;
      this.#at++;
      const text = line.text.slice(2).trimStart();
      if (text === '' || text.startsWith('>')) throw unknown;
      list.push(this.#value(text, indent));
    }
    return list;
  }

  /** What stands behind a key or a dash in a line with this indent. */
  #value(text: string, indent: number): Value {
    if (text === '>-') return this.#folded(indent);
    const next = this.#peek();
    const goesOn = next !== undefined && next.indent > indent;
    if (text === '') {
      if (!goesOn) throw unknown;
      return next.text.startsWith('- ') ? this.#list(next.indent) : this.#map(next.indent);
    }
    if (goesOn) throw unknown;
    return text.startsWith('[') ? bracketed(text) : scalar(text);
  }

  /** Lines of one indent, joined by spaces. */
  #folded(indent: number): string {
    const parts: string[] = [];
    let inner = 0;
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at];
      if (line.text !== '' && line.indent <= indent) break;
      inner ||= line.indent;
      // Empty lines and deeper ones have a meaning of their own.
      if (line.text === '' && parts.length > 0 && this.#isBlankFrom(this.#at)) break;
      if (line.text === '' || line.indent !== inner || line.text.endsWith(' ')) throw unknown;
      parts.push(line.text);
    }
    if (parts.length === 0) throw unknown;
    return parts.join(' ');
  }

  #isBlankFrom(at: number): boolean {
    return this.#lines.slice(at).every((each) => each.text === '');
  }
}

/** `[a, 'b', 3]` */
function bracketed(text: string): Value[] {
  const list: Value[] = [];
  let rest = text.slice(1).trimStart();
  if (rest === ']') return list;
  for (;;) {
    const [part] = /^(?:'(?:[^']|'')*'|"[^"\\]*"|[A-Za-z0-9+][A-Za-z0-9_.+ /-]*)/.exec(rest) ?? [];
    if (part === undefined) throw unknown;
    list.push(scalar(part.trimEnd()));
    rest = rest.slice(part.length).trimStart();
    if (rest === ']') return list;
    if (!rest.startsWith(',')) throw unknown;
    rest = rest.slice(1).trimStart();
  }
}

function scalar(text: string): Value {
  if (text.endsWith(' ')) throw unknown;
  if (text.startsWith("'")) {
    if (!/^'(?:[^']|'')*'$/.test(text)) throw unknown;
    return text.slice(1, -1).replaceAll("''", "'");
  }
  if (text.startsWith('"')) {
    if (!/^"[^"\\]*"$/.test(text)) throw unknown;
    return text.slice(1, -1);
  }
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  // A number and its unit is a text; other things that start like a number may be one of another form.
  if (/^[0-9]+[smhdwMy]$/.test(text)) return text;
  if (!/^(?:[A-Za-z(]|[0-9]+ [A-Za-z])/.test(text) || isWord(text) || /:(?: |$)| #/.test(text)) throw unknown;
  return text;
}

/** Words that YAML reads as something else than a text, and a key that objects have of their own. */
function isWord(text: string): boolean {
  return /^(?:true|false|null|__proto__)$/i.test(text);
}
