import { longestNumber, prefixKey } from '../phone/prefix-index.ts';

/** Most prefixes one line may mean. */
const mostPrefixes = 10_000;
const plain = /^[0-9]+$/;

/**
 * Keys of the prefixes a cell means: `31`, `+31 20`, `0031`, `'31`, `="31"`, `31610,31611` and `31610-31619`; `code` is put before
 * each. Undefined when one of them is none.
 */
export function readPrefixes(cell: string, code = ''): number[] | undefined {
  if (code === '' && plain.test(cell) && cell.length <= longestNumber && cell[0] !== '0') return [prefixKey(cell)];
  const text = cell
    .trim()
    .replace(/^='?"?|^['"]|["']$/g, '')
    .trim();
  if (text === '' && code !== '') return keysOf(code, '', '');
  const keys: number[] = [];
  for (const part of text.split(/[,;|/]/)) {
    const range = /^\+?([0-9 ]+)(?:-\+?([0-9 ]+))?$/.exec(part.trim());
    if (!range) return undefined;
    const first = range[1]!.replaceAll(' ', '');
    const last = (range[2] ?? first).replaceAll(' ', '');
    // 1-876 is one prefix with a hyphen in it, 20-25 a range.
    const found = last.length === first.length ? keysOf(code, first, last) : keysOf(code, first + last, first + last);
    if (!found || keys.length + found.length > mostPrefixes) return undefined;
    keys.push(...found);
  }
  return keys.length > 0 ? keys : undefined;
}

function keysOf(code: string, first: string, last: string): number[] | undefined {
  const many = Number(last) - Number(first) + 1;
  if (!(many >= 1 && many <= mostPrefixes)) return undefined;
  const keys: number[] = [];
  for (let i = 0; i < many; i++) {
    const own = many === 1 ? first : String(Number(first) + i).padStart(first.length, '0');
    const digits = (code + own).replace(/^00/, '');
    if (!plain.test(digits) || digits.length > longestNumber || digits.startsWith('0')) return undefined;
    keys.push(prefixKey(digits));
  }
  return keys;
}
