import type { PlanLanguage } from '../../../core/plan/plan.ts';
import type { PlanEdition } from '../../../core/plan/plan-records.ts';
import { checklistForm, planMarkdown, planPdf } from '../../../respond/plan/plan-files.ts';

/** Name of the maker in references of mail. */
export const fileMakerName = 'plan';

export type PlanFile = 'markdown' | 'pdf' | 'checklist-nl' | 'checklist-en';

/** Files that go along with a copy of an edition. */
export function planFileNames({ language, edition }: Pick<PlanEdition, 'language' | 'edition'>): readonly {
  readonly what: PlanFile;
  readonly name: string;
  readonly mediaType: string;
}[] {
  const base =
    language === 'nl' ? `incidentresponsplan-editie-${edition}` : `incident-response-plan-edition-${edition}`;
  return [
    { what: 'pdf', name: `${base}.pdf`, mediaType: 'application/pdf' },
    { what: 'markdown', name: `${base}.md`, mediaType: 'text/markdown; charset=utf-8' },
    { what: 'checklist-nl', name: 'checklist-nl.pdf', mediaType: 'application/pdf' },
    { what: 'checklist-en', name: 'checklist-en.pdf', mediaType: 'application/pdf' },
  ];
}

/** Makes a file of an edition. `at`: ms UTC, day of printing; `timeZone`: IANA zone in which days are told. */
export async function makePlanFile(
  plan: PlanEdition,
  what: PlanFile,
  at: number,
  timeZone: string,
): Promise<Uint8Array> {
  if (what === 'checklist-nl' || what === 'checklist-en')
    return checklistForm(what.slice(-2) as PlanLanguage, plan.organisation);
  const { approved, approvedAlone, names } = plan;
  const name = approved && (names[approved.by] ?? '');
  const standing = {
    ...{ state: plan.state, edition: plan.edition, printedAt: at, timeZone },
    approvedBy: name && approvedAlone !== '' ? `${name} (${alone[plan.language]}: ${approvedAlone})` : name,
    ...{ approvedAt: approved?.at, inForceAt: plan.inForce?.at },
  };
  return what === 'pdf' ? planPdf(plan, standing) : new TextEncoder().encode(planMarkdown(plan, standing));
}

const alone = { nl: 'alleen, zonder tweede paar ogen', en: 'alone, without a second pair of eyes' } as const;
