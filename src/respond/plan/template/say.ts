import type { PlanLanguage, PlanPhase, PlanProcedure, PlanRoleName, PlanStep } from '../../../core/plan/plan.ts';

/** Picks a text in the language of the template; both stand side by side, so that neither is forgotten. */
export type Say = (nl: string, en: string) => string;

/** How a template is said in one language. */
export function sayIn(language: PlanLanguage): Say {
  return (nl, en) => (language === 'nl' ? nl : en);
}

/** A blank: something only the organisation knows. `planFaults` finds those that are left. */
export function blank(say: Say, nl: string, en: string): string {
  return say(`[invullen: ${nl}]`, `[fill in: ${en}]`);
}

/** Steps as tuples: phase, who, minutes after the incident was opened (0: no time of its own), text. */
export type StepTuple = readonly [phase: PlanPhase, who: PlanRoleName, withinMinutes: number, text: string];

/** A procedure whose steps get ids by their place, the same in both languages. */
export function procedure(
  fields: Omit<PlanProcedure, 'id' | 'steps' | 'playbooks'> & { readonly steps: readonly StepTuple[] },
): PlanProcedure {
  const steps: readonly PlanStep[] = fields.steps.map(([phase, who, withinMinutes, text], index) => ({
    id: `step-${index + 1}`,
    phase,
    who,
    withinMinutes,
    text,
  }));
  return { ...fields, id: fields.type, steps, playbooks: [fields.type] };
}
