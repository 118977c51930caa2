import { contains, readCidr } from '../../../core/ip.ts';
import type { VariableValues } from '../../../core/playbook/variable.ts';
import type { Condition, Operand } from './condition.ts';

/**
 * Whether a condition holds. A variable that is not known (null, or not there) makes a comparison about it false, also != : nothing
 * is concluded from what nobody knows. Values compare as numbers when both are numbers, else as text; true and false as text.
 */
export function holds(condition: Condition, values: VariableValues): boolean {
  switch (condition.kind) {
    case 'constant':
      return condition.value;
    case 'all':
      return condition.items.every((item) => holds(item, values));
    case 'any':
      return condition.items.some((item) => holds(item, values));
    case 'not':
      return !holds(condition.item, values);
    case 'exists':
      return textOf({ kind: 'variable', name: condition.name }, values) !== undefined;
    case 'in': {
      const left = textOf(condition.left, values);
      return left !== undefined && condition.set.some((each) => same(left, textOf(each, values)));
    }
    case 'compare': {
      const left = textOf(condition.left, values);
      const right = textOf(condition.right, values);
      return left !== undefined && right !== undefined && compare(left, condition.comparator, right);
    }
  }
}

function textOf(operand: Operand, values: VariableValues): string | undefined {
  if (operand.kind === 'value') return String(operand.value);
  return Object.hasOwn(values, operand.name) ? (values[operand.name] ?? undefined) : undefined;
}

function compare(left: string, comparator: string, right: string): boolean {
  switch (comparator) {
    case '=':
      return same(left, right);
    case '!=':
      return !same(left, right);
    case 'LIKE':
      return like(left, right);
    case 'MATCHES':
      return new RegExp(right, 'u').test(left.slice(0, 1_000));
    case 'ISSUBSET':
      return within(left, right);
    case 'ISSUPERSET':
      return within(right, left);
    default: {
      const order = ordered(left, right);
      if (comparator === '<') return order < 0;
      if (comparator === '<=') return order <= 0;
      return comparator === '>' ? order > 0 : order >= 0;
    }
  }
}

/** As numbers are written; not 0201 or +31, which are names that happen to have digits. */
const numeric = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

const truth = /^(?:true|false)$/i;

function ordered(left: string, right: string): number {
  if (numeric.test(left) && numeric.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

function same(left: string, right: string | undefined): boolean {
  if (right === undefined) return false;
  if (truth.test(left) && truth.test(right)) return left.toLowerCase() === right.toLowerCase();
  return left === right || (numeric.test(left) && numeric.test(right) && Number(left) === Number(right));
}

/** LIKE: `%` is any run, `_` one character. Linear: the last `%` alone is ever tried again. */
function like(text: string, pattern: string): boolean {
  let at = 0;
  let of = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[of] === '%') {
      star = of++;
      mark = at;
    } else if (of < pattern.length && (pattern[of] === '_' || pattern[of] === text[at])) {
      at++;
      of++;
    } else if (star >= 0) {
      of = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[of] === '%') of++;
  return of === pattern.length;
}

/** Whether an address or network lies in a network. What is neither lies nowhere. */
function within(inner: string, outer: string): boolean {
  const range = readCidr(outer);
  const part = readCidr(inner);
  return range !== undefined && part !== undefined && contains(range, part);
}
