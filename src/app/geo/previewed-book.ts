import type { GeoBook, GeoPolicy, GeoPolicyForm } from '../../core/geo/geo-policy.ts';

/** An end that no stored event reaches. */
const never = 8_640_000_000_000_000;

/** The book with a form in the place of a policy, enforced; `id` '' for a new one. */
export function bookWith(book: GeoBook, form: GeoPolicyForm, id: string): GeoBook {
  const before = book.policies.find((policy) => policy.id === id);
  const policy: GeoPolicy = {
    ...form,
    ...{ state: 'enforced', id: id || 'draft', version: before?.version ?? 0, changedAt: 0, changedBy: '' },
  };
  return { ...book, policies: [...book.policies.filter((one) => one !== before), policy] };
}

/**
 * The same for looking back: a rule that is to hold for some weeks to come is looked at as if it had held all the time, while
 * hours of the day count as they are. Modes under attack are of now and decide nothing.
 */
export function bookLookingBack(book: GeoBook, form: GeoPolicyForm, id: string): GeoBook {
  const rules = form.rules.map((rule) =>
    rule.when ? { ...rule, when: { ...rule.when, from: 0, until: rule.when.until === 0 ? 0 : never } } : rule,
  );
  return { ...bookWith(book, { ...form, rules }, id), attacks: [] };
}
