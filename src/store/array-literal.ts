/**
 * Array literals of PostgreSQL (https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO) for whole columns: one
 * parameter a column keeps a statement of thousands of rows small. Text must be storable (storable.ts).
 */
export function textArray(values: readonly string[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    literal += i === 0 ? '"' : ',"';
    literal += value.includes('\\') || value.includes('"') ? value.replace(/[\\"]/g, '\\$&') : value;
    literal += '"';
  }
  return `${literal}}`;
}

/** Array literal of numbers or booleans. */
export function plainArray(values: readonly (number | boolean)[]): string {
  return `{${values.join(',')}}`;
}
