import { Event, type EventKey } from '../../core/event.ts';
import { type FieldValue, fieldKind, getters } from './fields.ts';
import { remember } from './remember.ts';

/** What a Sigma detection asks of one event, as a tree. */
export type Node =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'all' | 'any'; readonly items: readonly Node[] }
  | { readonly kind: 'not'; readonly item: Node }
  /** A question about one field. */
  | {
      readonly kind: 'field';
      readonly key: EventKey;
      readonly holds: (value: FieldValue) => boolean;
      /** Answering takes searching: worth remembering answers. */
      readonly costly?: boolean;
    }
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

/** A function that answers the tree for one event. Searches of one text are remembered together. */
export function compile(node: Node): Predicate {
  const key = searchedKey(node);
  if (key === undefined) return compileParts(node, compile);
  const get = getters[key];
  const inner = compileParts(node, compilePlain);
  const probe = new Event();
  const holds = remember((text) => {
    (probe as Record<EventKey, FieldValue>)[key] = text;
    return inner(probe);
  });
  return (event) => holds(get(event) as string);
}

function compilePlain(node: Node): Predicate {
  return compileParts(node, compilePlain);
}

/** The one text field that a tree searches, when it asks about nothing else. */
function searchedKey(node: Node): EventKey | undefined {
  const leaves = leavesOf(node);
  const [first] = leaves;
  if (first?.kind !== 'field' || fieldKind(first.key) !== 'text') return undefined;
  const same = leaves.every((leaf) => leaf.kind === 'field' && leaf.key === first.key);
  return same && leaves.some((leaf) => leaf.kind === 'field' && leaf.costly) ? first.key : undefined;
}

function leavesOf(node: Node): readonly Node[] {
  if (node.kind === 'not') return leavesOf(node.item);
  return node.kind === 'all' || node.kind === 'any' ? node.items.flatMap(leavesOf) : [node];
}

function compileParts(node: Node, compileItem: (item: Node) => Predicate): Predicate {
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
      const inner = compileItem(node.item);
      return (event) => !inner(event);
    }
    case 'all':
    case 'any': {
      const parts = node.items.map(compileItem);
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
