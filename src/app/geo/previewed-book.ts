import type { GeoBook, GeoPolicy, GeoPolicyForm } from '../../core/geo/geo-policy.ts';

/** An end that no stored event reaches. */
const never = 8_640_000_000_000_000;

/** The book with a form in the place of a policy; `id` '' for a new one, no form when the policy goes. */
export function bookAfter(book: GeoBook, form: GeoPolicyForm | undefined, id: string): GeoBook {
  const before = book.policies.find((policy) => policy.id === id);
  const others = book.policies.filter((one) => one !== before);
  if (!form) return { ...book, policies: others };
  const policy: GeoPolicy = {
    ...form,
    ...{ id: id || 'draft', version: before?.version ?? 0, changedAt: 0, changedBy: '' },
  };
  return { ...book, policies: [...others, policy] };
}

/** The same, enforced whatever its state. */
export function bookWith(book: GeoBook, form: GeoPolicyForm, id: string): GeoBook {
  return bookAfter(book, { ...form, state: 'enforced' }, id);
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
