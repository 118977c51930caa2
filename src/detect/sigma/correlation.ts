import type { EventKey } from '../../core/event.ts';
import { type Bounds, highest, lowest, readBounds } from './bounds.ts';
import { type Expression, namesIn, readCondition } from './condition.ts';
import { readDuration } from './duration.ts';
import { fieldKey, fieldKind } from './fields.ts';
import { isMap } from './is-map.ts';
import { type CorrelationPlan, type CorrelationType, correlationTypes, type Plan } from './plan.ts';
import { refuse } from './refusal.ts';

/** Longest timespan, seconds. */
export const longestTimespanS = 31 * 86_400;
/** Highest count a window keeps. */
export const highestCount = 100_000;
const mostGroupFields = 6;
const mostInputs = 32;

const known = new Set(['type', 'rules', 'aliases', 'group-by', 'timespan', 'condition', 'generate', 'field']);

/** A correlation section before its references are resolved. */
export interface Correlation {
  readonly type: CorrelationType;
  readonly refs: readonly string[];
  readonly generate: boolean;
  /** Builds the plan once the rules it refers to are known, in the order of `refs`. */
  build(label: string, inputs: readonly Plan[]): CorrelationPlan;
}

/** Reads a `correlation:` section. */
export function readCorrelation(section: unknown): Correlation {
  if (!isMap(section)) refuse('"correlation" must be a map');
  for (const key of Object.keys(section)) if (!known.has(key)) refuse(`correlation: unknown key "${key}"`);
  const type = section.type as CorrelationType;
  if (!correlationTypes.includes(type)) refuse(`correlation: type "${String(section.type)}" is not supported`);
  const refs = textList(section.rules, 'rules');
  if (refs.length === 0) refuse('correlation: "rules" is missing or empty');
  if (refs.length > mostInputs) refuse(`correlation: more than ${mostInputs} rules`);
  const { generate = false } = section;
  if (typeof generate !== 'boolean') refuse('correlation: "generate" must be true or false');
  if (section.timespan === undefined) refuse('correlation: "timespan" is missing, write for example timespan: 10m');
  const spanS = readDuration(section.timespan);
  if (spanS === undefined)
    refuse(`correlation: timespan "${String(section.timespan)}" must be a number and s, m, h or d, such as 10m`);
  if (spanS > longestTimespanS) refuse('correlation: the timespan is longer than 31d');
  const groupNames = section['group-by'] === undefined ? [] : textList(section['group-by'], 'group-by');
  if (groupNames.length > mostGroupFields) refuse(`correlation: more than ${mostGroupFields} group-by fields`);
  const aliases = readAliases(section.aliases, refs);
  const groupKeys = refs.map((ref) => groupNames.map((name) => resolve(name, ref, aliases, 'group-by')));
  for (const [alias] of aliases)
    if (fieldKey(alias)) refuse(`correlation: alias "${alias}" hides a field of that name`);
  const { bounds, expression, fields, percentile } = readRequirement(type, section, refs);
  const valueKeys = refs.map((ref) => fields.map((name) => resolve(name, ref, aliases, 'condition field')));
  if (type === 'value_sum' || type === 'value_avg' || type === 'value_percentile') {
    for (const [key] of valueKeys)
      if (fieldKind(key) !== 'number')
        refuse(`correlation: ${type} needs a field with numbers, "${fields[0]}" has none`);
  }
  return {
    type,
    refs,
    generate,
    build: (label, inputs) => ({
      kind: 'correlation',
      label,
      type,
      inputs,
      groupNames,
      groupKeys,
      spanMs: spanS * 1000,
      bounds,
      expression,
      valueKeys,
      percentile,
    }),
  };
}

type Aliases = ReadonlyMap<string, ReadonlyMap<string, EventKey>>;

function readAliases(section: unknown, refs: readonly string[]): Aliases {
  const aliases = new Map<string, Map<string, EventKey>>();
  if (section === undefined) return aliases;
  if (!isMap(section)) refuse('correlation: "aliases" must be a map');
  for (const [alias, perRule] of Object.entries(section)) {
    if (!isMap(perRule)) refuse(`correlation: alias "${alias}" must map rule names to fields`);
    const fields = new Map<string, EventKey>();
    for (const [rule, field] of Object.entries(perRule)) {
      if (!refs.includes(rule)) refuse(`correlation: alias "${alias}" names "${rule}", which "rules" does not list`);
      const key = typeof field === 'string' ? fieldKey(field) : undefined;
      if (key === undefined)
        refuse(`correlation: alias "${alias}": unknown field "${String(field)}": events do not have it`);
      fields.set(rule, key);
    }
    aliases.set(alias, fields);
  }
  return aliases;
}

function resolve(name: string, ref: string, aliases: Aliases, where: string): EventKey {
  const alias = aliases.get(name);
  if (alias) return alias.get(ref) ?? refuse(`correlation: alias "${name}" says nothing for rule "${ref}"`);
  return fieldKey(name) ?? refuse(`correlation: ${where}: unknown field "${name}": events do not have it`);
}

interface Requirement {
  readonly bounds: Bounds;
  readonly expression: Expression | undefined;
  readonly fields: readonly string[];
  readonly percentile: number;
}

function readRequirement(
  type: CorrelationType,
  section: Record<string, unknown>,
  refs: readonly string[],
): Requirement {
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  const { condition } = section;
  if (temporal && 'field' in section) refuse(`correlation: "field" has no meaning for ${type}`);
  if (temporal && (condition === undefined || typeof condition === 'string'))
    return { bounds: { gte: refs.length }, expression: readExtended(type, condition, refs), fields: [], percentile: 0 };
  if (!isMap(condition)) refuse('correlation: "condition" is missing or no map');
  const numbers = type === 'value_sum' || type === 'value_avg' || type === 'value_percentile';
  const { field = section.field, percentile, ...rest } = condition;
  if (section.field !== undefined && condition.field !== undefined) refuse('correlation: "field" stands twice');
  for (const key of Object.keys(rest))
    if (!['gte', 'gt', 'lte', 'lt', 'eq', 'neq'].includes(key)) refuse(`correlation condition: unknown key "${key}"`);
  const bounds = readBounds(condition);
  const fields = field === undefined ? [] : textList(field, 'condition field');
  if (type === 'value_count' ? fields.length === 0 : numbers && fields.length !== 1)
    refuse(`correlation condition: ${type} needs ${numbers ? 'one' : 'a'} "field"`);
  if (!numbers && type !== 'value_count' && fields.length > 0)
    refuse(`correlation condition: "field" has no meaning for ${type}`);
  if (type === 'value_percentile') {
    if (typeof percentile !== 'number' || !(percentile > 0 && percentile <= 100))
      refuse('correlation condition: value_percentile needs "percentile" above 0, at most 100');
  } else if (percentile !== undefined) refuse(`correlation condition: "percentile" has no meaning for ${type}`);
  if (type !== 'value_avg' && type !== 'value_percentile' && lowest(bounds) < 1)
    refuse(
      `correlation condition: without a lower bound of at least 1 the first event would meet it; events that fail to come cannot be seen in a stream`,
    );
  if (!numbers && lowest(bounds) > highestCount)
    refuse(`correlation condition: counts above ${highestCount} are not supported`);
  if (!numbers && highest(bounds) > highestCount && highest(bounds) !== Infinity)
    refuse(`correlation condition: counts above ${highestCount} are not supported`);
  if (temporal && lowest(bounds) > refs.length) refuse('correlation condition: asks for more rules than "rules" lists');
  if (type === 'temporal_ordered' && (lowest(bounds) < refs.length || highest(bounds) < refs.length))
    refuse('correlation condition: temporal_ordered needs every rule; a count of fewer has no order');
  return { bounds, expression: undefined, fields, percentile: typeof percentile === 'number' ? percentile : 0 };
}

function readExtended(type: CorrelationType, condition: unknown, refs: readonly string[]): Expression | undefined {
  if (condition === undefined) return undefined;
  const quantify = (pattern: string) => {
    if (pattern.toLowerCase() === 'them') return refs;
    const [head, tail, ...more] = pattern.split('*');
    if (more.length > 0) refuse(`correlation condition: "${pattern}" has more than one wildcard`);
    return refs.filter((ref) =>
      tail === undefined
        ? ref === head
        : ref.length >= pattern.length - 1 && ref.startsWith(head) && ref.endsWith(tail),
    );
  };
  const expression = readCondition(condition as string, quantify);
  const names = namesIn(expression);
  for (const name of names)
    if (!refs.includes(name)) refuse(`correlation condition: names "${name}", which "rules" does not list`);
  for (const ref of refs) if (!names.includes(ref)) refuse(`correlation condition: says nothing about rule "${ref}"`);
  if (type === 'temporal_ordered') {
    const chain = expression.kind === 'all' ? expression.items : [expression];
    if (chain.length !== refs.length || chain.some((item, i) => item.kind !== 'name' || item.name !== refs[i]))
      refuse('correlation condition: temporal_ordered needs all rules, joined by "and", in the order of "rules"');
    return undefined;
  }
  if (answer(expression, () => false))
    refuse('correlation condition: it holds when nothing happens, which a stream cannot see');
  return numbered(expression, refs);
}

/** The expression with each rule's place in the list for its name. */
function numbered(expression: Expression, refs: readonly string[]): Expression {
  if (expression.kind === 'name') return { kind: 'name', name: String(refs.indexOf(expression.name)) };
  if (expression.kind === 'not') return { kind: 'not', item: numbered(expression.item, refs) };
  return { kind: expression.kind, items: expression.items.map((item) => numbered(item, refs)) };
}

/** Value of an expression when `holds` answers for each name. */
export function answer(expression: Expression, holds: (name: string) => boolean): boolean {
  if (expression.kind === 'name') return holds(expression.name);
  if (expression.kind === 'not') return !answer(expression.item, holds);
  return expression.kind === 'all'
    ? expression.items.every((item) => answer(item, holds))
    : expression.items.some((item) => answer(item, holds));
}

function textList(value: unknown, name: string): readonly string[] {
  const list = Array.isArray(value) ? value : value === undefined ? [] : [value];
  for (const item of list)
    if (typeof item !== 'string' || item === '') refuse(`correlation: "${name}" must list names`);
  if (new Set(list).size !== list.length) refuse(`correlation: "${name}" lists something twice`);
  return list as string[];
}
