import type { PlanForm } from '../../../../src/core/plan/plan.ts';

type Value = unknown;
type Item = Readonly<Record<string, Value>> & { readonly id: string };

/** Whose wins where two changed the same. */
export type Winner = 'mine' | 'theirs';

/** What came of putting two changes of one plan together. */
export interface Merged {
  readonly plan: PlanForm;
  /** Parts in which both changed the same thing. */
  readonly conflicts: readonly string[];
}

/**
 * Puts what two people made of the same plan together: what only one of them changed is taken from that one, item by item in lists.
 * Where both changed the same thing, `winner` says for its part whose stays.
 */
export function mergePlan(
  base: PlanForm,
  mine: PlanForm,
  theirs: PlanForm,
  winner: (part: string) => Winner = () => 'mine',
): Merged {
  const conflicts = new Set<string>();
  const plan = Object.fromEntries(
    Object.keys(base).map((part) => {
      const name = part as keyof PlanForm;
      const clash = () => {
        conflicts.add(part);
        return winner(part);
      };
      return [part, mergeValue(base[name], mine[name], theirs[name], clash)];
    }),
  ) as unknown as PlanForm;
  return { plan, conflicts: [...conflicts] };
}

function mergeValue(base: Value, mine: Value, theirs: Value, clash: () => Winner): Value {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) return theirs;
  if (isItems(base) && isItems(mine) && isItems(theirs)) return mergeItems(base, mine, theirs, clash);
  if (isGroup(base) && isGroup(mine) && isGroup(theirs)) {
    const keys = Object.keys(base);
    return Object.fromEntries(keys.map((key) => [key, mergeValue(base[key], mine[key], theirs[key], clash)]));
  }
  return clash() === 'mine' ? mine : theirs;
}

/** The order is that of whoever moved something, mine when both did; what only the other has follows what it follows there. */
function mergeItems(base: readonly Item[], mine: readonly Item[], theirs: readonly Item[], clash: () => Winner): Value {
  const [before, ours, other] = [byId(base), byId(mine), byId(theirs)];
  const kept = (items: readonly Item[]) => ids(items).filter((id) => before.has(id));
  const isMoved = !same(
    kept(theirs),
    ids(base).filter((id) => other.has(id)),
  );
  const isMovedByMe = !same(
    kept(mine),
    ids(base).filter((id) => ours.has(id)),
  );
  const [lead, follow] = isMoved && !isMovedByMe ? [theirs, mine] : [mine, theirs];
  const order = ids(lead);
  ids(follow).forEach((id, index, all) => {
    if (!order.includes(id)) order.splice(index === 0 ? 0 : order.indexOf(all[index - 1]) + 1, 0, id);
  });
  return order.flatMap((id): Value[] => {
    const [was, my, their] = [before.get(id), ours.get(id), other.get(id)];
    if (my && their) return [was ? mergeValue(was, my, their, clash) : clash() === 'mine' ? my : their];
    const left = my ?? their;
    // Added by one, or taken away by the other: taken away unless it was changed since.
    if (!was || left === undefined) return left === undefined ? [] : [left];
    if (same(was, left)) return [];
    return (clash() === 'mine') === (my !== undefined) ? [left] : [];
  });
}

const ids = (items: readonly Item[]) => items.map(({ id }) => id);
const byId = (items: readonly Item[]) => new Map(items.map((item) => [item.id, item]));
export const same = (a: Value, b: Value) => JSON.stringify(a) === JSON.stringify(b);
const isGroup = (value: Value): value is Readonly<Record<string, Value>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isItems = (value: Value): value is readonly Item[] =>
  Array.isArray(value) && value.every((item) => isGroup(item) && typeof item.id === 'string');
