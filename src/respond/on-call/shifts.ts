import type { Absence } from '../../core/on-call/responder.ts';
import type { Handover, ScheduleForm, Shift } from '../../core/on-call/schedule.ts';
import { rosterOf } from './on-call-at.ts';
import { dayMs } from './wall-clock.ts';

/** Longest span that is worked out at once. */
export const longestSpanMs = 800 * dayMs;

/**
 * Shifts that fill [from, until) (ms UTC) without a hole, oldest first: a span in which nobody is on call is a shift without a
 * person. Neighbours with the same person for the same reason are one. Throws RangeError for a span over 800 days.
 */
export function shiftsBetween(schedule: ScheduleForm, from: number, until: number): Shift[] {
  if (!(until - from <= longestSpanMs)) throw new RangeError('a span is at most 800 days');
  const shifts: Shift[] = [];
  if (until <= from) return shifts;
  const roster = rosterOf(schedule);
  for (const at of [from, ...roster.changes(from, until)]) {
    const last = shifts.at(-1);
    const now = roster.at(at);
    if (last && last.person === now.person && last.because === now.because && last.source === now.source) continue;
    if (last) shifts[shifts.length - 1] = { ...last, until: at };
    shifts.push({ ...now, from: at, until });
  }
  return shifts;
}

/** The next moment after `at` (ms UTC) at which somebody else is on call, or nobody; undefined when none comes within 800 days. */
export function nextHandover(schedule: ScheduleForm, at: number): Handover | undefined {
  // Most hand-overs are near: the far ones are worked out when there is no nearer one.
  for (const days of [8, 100, 800]) {
    const roster = rosterOf(schedule);
    const from = roster.at(at);
    for (const moment of roster.changes(at, at + days * dayMs)) {
      const to = roster.at(moment);
      if (to.person !== from.person) return { at: moment, from, to };
    }
  }
  return undefined;
}

/** Gaps in [from, until): spans in which nobody is on call. */
export function gapsBetween(schedule: ScheduleForm, from: number, until: number): Shift[] {
  return shiftsBetween(schedule, from, until).filter(({ person }) => person === '');
}

/** Parts of shifts in [from, until) whose person is absent then, so that somebody can be found in time. */
export function absentShifts(
  schedule: ScheduleForm,
  absencesOf: (person: string) => readonly Absence[],
  from: number,
  until: number,
): Shift[] {
  return shiftsBetween(schedule, from, until).flatMap((shift) =>
    (shift.person ? absencesOf(shift.person) : []).flatMap((absence) => {
      const part = { ...shift, from: Math.max(shift.from, absence.from), until: Math.min(shift.until, absence.until) };
      return part.from < part.until ? [part] : [];
    }),
  );
}
