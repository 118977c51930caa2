import { parse } from 'yaml';
import { z } from 'zod';
import { callDirections, callOutcomes } from '../../../core/call-record.ts';
import { ok, type Result, refused } from '../../../core/result.ts';
import { createZone } from '../../line/zone.ts';
import { mostColumns } from '../cdr-columns.ts';
import { type ColumnName, type CsvMapping, constantFields, mappedFields } from './csv-mapping.ts';
import { TimePattern } from './time-pattern.ts';

const column = z.union([z.string().min(1).max(200), z.number().int().min(1).max(mostColumns)]);
const columns = z.partialRecord(
  z.enum(mappedFields),
  z.union([column.transform((one): ColumnName[] => [one]), z.array(column).min(1).max(2)]),
);
const schema = z.strictObject({
  delimiter: z.enum([',', ';', '|', '\t']).default(','),
  header: z.boolean().default(true),
  time: z.string().min(1).max(64).default('iso'),
  zone: z.string().max(64).default(''),
  columns,
  constants: z.partialRecord(z.enum(constantFields), z.coerce.string().max(200)).default({}),
  outcomes: z.record(z.string(), z.enum(callOutcomes)).default({}),
  directions: z.record(z.string(), z.enum(callDirections)).default({}),
});

/** Largest mapping file, characters. */
const longestFile = 64 * 1024;

/**
 * Reads a mapping file (YAML, see docs/formats/cdr.md). Refuses, with a sentence that says what to write, an unknown key or field,
 * a zone or time pattern that does not exist, and a mapping that tells no start, no destination or no length of a call.
 */
export function readCsvMapping(text: string): Result<CsvMapping> {
  if (text.length > longestFile) return refused('the mapping is longer than 64 KiB');
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return refused(`the mapping is no YAML: ${(error as Error).message.split('\n', 1)[0]}`);
  }
  return checkCsvMapping(value);
}

/** The same for a mapping that was read already, from JSON for instance. */
export function checkCsvMapping(value: unknown): Result<CsvMapping> {
  const read = schema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return refused(`${issue.path.join('.') || 'the mapping'}: ${issue.message}`);
  }
  const mapping = read.data;
  const has = mapping.columns;
  if (!has.start) return refused('columns.start is missing: name the column with the time a call began');
  if (!has.to) return refused('columns.to is missing: name the column with the number that was called');
  if (!has.end && !has.duration && !has.billable)
    return refused('columns needs end, duration or billable: how long a call was');
  for (const [field, names] of Object.entries(has)) {
    if (names.length > 1 && !['start', 'answer', 'end'].includes(field))
      return refused(`columns.${field}: only times may stand in two columns`);
    if (!mapping.header && names.some((name) => typeof name === 'string'))
      return refused(`columns.${field}: without a header columns have numbers, 1 for the first`);
  }
  const { direction, outcome } = mapping.constants;
  if (direction !== undefined && !callDirections.some((one) => one === direction))
    return refused(`constants.direction: one of ${callDirections.join(', ')}`);
  if (outcome !== undefined && !callOutcomes.some((one) => one === outcome))
    return refused(`constants.outcome: one of ${callOutcomes.join(', ')}`);
  try {
    new TimePattern(mapping.time, createZone(mapping.zone || 'UTC'));
  } catch (error) {
    return refused(
      `${error instanceof Error && error.name === 'TimePatternError' ? 'time' : 'zone'}: ${(error as Error).message}`,
    );
  }
  return ok(mapping);
}
