import { parse } from 'yaml';
import { z } from 'zod';
import { ok, type Result, refused } from '../../../core/result.ts';
import { threeCxOrder } from './three-cx-fields.ts';

const names = z.union([z.array(z.string()), z.string().transform((text) => text.split(','))]);
const schema = z.union([z.strictObject({ fields: names }).transform(({ fields }) => fields), names]);
/** Longest file, characters. */
const longest = 64 * 1024;

/**
 * Reads the fields of 3CX in the order that its CDR settings have: YAML with `fields`, a list or names with commas between, or the
 * names alone. Refuses, with a sentence that says what is wrong, what no call can be read from.
 */
export function readThreeCxFields(text: string): Result<readonly string[]> {
  if (text.length > longest) return refused('the list of fields is longer than 64 KiB');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return refused(`this is no YAML: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  const read = schema.safeParse(value);
  if (!read.success)
    return refused('write “fields:” and the names of the CDR settings of 3CX in their order, with commas between them');
  const fields = read.data.map((field) => field.trim());
  try {
    threeCxOrder(fields);
  } catch (error) {
    return refused((error as Error).message);
  }
  return ok(fields);
}
