import type { Text } from '../text.ts';
import { type PlanForm, planIncidentTypes, planLevels, planSeverities } from './plan.ts';
import type { PlanFault } from './plan-fault.ts';
import { type PlanFields, planShape } from './plan-shape.ts';
import { incidentTypeWords, roleWords } from './plan-words.ts';

/** A blank of the template, in either language: what only the organisation knows. */
export const blankPattern = /\[(?:invullen|fill in): [^\]]{1,200}\]/;

/**
 * What is missing or wrong before a plan can be approved, in the order of the document; empty when nothing is. Takes a plan
 * that `readPlanForm` accepted.
 */
export function planFaults(plan: PlanForm): readonly PlanFault[] {
  const faults: PlanFault[] = [];
  emptyOrBlank(plan as unknown as Record<string, unknown>, planShape, '', faults);
  const tell = (field: string, nl: string, en: string) => faults.push({ field, text: { nl, en } });

  for (const role of ['coordinator', 'scribe', 'technical-lead', 'communications'] as const) {
    const index = plan.roles.findIndex((one) => one.role === role);
    const { nl, en } = roleWords[role];
    if (index < 0) tell('roles', `Niemand heeft de rol ${nl}.`, `Nobody has the role ${en}.`);
    else if (plan.roles[index].deputy.trim() === '')
      tell(`roles.${index}.deputy`, `De rol ${nl} heeft geen plaatsvervanger.`, `The role ${en} has no deputy.`);
    else if (
      !blankPattern.test(plan.roles[index].deputy) &&
      sameText(plan.roles[index].deputy, plan.roles[index].holder)
    )
      tell(
        `roles.${index}.deputy`,
        `Wie ${nl} is, kan niet de eigen plaatsvervanger zijn.`,
        `Whoever is ${en} cannot be their own deputy.`,
      );
  }
  plan.roles.forEach(({ timeZone }, index) => {
    if (timeZone !== '' && !blankPattern.test(timeZone) && !isZone(timeZone))
      tell(
        `roles.${index}.timeZone`,
        'Deze tijdzone bestaat niet; bijvoorbeeld Europe/Amsterdam.',
        'There is no such time zone; for instance Europe/Amsterdam.',
      );
  });
  for (const kind of ['internal', 'carrier', 'csirt', 'police', 'regulator'] as const) {
    if (!plan.contacts.some((contact) => contact.kind === kind)) {
      const word = contactsWanted[kind];
      tell('contacts', `Er is geen contact: ${word.nl}.`, `There is no contact: ${word.en}.`);
    }
  }
  plan.contacts.forEach(({ reach, outOfBand }, index) => {
    if (reach !== '' && sameText(reach, outOfBand) && !blankPattern.test(reach))
      tell(
        `contacts.${index}.outOfBand`,
        'De weg buiten ons platform om is dezelfde als de gewone.',
        'The way outside our platform is the same as the ordinary one.',
      );
  });
  if (plan.escalations.length === 0) tell('escalations', 'Er is geen escalatiepad.', 'There is no escalation path.');
  plan.escalations.forEach(({ steps }, index) => {
    if (steps.length === 0)
      tell(`escalations.${index}.steps`, 'Dit escalatiepad heeft geen stappen.', 'This escalation path has no steps.');
    const late = steps.findIndex((step, at) => at > 0 && step.afterMinutes < steps[at - 1].afterMinutes);
    if (late > 0)
      tell(
        `escalations.${index}.steps.${late}.afterMinutes`,
        'Deze stap komt vóór de vorige.',
        'This step comes before the one above it.',
      );
  });
  if (plan.systems.length === 0) tell('systems', 'Er is geen kritiek systeem.', 'There is no critical system.');
  plan.systems.forEach(({ noticedMinutes, switchedMinutes, restoredMinutes }, index) => {
    if (noticedMinutes === 0 || switchedMinutes === 0 || restoredMinutes === 0)
      tell(`systems.${index}`, 'Een streeftijd is niet ingevuld.', 'A target time is not filled in.');
    else if (noticedMinutes > switchedMinutes || switchedMinutes > restoredMinutes)
      tell(
        `systems.${index}`,
        'De streeftijden lopen niet op: opmerken, omzetten, herstellen.',
        'The target times do not rise: noticed, switched, restored.',
      );
  });
  if (plan.routes.length === 0) tell('routes', 'Er is geen noodroute.', 'There is no emergency route.');
  for (const impact of planLevels)
    for (const urgency of planLevels)
      if (plan.matrix.filter((cell) => cell.impact === impact && cell.urgency === urgency).length !== 1)
        tell(
          'matrix',
          `De ernst bij impact ${impact} en urgentie ${urgency} staat er niet precies één keer.`,
          `The severity at impact ${impact} and urgency ${urgency} is not there exactly once.`,
        );
  for (const severity of planSeverities)
    if (!plan.severities.some((meaning) => meaning.severity === severity))
      tell('severities', `Ernst ${severity} is niet beschreven.`, `Severity ${severity} is not described.`);
  if (plan.communication.length === 0)
    tell('communication', 'Er zijn geen communicatieregels.', 'There are no communication rules.');
  if (plan.duties.length === 0) tell('duties', 'Er staan geen meldplichten.', 'There are no duties to notify.');
  for (const type of planIncidentTypes)
    if (!plan.procedures.some((procedure) => procedure.type === type && procedure.steps.length > 0)) {
      const { nl, en } = incidentTypeWords[type];
      tell('procedures', `Er is geen procedure voor ${nl}.`, `There is no procedure for ${en}.`);
    }
  if (plan.reviews.length === 0) tell('reviews', 'Er is geen herziening gepland.', 'No review is planned.');
  return faults;
}

function emptyOrBlank(group: Record<string, unknown>, fields: PlanFields, at: string, faults: PlanFault[]): void {
  const blank = (field: string, label: Text, text: string) => {
    const found = blankPattern.exec(text)?.[0];
    if (found)
      faults.push({
        field,
        text: { nl: `${label.nl}: nog in te vullen ${found}.`, en: `${label.en}: still to fill in ${found}.` },
      });
  };
  for (const [name, field] of Object.entries(fields)) {
    const path = at === '' ? name : `${at}.${name}`;
    const value = group[name];
    if (field.kind === 'text' || field.kind === 'day') {
      const text = String(value);
      if (field.wanted && text.trim() === '')
        faults.push({ field: path, text: { nl: `${field.label.nl} is leeg.`, en: `${field.label.en} is empty.` } });
      if (field.kind === 'text') blank(path, field.label, text);
    } else if (field.kind === 'texts')
      (value as string[]).forEach((text, index) => {
        blank(`${path}.${index}`, field.label, text);
      });
    else if (field.kind === 'group') emptyOrBlank(value as Record<string, unknown>, field.fields, path, faults);
    else if (field.kind === 'list')
      (value as Record<string, unknown>[]).forEach((item, index) => {
        emptyOrBlank(item, field.fields, `${path}.${index}`, faults);
      });
  }
}

const contactsWanted = {
  internal: { nl: 'iemand van onszelf', en: 'somebody of our own' },
  carrier: { nl: 'een carrier', en: 'a carrier' },
  csirt: { nl: 'het CSIRT', en: 'the CSIRT' },
  police: { nl: 'de politie', en: 'the police' },
  regulator: { nl: 'de toezichthouder', en: 'the regulator' },
} as const;

const sameText = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
