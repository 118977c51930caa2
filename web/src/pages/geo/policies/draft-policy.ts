import type { GeoPolicyFormWire, GeoPolicyWire, GeoRuleWire } from '../../../../../src/api/schema/geo.ts';

/** What a policy can be made from. */
export interface Beginning {
  readonly name: string;
  /** Customer that is chosen on the screen; undefined for everybody. */
  readonly tenant: string | undefined;
  /** Countries picked on the map. */
  readonly countries: readonly string[];
  /** Who answers for it. */
  readonly owner: string;
  /** ms. */
  readonly now: number;
}

const dayMs = 86_400_000;

/** The date so many days from then, `YYYY-MM-DD`. */
export function dayAfter(now: number, days: number): string {
  return new Date(now + days * dayMs).toISOString().slice(0, 10);
}

/** A policy nobody wrote yet: it watches, and enforcing it is proposed after 30 days. */
export function newPolicy({ name, tenant, countries, owner, now }: Beginning): GeoPolicyFormWire {
  return {
    name,
    scope: tenant ? { level: 'customer', tenant, site: '', asset: '' } : noScope,
    state: 'watch',
    proposeOn: dayAfter(now, 30),
    reviewOn: dayAfter(now, 180),
    owner,
    note: '',
    rules: countries.length > 0 ? [{ ...newRule('rule-1'), services: ['sip'], subjects: [...countries] }] : [],
  };
}

const noScope: GeoPolicyFormWire['scope'] = { level: 'provider', tenant: '', site: '', asset: '' };

/** A template with what it leaves open filled in. */
export function fromTemplate(policy: GeoPolicyFormWire, beginning: Beginning): GeoPolicyFormWire {
  const blank = newPolicy({ ...beginning, countries: [] });
  return {
    ...policy,
    scope: blank.scope,
    state: 'watch',
    proposeOn: policy.proposeOn || blank.proposeOn,
    reviewOn: policy.reviewOn || blank.reviewOn,
    owner: policy.owner || blank.owner,
    rules: withIds(policy.rules),
  };
}

/** What was stored, as people change it. */
export function formOf({ id, version, changedAt, changedBy, ...form }: GeoPolicyWire): GeoPolicyFormWire {
  return form;
}

export function newRule(id: string): GeoRuleWire {
  return {
    id,
    verdict: 'refuse',
    services: [],
    subjects: [],
    limit: null,
    when: null,
    exception: null,
    note: '',
  };
}

/** An id that no rule has. */
export function freeId(rules: readonly GeoRuleWire[]): string {
  const taken = new Set(rules.map(({ id }) => id));
  let number = rules.length + 1;
  while (taken.has(`rule-${number}`)) number++;
  return `rule-${number}`;
}

function withIds(rules: readonly GeoRuleWire[]): GeoRuleWire[] {
  const made: GeoRuleWire[] = [];
  for (const rule of rules) made.push(rule.id ? rule : { ...rule, id: freeId([...rules, ...made]) });
  return made;
}

/** Puts a rule one place up (-1) or down (1) among those of its kind: ordinary ones, or exceptions. */
export function moveRule(rules: readonly GeoRuleWire[], id: string, step: -1 | 1): GeoRuleWire[] {
  const moved = [...rules];
  const from = moved.findIndex((rule) => rule.id === id);
  const rule = moved[from];
  if (!rule) return moved;
  let to = from + step;
  while (moved[to] && (moved[to]!.exception === null) !== (rule.exception === null)) to += step;
  const other = moved[to];
  if (!other) return moved;
  moved[from] = other;
  moved[to] = rule;
  return moved;
}
