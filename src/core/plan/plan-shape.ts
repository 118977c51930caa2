import type { Text } from '../text.ts';
import {
  contactKinds,
  type PlanForm,
  planIncidentTypes,
  planLevels,
  planPhases,
  planRoleNames,
  planSeverities,
} from './plan.ts';

/** What a field of a plan is: one description serves reading, checking, comparing and looking for blanks. */
export type PlanField =
  | { readonly kind: 'text'; readonly label: Text; readonly most: number; readonly wanted: boolean }
  | { readonly kind: 'choice'; readonly label: Text; readonly from: readonly string[] }
  | { readonly kind: 'number'; readonly label: Text; readonly most: number }
  | { readonly kind: 'day'; readonly label: Text; readonly wanted: boolean }
  | { readonly kind: 'texts'; readonly label: Text; readonly most: number }
  | { readonly kind: 'group'; readonly label: Text; readonly fields: PlanFields }
  | {
      readonly kind: 'list';
      readonly label: Text;
      /** Field an item is called by. */
      readonly name: string;
      readonly most: number;
      readonly fields: PlanFields;
    };
export type PlanFields = Readonly<Record<string, PlanField>>;

const label = (nl: string, en: string): Text => ({ nl, en });
/** A line; `long` a passage. Both may be empty only when they are not wanted. */
const line = (nl: string, en: string, wanted = true): PlanField => ({
  kind: 'text',
  label: label(nl, en),
  most: 300,
  wanted,
});
const long = (nl: string, en: string, wanted = true): PlanField => ({
  kind: 'text',
  label: label(nl, en),
  most: 4000,
  wanted,
});
const choice = (nl: string, en: string, from: readonly string[]): PlanField => ({
  kind: 'choice',
  label: label(nl, en),
  from,
});
const minutes = (nl: string, en: string): PlanField => ({ kind: 'number', label: label(nl, en), most: 525_600 });
const texts = (nl: string, en: string): PlanField => ({ kind: 'texts', label: label(nl, en), most: 50 });
const list = (nl: string, en: string, name: string, fields: PlanFields): PlanField => ({
  kind: 'list',
  label: label(nl, en),
  name,
  most: 500,
  fields,
});

/** Every field of a plan people write, in the order of the document. Items of lists have an `id` besides. */
export const planShape: { readonly [Name in keyof PlanForm]: PlanField } = {
  title: line('Titel', 'Title'),
  organisation: line('Organisatie', 'Organisation'),
  language: choice('Taal', 'Language', ['nl', 'en']),
  scope: {
    kind: 'group',
    label: label('Reikwijdte', 'Scope'),
    fields: {
      covers: long('Waarvoor dit plan geldt', 'What this plan covers'),
      leavesOut: long('Wat erbuiten valt', 'What it leaves out', false),
      activation: long('Wanneer en door wie het start', 'When it starts and who starts it'),
      whenAllIsDown: long('Als alles uitligt', 'When everything is down'),
    },
  },
  roles: list('Rollen', 'Roles', 'role', {
    role: choice('Rol', 'Role', planRoleNames),
    duties: long('Taken', 'Duties'),
    holder: line('Wie', 'Who'),
    deputy: line('Plaatsvervanger', 'Deputy', false),
    roster: line('Dienstrooster', 'Duty roster', false),
    timeZone: line('Tijdzone', 'Time zone'),
  }),
  contacts: list('Contacten', 'Contacts', 'name', {
    kind: choice('Soort', 'Kind', contactKinds),
    name: line('Naam', 'Name'),
    detail: line('Vraag naar', 'Ask for', false),
    reach: line('Bereikbaar via', 'Reached by'),
    outOfBand: line('Buiten ons platform om', 'Outside our platform'),
    hours: line('Wanneer', 'When', false),
  }),
  escalations: list('Escalatiepaden', 'Escalation paths', 'name', {
    name: line('Naam', 'Name'),
    steps: list('Stappen', 'Steps', 'whom', {
      afterMinutes: minutes('Na (minuten)', 'After (minutes)'),
      whom: line('Wie', 'Who'),
      how: line('Hoe', 'How'),
    }),
  }),
  systems: list('Kritieke systemen', 'Critical systems', 'name', {
    name: line('Systeem', 'System'),
    dependents: long('Wat ervan afhangt', 'What depends on it'),
    noticedMinutes: minutes('Opgemerkt binnen (min)', 'Noticed within (min)'),
    switchedMinutes: minutes('Omgezet binnen (min)', 'Switched within (min)'),
    restoredMinutes: minutes('Hersteld binnen (min)', 'Restored within (min)'),
    fallback: long('Terugvaloptie', 'Fallback'),
  }),
  routes: list('Noodroutes', 'Emergency routes', 'name', {
    name: line('Route', 'Route'),
    when: long('Wanneer', 'When'),
    how: long('Hoe', 'How'),
    emergencyCalls: long('112 tijdens deze route', '112 while it is used'),
    testedOn: { kind: 'day', label: label('Laatst getest', 'Last tested'), wanted: false },
  }),
  impacts: list('Impact', 'Impact', 'level', {
    level: choice('Niveau', 'Level', planLevels),
    meaning: long('Betekenis', 'Meaning'),
  }),
  urgencies: list('Urgentie', 'Urgency', 'level', {
    level: choice('Niveau', 'Level', planLevels),
    meaning: long('Betekenis', 'Meaning'),
  }),
  matrix: list('Ernstmatrix', 'Severity matrix', 'id', {
    impact: choice('Impact', 'Impact', planLevels),
    urgency: choice('Urgentie', 'Urgency', planLevels),
    severity: choice('Ernst', 'Severity', planSeverities),
  }),
  severities: list('Ernst', 'Severity', 'severity', {
    severity: choice('Ernst', 'Severity', planSeverities),
    meaning: long('Betekenis', 'Meaning'),
    respondMinutes: minutes('Leiding binnen (min)', 'Led within (min)'),
    updateMinutes: minutes('Bericht elke (min)', 'Update every (min)'),
  }),
  communication: list('Communicatieregels', 'Communication rules', 'audience', {
    audience: line('Aan wie', 'To whom'),
    speaker: line('Door wie', 'By whom'),
    channel: line('Kanaal', 'Channel'),
    within: line('Wanneer', 'When'),
    say: long('Wat wel', 'What is said'),
    never: long('Wat niet', 'What is not said', false),
  }),
  duties: list('Meldplichten', 'Duties to notify', 'name', {
    name: line('Melding', 'Notification'),
    due: line('Termijn', 'Due'),
    toWhom: line('Aan wie', 'To whom'),
    content: long('Inhoud', 'Content'),
  }),
  procedures: list('Procedures', 'Procedures', 'title', {
    type: choice('Soort incident', 'Kind of incident', planIncidentTypes),
    title: line('Titel', 'Title'),
    signs: texts('Herkennen aan', 'Recognised by'),
    severity: long('Ernst', 'Severity'),
    steps: list('Stappen', 'Steps', 'text', {
      phase: choice('Fase', 'Phase', planPhases),
      who: choice('Wie', 'Who', planRoleNames),
      withinMinutes: minutes('Binnen (min)', 'Within (min)'),
      text: long('Stap', 'Step'),
    }),
    never: texts('Niet doen', 'Do not'),
    playbooks: texts('Draaiboeken', 'Playbooks'),
  }),
  reviews: list('Herzieningen', 'Reviews', 'subject', {
    subject: line('Onderwerp', 'Subject'),
    owner: line('Eigenaar', 'Owner'),
    dueOn: { kind: 'day', label: label('Uiterlijk', 'Due'), wanted: true },
    everyMonths: { kind: 'number', label: label('Elke (maanden)', 'Every (months)'), most: 120 },
    remindDaysBefore: { kind: 'number', label: label('Herinneren (dagen vooraf)', 'Remind (days before)'), most: 365 },
  }),
};

/** What people wrote of a plan, without what became of it. */
export function planFormOf(plan: PlanForm): PlanForm {
  const names = Object.keys(planShape) as (keyof PlanForm)[];
  return Object.fromEntries(names.map((name) => [name, plan[name]])) as unknown as PlanForm;
}
