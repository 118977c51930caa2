import { useState } from 'react';
import type { GeoPolicyFormWire, GeoPolicyWire, GeoRuleWire } from '../../../../../src/api/schema/geo.ts';
import { formOf } from './draft-policy.ts';
import { same } from './rule-diff.ts';

/** Name of the one toast about what was typed and is not saved yet. */
export const editToast = 'geo-policy-edit';

/** A policy while it is written. */
export interface Draft {
  readonly form: GeoPolicyFormWire;
  /** Version it began with; 0 for a new one. */
  readonly version: number;
  readonly dirty: boolean;
  /** Somebody saved a newer version while this was being changed. */
  readonly overtaken: boolean;
  change(part: Partial<GeoPolicyFormWire>): void;
  changeRule(rule: GeoRuleWire): void;
  /** Puts a rule at a place; one of the same id that is there already stays. */
  insertRule(rule: GeoRuleWire, place: number): void;
  removeRule(id: string): void;
  /** Begins again with what is stored; what was typed goes. */
  adopt(stored: GeoPolicyWire): void;
  /** What was typed stays, on top of what is stored now. */
  rebase(stored: GeoPolicyWire): void;
  /** Back to where it began; gives what was typed. */
  discard(): GeoPolicyFormWire;
}

/** Holds a policy while it is changed. What others save arrives by itself as long as nothing was typed here. */
export function useDraft(stored: GeoPolicyWire | undefined, beginning: GeoPolicyFormWire): Draft {
  const [base, setBase] = useState({ form: stored ? formOf(stored) : beginning, version: stored?.version ?? 0 });
  // It may begin with more than is stored: a rule about countries picked on the map.
  const [form, setForm] = useState(beginning);
  const dirty = !same(form, base.form);
  const newer = stored !== undefined && stored.version > base.version;
  const adopt = (next: GeoPolicyWire) => {
    setBase({ form: formOf(next), version: next.version });
    setForm(formOf(next));
  };
  if (newer && !dirty) adopt(stored);
  return {
    form,
    version: base.version,
    dirty,
    overtaken: newer && dirty,
    adopt,
    change: (part) => setForm((old) => ({ ...old, ...part })),
    changeRule: (rule) =>
      setForm((old) => ({ ...old, rules: old.rules.map((one) => (one.id === rule.id ? rule : one)) })),
    insertRule: (rule, place) =>
      setForm((old) =>
        old.rules.some(({ id }) => id === rule.id) ? old : { ...old, rules: old.rules.toSpliced(place, 0, rule) },
      ),
    removeRule: (id) => setForm((old) => ({ ...old, rules: old.rules.filter((rule) => rule.id !== id) })),
    rebase: (next) => {
      setBase({ form: formOf(next), version: next.version });
      setForm((old) => ({ ...old, state: next.state }));
    },
    discard: () => {
      setForm(base.form);
      return form;
    },
  };
}
