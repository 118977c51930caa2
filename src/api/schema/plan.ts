import { z } from 'zod';
import { type PlanForm, planStates } from '../../core/plan/plan.ts';
import { planMailKinds } from '../../core/plan/plan-records.ts';
import { type PlanField, type PlanFields, planShape } from '../../core/plan/plan-shape.ts';
import { instant, text } from './common.ts';

export const planLanguage = z.enum(['nl', 'en']);
const day = z.union([z.literal(''), z.iso.date()]);

/** What people write, field by field as `planShape` describes it: one description serves reading, checking and this. */
export const planForm = z.strictObject(fieldsOf(planShape)) as unknown as z.ZodType<PlanForm>;

function fieldsOf(fields: PlanFields): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, wireOf(field)]));
}

function wireOf(field: PlanField): z.ZodType {
  switch (field.kind) {
    case 'text':
      return z.string().max(field.most);
    case 'choice':
      return z.enum(field.from as [string, ...string[]]);
    case 'number':
      return z.number().int().min(0).max(field.most);
    case 'day':
      return day;
    case 'texts':
      return z.array(z.string().max(1000)).max(field.most);
    case 'group':
      return z.strictObject(fieldsOf(field.fields));
    case 'list':
      return z.array(z.strictObject({ id: z.string().min(1).max(64), ...fieldsOf(field.fields) })).max(field.most);
  }
}

const fieldBase = z.object({
  name: z.string(),
  kind: z.enum(['text', 'choice', 'number', 'day', 'texts', 'group', 'list']),
  label: text,
  /** Characters of a text, highest number, items of a list; 0 without. */
  most: z.number().int(),
  /** May not be left empty. */
  wanted: z.boolean(),
  /** Of a choice. */
  choices: z.array(z.object({ value: z.string(), label: text })),
  /** Of a list: the field an item is called by. */
  calledBy: z.string(),
});
const innerField = fieldBase.extend({ fields: z.array(fieldBase) });
export const planField = fieldBase.extend({ fields: z.array(innerField) });
/** What a plan consists of, in the order of the document: forms are made from it. */
export const planFields = z.array(planField);

export const planFault = z.object({
  /** Place, such as `roles.0.holder`; '' for the plan as a whole. */
  field: z.string(),
  text,
});
/** Somebody who did something with the plan. `id`: `user:<id>`, `token:<id>`, `system`. */
export const planPerson = z.object({ id: z.string(), name: z.string() });
export const planAct = planPerson.extend({ at: instant });

export const planSummary = z.object({
  edition: z.number().int(),
  state: z.enum(planStates),
  title: z.string(),
  language: planLanguage,
  /** Everybody who wrote in it: none of them may approve it. */
  authors: z.array(planPerson),
  approved: planAct.nullable(),
  /** Why one person approved alone what they wrote; '' when there were four eyes. */
  approvedAlone: z.string(),
  inForce: planAct.nullable(),
  replacedAt: instant.nullable(),
  /** Who threw the draft away, and why. */
  discarded: planAct.extend({ because: z.string() }).nullable(),
  createdAt: instant,
  /** Points that are missing before it can be approved. */
  faults: z.number().int(),
  readers: z.number().int(),
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});

export const planEdition = planSummary.extend({
  plan: planForm,
  missing: z.array(planFault),
  /** What the one who asks can do with it. */
  you: z.object({
    /** Wrote in it. */
    author: z.boolean(),
    read: z.boolean(),
    /** Nobody else may approve it, since nobody else has the right or all who have it wrote in it: then an author may, saying why. */
    alone: z.boolean(),
  }),
});

export const planReview = z.object({
  id: z.string(),
  subject: z.string(),
  owner: z.string(),
  /** '' when it was done and does not come back. */
  dueOn: day,
  /** Until it is due; negative when it is late. */
  days: z.number().int(),
  everyMonths: z.number().int(),
  remindDaysBefore: z.number().int(),
  last: z.object({ doneOn: z.iso.date(), by: z.string(), note: z.string() }).nullable(),
});
export const planReviewDone = z.strictObject({ note: z.string().max(2000).default('') });

export const planMail = z.object({
  kind: z.enum(planMailKinds),
  edition: z.number().int(),
  about: z.string(),
  to: z.string(),
  at: instant,
  state: z.enum(['waiting', 'delivered', 'failed', 'past']),
  error: z.string(),
});
export const planCopy = z.object({
  last: planMail.nullable(),
  /** Day of the next; '' when none is due. */
  next: day,
  /** Why none goes out; '' when one does. */
  hindrance: z.enum(['', 'off', 'no-address', 'no-mail', 'nothing-in-force']),
});

/** How it stands with the plan. */
export const planStanding = z.object({
  inForce: planSummary.nullable(),
  /** The one people work on. */
  open: planSummary.nullable(),
  reviews: z.array(planReview),
  copy: planCopy,
  /** People of the team who have not confirmed the edition in force. */
  waiting: z.number().int(),
  /** Whether the one who asks confirmed it. */
  read: z.boolean(),
});

export const planParams = z.object({ edition: z.coerce.number().int().min(1).max(1_000_000) });
/** A next edition, from an earlier one or from the template. */
export const planBegin = z.strictObject({
  from: z.enum(['edition', 'template']).default('edition'),
  /** With `edition`; 0: the one in force, and while none is the template. */
  edition: z.number().int().min(0).max(1_000_000).default(0),
  /** With `template`. */
  language: planLanguage.default('nl'),
});
export const planSave = z.strictObject({ plan: planForm });
export const planCheck = z.object({ faults: z.array(planFault) });
export const planApprove = z.strictObject({
  /** Why one person approves alone, when nobody else may; '' with four eyes. */
  alone: z.string().trim().max(300).default(''),
});
export const planDiscard = z.strictObject({ reason: z.string().trim().max(300).default('') });
export const planChangesQuery = z.object({
  from: z.coerce.number().int().min(1).max(1_000_000),
  to: z.coerce.number().int().min(1).max(1_000_000),
});
export const planChanges = z.object({
  from: z.number().int(),
  to: z.number().int(),
  /** Sentences in the order of the document; at most 2,000. */
  changes: z.array(text),
  total: z.number().int(),
});
/** Two forms, either of which need not be kept. */
export const planCompare = z.strictObject({ before: planForm, after: planForm });
export const planCompared = z.object({ changes: z.array(text), total: z.number().int() });
export const planReaders = z.object({
  read: z.array(planAct),
  waiting: z.array(planPerson),
});
export const planFileQuery = z.object({ format: z.enum(['markdown', 'pdf']).default('pdf') });
export const planChecklistQuery = z.object({
  language: planLanguage.default('nl'),
  /** Id of an incident to begin with; empty for a blank one. */
  incident: z.string().max(128).default(''),
});
export const planTemplateQuery = z.object({ language: planLanguage.default('nl') });

const address = z.union([z.literal(''), z.email().max(254)]);
export const planSettingsForm = z.strictObject({
  copyOn: z.boolean(),
  copyTo: address,
  /** 31 is the last day of every month. */
  copyDay: z.number().int().min(1).max(31),
  remindTo: address,
});
export const planSettings = planSettingsForm.extend({
  version: z.number().int(),
  changedAt: instant.nullable(),
  changedBy: z.string(),
});
export const planMails = z.object({ copies: z.array(planMail), reminders: z.array(planMail) });

export type PlanFieldWire = z.infer<typeof planField>;
export type PlanInnerField = z.infer<typeof innerField>;
export type PlanLeafField = z.infer<typeof fieldBase>;
export type PlanComparedWire = z.infer<typeof planCompared>;
export type PlanFaultWire = z.infer<typeof planFault>;
export type PlanSummaryWire = z.infer<typeof planSummary>;
export type PlanEditionWire = z.infer<typeof planEdition>;
export type PlanStandingWire = z.infer<typeof planStanding>;
export type PlanReviewWire = z.infer<typeof planReview>;
export type PlanCopyWire = z.infer<typeof planCopy>;
export type PlanMailWire = z.infer<typeof planMail>;
export type PlanChangesWire = z.infer<typeof planChanges>;
export type PlanReadersWire = z.infer<typeof planReaders>;
export type PlanSettingsWire = z.infer<typeof planSettings>;
export type PlanSettingsForm = z.infer<typeof planSettingsForm>;
export type PlanMailsWire = z.infer<typeof planMails>;
