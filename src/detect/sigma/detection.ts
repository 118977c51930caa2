import { type Expression, readCondition } from './condition.ts';
import { keywords, readFieldItem, type Scalar } from './field-item.ts';
import { isMap } from './is-map.ts';
import { readModifiers } from './modifiers.ts';
import type { Node } from './node.ts';
import { refuse } from './refusal.ts';

/** The tree behind a rule's `detection`: search identifiers joined by its condition. */
export function readDetection(detection: unknown): Node {
  if (!isMap(detection)) refuse('"detection" must be a map');
  if ('timeframe' in detection)
    refuse('"timeframe" in a detection is not supported; use a correlation with a timespan');
  const { condition, ...searches } = detection;
  const nodes = new Map<string, Node>();
  for (const [name, search] of Object.entries(searches)) nodes.set(name, readSearch(name, search));
  if (nodes.size === 0) refuse('"detection" has no search identifier');
  if (condition === undefined) refuse('"detection" has no condition');
  const conditions = Array.isArray(condition) ? condition : [condition];
  if (conditions.length === 0) refuse('"condition" is an empty list');
  const quantify = (pattern: string) => {
    const everything = pattern.toLowerCase() === 'them';
    const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    const regex = new RegExp(`^${parts.join('[^]*')}$`);
    return [...nodes.keys()].filter((name) => (everything ? !name.startsWith('_') : regex.test(name)));
  };
  const items = conditions.map((text) => {
    if (typeof text !== 'string') refuse('a condition must be a text');
    return bind(readCondition(text, quantify), nodes);
  });
  return items.length === 1 ? items[0] : { kind: 'any', items };
}

function bind(expression: Expression, nodes: ReadonlyMap<string, Node>): Node {
  if (expression.kind === 'name')
    return (
      nodes.get(expression.name) ??
      refuse(`the condition names "${expression.name}", which the detection does not have`)
    );
  if (expression.kind === 'not') return { kind: 'not', item: bind(expression.item, nodes) };
  return { kind: expression.kind, items: expression.items.map((item) => bind(item, nodes)) };
}

function readSearch(name: string, search: unknown): Node {
  if (isMap(search)) return readFields(name, search);
  if (!Array.isArray(search)) {
    if (isScalar(search)) return keywords([search], readModifiers([], name), name);
    refuse(`"${name}" must be a map or a list`);
  }
  if (search.length === 0) refuse(`"${name}" is an empty list`);
  if (search.every(isMap)) return { kind: 'any', items: search.map((fields) => readFields(name, fields)) };
  if (!search.every(isScalar)) refuse(`"${name}" mixes maps and keywords`);
  return keywords(search, readModifiers([], name), name);
}

function readFields(name: string, fields: Record<string, unknown>): Node {
  const items = Object.entries(fields).map(([item, value]) => {
    const values = Array.isArray(value) ? value : [value];
    if (!values.every(isScalar)) refuse(`"${name}": "${item}" must be a value or a list of values`);
    return readFieldItem(item, values);
  });
  if (items.length === 0) refuse(`"${name}" is an empty map`);
  return items.length === 1 ? items[0] : { kind: 'all', items };
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
