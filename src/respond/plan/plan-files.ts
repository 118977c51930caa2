import type { ChecklistAnswers } from '../../core/plan/checklist.ts';
import type { PlanForm, PlanLanguage } from '../../core/plan/plan.ts';
import { type PlanStanding, planDocument } from './document/plan-document.ts';
import { documentMarkdown } from './markdown/markdown.ts';

/** The plan as Markdown, in its own language. */
export function planMarkdown(plan: PlanForm, standing: PlanStanding): string {
  return documentMarkdown(planDocument(plan, standing));
}

/** The plan as PDF, A4, in its own language. */
export async function planPdf(plan: PlanForm, standing: PlanStanding): Promise<Uint8Array> {
  // Whoever wants no PDF does not wait for the library that makes them.
  const { documentPdf } = await import('./pdf/document-pdf.ts');
  return documentPdf(planDocument(plan, standing));
}

/** The checklist as a PDF form, with what is known already filled in; see `checklistPdf`. */
export async function checklistForm(
  language: PlanLanguage,
  organisation = '',
  answers: ChecklistAnswers = {},
): Promise<Uint8Array> {
  const { checklistPdf } = await import('./pdf/checklist-pdf.ts');
  return checklistPdf({ language, organisation, answers });
}
