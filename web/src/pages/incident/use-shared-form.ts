import { useState } from 'react';
import type { IncidentActForm, IncidentWire } from '../../../../src/api/schema/incidents.ts';
import { useKept } from '../../parts/use-kept.ts';
import { isStale, useIncidentAct, useRefusal } from './use-incident-act.ts';

/** A form over something that others may change meanwhile. */
export interface SharedForm<Form> {
  /** What others saved arrives by itself in the fields that were not touched. */
  readonly form: Form;
  /** Names of the fields somebody touched. */
  readonly changed: readonly (keyof Form)[];
  readonly busy: boolean;
  readonly faults: readonly string[] | undefined;
  /** How the fields stand now, when somebody else changed the same ones; undefined while nobody did. */
  readonly theirs: Form | undefined;
  change(part: Partial<Form>): void;
  save(): void;
  /** Puts what was typed over what is there now. */
  putMine(): void;
  /** What was typed goes; the form shows what is there. */
  takeTheirs(): void;
}

interface Draft<Form> {
  /** What was typed, and what stood there when it began. */
  readonly edits: Partial<Form>;
  readonly base: Partial<Form>;
}

/**
 * Holds what somebody types over a part of an incident. Only the fields that were changed are sent; the draft survives a
 * reload; when somebody else changed the same fields both are kept until one is chosen.
 */
export function useSharedForm<Form extends object>(
  incident: IncidentWire,
  name: string,
  formOf: (incident: IncidentWire) => Form,
  actOf: (part: Partial<Form>) => IncidentActForm,
  onSaved: () => void,
): SharedForm<Form> {
  const act = useIncidentAct(incident.id, true);
  const refusal = useRefusal();
  const [draft, keep, forget] = useKept<Draft<Form>>(`incident.${incident.id}.${name}`, { edits: {}, base: {} });
  const [conflict, setConflict] = useState(false);
  const now = formOf(incident);
  const changed = Object.keys(draft.edits) as (keyof Form)[];
  const pick = (form: Partial<Form>) => changed.map((key) => form[key]);
  const done = () => {
    forget();
    act.reset();
    setConflict(false);
    onSaved();
  };
  const send = () => {
    if (changed.length === 0) return done();
    act.mutate(
      { act: actOf(draft.edits), over: { seen: incident, part: (one) => pick(formOf(one)) } },
      { onSuccess: done, onError: (error) => setConflict(isStale(error)) },
    );
  };
  return {
    form: { ...now, ...draft.edits },
    changed,
    busy: act.isPending,
    faults: act.error && !isStale(act.error) ? refusal(act.error) : undefined,
    theirs: conflict ? now : undefined,
    change: (part) => {
      const edits: Partial<Form> = { ...draft.edits };
      const base: Partial<Form> = { ...draft.base };
      for (const key of Object.keys(part) as (keyof Form)[]) {
        if (!(key in base)) base[key] = now[key];
        edits[key] = part[key];
        if (!same(edits[key], base[key])) continue;
        delete edits[key];
        delete base[key];
      }
      keep({ edits, base });
    },
    // What the screen knows already needs no question to the server.
    save: () => (same(pick(now), pick(draft.base)) ? send() : setConflict(true)),
    putMine: () => {
      setConflict(false);
      send();
    },
    takeTheirs: done,
  };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
