import { z } from 'zod';
import { instant, text } from './common.ts';

const day = z.iso.date();
const personId = z.string().min(1).max(128);
const partId = z.string().min(1).max(64);
const timeOfDay = z.string().regex(/^\d{2}:\d{2}$/, 'a time such as 08:30');

/** How members take turns, from a date on until the next rotation of its layer. */
export const onCallRotation = z.strictObject({
  from: day,
  /** Date that turns of several days or weeks are counted from; '' for `from`. */
  anchor: z.union([z.literal(''), day]).default(''),
  every: z.number().int().min(1).max(365).default(1),
  unit: z.enum(['days', 'weeks']).default('weeks'),
  /** Day of hand-over of weeks, 1 (Monday) to 7 (Sunday). */
  weekday: z.number().int().min(1).max(7).default(1),
  time: timeOfDay.default('09:00'),
  /** Ids of people, in the order of their turns. */
  members: z.array(personId).max(100),
});
export const onCallLayer = z.strictObject({
  id: partId,
  name: z.string().trim().min(1).max(200),
  /** `holidays`: only on the dates that name it. */
  use: z.enum(['always', 'holidays']).default('always'),
  /** `Mo-Fr 08:00-18:00`; '' is always. */
  hours: z.string().max(500).default(''),
  rotations: z.array(onCallRotation).max(200),
});
export const onCallHoliday = z.strictObject({
  date: day,
  name: z.string().max(200).default(''),
  layer: partId,
});
/** Somebody else for a while. */
export const onCallOverrideForm = z.strictObject({
  person: personId,
  from: instant,
  /** The first moment it does not hold any more. */
  until: instant,
  note: z.string().max(500).default(''),
});
export const onCallOverride = onCallOverrideForm.extend({ id: partId });

export const rosterForm = z.strictObject({
  name: z.string().trim().min(1).max(200),
  /** IANA zone of all dates and times of day in it. */
  zone: z.string().min(1).max(64),
  /** The first that has somebody wins. */
  layers: z.array(onCallLayer).max(20),
  holidays: z.array(onCallHoliday).max(500).default([]),
  overrides: z.array(onCallOverride).max(2000).default([]),
});

/** Who is on call, and why; nobody when `person` is ''. */
export const onCallNow = z.object({
  person: z.string(),
  personName: z.string(),
  because: z.enum(['rotation', 'holiday', 'override', 'nobody']),
  /** Layer or override. */
  source: z.string(),
  sourceName: z.string(),
});
/** A span in which the same holds; without a person it is a gap. */
export const onCallShift = onCallNow.extend({ from: instant, until: instant });
export const onCallNote = z.object({
  id: z.string(),
  author: z.string(),
  authorName: z.string(),
  writtenAt: instant,
  text: z.string(),
  /** '' and null as long as nobody read it. */
  readBy: z.string(),
  readByName: z.string(),
  readAt: instant.nullable(),
});
export const roster = rosterForm.extend({
  id: z.string(),
  now: onCallNow,
  /** Until when; null when nothing changes within 800 days. */
  until: instant.nullable(),
  /** Who comes then; null as above. */
  next: onCallNow.nullable(),
  /** Newest first; those nobody read, and the last 50 that were. */
  notes: z.array(onCallNote),
  /** Gaps and absences of the four weeks to come. */
  warnings: z.array(text),
  version: z.number().int(),
  changedAt: instant,
  changedBy: z.string(),
});
export const rosterShifts = z.object({ zone: z.string(), from: instant, until: instant, shifts: z.array(onCallShift) });
export const shiftSpan = z.strictObject({
  from: instant,
  /** At most 800 days later. */
  until: instant,
});
/** `from` and `until` ask for the shifts of the form, for a calendar beside it. */
export const rosterCheckQuery = z.strictObject({
  roster: rosterForm,
  from: instant.optional(),
  until: instant.optional(),
});
export const onCallFault = z.object({ field: z.string(), sentence: text });
export const rosterCheck = z.object({
  /** A roster with faults is not saved. */
  faults: z.array(onCallFault),
  warnings: z.array(text),
  /** Empty with faults. */
  shifts: z.array(onCallShift),
});
/** Members from a date on: turns keep their rhythm and order, the past stays. */
export const membersForm = z.strictObject({ from: day, members: z.array(personId).max(100) });
export const noteForm = z.strictObject({ text: z.string().trim().min(1).max(5000) });

export type RosterFormWire = z.infer<typeof rosterForm>;
export type RosterWire = z.infer<typeof roster>;
export type OnCallNowWire = z.infer<typeof onCallNow>;
export type OnCallShiftWire = z.infer<typeof onCallShift>;
export type OnCallNoteWire = z.infer<typeof onCallNote>;
export type RosterCheck = z.infer<typeof rosterCheck>;
export type OnCallFaultWire = z.infer<typeof onCallFault>;
