import { useState } from 'react';
import type { PlanEditionWire } from '../../../../../src/api/schema/plan.ts';
import type { PlanForm } from '../../../../../src/core/plan/plan.ts';
import { same } from '../merge-plan.ts';

/** A plan while it is written. */
export interface PlanDraft {
  readonly form: PlanForm;
  /** What it began with, and its version. */
  readonly base: { readonly form: PlanForm; readonly version: number };
  readonly dirty: boolean;
  /** Somebody saved a newer version while this was being written. */
  readonly overtaken: boolean;
  change(part: Partial<PlanForm>): void;
  /** Begins again with what is stored. */
  adopt(stored: PlanEditionWire): void;
  /** Goes on with this, on top of what is stored. */
  rebase(stored: PlanEditionWire, form: PlanForm): void;
  discard(): void;
}

/** Holds a plan while it is written. What others save arrives by itself as long as nothing was typed here. */
export function usePlanDraft(stored: PlanEditionWire): PlanDraft {
  const [base, setBase] = useState({ form: stored.plan, version: stored.version });
  const [form, setForm] = useState(stored.plan);
  const dirty = !same(form, base.form);
  const newer = stored.version > base.version;
  const rebase = (next: PlanEditionWire, written: PlanForm) => {
    setBase({ form: next.plan, version: next.version });
    setForm(written);
  };
  const adopt = (next: PlanEditionWire) => rebase(next, next.plan);
  if (newer && !dirty) adopt(stored);
  return {
    ...{ form, base, dirty, adopt, rebase },
    overtaken: newer && dirty,
    change: (part) => setForm((old) => ({ ...old, ...part })),
    discard: () => setForm(base.form),
  };
}
