import { ok, type Result, refused } from '../../../core/result.ts';
import type { Text } from '../../../core/text.ts';
import { quote } from '../read/quote.ts';
import { type Comparator, type Condition, comparators, type Operand } from './condition.ts';

class Unreadable extends Error {
  readonly sentence: Text;
  constructor(sentence: Text) {
    super(sentence.en);
    this.sentence = sentence;
  }
}

const longest = 4_000;
const deepest = 30;
const token =
  /\s+|(?<variable>__[A-Za-z][A-Za-z0-9_-]*?__:value)(?![A-Za-z0-9_-])|'(?<text>(?:[^'\\]|\\['\\])*)'|(?<number>[+-]?(?:\d+\.\d+|\d+))(?![A-Za-z0-9_.])|(?<mark>==|!=|<>|>=|<=|[=<>()[\],])|(?<word>[A-Za-z]+)(?![A-Za-z0-9_:-])/y;

type Token = { readonly kind: 'variable' | 'text' | 'number' | 'mark' | 'word'; readonly text: string };

/**
 * Reads the condition of an if or while step: the comparison expressions of the STIX 2.1 patterning grammar with variables as
 * object paths (`__name__:value`), optionally in square brackets. From loosest to tightest: OR, AND, NOT, a comparison or parentheses.
 * Comparisons: = (==), != (<>), >, >=, <, <=, IN ('a', 'b'), LIKE ('a%'), MATCHES ('^a.*'), ISSUBSET and ISSUPERSET ('10.0.0.0/8'),
 * EXISTS. Values: 'text' with \' and \\, numbers, true, false. Observation operators (FOLLOWEDBY, WITHIN …) have no meaning here.
 */
export function readCondition(source: string): Result<Condition, Text> {
  try {
    return ok(new Reader(source).whole());
  } catch (error) {
    if (error instanceof Unreadable) return refused(error.sentence);
    throw error;
  }
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    if (source.length > longest) fail(`it is longer than ${longest} characters`, `ze is langer dan ${longest} tekens`);
    this.#tokens = tokensOf(source);
  }

  whole(): Condition {
    if (this.#tokens.length === 0) fail('it is empty', 'ze is leeg');
    const bracketed = this.#takeMark('[');
    const condition = this.#either(0);
    if (bracketed) this.#expect(']');
    const rest = this.#tokens[this.#at];
    if (rest) fail(`it cannot be read from ${quote(rest.text)} on`, `ze is niet te lezen vanaf ${quote(rest.text)}`);
    return condition;
  }

  #either(depth: number): Condition {
    if (depth > deepest)
      fail(`it is nested deeper than ${deepest} levels`, `ze is dieper genest dan ${deepest} niveaus`);
    const items = [this.#both(depth)];
    while (this.#takeWord('OR')) items.push(this.#both(depth));
    return items.length === 1 ? items[0] : { kind: 'any', items };
  }

  #both(depth: number): Condition {
    const items = [this.#one(depth)];
    while (this.#takeWord('AND')) items.push(this.#one(depth));
    return items.length === 1 ? items[0] : { kind: 'all', items };
  }

  #one(depth: number): Condition {
    if (this.#takeWord('NOT')) {
      if (depth >= deepest)
        fail(`it is nested deeper than ${deepest} levels`, `ze is dieper genest dan ${deepest} niveaus`);
      return { kind: 'not', item: this.#one(depth + 1) };
    }
    if (this.#takeMark('(')) {
      const inner = this.#either(depth + 1);
      this.#expect(')');
      return inner;
    }
    if (this.#takeWord('EXISTS')) {
      const operand = this.#operand();
      if (operand.kind !== 'variable') return fail('EXISTS asks about a variable', 'EXISTS vraagt naar een variabele');
      return { kind: 'exists', name: operand.name };
    }
    return this.#comparison();
  }

  #comparison(): Condition {
    const left = this.#operand();
    const negated = this.#takeWord('NOT');
    const found = this.#test(left);
    if (found) return negated ? { kind: 'not', item: found } : found;
    if (!negated && left.kind === 'value' && typeof left.value === 'boolean')
      return { kind: 'constant', value: left.value };
    return fail('a comparison such as = is expected after a value', 'na een waarde hoort een vergelijking, zoals =');
  }

  #test(left: Operand): Condition | undefined {
    if (this.#takeWord('IN')) return { kind: 'in', left, set: this.#set() };
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'mark' && next?.kind !== 'word') return undefined;
    const written = next.text.toUpperCase();
    const comparator = (written === '==' ? '=' : written === '<>' ? '!=' : written) as Comparator;
    if (!comparators.includes(comparator)) return undefined;
    this.#at++;
    const right = this.#operand();
    if (comparator === 'MATCHES') checkPattern(right);
    return { kind: 'compare', left, comparator, right };
  }

  #set(): readonly Operand[] {
    this.#expect('(');
    const set = [this.#operand()];
    while (this.#takeMark(',')) set.push(this.#operand());
    this.#expect(')');
    return set;
  }

  #operand(): Operand {
    const next = this.#tokens[this.#at];
    if (next === undefined) return fail('it ends too early', 'ze houdt te vroeg op');
    this.#at++;
    if (next.kind === 'variable') return { kind: 'variable', name: next.text.slice(0, -':value'.length) };
    if (next.kind === 'text') return { kind: 'value', value: next.text };
    if (next.kind === 'number') return { kind: 'value', value: Number(next.text) };
    const word = next.text.toLowerCase();
    if (next.kind === 'word' && (word === 'true' || word === 'false')) return { kind: 'value', value: word === 'true' };
    return fail(
      `a variable (__name__:value) or a value is expected where ${quote(next.text)} stands`,
      `waar ${quote(next.text)} staat, hoort een variabele (__naam__:value) of een waarde`,
    );
  }

  #takeWord(word: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'word' || next.text.toUpperCase() !== word) return false;
    this.#at++;
    return true;
  }

  #takeMark(mark: string): boolean {
    const next = this.#tokens[this.#at];
    if (next?.kind !== 'mark' || next.text !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#takeMark(mark)) fail(`it misses a “${mark}”`, `er ontbreekt een “${mark}”`);
  }
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    token.lastIndex = at;
    const match = token.exec(source);
    if (!match || match[0] === '') {
      const shown = quote(source.slice(at, at + 40));
      return fail(`it cannot be read from ${shown} on`, `ze is niet te lezen vanaf ${shown}`);
    }
    at += match[0].length;
    for (const kind of ['variable', 'text', 'number', 'mark', 'word'] as const) {
      const text = match.groups?.[kind];
      if (text !== undefined) tokens.push({ kind, text: kind === 'text' ? text.replace(/\\(['\\])/g, '$1') : text });
    }
  }
  return tokens;
}

/**
 * MATCHES takes a small language that cannot be made to run for ever: letters, `.`, `.*`, `.+`, classes such as [0-9a-f] with + or *,
 * `\d`, `\w`, `\.`, `^` and `$`; no groups, no alternatives, at most three repeats.
 */
function checkPattern(operand: Operand): void {
  const pattern = operand.kind === 'value' && typeof operand.value === 'string' ? operand.value : undefined;
  const simple = /^\^?(?:(?:\[\^?[A-Za-z0-9_. -]+\]|\\[dws.]|[^\\()[\]{}|^$*+?])[*+?]?)*\$?$/;
  const repeats = pattern?.match(/[*+?]/g)?.length ?? 0;
  if (pattern === undefined || pattern.length > 200 || repeats > 3 || !simple.test(pattern) || !compiles(pattern))
    fail(
      'MATCHES takes a simple pattern as text: no groups or alternatives, at most three repeats',
      'MATCHES vraagt een eenvoudig patroon als tekst: geen groepen of alternatieven, hooguit drie herhalingen',
    );
}

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

function fail(en: string, nl: string): never {
  throw new Unreadable({ en, nl });
}
