import fc from 'fast-check';
import type { Layer, Rotation, ScheduleForm } from '../../../core/on-call/schedule.ts';

export const amsterdam = 'Europe/Amsterdam';

export function makeRotation(more: Partial<Rotation> = {}): Rotation {
  return {
    from: '2026-01-05',
    anchor: '',
    every: 1,
    unit: 'weeks',
    weekday: 1,
    time: '09:00',
    members: ['anna', 'bram', 'cleo'],
    ...more,
  };
}

export function makeLayer(more: Partial<Layer> = {}): Layer {
  return { id: 'main', name: 'Main', use: 'always', hours: '', rotations: [makeRotation()], ...more };
}

export function makeSchedule(more: Partial<ScheduleForm> = {}): ScheduleForm {
  return { name: 'NOC', zone: amsterdam, layers: [makeLayer()], holidays: [], overrides: [], ...more };
}

/** Zones with different habits: no summer time, half an hour of it, at midnight, on the southern half, and odd offsets. */
export const zones = [
  'UTC',
  amsterdam,
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Pacific/Chatham',
] as const;
export const anyZone = fc.constantFrom(...zones);
export const anyPerson = fc.constantFrom('anna', 'bram', 'cleo', 'daan', 'els');

const two = (value: number) => String(value).padStart(2, '0');
export const anyTimeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 1, 15, 30, 59))
  .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`);

/** Dates of 2027 and 2028: a leap year is among them. */
export const anyDate = fc
  .integer({ min: 0, max: 730 })
  .map((day) => new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10));
/** Half of them on a day or two around the Sundays on which clocks change somewhere. */
export const anyMoment = fc.oneof(
  fc.integer({ min: Date.UTC(2027, 0, 1), max: Date.UTC(2029, 0, 1) }),
  fc
    .tuple(
      fc.constantFrom('2027-03-14', '2027-03-28', '2027-04-04', '2027-09-05', '2027-10-03', '2027-10-31', '2027-11-07'),
      fc.integer({ min: -36 * 3_600_000, max: 36 * 3_600_000 }),
    )
    .map(([date, more]) => Date.parse(date) + more),
);

export const anyRotation: fc.Arbitrary<Rotation> = fc.record({
  from: anyDate,
  anchor: fc.oneof(fc.constant(''), anyDate),
  every: fc.integer({ min: 1, max: 9 }),
  unit: fc.constantFrom('days' as const, 'weeks' as const),
  weekday: fc.integer({ min: 1, max: 7 }),
  time: anyTimeOfDay,
  members: fc.array(anyPerson, { maxLength: 5 }),
});

const anyLayer = fc.record({
  use: fc.constantFrom('always' as const, 'always' as const, 'holidays' as const),
  hours: fc.constantFrom(
    '',
    '',
    'Mo-Fr 08:00-18:00',
    'Mo-Su 22:00-02:30',
    'Sa-Su 00:00-24:00',
    'Su 01:30-02:45',
    'Mo-Su 02:15-02:40',
    'Sa-Su 23:30-00:30',
  ),
  rotations: fc.uniqueArray(anyRotation, { minLength: 1, maxLength: 3, selector: ({ from }) => from }),
});

const anyOverride = fc
  .tuple(anyPerson, anyMoment, fc.integer({ min: 1, max: 14 * 86_400_000 }))
  .map(([person, from, long]) => ({ id: '', person, from, until: from + long, note: '' }));

export const anySchedule: fc.Arbitrary<ScheduleForm> = fc
  .record({
    zone: anyZone,
    layers: fc.array(anyLayer, { minLength: 1, maxLength: 3 }),
    holidays: fc.array(anyDate, { maxLength: 6 }),
    overrides: fc.array(anyOverride, { maxLength: 4 }),
  })
  .map(({ zone, layers, holidays, overrides }) => ({
    name: 'Any',
    zone,
    layers: layers.map((layer, i) => ({ ...layer, id: `l${i}`, name: `L${i}` })),
    holidays: holidays.map((date, i) => ({ date, name: '', layer: `l${i % layers.length}` })),
    overrides: overrides.map((override, i) => ({ ...override, id: `o${i}` })),
  }));
