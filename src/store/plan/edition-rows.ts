import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Plan, PlanAct, PlanForm, PlanState } from '../../core/plan/plan.ts';
import type { PlanEdition } from '../../core/plan/plan-records.ts';
import { planFormOf } from '../../core/plan/plan-shape.ts';
import { storableJson, storableText } from '../storable.ts';
import { readVersion } from '../version-columns.ts';

export interface EditionRow {
  id: string;
  edition: number;
  state: PlanState;
  form: PlanForm;
  authors: string[];
  approved_by: string | null;
  approved_at: number | null;
  approved_alone: string;
  in_force_by: string | null;
  in_force_at: number | null;
  replaced_at: number | null;
  discarded_by: string | null;
  discarded_at: number | null;
  discarded_because: string;
  readers: PlanAct[];
  names: Record<string, string>;
  created_at: number;
  version: number;
  changed_at: number;
  changed_by: string;
}

export function readEdition(row: EditionRow): PlanEdition {
  return {
    ...row.form,
    ...{ id: row.id, edition: row.edition, state: row.state, authors: row.authors, readers: row.readers },
    approved: actOf(row.approved_by, row.approved_at),
    inForce: actOf(row.in_force_by, row.in_force_at),
    replacedAt: row.replaced_at ?? undefined,
    discarded: discardedOf(row),
    ...{ createdAt: row.created_at, approvedAlone: row.approved_alone, names: row.names },
    ...readVersion(row),
  };
}

/** Values of the columns that acts change, in the order of {@link actColumns}. */
export function actValues(plan: Plan, alone: string, names: Readonly<Record<string, string>>): RawBuilder<unknown> {
  return sql`${plan.state}, ${storableJson(planFormOf(plan))}::jsonb, ${storableJson(plan.authors)}::jsonb,
    ${plan.approved?.by ?? null}, ${plan.approved?.at ?? null}::bigint, ${storableText(alone, 500)},
    ${plan.inForce?.by ?? null}, ${plan.inForce?.at ?? null}::bigint, ${plan.replacedAt ?? null}::bigint,
    ${plan.discarded?.by ?? null}, ${plan.discarded?.at ?? null}::bigint, ${storableText(plan.discarded?.because ?? '', 300)},
    ${storableJson(plan.readers)}::jsonb, ${storableJson(names)}::jsonb`;
}

export const actColumns = sql`state, form, authors, approved_by, approved_at, approved_alone, in_force_by, in_force_at,
  replaced_at, discarded_by, discarded_at, discarded_because, readers, names`;

function actOf(by: string | null, at: number | null): PlanAct | undefined {
  return by === null || at === null ? undefined : { by, at };
}

function discardedOf({ discarded_by, discarded_at, discarded_because }: EditionRow): Plan['discarded'] {
  const act = actOf(discarded_by, discarded_at);
  return act && { ...act, because: discarded_because };
}
