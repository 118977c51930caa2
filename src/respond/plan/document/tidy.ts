import type { PlanForm } from '../../../core/plan/plan.ts';
import { type PlanField, type PlanFields, planShape } from '../../../core/plan/plan-shape.ts';

/**
 * Text from people made fit for paper: control characters and those that turn the direction of text around or cannot be seen
 * go, line ends stay, other white space becomes one space, and what is longer than `most` characters is cut.
 */
export function tidy(text: string, most: number): string {
  const plain = text
    // Cutting first keeps a text of any size cheap.
    .slice(0, most * 4)
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}]|(?!\n)\p{Cc}/gu, '')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const characters = [...plain];
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : plain;
}

/** A plan with all of its texts tidy. */
export function tidyPlan(plan: PlanForm): PlanForm {
  return tidyFields(plan as unknown as Record<string, unknown>, planShape) as unknown as PlanForm;
}

function tidyFields(group: Record<string, unknown>, fields: PlanFields): Record<string, unknown> {
  const tidied: Record<string, unknown> = { ...group };
  for (const [name, field] of Object.entries(fields)) tidied[name] = tidyField(group[name], field);
  return tidied;
}

function tidyField(value: unknown, field: PlanField): unknown {
  if (field.kind === 'text') return tidy(String(value), field.most);
  if (field.kind === 'texts') return (value as readonly string[]).map((text) => tidy(text, 1000));
  if (field.kind === 'group') return tidyFields(value as Record<string, unknown>, field.fields);
  if (field.kind === 'list')
    return (value as readonly Record<string, unknown>[]).map((item) => tidyFields(item, field.fields));
  return value;
}
