import { iso } from '../../../api/present/instant.ts';
import type { OnCallNowWire, OnCallShiftWire, RosterCheck, RosterWire } from '../../../api/schema/on-call.ts';
import type { OnCall, Schedule, ScheduleForm } from '../../../core/on-call/schedule.ts';
import type { Text } from '../../../core/text.ts';
import { unreadNotes } from '../../../respond/on-call/handover-notes.ts';
import { onCallAt } from '../../../respond/on-call/on-call-at.ts';
import { scheduleNotes } from '../../../respond/on-call/on-call-notes.ts';
import { scheduleFaults } from '../../../respond/on-call/schedule-faults.ts';
import { nextHandover, shiftsBetween } from '../../../respond/on-call/shifts.ts';
import type { Directory } from './directory.ts';

/** A roster with who is on call now and next. `noteNames`: of those who wrote and read its notes. */
export function showRoster(
  roster: Schedule,
  directory: Directory,
  noteNames: ReadonlyMap<string, string>,
  now: number,
): RosterWire {
  const next = nextHandover(roster, now);
  const nameOf = (id: string) => noteNames.get(id) ?? directory.people.get(id)?.name ?? id;
  const unread = new Set(unreadNotes(roster.notes).map(({ id }) => id));
  const { id, name, zone, version, changedBy } = roster;
  return {
    ...{ id, name, zone, version, changedBy, changedAt: iso(roster.changedAt) },
    layers: roster.layers.map((layer) => ({
      ...layer,
      rotations: layer.rotations.map((rotation) => ({ ...rotation, members: [...rotation.members] })),
    })),
    holidays: roster.holidays.map((holiday) => ({ ...holiday })),
    overrides: roster.overrides.map((each) => ({ ...each, from: iso(each.from), until: iso(each.until) })),
    now: showOnCall(roster, onCallAt(roster, now), directory),
    until: next ? iso(next.at) : null,
    next: next ? showOnCall(roster, next.to, directory) : null,
    notes: [...roster.notes]
      .sort((a, b) => Number(unread.has(b.id)) - Number(unread.has(a.id)) || b.writtenAt - a.writtenAt)
      .map((note) => ({
        ...{ id: note.id, author: note.author, authorName: nameOf(note.author), writtenAt: iso(note.writtenAt) },
        ...{ text: note.text, readBy: note.readBy, readByName: note.readBy && nameOf(note.readBy) },
        readAt: note.readAt === 0 ? null : iso(note.readAt),
      })),
    warnings: warningsOf(roster, directory, now),
  };
}

export function showShifts(roster: ScheduleForm, from: number, until: number, directory: Directory): OnCallShiftWire[] {
  return shiftsBetween(roster, from, until).map((shift) => ({
    ...showOnCall(roster, shift, directory),
    ...{ from: iso(shift.from), until: iso(shift.until) },
  }));
}

/** What keeps a roster from being saved, or is to be thought about; with a span also whom it has on call then. */
export function checkRoster(
  form: ScheduleForm,
  span: { readonly from: number; readonly until: number } | undefined,
  directory: Directory,
  now: number,
): RosterCheck {
  const faults = scheduleFaults(form, (id) => directory.people.has(id)).map(({ field, sentence }) => ({
    ...{ field, sentence: { ...sentence } },
  }));
  if (faults.length > 0) return { faults, warnings: [], shifts: [] };
  return {
    faults,
    warnings: warningsOf(form, directory, now),
    shifts: span ? showShifts(form, span.from, span.until, directory) : [],
  };
}

function warningsOf(form: ScheduleForm, { people }: Directory, now: number): Text[] {
  // People who left stay in rosters until somebody takes them out.
  const gone = new Set(
    form.layers.flatMap(({ rotations }) => rotations.at(-1)?.members ?? []).filter((id) => !people.has(id)),
  );
  return [
    ...(gone.size > 0
      ? [
          {
            nl: `${gone.size} van de mensen in dit rooster ${gone.size === 1 ? 'is' : 'zijn'} er niet meer.`,
            en: `${gone.size} of the people in this roster ${gone.size === 1 ? 'is' : 'are'} not there any more.`,
          },
        ]
      : []),
    ...scheduleNotes(
      form,
      (id) => people.get(id)?.name ?? id,
      (id) => people.get(id)?.absences ?? [],
      now,
    ).map((text) => ({ ...text })),
  ];
}

function showOnCall(
  { layers, overrides }: ScheduleForm,
  { person, because, source }: OnCall,
  { people }: Directory,
): OnCallNowWire {
  const sourceName =
    because === 'override'
      ? (overrides.find(({ id }) => id === source)?.note ?? '')
      : (layers.find(({ id }) => id === source)?.name ?? '');
  return { person, personName: person && (people.get(person)?.name ?? person), because, source, sourceName };
}
