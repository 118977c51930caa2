import type { GeoPolicyFormWire } from '../../../../../src/api/schema/geo.ts';

/** What is still missing, before the server is asked. */
export interface Gap {
  /** `name`, or that of a rule: `rules.<id>.subjects`. */
  readonly field: string;
  /** Word of the screen that says it. */
  readonly missing: 'gapName' | 'gapScope' | 'gapSubjects' | 'gapOwner' | 'gapReason' | 'gapEnd' | 'gapLimit';
}

/** What a form lacks. */
export function gapsOf({ name, scope, rules }: GeoPolicyFormWire): Gap[] {
  const gaps: Gap[] = [];
  if (name.trim() === '') gaps.push({ field: 'name', missing: 'gapName' });
  const chosen = { provider: 'all', customer: scope.tenant, site: scope.site, asset: scope.asset }[scope.level];
  if (chosen === '') gaps.push({ field: 'scope', missing: 'gapScope' });
  for (const { id, subjects, exception, when, verdict, limit } of rules) {
    const lack = (field: string, missing: Gap['missing']) => gaps.push({ field: `rules.${id}.${field}`, missing });
    if (subjects.length === 0) lack('subjects', 'gapSubjects');
    if (verdict === 'limit' && !limit) lack('limit', 'gapLimit');
    if (!exception) continue;
    if (exception.owner.trim() === '') lack('exception.owner', 'gapOwner');
    if (exception.reason.trim() === '') lack('exception.reason', 'gapReason');
    if (!when?.until) lack('when.until', 'gapEnd');
  }
  return gaps;
}

/** The part of a form that the server can judge: what has gaps is left out. `name` stands in for one that is empty. */
export function judgeable(form: GeoPolicyFormWire, name: string): GeoPolicyFormWire {
  const gaps = gapsOf(form);
  const whole = (id: string) => !gaps.some(({ field }) => field.startsWith(`rules.${id}.`));
  return { ...form, name: form.name.trim() || name, rules: form.rules.filter(({ id }) => whole(id)) };
}

/** The field of a fault (`rules.0.subjects.2`, by place in `sent`) by the id of its rule: `rules.<id>.subjects.2`. */
export function fieldById(field: string, sent: GeoPolicyFormWire): string {
  const [, place, rest = ''] = /^rules[.[](\d+)\]?(.*)$/.exec(field) ?? [];
  const rule = place === undefined ? undefined : sent.rules[Number(place)];
  return rule ? `rules.${rule.id}${rest}` : field;
}
