/** A value in a condition: of a variable, or as written. */
export type Operand =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'value'; readonly value: string | number | boolean };

export const comparators = ['=', '!=', '>', '>=', '<', '<=', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const;
export type Comparator = (typeof comparators)[number];

/** A condition of an if or while step as a tree. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly items: readonly Condition[] }
  | { readonly kind: 'not'; readonly item: Condition }
  | { readonly kind: 'compare'; readonly left: Operand; readonly comparator: Comparator; readonly right: Operand }
  | { readonly kind: 'in'; readonly left: Operand; readonly set: readonly Operand[] }
  /** EXISTS: the variable has a value. */
  | { readonly kind: 'exists'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: boolean };

/** Names of the variables a condition asks about. */
export function variablesOf(condition: Condition): readonly string[] {
  const of = (operand: Operand) => (operand.kind === 'variable' ? [operand.name] : []);
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.items.flatMap(variablesOf);
    case 'not':
      return variablesOf(condition.item);
    case 'compare':
      return [...of(condition.left), ...of(condition.right)];
    case 'in':
      return [...of(condition.left), ...condition.set.flatMap(of)];
    case 'exists':
      return [condition.name];
    case 'constant':
      return [];
  }
}
