import type { PlanForm, PlanLanguage } from '../../../core/plan/plan.ts';
import { planTemplate } from '../template/plan-template.ts';

/** The template as an organisation filled it in: nothing is missing. For tests. */
export function filledPlan(language: PlanLanguage = 'en'): PlanForm {
  let count = 0;
  const text = JSON.stringify(planTemplate(language)).replace(/\[(?:invullen|fill in): [^\]]*\]/g, () => {
    count++;
    return `Answer ${count}`;
  });
  const form = JSON.parse(text) as PlanForm;
  return { ...form, reviews: form.reviews.map((review) => ({ ...review, dueOn: '2027-01-31' })) };
}
