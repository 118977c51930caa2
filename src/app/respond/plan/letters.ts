import { derivedId } from '../../../core/derived-id.ts';
import type { PlanLanguage } from '../../../core/plan/plan.ts';
import type { PlanEdition, StandingReview } from '../../../core/plan/plan-records.ts';
import type { Message } from '../../../notify/channel.ts';
import { clean } from '../../../notify/clean.ts';
import { fileMakerName, planFileNames } from './plan-files-of.ts';

/** A copy for a safe place. `key`: the same key is the same mail. */
export function copyLetter(plan: PlanEdition, key: string, printed: string, link: string): Message {
  const nl = plan.language === 'nl';
  const organisation = clean(plan.organisation, 100);
  return {
    id: derivedId('plan-copy', key),
    subject: nl
      ? `Incidentresponsplan, editie ${plan.edition}: kopie voor als alles uitligt`
      : `Incident response plan, edition ${plan.edition}: copy for when everything is down`,
    body: `${(
      nl
        ? [
            `Dit is het incidentresponsplan van ${organisation}, editie ${plan.edition}, zoals het op ${printed} van kracht is.`,
            'Bewaar deze mail buiten het platform, en print het plan en de checklist. Gooi oudere kopieën weg.',
            'Bijgevoegd: het plan (PDF en Markdown) en de invulbare checklist in het Nederlands en het Engels.',
          ]
        : [
            `This is the incident response plan of ${organisation}, edition ${plan.edition}, as it is in force on ${printed}.`,
            'Keep this mail off the platform, and print the plan and the checklist. Throw older copies away.',
            'Attached: the plan (PDF and Markdown) and the fillable checklist in Dutch and English.',
          ]
    ).join('\n')}\n\n${link}\n`,
    severity: 'informational',
    files: planFileNames(plan).map(({ name, mediaType, what }) => ({
      ...{ name, mediaType },
      ref: `${fileMakerName}:${plan.id}/${what}`,
    })),
    data: { type: 'plan.copy', edition: plan.edition },
  };
}

/** A reminder for whoever owns a review. */
export function reminderLetter(
  { review, dueOn, days }: StandingReview,
  key: string,
  language: PlanLanguage,
  link: string,
): Message {
  const nl = language === 'nl';
  const subject = clean(review.subject, 150);
  const late = days < 0;
  const dutch = late
    ? `${-days} ${days === -1 ? 'dag' : 'dagen'} te laat`
    : days === 0
      ? 'vandaag'
      : `over ${days} ${days === 1 ? 'dag' : 'dagen'}`;
  const english = late
    ? `${-days} ${days === -1 ? 'day' : 'days'} late`
    : days === 0
      ? 'today'
      : `in ${days} ${days === 1 ? 'day' : 'days'}`;
  return {
    id: derivedId('plan-reminder', key),
    subject: nl ? `Herziening ${dutch}: ${subject}` : `Review ${english}: ${subject}`,
    body: `${(
      nl
        ? [
            `De herziening “${subject}” van het incidentresponsplan moet uiterlijk ${dueOn} gedaan zijn (${dutch}).`,
            `Eigenaar: ${clean(review.owner, 200)}`,
            'Klaar? Meld dat bij het plan; dan telt de volgende keer vanaf dan.',
          ]
        : [
            `The review “${subject}” of the incident response plan has to be done by ${dueOn} (${english}).`,
            `Owner: ${clean(review.owner, 200)}`,
            'Done? Say so with the plan; the next one then counts from there.',
          ]
    ).join('\n')}\n\n${link}\n`,
    severity: late ? 'medium' : 'low',
    data: { type: 'plan.reminder', review: review.id, dueOn },
  };
}
