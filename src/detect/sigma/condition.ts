import { refuse } from './refusal.ts';

/** A condition over names, before the names have a meaning. */
export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Expression[] }
  | { readonly kind: 'not'; readonly item: Expression };

const deepest = 50;
const longest = 4000;

/**
 * Reads a Sigma condition. From loosest to tightest: or, and, not, `x of`, parentheses.
 * `quantify` turns the pattern after `1 of` or `all of` into the names it stands for; without it they are refused.
 */
export function readCondition(text: string, quantify?: (pattern: string) => readonly string[]): Expression {
  if (text.length > longest) refuse(`the condition is longer than ${longest} characters`);
  if (text.includes('|'))
    refuse('aggregation in a condition ("| count() …", "| near …") is not supported; use a correlation');
  const tokens = text.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const word = () => tokens[at]?.toLowerCase();

  const either = (depth: number): Expression => {
    if (depth > deepest) refuse(`the condition is nested deeper than ${deepest} levels`);
    const items = [both(depth)];
    while (word() === 'or') {
      at++;
      items.push(both(depth));
    }
    return items.length === 1 ? items[0] : { kind: 'any', items };
  };
  const both = (depth: number): Expression => {
    const items = [one(depth)];
    while (word() === 'and') {
      at++;
      items.push(one(depth));
    }
    return items.length === 1 ? items[0] : { kind: 'all', items };
  };
  const one = (depth: number): Expression => {
    if (word() === 'not') {
      at++;
      return {
        kind: 'not',
        item: one(depth + 1 > deepest ? refuse(`the condition is nested deeper than ${deepest} levels`) : depth + 1),
      };
    }
    const token = tokens[at++];
    if (token === undefined) refuse('the condition ends too early');
    if (token === '(') {
      const inner = either(depth + 1);
      if (tokens[at++] !== ')') refuse('the condition misses a ")"');
      return inner;
    }
    if (token === ')') refuse('the condition has a ")" too many');
    const lower = token.toLowerCase();
    if (lower === 'and' || lower === 'or' || lower === 'of' || lower === 'them')
      refuse(`the condition has "${token}" where a name should stand`);
    if (lower === 'near') refuse('"near" in a condition is not supported; use a temporal correlation');
    if (word() === 'of') return quantified(lower);
    return { kind: 'name', name: token };
  };
  const quantified = (quantity: string): Expression => {
    if (quantity !== '1' && quantity !== 'any' && quantity !== 'all')
      refuse(`"${quantity} of" is not supported; only "1 of" and "all of" are`);
    if (!quantify) refuse(`"${quantity} of" is not supported here`);
    at++;
    const pattern = tokens[at++];
    if (pattern === undefined || pattern === '(' || pattern === ')')
      refuse(`"${quantity} of" needs a name, a pattern or "them"`);
    const names = quantify(pattern);
    if (names.length === 0) refuse(`"${quantity} of ${pattern}" stands for nothing in this detection`);
    return { kind: quantity === 'all' ? 'all' : 'any', items: names.map((name) => ({ kind: 'name', name })) };
  };

  if (tokens.length === 0) refuse('the condition is empty');
  const expression = either(0);
  if (at < tokens.length) refuse(`the condition cannot be read from "${tokens.slice(at).join(' ').slice(0, 60)}" on`);
  return expression;
}

/** The names an expression uses. */
export function namesIn(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.name];
  if (expression.kind === 'not') return namesIn(expression.item);
  return expression.items.flatMap(namesIn);
}
