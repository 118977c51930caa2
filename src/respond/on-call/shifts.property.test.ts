import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeMembers } from './change-members.ts';
import { onCallAt } from './on-call-at.ts';
import { nextHandover, shiftsBetween } from './shifts.ts';
import {
  anyDate,
  anyMoment,
  anyPerson,
  anyRotation,
  anySchedule,
  anyTimeOfDay,
  anyZone,
  makeLayer,
  makeRotation,
  makeSchedule,
} from './testing/make-schedule.ts';

const day = 86_400_000;
const runs = { numRuns: 300 };

/** Date and time as a clock in the zone shows them, asked from the runtime in another way than the code under test does. */
function shown(zone: string, at: number): { date: number; time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(at);
  const [date, time] = text.split(' ') as [string, string];
  return { date: Date.parse(`${date}T00:00:00Z`) / day, time };
}

describe('any schedule', () => {
  it('has at every moment exactly who its shifts say', () => {
    fc.assert(
      fc.property(
        anySchedule,
        anyMoment,
        fc.oneof(fc.integer({ min: 1, max: 40 * day }), fc.integer({ min: 1, max: 3 * day })),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (schedule, from, long, places) => {
          const until = from + long;
          const shifts = shiftsBetween(schedule, from, until);
          expect(shifts[0].from).toBe(from);
          expect(shifts.at(-1)!.until).toBe(until);
          for (const [i, shift] of shifts.entries()) {
            expect(shift.until).toBeGreaterThan(shift.from);
            if (i > 0) expect(shift.from).toBe(shifts[i - 1].until);
          }
          const edges = shifts.flatMap((shift) => [shift.from, shift.until - 1]);
          for (const at of [...edges, ...places.map((place) => from + Math.floor(place * long))]) {
            const { person, because, source } = shifts.find((shift) => shift.from <= at && at < shift.until)!;
            expect({ person, because, source }).toEqual(onCallAt(schedule, at));
          }
        },
      ),
      runs,
    );
  });

  it('hands over where its shifts change', () => {
    fc.assert(
      fc.property(anySchedule, anyMoment, (schedule, at) => {
        const next = nextHandover(schedule, at);
        const shifts = shiftsBetween(schedule, at, at + 120 * day);
        expect(shifts.find(({ person }) => person !== shifts[0].person)?.from).toBe(
          next && next.at < at + 120 * day ? next.at : undefined,
        );
      }),
      runs,
    );
  });

  it('obeys its overrides to the millisecond', () => {
    fc.assert(
      fc.property(
        anySchedule,
        anyPerson,
        anyMoment,
        fc.integer({ min: 1, max: 9 * day }),
        (plain, person, from, long) => {
          const override = { id: 'mine', person, from, until: from + long, note: '' };
          const schedule = { ...plain, overrides: [...plain.overrides, override] };
          for (const at of [from, from + long - 1])
            expect(onCallAt(schedule, at)).toEqual({ person, because: 'override', source: 'mine' });
          for (const at of [from - 1, from + long]) expect(onCallAt(schedule, at)).toEqual(onCallAt(plain, at));
        },
      ),
      runs,
    );
  });
});

const anyFullRotation = anyRotation.filter(({ members }) => members.length > 0);

describe('any full rotation', () => {
  it('leaves no gap from its beginning on', () => {
    fc.assert(
      fc.property(anyZone, anyFullRotation, (zone, rotation) => {
        const schedule = makeSchedule({ zone, layers: [makeLayer({ rotations: [rotation] })] });
        const from = Date.parse(`${rotation.from}T00:00:00Z`) + 3 * day;
        expect(shiftsBetween(schedule, from, from + 400 * day).every(({ person }) => person !== '')).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('gives each member the same number of turns over n rounds', () => {
    fc.assert(
      fc.property(
        anyZone,
        anyDate,
        anyTimeOfDay,
        fc.uniqueArray(anyPerson, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (zone, from, time, members, every, rounds) => {
          const rotation = makeRotation({ from, time, members, every, unit: 'days' });
          const schedule = makeSchedule({ zone, layers: [makeLayer({ rotations: [rotation] })] });
          const start = Date.parse(`${from}T00:00:00Z`) - 2 * day;
          const turns = shiftsBetween(schedule, start, start + (members.length * rounds * every + 4) * day)
            .filter(({ person }) => person !== '')
            .slice(0, members.length * rounds);
          expect(turns.map(({ person }) => person)).toEqual(Array.from({ length: rounds }, () => members).flat());
          // All but the last are whole: a turn is as long as its days, up to the change of the clock.
          for (const turn of turns.slice(0, -1))
            expect(Math.abs(turn.until - turn.from - every * day)).toBeLessThanOrEqual(day / 24);
        },
      ),
      runs,
    );
  });

  it('hands over at its local time, or where the clock skips it', () => {
    fc.assert(
      fc.property(anyZone, anyFullRotation, anyMoment, (zone, rotation, from) => {
        const schedule = makeSchedule({ zone, layers: [makeLayer({ rotations: [rotation] })] });
        for (const { from: at } of shiftsBetween(schedule, from, from + 60 * day).slice(1)) {
          const { time } = shown(zone, at);
          if (time === rotation.time) continue;
          // Skipped: a minute before, the clock showed an earlier time than the hand-over and now it shows a later one.
          expect(
            shown(zone, at - 60_000).time < rotation.time || shown(zone, at).date > shown(zone, at - 60_000).date,
          ).toBe(true);
          expect(at % 900_000).toBe(0);
          expect(offsetOf(zone, at)).not.toBe(offsetOf(zone, at - 60_000));
        }
      }),
      runs,
    );
  });

  it('counts days like a calendar on the wall', () => {
    const anyTimeByDay = fc.constantFrom('05:00', '09:00', '17:30', '22:45');
    fc.assert(
      fc.property(anyZone, anyFullRotation, anyTimeByDay, anyMoment, (zone, plain, time, at) => {
        const rotation = { ...plain, time, anchor: '', unit: 'days' as const };
        const schedule = makeSchedule({ zone, layers: [makeLayer({ rotations: [rotation] })] });
        const now = shown(zone, at);
        const started = Date.parse(`${rotation.from}T00:00:00Z`) / day;
        const today = now.time >= time ? now.date : now.date - 1;
        const expected =
          today < started
            ? ''
            : rotation.members[Math.floor((today - started) / rotation.every) % rotation.members.length];
        expect(onCallAt(schedule, at).person).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps its past when members change, and nobody who left comes back', () => {
    fc.assert(
      fc.property(
        anyZone,
        anyFullRotation,
        anyDate,
        fc.uniqueArray(anyPerson, { minLength: 1 }),
        fc.array(fc.integer({ min: 0, max: 100 * day }), { minLength: 10, maxLength: 10 }),
        (zone, rotation, date, members, steps) => {
          const layer = makeLayer({ rotations: [rotation] });
          const changed = changeMembers(layer, zone, date, members);
          fc.pre(changed.ok);
          const [before, after] = [
            makeSchedule({ zone, layers: [layer] }),
            makeSchedule({ zone, layers: [changed.value] }),
          ];
          const start = Date.parse(`${date}T${rotation.time}:00Z`);
          for (const step of steps) {
            const past = start - 15 * 3_600_000 - step;
            expect(onCallAt(after, past)).toEqual(onCallAt(before, past));
            expect(members).toContain(onCallAt(after, start + 15 * 3_600_000 + step).person);
          }
        },
      ),
      runs,
    );
  });
});

function offsetOf(zone: string, at: number): number {
  const { date, time } = shown(zone, at);
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return date * day + (hours * 60 + minutes) * 60_000 - Math.floor(at / 60_000) * 60_000;
}
