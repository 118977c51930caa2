import type { GeoPolicyFormWire, GeoRuleWire } from '../../../../../src/api/schema/geo.ts';

/** One rule in a comparison. A changed one has both. */
export interface RuleDifference {
  readonly id: string;
  readonly kind: 'same' | 'added' | 'removed' | 'changed';
  readonly before: GeoRuleWire | undefined;
  readonly after: GeoRuleWire | undefined;
}

const plain = ['name', 'state', 'proposeOn', 'reviewOn', 'owner', 'note'] as const;
export type PlainField = (typeof plain)[number];

/** What differs between two states of a policy. */
export interface PolicyDifference {
  readonly fields: readonly { readonly field: PlainField; readonly before: string; readonly after: string }[];
  readonly scope: boolean;
  readonly rules: readonly RuleDifference[];
}

/** Compares by the ids of rules; what was removed stands where it was. */
export function comparePolicies(before: GeoPolicyFormWire, after: GeoPolicyFormWire): PolicyDifference {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  const kept = new Set(after.rules.map(({ id }) => id));
  const rules: RuleDifference[] = after.rules.map((rule) => {
    const was = old.get(rule.id);
    const kind = !was ? 'added' : same(was, rule) ? 'same' : 'changed';
    return { id: rule.id, kind, before: was, after: rule };
  });
  for (const [place, rule] of before.rules.entries()) {
    if (kept.has(rule.id)) continue;
    rules.splice(Math.min(place, rules.length), 0, { id: rule.id, kind: 'removed', before: rule, after: undefined });
  }
  return {
    fields: plain
      .filter((field) => before[field] !== after[field])
      .map((field) => ({ field, before: before[field], after: after[field] })),
    scope: !same(before.scope, after.scope),
    rules,
  };
}

/** Whether nothing differs. */
export function isSame(difference: PolicyDifference): boolean {
  return difference.fields.length === 0 && !difference.scope && difference.rules.every(({ kind }) => kind === 'same');
}

/** Whether two plain values say the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}
