/** Texts up to this length may be asked about. */
export const longestPlain = 256;
/** So many variable repetitions one after the other cost at most the square of the length. */
const mostVariable = 2;

const letter = String.raw`[A-Za-z0-9 _\-#%&@!:;,<>=~"'/]|\\[.+*?()|[\]{}^$\\/\-]`;
const classLetter = String.raw`[A-Za-z0-9 _#%&@!:;,.<>=~"'/+*?()|{}$]|\\[.+*?()|[\]{}^$\\/\-]`;
/** A character or class, and how often: exactly so often, or variably. */
const atom = new RegExp(
  String.raw`(?:${letter}|\[(?:(?:${classLetter})(?:-(?:${classLetter}))?)+\])(?:\{\d+\}|(?<variable>[?+*]|\{\d+,\d*\}))?`,
  'y',
);

/**
 * An expression of RE2 for the JavaScript engine, when it is valid, means the same there and cannot take long: anchored at the
 * start, plain characters and classes of ASCII, groups that are not repeated, at most two variable repetitions on any way
 * through it. Undefined for any other. Only for texts of up to `longestPlain`.
 */
export function plainRegex(source: string): RegExp | undefined {
  if (!source.startsWith('^')) return undefined;
  const closed = /(?<!\\)\$$/.test(source);
  const reader = new Reader(source.slice(1, closed ? -1 : undefined));
  const variable = reader.way();
  return reader.isAtEnd && variable <= mostVariable ? valid(source) : undefined;
}

/** Undefined for bounds and classes that run backwards; those are nothing in RE2 either. */
function valid(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

/** Counts the variable repetitions on the way through an expression that has most. */
class Reader {
  private readonly body: string;
  private at = 0;

  constructor(body: string) {
    this.body = body;
  }

  get isAtEnd(): boolean {
    return this.at === this.body.length;
  }

  /** Goes through characters and groups up to an alternative or an end; stops in front of what it does not know. */
  way(): number {
    let variable = 0;
    while (!this.isAtEnd) {
      if (this.body[this.at] === '(') {
        const inside = this.group();
        if (inside < 0) break;
        variable += inside;
        continue;
      }
      atom.lastIndex = this.at;
      const found = atom.exec(this.body);
      if (found === null) break;
      if (found.groups?.variable !== undefined) variable++;
      this.at = atom.lastIndex;
    }
    return variable;
  }

  /** A group that nothing repeats; -1, with nothing read, for any other. */
  private group(): number {
    const start = this.at++;
    let most = this.way();
    while (this.body[this.at] === '|') {
      this.at++;
      most = Math.max(most, this.way());
    }
    const next = this.body[this.at + 1];
    if (this.body[this.at] === ')' && (next === undefined || !'?+*{'.includes(next))) {
      this.at++;
      return most;
    }
    this.at = start;
    return -1;
  }
}
