/** What a text is as a price: whole millionths, `rounded` when it had more than six decimals; undefined when it is none. */
export interface Decimal {
  readonly micro: number;
  readonly rounded: boolean;
}

const shape = /^([0-9][0-9., '\u00a0\u202f]*|[.,][0-9]+)$/;
const thousands = /^[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3})*$/;
const most = 1e9;

/**
 * Reads `0.05`, `0,05`, `1.234,50`, `1,234.50`, `€ 0,05`, `.05` and `5e-2` into millionths without a float in between. The
 * last mark is the decimal one, except one that comes more than once. Negative prices are none. More than 1000 million is none.
 */
export function readDecimal(text: string): Decimal | undefined {
  let rest = text
    .trim()
    .replace(/^(?:[€$£]|EUR|USD|GBP)\s*/i, '')
    .replace(/\s*(?:[€$£]|EUR|USD|GBP)$/i, '');
  const power = /^(.*[0-9.])[eE]([+-]?[0-9]{1,2})$/.exec(rest);
  if (power) rest = shifted(power[1]!, Number(power[2]));
  if (!shape.test(rest) || rest.length > 40) return undefined;
  rest = rest.replace(/[ '\u00a0\u202f]/g, '');
  const mark = Math.max(rest.lastIndexOf('.'), rest.lastIndexOf(','));
  const repeated = mark >= 0 && rest.indexOf(rest[mark]!) !== mark;
  const grouped = mark < 0 || repeated ? rest : rest.slice(0, mark);
  if (/[.,]/.test(grouped) && !thousands.test(grouped)) return undefined;
  const whole = grouped.replace(/[.,]/g, '') || '0';
  const decimals = mark < 0 || repeated ? '' : rest.slice(mark + 1);
  if (!/^[0-9]{1,10}$/.test(whole) || !/^[0-9]*$/.test(decimals)) return undefined;
  const kept = Number(`${whole}${decimals.slice(0, 6).padEnd(6, '0')}`);
  const lost = decimals.slice(6);
  const micro = kept + (lost >= '5' ? 1 : 0);
  return micro > most * 1e6 ? undefined : { micro, rounded: /[1-9]/.test(lost) };
}

/** Moves the decimal mark of `digits` by `places`, in text. */
function shifted(digits: string, places: number): string {
  const [whole = '', decimals = ''] = digits.replace(',', '.').split('.') as [string, string?];
  const all = whole + decimals;
  const mark = whole.length + places;
  if (mark <= 0) return `0.${'0'.repeat(-mark)}${all}`;
  return mark >= all.length ? all.padEnd(mark, '0') : `${all.slice(0, mark)}.${all.slice(mark)}`;
}
