import type { Event, EventKey } from '../../core/event.ts';
import { type FieldValue, getters } from './fields.ts';

/** What a Sigma detection asks of one event, as a tree. */
export type Node =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Node[] }
  | { readonly kind: 'not'; readonly item: Node }
  /** A question about one field. */
  | { readonly kind: 'field'; readonly key: EventKey; readonly holds: (value: FieldValue) => boolean }
  /** A question about several fields. */
  | { readonly kind: 'event'; readonly keys: readonly EventKey[]; readonly holds: (event: Event) => boolean };

export type Predicate = (event: Event) => boolean;

/**
 * The tree with the fields of `known` filled in. Tests of known fields become constants and fold away, so that what is
 * left asks only what is not known yet.
 */
export function simplify(node: Node, known: ReadonlyMap<EventKey, FieldValue>): Node {
  if (node.kind === 'field') {
    const value = known.get(node.key);
    return value === undefined ? node : { kind: 'constant', value: node.holds(value) };
  }
  if (node.kind === 'not') {
    const item = simplify(node.item, known);
    return item.kind === 'constant' ? { kind: 'constant', value: !item.value } : { kind: 'not', item };
  }
  if (node.kind === 'constant' || node.kind === 'event') return node;
  const deciding = node.kind === 'any';
  const items: Node[] = [];
  for (const child of node.items) {
    const item = simplify(child, known);
    if (item.kind !== 'constant') items.push(item);
    else if (item.value === deciding) return item;
  }
  if (items.length === 0) return { kind: 'constant', value: !deciding };
  return items.length === 1 ? items[0] : { kind: node.kind, items };
}

/** A function that answers the tree for one event. */
export function compile(node: Node): Predicate {
  switch (node.kind) {
    case 'constant':
      return node.value ? () => true : () => false;
    case 'event':
      return node.holds;
    case 'field': {
      const get = getters[node.key];
      const { holds } = node;
      return (event) => holds(get(event));
    }
    case 'not': {
      const inner = compile(node.item);
      return (event) => !inner(event);
    }
    case 'all':
    case 'any': {
      const parts = node.items.map(compile);
      const deciding = node.kind === 'any';
      if (parts.length === 2) {
        const [a, b] = parts;
        return deciding ? (event) => a(event) || b(event) : (event) => a(event) && b(event);
      }
      return (event) => {
        for (let i = 0; i < parts.length; i++) if (parts[i](event) === deciding) return deciding;
        return !deciding;
      };
    }
  }
}

/** Whether the tree asks about a field. */
export function asksAbout(node: Node, key: EventKey): boolean {
  if (node.kind === 'constant') return false;
  if (node.kind === 'field') return node.key === key;
  if (node.kind === 'event') return node.keys.includes(key);
  return node.kind === 'not' ? asksAbout(node.item, key) : node.items.some((item) => asksAbout(item, key));
}
