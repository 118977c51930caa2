import { randomUUID } from 'node:crypto';
import type { GeoReason } from '../../core/geo/geo-answer.ts';
import type { GeoPolicy, GeoPolicyForm, GeoRule, GeoScope } from '../../core/geo/geo-policy.ts';
import type { GeoAttackRecord, GeoCorrectionRecord, GeoReviewRecord } from '../../core/geo/records.ts';
import type {
  GeoAttackWire,
  GeoCorrectionWire,
  GeoPolicyFormWire,
  GeoPolicyWire,
  GeoReview,
  GeoRuleWire,
  GeoScopeWire,
} from '../schema/geo.ts';
import { iso } from './instant.ts';

/** A moment that may be absent, 0 or never. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined || ms === 0 || !Number.isFinite(ms) ? null : iso(ms);
}

/** A form as people sent it; rules without an id get one. */
export function readPolicyForm(form: GeoPolicyFormWire): GeoPolicyForm {
  const { name, scope, state, proposeOn, reviewOn, owner, note } = form;
  return { name, scope: readScope(scope), state, proposeOn, reviewOn, owner, note, rules: form.rules.map(readRule) };
}

/** Only what the level needs counts. */
export function readScope({ level, tenant, site, asset }: GeoScopeWire): GeoScope {
  return {
    level,
    tenant: level === 'provider' ? '' : tenant,
    site: level === 'site' ? site : '',
    asset: level === 'asset' ? asset : '',
  };
}

function readRule({ id, when, limit, exception, ...rule }: GeoRuleWire): GeoRule {
  return {
    ...rule,
    id: id || `r-${randomUUID().slice(0, 8)}`,
    limit: limit ?? undefined,
    when: when
      ? { from: msOf(when.from), until: msOf(when.until), hours: when.hours.trim(), timeZone: when.timeZone }
      : undefined,
    exception: exception ?? undefined,
  };
}

function msOf(instant: string | null): number {
  return instant === null ? 0 : Date.parse(instant);
}

/** A form as the API shows it. */
export function presentPolicyForm({ rules, scope, ...form }: GeoPolicyForm): GeoPolicyFormWire {
  return { ...pickForm(form), scope: { ...scope }, rules: rules.map(presentRule) };
}

export function presentPolicy(policy: GeoPolicy): GeoPolicyWire {
  const { id, version, changedAt, changedBy } = policy;
  return { ...presentPolicyForm(policy), id, version, changedAt: iso(changedAt), changedBy };
}

/** The form alone of a policy that is kept. */
export function formOf({ rules, scope, ...rest }: GeoPolicy): GeoPolicyForm {
  return { ...pickForm(rest), scope, rules };
}

function pickForm({ name, state, proposeOn, reviewOn, owner, note }: Omit<GeoPolicyForm, 'rules' | 'scope'>) {
  return { name, state, proposeOn, reviewOn, owner, note };
}

function presentRule({ id, verdict, services, subjects, limit, when, exception, note }: GeoRule): GeoRuleWire {
  return {
    ...{ id, verdict, services: [...services], subjects: [...subjects], note },
    limit: limit ? { ...limit } : null,
    when: when
      ? { from: isoOrNull(when.from), until: isoOrNull(when.until), hours: when.hours, timeZone: when.timeZone }
      : null,
    exception: exception ? { ...exception } : null,
  };
}

/** Reasons as an explanation lists them; `names` are those of policies. */
export function presentReasons(because: readonly GeoReason[], names: ReadonlyMap<string, string>) {
  return because.map(({ kind, of, policy, rule, subject, verdict, decided, sentence }) => ({
    ...{ kind, of, policy, policyName: names.get(policy) ?? '', rule, subject, verdict, decided },
    sentence: { ...sentence },
  }));
}

/** An attack mode with what became of it. */
export function presentAttack(record: GeoAttackRecord): GeoAttackWire {
  const { id, kind, scope, services, countries, reason, alert, state, error, refused } = record;
  return {
    ...{ id, kind, scope: { ...scope }, services: [...services], countries: [...countries], reason, alert, state },
    ...{ from: iso(record.from), until: iso(record.until), confirmedAt: isoOrNull(record.confirmedAt) },
    ...{ liftedAt: isoOrNull(record.liftedAt), error, by: record.authorName, refused },
  };
}

export function presentCorrection({
  id,
  range,
  country,
  hosting,
  note,
  by,
  at,
}: GeoCorrectionRecord): GeoCorrectionWire {
  return { id, range, country, hosting, note, by, at: iso(at) };
}

export function presentReview(review: GeoReviewRecord): GeoReview {
  const { id, at, owner, dueOn, state, attackShares, facts, suggestions } = review;
  return {
    ...{ id, at: iso(at), owner, dueOn, state, facts: facts ? { ...facts } : null },
    attackShares: attackShares.map(({ packets, packetShare, ...share }) => {
      return { ...share, packets: packets ?? null, packetShare: packetShare ?? null };
    }),
    suggestions: suggestions.map(({ decidedAt, review: _review, evidence, sentence, ...rest }) => ({
      ...{ ...rest, sentence: { ...sentence }, evidence: evidence.map((text) => ({ ...text })) },
      decidedAt: isoOrNull(decidedAt),
    })),
  };
}
